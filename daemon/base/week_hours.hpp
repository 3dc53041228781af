// Hours of the week as people write them: "mon-fri 08:00-12:00 13:00-18:00; sat 09:00-12:00", or
// "22:00-07:00" for every day. A range across midnight belongs to the day on which it begins.
//
// By what the clocks on the wall show, so days of daylight saving need no care: an hour that comes
// twice is in twice, one that is left out is not missed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace postured {

class WeekHours {
 public:
  WeekHours() = default;
  // nullopt: not such a text; `problem`, if given, says what is wrong and how to write it. The
  // empty text is empty hours.
  static std::optional<WeekHours> parse(std::string_view text, std::string* problem = nullptr);

  bool empty() const { return ranges_.empty(); }
  bool contains(const WallTime& t) const;

  bool operator==(const WeekHours&) const = default;

 private:
  struct Range {
    unsigned days = 0;             // bit 0: Monday
    int from_min = 0, to_min = 0;  // since midnight; beyond 24 h: into the next day
    bool operator==(const Range&) const = default;
  };
  std::vector<Range> ranges_;
};

// What is wrong with such a text, for the table of settings; empty: nothing.
std::string week_hours_problem(std::string_view text);

}  // namespace postured
