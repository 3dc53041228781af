// Is the sensor at rest? Both signals must stay near their own low-pass for a while: by their RMS
// deviation, so that a single noisy sample of a fast sensor does not end a rest.
#pragma once

#include "base/vector.hpp"

namespace postured {

struct RestParams {
  double gyro_deg_s = 1.5;   // deg/s, RMS deviation from the low-pass that still counts as rest
  double accel_m_s2 = 0.12;  // m/s2, same for the accelerometer
  // deg/s, a steady rate above it is a turn and not a bias: 5 deg/s on each axis of a cheap sensor
  double max_rate_deg_s = 9.0;
  double low_pass_s = 0.4;   // s, time constant of both low-passes
  double deviation_s = 0.1;  // s, over which the RMS is taken
  double after_s = 0.6;      // s of stillness before rest is believed
};

// As in VQF's rest detection (Laidig and Seel 2023, section 3.4): deviations from a low-pass, so
// that a gyroscope bias does not hide rest.
class RestDetector {
 public:
  explicit RestDetector(RestParams params = {}) : params_(params) {}

  void start(const Vec3& gyro_rad_s, const Vec3& accel_m_s2);
  // Raw readings, `dt_s` after the last ones. Returns whether the sensor rests.
  bool update(const Vec3& gyro_rad_s, const Vec3& accel_m_s2, double dt_s);
  bool at_rest() const { return still_for_s_ >= params_.after_s; }

 private:
  RestParams params_;
  Vec3 gyro_low_pass_rad_s_ = Vec3::Zero();
  Vec3 accel_low_pass_m_s2_ = Vec3::Zero();
  double gyro_variance_ = 0, accel_variance_ = 0;  // about the low-passes
  double still_for_s_ = 0;
};

}  // namespace postured
