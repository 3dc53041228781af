#include "posture/movements.hpp"

#include <algorithm>
#include <cmath>

#include "posture/continuity.hpp"

namespace postured {

namespace {

// How much of the change lies within the 4 s and the seconds about them: all of a step, little of a
// drift.
constexpr double kLeastShareOfStep = 0.8;

template <std::size_t n>
double median(std::array<double, n> values) {
  const auto middle = values.begin() + n / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

template <std::size_t n>
double variance(const std::array<double, n>& values) {
  double sum = 0, squares = 0;
  for (const double x : values) sum += x;
  const double mean = sum / n;
  for (const double x : values) squares += (x - mean) * (x - mean);
  return squares / (n - 1);
}

}  // namespace

bool stays_put(const PostureSecond& second) {
  return second.valid && std::isfinite(second.lean_deg) && second.body != BodyState::walking &&
         second.body != BodyState::lying;
}

void Movements::clear() {
  n_ = 0;
  lean_ = side_ = {};
  since_shift_s_ = kSpan_s;
}

void Movements::add(Angle& angle, double x_deg) {
  const auto ago = [&](int s) {
    return angle.x[static_cast<std::size_t>((n_ + kSpan_s - s) % kSpan_s)];
  };
  angle.now_sum += x_deg - ago(kBefore_s);
  angle.old_sum += ago(kBefore_s + kChange_s) - ago(2 * kBefore_s + kChange_s);
  double& oldest = angle.x[static_cast<std::size_t>(n_ % kSpan_s)];
  angle.sum += x_deg - oldest;
  oldest = x_deg;
}

double Movements::at(const Angle& angle, int ago_s) const {
  return angle.x[static_cast<std::size_t>((n_ - 1 - ago_s) % kSpan_s)];
}

bool Movements::shifted(const Angle& angle) const {
  // Cheap, and there is no shift of medians without about as much of one of means.
  if (std::abs(angle.now_sum - angle.old_sum) < 0.5 * params_.shift_deg * kBefore_s) return false;
  const int change = kBefore_s, before = kBefore_s + kChange_s;
  std::array<double, kBefore_s> old{}, now{};
  for (int i = 0; i < kBefore_s; ++i) {
    now[static_cast<std::size_t>(i)] = at(angle, i);
    old[static_cast<std::size_t>(i)] = at(angle, before + i);
  }
  const double change_deg = median(now) - median(old);
  const double pooled_sd = std::sqrt(0.5 * (variance(now) + variance(old)));
  if (!(std::abs(change_deg) > std::max(params_.shift_deg, 2 * pooled_sd))) return false;
  const double after_deg =
      median(std::array{at(angle, change - 1), at(angle, change - 2), at(angle, change - 3)});
  const double until_deg =
      median(std::array{at(angle, before), at(angle, before + 1), at(angle, before + 2)});
  return (after_deg - until_deg) / change_deg >= kLeastShareOfStep;
}

bool Movements::fidgeted(const Angle& angle) const {
  // The excursion begins with the second after the first kAround_s of the span.
  const int begin = kSpan_s - 1 - kAround_s;
  const double rough_deg = angle.sum / kSpan_s;
  if (std::abs(at(angle, begin) - rough_deg) < 0.8 * params_.fidget_deg) return false;
  double sum = 0, squares = 0;
  int n = 0;
  for (int ago = 0; ago < kSpan_s; ++ago) {
    if (ago <= begin && ago > begin - kBack_s) continue;
    sum += at(angle, ago);
    squares += at(angle, ago) * at(angle, ago);
    ++n;
  }
  const double mean_deg = sum / n;
  const double sd_deg = std::sqrt(std::max(0.0, squares / n - mean_deg * mean_deg));
  const double limit_deg = std::max(params_.fidget_deg, 3 * sd_deg);
  const auto out = [&](int ago) { return std::abs(at(angle, ago) - mean_deg) > limit_deg; };
  if (!out(begin) || out(begin + 1)) return false;
  for (int back = 1; back <= kBack_s; ++back) {
    if (!out(begin - back)) return true;
  }
  return false;
}

FoundMovement Movements::update(const PostureSecond& second) {
  const bool jumped = last_ && missing_s(*last_, second.start) > kIgnoredGap_s;
  last_ = second.start;
  const bool away = second.body == BodyState::walking || second.body == BodyState::lying;
  if (jumped || second.new_reference || away) clear();
  if (!stays_put(second)) {
    unseen_s_ += 1;
    if (unseen_s_ > kIgnoredGap_s) clear();
    return {};
  }
  unseen_s_ = 0;
  add(lean_, second.lean_deg);
  add(side_, std::isfinite(second.side_deg) ? second.side_deg : 0);
  // Counts on for a month before it would overflow; the windows only need to be full.
  n_ = n_ < 2 * kSpan_s ? n_ + 1 : n_ - kSpan_s + 1;

  FoundMovement found;
  if (n_ >= 2 * kBefore_s + kChange_s && (shifted(lean_) || shifted(side_))) {
    // The conditions hold for some seconds about one change.
    found.shift = since_shift_s_ > kChange_s;
    since_shift_s_ = 0;
  }
  since_shift_s_ = std::min(since_shift_s_ + 1, kSpan_s);
  found.fidget = n_ >= kSpan_s && (fidgeted(lean_) || fidgeted(side_));
  return found;
}

std::map<UtcTime, MovementCounts> movements_by_minute(std::span<const PostureSecond> seconds,
                                                      MovementParams params) {
  std::map<UtcTime, MovementCounts> minutes;
  Movements movements(params);
  for (const PostureSecond& second : seconds) {
    const FoundMovement found = movements.update(second);
    const auto minute = [&](std::chrono::seconds ago) -> MovementCounts& {
      return minutes[std::chrono::floor<std::chrono::minutes>(second.wall.utc - ago)];
    };
    if (found.shift) ++minute(FoundMovement::kShiftAgo).shifts;
    if (found.fidget) ++minute(FoundMovement::kFidgetAgo).fidgets;
    if (stays_put(second)) minute(std::chrono::seconds(0)).judged_s += 1;
  }
  return minutes;
}

MovementCounts count_movements(std::span<const PostureSecond> seconds, MovementParams params) {
  MovementCounts all;
  for (const auto& [minute, counts] : movements_by_minute(seconds, params)) {
    all.shifts += counts.shifts;
    all.fidgets += counts.fidgets;
    all.judged_s += counts.judged_s;
  }
  return all;
}

}  // namespace postured
