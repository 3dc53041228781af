// A perfect sensor's feelings -> a real chip's readings: mounting rotation, bias, scale, noise.
// Figures of an MPU-6050 class part (shared evidence: gyro 0.005 deg/s/sqrt(Hz), accelerometer
// 400 ug/sqrt(Hz), gyro bias 1-3 deg/s, accelerometer bias 20-40 mg, scale +-1.5 %).
#pragma once

#include <cstdint>
#include <random>

#include "sensor/sensor_events.hpp"

namespace postured {

struct ImuModelParams {
  std::uint64_t seed = 1;
  bool cheap = true;            // false: no bias, no scale error, a tenth of the noise
  bool random_mounting = true;  // any rotation; false: sensor axes = segment axes
};

class ImuModel {
 public:
  ImuModel(ImuModelParams params, double rate_hz);

  ImuSample read(DeviceTime t, const Vec3& specific_force_segment_m_s2,
                 const Vec3& angular_rate_segment_rad_s);
  // The clip is taken off and clipped on again a little differently (about 10 deg).
  void remount();
  const Mat3& sensor_from_segment() const { return sensor_from_segment_; }

 private:
  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
  Mat3 sensor_from_segment_ = Mat3::Identity();
  Mat3 accel_matrix_ = Mat3::Identity(), gyro_matrix_ = Mat3::Identity();
  Vec3 accel_bias_ = Vec3::Zero(), gyro_bias_ = Vec3::Zero();
  double accel_sigma_ = 0, gyro_sigma_ = 0;
};

}  // namespace postured
