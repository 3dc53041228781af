#include "simulation/imu_model.hpp"

#include <gtest/gtest.h>

namespace postured {
namespace {

TEST(ImuModel, AGoodUnrotatedChipReadsTheTruth) {
  ImuModel imu({.cheap = false, .random_mounting = false}, 100);
  const Vec3 force(0.1, 9.8, -0.3), rate(0.2, -0.1, 0.05);
  const ImuSample sample = imu.read(DeviceTime{std::chrono::microseconds(5)}, force, rate);
  EXPECT_EQ(sample.time.time_since_epoch().count(), 5);
  EXPECT_TRUE(sample.has_gyro);
  EXPECT_LT((sample.accel_m_s2 - force).norm(), 0.02);
  EXPECT_LT((sample.gyro_rad_s - rate).norm(), 1e-3);
}

TEST(ImuModel, MountingIsARotation) {
  ImuModel imu({.seed = 3, .cheap = false}, 100);
  const Mat3& r = imu.sensor_from_clip();
  EXPECT_LT((r * r.transpose() - Mat3::Identity()).norm(), 1e-12);
  EXPECT_NEAR(r.determinant(), 1, 1e-12);
  EXPECT_GT((r - Mat3::Identity()).norm(), 0.1);
}

TEST(ImuModel, ACheapChipErrsAsItsClassDoes) {
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    ImuModel imu({.seed = seed, .random_mounting = false}, 50);
    Vec3 accel_sum = Vec3::Zero(), gyro_sum = Vec3::Zero();
    Vec3 accel_squares = Vec3::Zero(), gyro_squares = Vec3::Zero();
    const int n = 20000;
    for (int i = 0; i < n; ++i) {
      const ImuSample s = imu.read({}, Vec3::Zero(), Vec3::Zero());
      const Vec3 accel_g = s.accel_m_s2 / kGravity_m_s2, gyro_dps = s.gyro_rad_s * kDegPerRad;
      accel_sum += accel_g;
      gyro_sum += gyro_dps;
      accel_squares += accel_g.cwiseAbs2();
      gyro_squares += gyro_dps.cwiseAbs2();
    }
    const Vec3 accel_bias_g = accel_sum / n, gyro_bias_dps = gyro_sum / n;
    for (int i = 0; i < 3; ++i) {
      EXPECT_GT(std::abs(accel_bias_g[i]), 0.019);
      EXPECT_LT(std::abs(accel_bias_g[i]), 0.041);
      EXPECT_GT(std::abs(gyro_bias_dps[i]), 0.99);
      EXPECT_LT(std::abs(gyro_bias_dps[i]), 3.01);
      const double accel_sd = std::sqrt(accel_squares[i] / n - accel_bias_g[i] * accel_bias_g[i]);
      const double gyro_sd = std::sqrt(gyro_squares[i] / n - gyro_bias_dps[i] * gyro_bias_dps[i]);
      EXPECT_NEAR(accel_sd, 0.002, 0.0001);  // 400 ug/sqrt(Hz) in 25 Hz
      EXPECT_NEAR(gyro_sd, 0.025, 0.0015);
    }
  }
}

}  // namespace
}  // namespace postured
