// A perfect sensor's feelings -> a real chip's readings: mounting rotation, bias, scale, cross-axis
// sensitivity, noise. Figures of an MPU-6050 class part (data sheet and measured scenarios: gyro
// 0.005 deg/s/sqrt(Hz), accelerometer 400 ug/sqrt(Hz), gyro bias 1-3 deg/s, accelerometer bias
// 20-40 mg, scale +-1.5 %, cross-axis 1 %).
#pragma once

#include <cstdint>

#include "sensor/sensor_events.hpp"
#include "simulation/random.hpp"

namespace postured {

struct ImuModelParams {
  std::uint64_t seed = 1;
  bool cheap = true;            // false: no bias, no scale error, a tenth of the noise
  bool random_mounting = true;  // any rotation; false: sensor axes = clip axes
};

class ImuModel {
 public:
  ImuModel(ImuModelParams params, double rate_hz);

  ImuSample read(DeviceTime t, const Vec3& specific_force_m_s2, const Vec3& angular_rate_rad_s);
  // How the chip sits in the clip. It stays; the clip itself is remounted by the kinematics.
  const Mat3& sensor_from_clip() const { return sensor_from_clip_; }

 private:
  Random random_;
  Mat3 sensor_from_clip_ = Mat3::Identity();
  Mat3 accel_matrix_ = Mat3::Identity(), gyro_matrix_ = Mat3::Identity();  // of clip vectors
  Vec3 accel_bias_m_s2_ = Vec3::Zero(), gyro_bias_rad_s_ = Vec3::Zero();
  double accel_sigma_m_s2_, gyro_sigma_rad_s_;
};

}  // namespace postured
