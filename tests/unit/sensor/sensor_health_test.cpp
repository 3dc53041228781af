#include "sensor/sensor_health.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "activity_recording.hpp"

namespace postured {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// A sensor at rest with the noise of a cheap chip.
class Sensor {
 public:
  ImuSample next(Vec3 accel_g = {0, 0.6, 0.8}) {
    ImuSample sample;
    sample.time = DeviceTime(from_seconds(t_s_));
    t_s_ += 0.01;
    for (int i = 0; i < 3; ++i) {
      sample.accel_m_s2[i] = (accel_g[i] + 0.003 * noise_(random_)) * kGravity_m_s2;
      sample.gyro_rad_s[i] = 0.05 * kRadPerDeg * noise_(random_);
    }
    return sample;
  }
  ImuSample frozen(const ImuSample& sample) {
    ImuSample copy = sample;
    copy.time = DeviceTime(from_seconds(t_s_));
    t_s_ += 0.01;
    return copy;
  }

 private:
  std::mt19937_64 random_{4};
  std::normal_distribution<double> noise_;
  double t_s_ = 0;
};

TEST(SensorHealth, ARestingSensorIsHealthy) {
  Sensor sensor;
  SensorHealth health;
  for (int i = 0; i < 6'000; ++i) {
    EXPECT_TRUE(health.accept(sensor.next()));
    ASSERT_EQ(health.verdict(), Unknown::none);
  }
  EXPECT_EQ(health.rejected(), 0u);
}

TEST(SensorHealth, RejectsWhatNoSensorCanRead) {
  Sensor sensor;
  SensorHealth health;
  ASSERT_TRUE(health.accept(sensor.next()));
  for (const double bad : {kNan, kInf, -kInf, 1e30, -1e30}) {
    for (int axis = 0; axis < 3; ++axis) {
      ImuSample sample = sensor.next();
      sample.accel_m_s2[axis] = bad;
      EXPECT_FALSE(health.accept(sample));
      sample = sensor.next();
      sample.gyro_rad_s[axis] = bad;
      EXPECT_FALSE(health.accept(sample));
    }
  }
  ImuSample no_reading = sensor.next();
  no_reading.accel_m_s2.setZero();
  no_reading.gyro_rad_s.setZero();
  EXPECT_FALSE(health.accept(no_reading)) << "a chip that does not answer reads as zeros";
  EXPECT_EQ(health.rejected(), 31u);
  EXPECT_EQ(health.verdict(), Unknown::none);
  health.reset();
  EXPECT_EQ(health.rejected(), 31u);
}

TEST(SensorHealth, NamesAStuckSensorAfterTwoSecondsAndRecoversAfterOne) {
  Sensor sensor;
  SensorHealth health;
  const ImuSample last = sensor.next();
  health.accept(last);
  for (int i = 1; i <= 199; ++i) {
    health.accept(sensor.frozen(last));
    ASSERT_EQ(health.verdict(), Unknown::none) << i;
  }
  for (int i = 0; i < 500; ++i) health.accept(sensor.frozen(last));
  EXPECT_EQ(health.verdict(), Unknown::stuck);
  // One other value now and then is no life.
  for (int i = 0; i < 1'000; ++i) {
    health.accept(i % 80 == 0 ? sensor.next() : sensor.frozen(last));
    ASSERT_EQ(health.verdict(), Unknown::stuck) << i;
  }
  for (int i = 0; i < 45; ++i) health.accept(sensor.next());
  EXPECT_EQ(health.verdict(), Unknown::stuck);
  for (int i = 0; i < 60; ++i) health.accept(sensor.next());
  EXPECT_EQ(health.verdict(), Unknown::none);
}

TEST(SensorHealth, AReadingThatTurnsAndRepeatsItselfIsFrozenAtOnce) {
  for (const double turn_deg_s : {0.5, 20.0}) {
    Sensor sensor;
    SensorHealth health;
    ImuSample last = sensor.next();
    last.gyro_rad_s = Vec3(turn_deg_s * kRadPerDeg, 0, 0);
    health.accept(last);
    EXPECT_FALSE(health.frozen());
    for (int i = 0; i < 12; ++i) health.accept(sensor.frozen(last));
    EXPECT_EQ(health.frozen(), turn_deg_s > 1) << turn_deg_s;
    health.accept(sensor.next());
    EXPECT_FALSE(health.frozen());
  }
}

TEST(SensorHealth, OneLivingAxisIsEnough) {
  Sensor sensor;
  SensorHealth health;
  const ImuSample coarse = sensor.next();
  for (int i = 0; i < 2'000; ++i) {
    ImuSample sample = sensor.frozen(coarse);
    sample.gyro_rad_s.z() = (i / 60 % 2) * 0.06 * kRadPerDeg;  // the last bit, now and then
    health.accept(sample);
    ASSERT_EQ(health.verdict(), Unknown::none) << i;
  }
}

TEST(SensorHealth, AnAccelerometerAloneMayRepeatItselfForLonger) {
  Sensor sensor;
  SensorHealth health;
  ImuSample coarse = sensor.next();
  coarse.has_gyro = false;
  coarse.gyro_rad_s.setZero();
  for (int i = 0; i < 990; ++i) {
    health.accept(sensor.frozen(coarse));
    ASSERT_EQ(health.verdict(), Unknown::none) << i;
  }
  for (int i = 0; i < 20; ++i) health.accept(sensor.frozen(coarse));
  EXPECT_EQ(health.verdict(), Unknown::stuck);
}

TEST(SensorHealth, NamesMissingAndDoubledGravity) {
  for (const double g : {0.0, 0.5, 1.5, 2.0, 16.0}) {
    Sensor sensor;
    SensorHealth health;
    int named_at = -1;
    for (int i = 0; i < 600 && named_at < 0; ++i) {
      health.accept(sensor.next({0, 0, g}));
      if (health.verdict() == Unknown::implausible) named_at = i;
    }
    EXPECT_GE(named_at, 100) << g;
    EXPECT_LT(named_at, 500) << g;
    for (int i = 0; i < 1'500; ++i) health.accept(sensor.next());
    EXPECT_EQ(health.verdict(), Unknown::none) << g << ": recovers";
  }
}

TEST(SensorHealth, AShortKnockIsNoVerdict) {
  Sensor sensor;
  SensorHealth health;
  for (int i = 0; i < 300; ++i) health.accept(sensor.next());
  for (int i = 0; i < 20; ++i) health.accept(sensor.next({0, 0, 8}));
  for (int i = 0; i < 300; ++i) {
    health.accept(sensor.next());
    ASSERT_EQ(health.verdict(), Unknown::none);
  }
}

TEST(SensorHealth, ForgetsItsVerdictOnReset) {
  Sensor sensor;
  SensorHealth health;
  const ImuSample last = sensor.next();
  for (int i = 0; i < 500; ++i) health.accept(sensor.frozen(last));
  ASSERT_EQ(health.verdict(), Unknown::stuck);
  health.reset();
  EXPECT_EQ(health.verdict(), Unknown::none);
}

// People who sit, lie, walk, run, jump and play basketball wear healthy sensors.
TEST(SensorHealth, RealRecordingsAreHealthy) {
  const std::vector<std::string> files = activity_files("");
  if (files.empty()) GTEST_SKIP() << kNoActivityData;
  double bad_s = 0, all_s = 0;
  for (std::size_t i = 0; i < files.size(); i += 5) {  // a fifth of them, for time
    const RecordingResult result = parse_recording(read_gzip(files[i]));
    ASSERT_EQ(result.error, "") << files[i];
    const double step_s = 1 / result.recording.rate_hz;
    SensorHealth health;
    for (const Recording::Row& row : result.recording.rows) {
      health.accept(row.sample);
      all_s += step_s;
      if (health.verdict() != Unknown::none) bad_s += step_s;
    }
  }
  EXPECT_GT(all_s, 1'800);
  EXPECT_LT(bad_s, 0.0005 * all_s) << "of " << all_s << " s";
}

}  // namespace
}  // namespace postured
