#include "motion/walking_ahead.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace postured {
namespace {

// The vertical speed forgets with this: the drift of an integral, but hardly the steps (at 1.9 Hz
// nine degrees of phase).
constexpr double kForget_s = 0.5;
constexpr double kLongestStep_s = 0.2;
// Middle of the usual step rates (domain model 1.6); makes the result a share.
constexpr double kStep_rad_s = 2 * std::numbers::pi * 1.9;
// Below this in RMS nobody walks: what is left is noise over noise.
constexpr double kLeast_m_s2 = 0.03 * kGravity_m_s2;

}  // namespace

void WalkingAhead::add(const ImuSample& sample, const Vec3& up_sensor) {
  const double along = sample.accel_m_s2.dot(up_sensor);
  const double vertical_m_s2 = along - kGravity_m_s2;
  const double dt_s = rise_.known ? to_seconds(sample.time - rise_.last) : 0;
  if (dt_s < 0 || dt_s > kLongestStep_s) {
    rise_ = {};
  } else {
    rise_.speed_m_s += dt_s * (vertical_m_s2 - rise_.speed_m_s / kForget_s);
  }
  rise_.known = true;
  rise_.last = sample.time;
  against_rise_ -= rise_.speed_m_s * (sample.accel_m_s2 - along * up_sensor);
  vertical_squared_ += vertical_m_s2 * vertical_m_s2;
  ++samples_;
}

Vec3 WalkingAhead::take() {
  const bool moved = vertical_squared_ > samples_ * kLeast_m_s2 * kLeast_m_s2;
  const Vec3 ahead =
      moved ? Vec3(kStep_rad_s / vertical_squared_ * against_rise_) : Vec3(Vec3::Zero());
  against_rise_.setZero();
  vertical_squared_ = 0;
  samples_ = 0;
  return ahead;
}

}  // namespace postured
