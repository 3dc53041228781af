#include "posture/lean_habit.hpp"

#include <algorithm>
#include <cmath>

#include "base/calendar.hpp"
#include "posture/minute.hpp"

namespace postured {

bool LeanHabit::add(const PostureSecond& second) {
  const std::chrono::local_days today = local_day(second.wall);
  const bool new_day = days_.empty() || days_.back().day < today;
  if (new_day) {
    // A day that does not count leaves no trace; the present one is kept on top of the others.
    if (!days_.empty() && days_.back().seconds < kDay_s) days_.pop_back();
    while (days_.size() > kDays) days_.pop_front();
    days_.push_back({today, 0, {}});
  }
  const bool seated = second.body == BodyState::sitting || second.body == BodyState::unknown;
  if (!seated || !second.axis_known || !is_judged(second)) return new_day;
  const int bin =
      static_cast<int>(std::floor(std::clamp(second.lean_deg, -180.0, 180.0))) - kLow_deg;
  ++days_.back().bins.at(static_cast<std::size_t>(std::clamp(bin, 0, kBins - 1)));
  ++days_.back().seconds;
  return new_day;
}

int LeanHabit::days_known() const {
  // All but the present day count.
  const int before = days_.empty() ? 0 : static_cast<int>(days_.size()) - 1;
  return std::min(before, kSilentDays);
}

std::optional<double> LeanHabit::threshold_deg() const {
  if (!known()) return std::nullopt;
  std::int64_t total = 0;
  for (auto day = days_.begin(); day != std::prev(days_.end()); ++day) total += day->seconds;
  // From above: the first whole degree with a share of kShare beyond it.
  double beyond = 0;
  for (int bin = kBins - 1; bin > 0; --bin) {
    for (auto day = days_.begin(); day != std::prev(days_.end()); ++day) {
      beyond += day->bins.at(static_cast<std::size_t>(bin));
    }
    if (beyond >= kShare * static_cast<double>(total)) {
      return std::clamp<double>(bin + kLow_deg, kLeast_deg, kMost_deg);
    }
  }
  return kLeast_deg;
}

}  // namespace postured
