#include "accuracy/inclination_error.hpp"

#include <cmath>

#include "accuracy/degrade.hpp"
#include "motion/fixed_lag_filter.hpp"

namespace postured::accuracy {
namespace {

class Rms {
 public:
  void add(const Vec3& up, const Vec3& truth) {
    const double angle = std::atan2(up.cross(truth).norm(), up.dot(truth));
    sum_ += angle * angle;
    ++n_;
  }
  double deg() const { return kDegPerRad * std::sqrt(sum_ / static_cast<double>(n_)); }

 private:
  double sum_ = 0;
  std::size_t n_ = 0;
};

// Where up will be seen from the sensor kStreamOffset_s later.
Vec3 later(const Inclination& at) {
  const Vec3 turn = kStreamOffset_s * at.gyro_rad_s;
  return Eigen::AngleAxisd(-turn.norm(), turn.stableNormalized()) * at.up_sensor;
}

}  // namespace

InclinationError run_filter(const Trial& trial, const RunOptions& options) {
  Rms causal, raw, lag;
  const auto counts = [&](std::size_t i) {
    return trial.movement[i] && trial.up_sensor[i].allFinite();
  };
  std::size_t answered = 0;
  FixedLagFilter filter(options.lag_s, [&](const ImuSample&, const Inclination& smoothed) {
    if (counts(answered)) lag.add(later(smoothed), trial.up_sensor[answered]);
    ++answered;
  });
  if (options.accelerometer_calibrated) {
    filter.filter().set_accelerometer_prior(kCalibratedBias_m_s2, kCalibratedScale);
  }
  for (std::size_t i = 0; i < trial.size(); ++i) {
    ImuSample sample;
    sample.time = DeviceTime(
        std::chrono::microseconds(std::llround(1e6 * static_cast<double>(i) / trial.rate_hz)));
    sample.accel_m_s2 = trial.accel_m_s2[i];
    sample.gyro_rad_s = trial.gyro_rad_s[i];
    sample.saturated = trial.saturated[i];
    const Inclination& now = filter.update(sample);
    if (!counts(i)) continue;
    causal.add(later(now), trial.up_sensor[i]);
    raw.add(now.up_sensor, trial.up_sensor[i]);
  }
  filter.flush();
  return {causal.deg(), raw.deg(), lag.deg()};
}

}  // namespace postured::accuracy
