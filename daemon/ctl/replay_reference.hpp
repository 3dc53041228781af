// References taken from stretches of a replayed file, as told on the command line. Gates only warn:
// the person who names a stretch knows what happened in it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ctl/replay_input.hpp"
#include "motion/mounting.hpp"

namespace postured {

struct TimeRange {
  double from_s = 0, to_s = 0;
};
// "12:17.5"; nullopt unless from < to.
std::optional<TimeRange> time_range_from_string(const std::string& text);

struct ReferenceResult {
  std::optional<Mounting> mounting;
  std::vector<std::string> warnings;
  std::string error;  // the stretch holds no samples
};

ReferenceResult take_references(const std::vector<TimedSample>& samples,
                                const std::optional<TimeRange>& stand,
                                const std::optional<TimeRange>& bend);

}  // namespace postured
