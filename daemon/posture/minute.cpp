#include "posture/minute.hpp"

#include <algorithm>
#include <cmath>

namespace postured {

int zone_of(double lean_deg) {
  int zone = 0;
  while (zone < kZones - 1 && lean_deg >= kZoneEdges_deg[static_cast<std::size_t>(zone)]) ++zone;
  return zone;
}

namespace {

UtcTime minute_of(const PostureSecond& second) {
  return std::chrono::floor<std::chrono::minutes>(second.wall.utc);
}

double median(std::vector<double>& values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

Minute summarise(std::span<const PostureSecond> seconds) {
  Minute minute;
  minute.start = {minute_of(seconds.front()), seconds.front().wall.utc_offset};
  minute.recorded_s = static_cast<int>(seconds.size());
  std::vector<double> shares;
  for (const PostureSecond& exact : seconds) {
    const PostureSecond s = as_stored(exact);
    if (!s.valid) continue;
    ++minute.valid_s;
    minute.sitting_s += s.body == BodyState::sitting;
    minute.standing_s += s.body == BodyState::standing;
    minute.walking_s += s.body == BodyState::walking;
    minute.lying_s += s.body == BodyState::lying;
    minute.slouched_s += s.lean_state == LeanState::slouched;
    minute.rounded_s += s.rounding == Rounding::rounded;
    if (is_judged(s) && std::isfinite(curvature_percent(s))) {
      ++minute.curvature_s;
      shares.push_back(curvature_percent(s));
    }
    if (is_judged(s)) {
      ++minute.judged_s;
      ++minute.zone_s[static_cast<std::size_t>(zone_of(s.lean_deg))];
    }
  }
  minute.curvature_percent = median(shares);
  minute.seconds = pack_seconds(seconds);
  return minute;
}

}  // namespace

bool is_judged(const PostureSecond& second) {
  return second.valid && std::isfinite(second.lean_deg) &&
         second.lean_state != LeanState::unknown && second.lean_state != LeanState::not_judged;
}

void MinuteBuilder::update(const PostureSecond& second) {
  if (!seconds_.empty()) {
    const PostureSecond& last = seconds_.back();
    if (minute_of(last) != minute_of(second)) {
      flush();
    } else if (std::chrono::floor<std::chrono::seconds>(second.wall.utc) <=
               std::chrono::floor<std::chrono::seconds>(last.wall.utc)) {
      return;  // the wall clock was set back: this label is already taken
    }
  }
  seconds_.push_back(second);
}

void MinuteBuilder::flush() {
  // Hours without a sensor are a Gap, and no minutes.
  const bool nothing_came =
      std::all_of(seconds_.begin(), seconds_.end(), [](const PostureSecond& second) {
        return !second.valid &&
               (second.reason == Unknown::no_sensor || second.reason == Unknown::no_data);
      });
  if (nothing_came) {
    seconds_.clear();
    return;
  }
  const Minute minute = summarise(seconds_);
  seconds_.clear();
  if (on_minute_) on_minute_(minute);
}

}  // namespace postured
