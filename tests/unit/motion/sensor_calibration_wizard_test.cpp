#include "motion/sensor_calibration_wizard.hpp"

#include <gtest/gtest.h>

#include "motion_helpers.hpp"

namespace postured {
namespace {

using testing_motion::random_rotation;
using testing_motion::sample_at;

constexpr double kMilliG = 1e-3 * kGravity_m_s2;
constexpr double kStep_s = 0.01;

// A hand with a cheap sensor in it: turns it from one orientation to the next and trembles.
class SensorCalibration : public testing::Test {
 protected:
  SensorCalibration() { wizard_.start(); }

  // Turns so that `up` (of the sensor's frame) points to the sky.
  void turn_to(const Vec3& up, double seconds = 1) {
    const Quat turn = Quat::FromTwoVectors(up_, up.normalized());
    const Vec3 from = up_;
    double last = 0;
    for (double t = kStep_s; t <= seconds; t += kStep_s) {
      const double x = t / seconds;
      const double share = x * x * (3 - 2 * x);
      const Eigen::AngleAxisd whole(turn);
      up_ = Eigen::AngleAxisd(share * whole.angle(), whole.axis()) * from;
      feed(-whole.axis() * whole.angle() * (share - last) / kStep_s);
      last = share;
    }
    up_ = up.normalized();
  }
  void hold(double seconds, double tremor_deg = 0.1) {
    const Vec3 up = up_;
    for (double t = 0; t < seconds; t += kStep_s) {
      const double w = 2 * std::numbers::pi * 2;
      const Vec3 axis = up.unitOrthogonal();
      const double angle = tremor_deg * kRadPerDeg * std::sin(w * t);
      up_ = Eigen::AngleAxisd(angle, axis) * up;
      feed(-axis * tremor_deg * kRadPerDeg * w * std::cos(w * t));
    }
    up_ = up;
  }
  void feed(const Vec3& rate_rad_s) {
    std::normal_distribution<double> normal;
    const auto noise = [&](double sigma) {
      return Vec3(sigma * normal(random_), sigma * normal(random_), sigma * normal(random_));
    };
    const Vec3 accel = matrix_ * (kGravity_m_s2 * up_) + bias_m_s2_ + noise(2.6 * kMilliG);
    t_s_ += kStep_s;
    ImuSample sample = sample_at(t_s_, accel, rate_rad_s + gyro_bias_rad_s_ + noise(6e-4));
    wizard_.update(sample);
  }
  // The six faces and the eight corners of a clip in which the chip sits askew.
  std::vector<Vec3> sides() {
    std::vector<Vec3> all;
    for (int i = 0; i < 3; ++i) {
      all.push_back(askew_ * Vec3::Unit(i));
      all.push_back(askew_ * -Vec3::Unit(i));
    }
    for (int i = 0; i < 8; ++i) {
      const Vec3 corner(i % 2 == 0 ? 1 : -1, i / 2 % 2 == 0 ? 1 : -1, i / 4 == 0 ? 1 : -1);
      all.push_back(askew_ * corner.normalized());
    }
    return all;
  }
  CalibrationStep step() const { return wizard_.progress().step; }
  bool says(const std::string& words) const {
    return wizard_.progress().problem.find(words) != std::string::npos;
  }
  bool asks(const std::string& words) const {
    return wizard_.progress().instruction.find(words) != std::string::npos;
  }

  std::mt19937 random_{3};
  Mat3 askew_ = random_rotation(random_);
  Vec3 bias_m_s2_ = kMilliG * Vec3(35, -28, 22);
  Mat3 matrix_ =
      (Mat3() << 1.012, 0.006, -0.008, 0.007, 0.99, 0.004, -0.003, 0.009, 1.014).finished();
  Vec3 gyro_bias_rad_s_ = kRadPerDeg * Vec3(2, -3, 1.5);
  Vec3 up_ = askew_ * Vec3::UnitX();
  double t_s_ = 50;
  SensorCalibrationWizard wizard_;
};

TEST_F(SensorCalibration, ADozenPositionsInTheHandGiveBiasScaleAndGyroBias) {
  EXPECT_EQ(step(), CalibrationStep::handling);
  EXPECT_TRUE(asks("hold it still"));
  double last = -1;
  int held = 0;
  for (const Vec3& side : sides()) {
    if (!wizard_.running()) break;
    turn_to(side);
    hold(2.2);
    ++held;
    EXPECT_TRUE(wizard_.progress().problem.empty()) << wizard_.progress().problem;
    EXPECT_GT(wizard_.progress().fraction, last);
    last = wizard_.progress().fraction;
    if (wizard_.running()) {
      EXPECT_TRUE(asks(std::to_string(held) + " of 12 done")) << wizard_.progress().instruction;
    }
  }
  ASSERT_EQ(step(), CalibrationStep::done) << wizard_.progress().problem;
  EXPECT_EQ(wizard_.progress().fraction, 1);
  const AccelerometerCalibration& c = wizard_.calibration();
  EXPECT_LT((c.bias_m_s2 - bias_m_s2_).cwiseAbs().maxCoeff(), 2 * kMilliG);
  EXPECT_LT((c.scale() - matrix_.diagonal()).cwiseAbs().maxCoeff(), 0.002);
  EXPECT_LT((c.gyro_bias_rad_s - gyro_bias_rad_s_).norm() * kDegPerRad, 0.1);
  EXPECT_GE(c.poses, 12);
}

TEST_F(SensorCalibration, SaysWhichWayToTurn) {
  hold(2.2);
  EXPECT_TRUE(asks("1 of 12 done")) << wizard_.progress().instruction;
  EXPECT_TRUE(asks("side that faces down now is missing")) << wizard_.progress().instruction;
  const auto all = sides();
  for (const std::size_t i : {1U, 2U, 3U, 4U}) {
    turn_to(all[i]);
    hold(2.2);
    EXPECT_EQ(asks("quarter turn"), i % 2 == 1) << wizard_.progress().instruction;
    EXPECT_EQ(asks("upside down"), i % 2 == 0) << wizard_.progress().instruction;
  }
  turn_to(all[0]);  // was up at the start
  hold(2.2);
  EXPECT_TRUE(says("was up before")) << wizard_.progress().problem;
  turn_to(all[5]);
  hold(2.2);
  EXPECT_TRUE(wizard_.progress().problem.empty());
  EXPECT_TRUE(asks("Tilt it half way")) << wizard_.progress().instruction;
}

TEST_F(SensorCalibration, MovingTooEarlyIsSaidOnceAndForgotten) {
  hold(1.1);
  turn_to(askew_ * Vec3::UnitY());
  EXPECT_TRUE(says("moved too early")) << wizard_.progress().problem;
  EXPECT_EQ(wizard_.progress().fraction, 0);
  hold(2.2);
  EXPECT_TRUE(wizard_.progress().problem.empty());
  EXPECT_TRUE(asks("1 of 12"));
}

TEST_F(SensorCalibration, KeepingItWhereItIsIsNoMistake) {
  hold(20);
  EXPECT_TRUE(wizard_.progress().problem.empty()) << wizard_.progress().problem;
  EXPECT_TRUE(asks("1 of 12"));
}

TEST_F(SensorCalibration, AShakyHandIsToldToPutItDown) {
  hold(6, 1.6);
  EXPECT_TRUE(asks("Take the clip into your hand"));
  EXPECT_TRUE(wizard_.progress().problem.empty() || says("lean it against"))
      << wizard_.progress().problem;
}

TEST_F(SensorCalibration, AMinuteWithoutANewPositionEndsItWithWords) {
  hold(2.2);
  for (int i = 0; i < 40 && wizard_.running(); ++i) {
    turn_to(askew_ * (i % 2 == 0 ? Vec3::UnitY() : Vec3::UnitX()), 2);
  }
  EXPECT_EQ(step(), CalibrationStep::failed);
  EXPECT_TRUE(says("1 of 12 were held")) << wizard_.progress().problem;
  EXPECT_TRUE(asks("Nothing was changed"));
}

TEST_F(SensorCalibration, AnUpsetSensorIsRefused) {
  matrix_ *= 0.5;
  hold(2.2);
  EXPECT_EQ(step(), CalibrationStep::failed);
  EXPECT_TRUE(says("% of gravity")) << wizard_.progress().problem;
}

TEST_F(SensorCalibration, ALostConnectionEndsItAndLostSamplesDoNot) {
  hold(1);
  wizard_.on_break({.cause = StreamBreak::Cause::lost_samples, .missing = 3});
  hold(2.2);
  EXPECT_TRUE(asks("1 of 12"));
  wizard_.on_break({.cause = StreamBreak::Cause::device_reset});
  EXPECT_EQ(step(), CalibrationStep::failed);
  EXPECT_TRUE(says("interrupted"));
}

TEST_F(SensorCalibration, ASlowSteadyTurnIsNoRest) {
  for (int i = 0; i < 2000; ++i) {
    up_ = Eigen::AngleAxisd(4 * kRadPerDeg * kStep_s, askew_ * Vec3::UnitZ()) * up_;
    feed(-4 * kRadPerDeg * (askew_ * Vec3::UnitZ()));
  }
  EXPECT_TRUE(asks("Take the clip into your hand")) << wizard_.progress().instruction;
}

}  // namespace
}  // namespace postured
