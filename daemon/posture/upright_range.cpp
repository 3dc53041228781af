#include "posture/upright_range.hpp"

#include <algorithm>
#include <cmath>

namespace postured {

namespace {

constexpr double kEnough_s = 10, kMemory_s = 60;
constexpr double kMost_deg = 20;  // more is climbing, or a clip that moved
// Pelvis tilts of sitting begin where those of standing end: some 7.5 deg from the standing
// reference, less from the line because the sway along it is accounted for.
constexpr double kCutFromStanding_deg = 7.5, kCutFromLine_deg = 6.5;
constexpr double kTolerance_deg = 3;  // of the triangle: angles are medians and means

}  // namespace

void UprightRange::add_walking(const MotionSecond& second) {
  if (!std::isfinite(second.inclination_deg) || second.inclination_deg > kMost_deg) return;
  walked_s_ = std::min(walked_s_ + 1, kMemory_s);
  walking_up_ = (walking_up_ + (second.up_sensor - walking_up_) / walked_s_);
  walking_deg_ += (second.inclination_deg - walking_deg_) / walked_s_;
}

double UprightRange::beyond_deg(const MotionSecond& second) const {
  const double from_standing = second.inclination_deg;
  const double norms = walking_up_.norm() * second.up_sensor.norm();
  if (walked_s_ < kEnough_s || !(norms > 0)) return from_standing - kCutFromStanding_deg;
  const double cosine = std::clamp(walking_up_.dot(second.up_sensor) / norms, -1.0, 1.0);
  const double from_walking = kDegPerRad * std::acos(cosine);
  const double length = walking_deg_;
  if (std::abs(from_standing - from_walking) > length + kTolerance_deg ||
      from_standing + from_walking < length - kTolerance_deg || length < 1) {
    return from_standing - kCutFromStanding_deg;
  }
  // The flat triangle standing, walking, this second: where its height meets the line.
  const double foot =
      (from_standing * from_standing - from_walking * from_walking + length * length) /
      (2 * length);
  const double nearest = std::clamp(foot, 0.0, length);
  const double squared = from_standing * from_standing - 2 * foot * nearest + nearest * nearest;
  return std::sqrt(std::max(0.0, squared)) - kCutFromLine_deg;
}

}  // namespace postured
