#include "motion/walking_ahead.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace postured {
namespace {

// Both sides forget with this: the drift of the integral and the pull of a curve, but hardly the
// steps, and both by the same phase.
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
  const Vec3 level_m_s2 = sample.accel_m_s2 - along * up_sensor;
  const double dt_s = fast_.known ? to_seconds(sample.time - fast_.last) : 0;
  if (!fast_.known || dt_s < 0 || dt_s > kLongestStep_s) {
    fast_ = {};
    fast_.slow_m_s2 = level_m_s2;
  } else {
    fast_.rise_m_s += dt_s * (vertical_m_s2 - fast_.rise_m_s / kForget_s);
    fast_.slow_m_s2 += dt_s / kForget_s * (level_m_s2 - fast_.slow_m_s2);
  }
  fast_.known = true;
  fast_.last = sample.time;
  against_rise_ -= fast_.rise_m_s * (level_m_s2 - fast_.slow_m_s2);
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
