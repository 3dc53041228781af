// The person's own spread of forward lean, before any threshold bites: what is a lean for one is
// how another sits all day. From the seated, judged seconds of the last days; the threshold is the
// lean that is exceeded for a quarter of that time (domain model 2.3: two silent days, then 20-30 %
// of seated time, 10 to 25 deg).
//
// Fed from the second of the journal at the start and from every second after it. The threshold
// changes with the local day only, and comes from the days before it: what is judged today does not
// move while it is judged.
#pragma once

#include <array>
#include <chrono>
#include <deque>
#include <optional>

#include "posture/posture_second.hpp"

namespace postured {

class LeanHabit {
 public:
  static constexpr int kSilentDays = 2;
  static constexpr int kDay_s = 3600;       // seated and judged seconds that make a day count
  static constexpr std::size_t kDays = 14;  // the days that count are remembered so long
  static constexpr double kShare = 0.25;    // of seated time beyond the threshold
  static constexpr double kLeast_deg = 10, kMost_deg = 25;

  // Seconds in order of wall time, with lean_state filled; those that are not judged or not seated
  // are ignored (unknown body counts as at the desk). True when a new local day has begun.
  bool add(const PostureSecond& second);

  // The days before the latest second's that count, at most kSilentDays.
  int days_known() const;
  bool known() const { return days_known() >= kSilentDays; }
  // Whole degrees; nullopt until known.
  std::optional<double> threshold_deg() const;

 private:
  static constexpr int kLow_deg = -30, kBins = 90;  // of 1 deg; the ends take what is beyond

  struct Day {
    std::chrono::local_days day{};
    int seconds = 0;
    std::array<int, kBins> bins{};
  };
  std::deque<Day> days_;  // oldest first, the present one last
};

}  // namespace postured
