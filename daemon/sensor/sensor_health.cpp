#include "sensor/sensor_health.hpp"

#include <algorithm>

namespace postured {
namespace {

// The largest ranges on the market of body-worn parts are 32 g and 4000 deg/s; beyond twice that a
// value is an error, whatever the chip.
constexpr double kMaxAccel_m_s2 = 64 * kGravity_m_s2;
constexpr double kMaxGyro_rad_s = 8000 * kRadPerDeg;

constexpr double kStuckAfter_s = 2;
// An accelerometer alone at 25 Hz and 12 bits may repeat itself on a still desk for a while.
constexpr double kStuckWithoutGyroAfter_s = 10;
constexpr double kLongRepeat_s = 0.5;  // no sign of life while a value stays longer than this
constexpr double kRecoverAfter_s = 1;

// A body that turns this fast changes the last bit of some axis many times in that time; a still
// sensor may show as much as a constant error, and repeat itself if it is coarse.
constexpr double kTurning_rad_s = 1 * kRadPerDeg;
constexpr double kFrozenAfter_s = 0.1;

// A mean of |accel| is at least 1 g for any movement that starts and ends at rest; running and
// jumping only raise it. So the lower bound looks at the length. The upper bound looks at the mean
// direction: 0.3 g too much of it for 2 s would be a change of speed by 6 m/s.
constexpr double kMeanTau_s = 2;
constexpr double kMinNorm_m_s2 = 0.7 * kGravity_m_s2, kMinNormBack_m_s2 = 0.75 * kGravity_m_s2;
constexpr double kMaxMean_m_s2 = 1.3 * kGravity_m_s2, kMaxMeanBack_m_s2 = 1.25 * kGravity_m_s2;
constexpr double kImplausibleAfter_s = 1;
constexpr double kKnock_m_s2 = 3 * kGravity_m_s2;  // more counts as this much: a knock is no drift

// Longer steps are gaps: they count as this much.
constexpr double kMaxStep_s = 0.2;

}  // namespace

bool SensorHealth::accept(const ImuSample& sample) {
  const bool plausible = sample.accel_m_s2.allFinite() && sample.gyro_rad_s.allFinite() &&
                         sample.accel_m_s2.cwiseAbs().maxCoeff() <= kMaxAccel_m_s2 &&
                         sample.gyro_rad_s.cwiseAbs().maxCoeff() <= kMaxGyro_rad_s &&
                         (sample.accel_m_s2.array() != 0).any();
  if (!plausible) {
    ++rejected_;
    return false;
  }
  if (!has_last_) {
    mean_accel_m_s2_ = sample.accel_m_s2.normalized() * kGravity_m_s2;
  } else {
    const double dt_s = std::clamp(to_seconds(sample.time - last_.time), 0.0, kMaxStep_s);
    watch_changes(sample, dt_s);
    watch_gravity(sample, dt_s);
  }
  has_last_ = true;
  last_ = sample;
  verdict_ = stuck_ ? Unknown::stuck : implausible_ ? Unknown::implausible : Unknown::none;
  return true;
}

void SensorHealth::watch_changes(const ImuSample& sample, double dt_s) {
  const bool same = sample.accel_m_s2 == last_.accel_m_s2 && sample.gyro_rad_s == last_.gyro_rad_s;
  same_for_s_ = same ? same_for_s_ + dt_s : 0;
  frozen_ = sample.gyro_rad_s.norm() > kTurning_rad_s && same_for_s_ >= kFrozenAfter_s;
  alive_for_s_ = same_for_s_ > kLongRepeat_s ? 0 : alive_for_s_ + dt_s;
  if (same_for_s_ >= (sample.has_gyro ? kStuckAfter_s : kStuckWithoutGyroAfter_s)) stuck_ = true;
  if (alive_for_s_ >= kRecoverAfter_s) stuck_ = false;
}

void SensorHealth::watch_gravity(const ImuSample& sample, double dt_s) {
  const double weight = dt_s / (kMeanTau_s + dt_s);
  mean_norm_m_s2_ += weight * (sample.accel_m_s2.norm() - mean_norm_m_s2_);
  const double shortening = std::min(1.0, kKnock_m_s2 / sample.accel_m_s2.norm());
  mean_accel_m_s2_ += weight * (shortening * sample.accel_m_s2 - mean_accel_m_s2_);
  const double mean_m_s2 = mean_accel_m_s2_.norm();
  const bool beyond = mean_norm_m_s2_ < kMinNorm_m_s2 || mean_m_s2 > kMaxMean_m_s2;
  const bool within = mean_norm_m_s2_ > kMinNormBack_m_s2 && mean_m_s2 < kMaxMeanBack_m_s2;
  beyond_for_s_ = beyond ? beyond_for_s_ + dt_s : 0;
  within_for_s_ = within ? within_for_s_ + dt_s : 0;
  if (beyond_for_s_ >= kImplausibleAfter_s) implausible_ = true;
  if (within_for_s_ >= kRecoverAfter_s) implausible_ = false;
}

void SensorHealth::reset() {
  const std::uint64_t rejected = rejected_;
  *this = SensorHealth();
  rejected_ = rejected;
}

}  // namespace postured
