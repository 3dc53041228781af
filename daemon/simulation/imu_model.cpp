#include "simulation/imu_model.hpp"

#include <algorithm>
#include <cmath>

namespace postured {
namespace {

// The chip's own low-pass, as drivers set it for slow movement: more samples are no more noise.
constexpr double kBandwidth_hz = 44;

Mat3 random_rotation(Random& random) {
  Eigen::Vector4d q;
  do {
    for (int i = 0; i < 4; ++i) q[i] = random.uniform(-1, 1);
  } while (q.squaredNorm() > 1 || q.squaredNorm() < 0.01);
  return Quat(q.normalized()).toRotationMatrix();
}

// I + scale error on the diagonal + cross-axis sensitivity beside it.
Mat3 imperfect(Random& random) {
  Mat3 m;
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      m(row, column) =
          row == column ? 1 + random.uniform(-0.015, 0.015) : random.uniform(-0.01, 0.01);
    }
  }
  return m;
}

Vec3 bias(Random& random, double least, double most) {
  Vec3 b;
  for (int i = 0; i < 3; ++i) b[i] = random.sign() * random.uniform(least, most);
  return b;
}

}  // namespace

ImuModel::ImuModel(ImuModelParams params, double rate_hz) : random_(params.seed, 6) {
  const double bandwidth_hz = std::min(rate_hz / 2, kBandwidth_hz);
  const double share = params.cheap ? 1 : 0.1;
  accel_sigma_m_s2_ = share * 400e-6 * kGravity_m_s2 * std::sqrt(bandwidth_hz);
  gyro_sigma_rad_s_ = share * 0.005 * kRadPerDeg * std::sqrt(bandwidth_hz);
  if (params.random_mounting) sensor_from_clip_ = random_rotation(random_);
  accel_matrix_ = gyro_matrix_ = sensor_from_clip_;
  if (params.cheap) {
    accel_matrix_ = imperfect(random_) * sensor_from_clip_;
    gyro_matrix_ = imperfect(random_) * sensor_from_clip_;
    accel_bias_m_s2_ = bias(random_, 0.02, 0.04) * kGravity_m_s2;
    gyro_bias_rad_s_ = bias(random_, 1, 3) * kRadPerDeg;
  }
}

ImuSample ImuModel::read(DeviceTime t, const Vec3& specific_force_m_s2,
                         const Vec3& angular_rate_rad_s) {
  ImuSample sample;
  sample.time = t;
  sample.accel_m_s2 = accel_matrix_ * specific_force_m_s2 + accel_bias_m_s2_;
  sample.gyro_rad_s = gyro_matrix_ * angular_rate_rad_s + gyro_bias_rad_s_;
  for (int i = 0; i < 3; ++i) {
    sample.accel_m_s2[i] += accel_sigma_m_s2_ * random_.normal();
    sample.gyro_rad_s[i] += gyro_sigma_rad_s_ * random_.normal();
  }
  return sample;
}

}  // namespace postured
