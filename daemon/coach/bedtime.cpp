#include "coach/bedtime.hpp"

#include <algorithm>

#include "base/calendar.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;

constexpr auto kStep = 5min;
constexpr int kNightSteps = static_cast<int>(kNight_s) / 300;
constexpr int kDaySteps = 24 * 12;

}  // namespace

std::optional<double> until_bed_s(const std::function<bool(const WallTime&)>& quiet,
                                  const WallTime& now) {
  const auto quiet_at = [&](int step) { return quiet({now.utc + step * kStep, now.utc_offset}); };
  // What is left of a night that has begun may be short.
  int length = 0;
  if (quiet_at(0)) {
    int back = 0;
    while (back < kNightSteps && quiet_at(-back - 1)) ++back;
    length = back;
  }
  for (int step = 0; step < kDaySteps + kNightSteps; ++step) {
    length = quiet_at(step) ? length + 1 : 0;
    if (length < kNightSteps) continue;
    const int begin = std::max(0, step - length + 1);
    if (begin >= kDaySteps) return std::nullopt;
    return to_seconds(begin * kStep);
  }
  return std::nullopt;
}

bool assumed_night(const WallTime& t) {
  const auto of_day = local_time_of_day(t);
  return of_day >= 22h || of_day < 6h;
}

}  // namespace postured
