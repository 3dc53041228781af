#include "motion/calibration_wizard.hpp"

#include <gtest/gtest.h>

#include "motion_helpers.hpp"

namespace postured {
namespace {

using testing_motion::angle_between_deg;
using testing_motion::random_rotation;
using testing_motion::sample_at;
using testing_motion::up_segment;

// A person in front of the wizard: poses over time in any mounting; rates from pose differences.
class Calibration : public testing::Test {
 protected:
  void start(CalibrationKind kind = CalibrationKind::full,
             std::optional<Mounting> current = std::nullopt) {
    wizard_.start(kind, current);
  }
  void hold(double seconds, double sway_deg = 0.2) {
    const double theta = theta_, phi = phi_;
    const double begin = t_s_;
    while (t_s_ < begin + seconds) {
      const double sway = sway_deg * std::sin(2 * std::numbers::pi * 0.25 * (t_s_ - begin));
      pose(theta + sway, phi, 0);
    }
    theta_ = theta;
    phi_ = phi;
  }
  void move_to(double theta_deg, double phi_deg, double seconds) {
    const double theta = theta_, phi = phi_;
    const double begin = t_s_;
    while (t_s_ < begin + seconds) {
      const double x = (t_s_ - begin) / seconds;
      const double s = x * x * (3 - 2 * x);
      pose(theta + s * (theta_deg - theta), phi + s * (phi_deg - phi), 0);
    }
    pose(theta_deg, phi_deg, 0);
  }
  void bend(double theta_deg, double phi_deg = 0, double twist_deg = 0) {
    const double theta = theta_, phi = phi_;
    const double begin = t_s_;
    while (t_s_ < begin + 4) {
      const double s = std::pow(std::sin(std::numbers::pi * (t_s_ - begin) / 4), 2);
      pose(theta + s * (theta_deg - theta), phi + s * (phi_deg - phi), s * twist_deg);
    }
    pose(theta, phi, 0);
  }
  void three_bends() {
    for (int i = 0; i < 3; ++i) bend(45);
  }
  // Walks about: the trunk nods and sways at 2 Hz.
  void walk(double seconds) {
    const double begin = t_s_;
    while (t_s_ < begin + seconds) {
      const double w = 4 * std::numbers::pi * (t_s_ - begin);
      pose(5 + 3 * std::sin(w), 3 * std::sin(0.5 * w), 8 * std::sin(0.5 * w));
    }
    pose(0, 0, 0);
  }
  void pose(double theta_deg, double phi_deg, double twist_deg) {
    // world_from_segment with Y up; theta forward turns about -Z, phi to the right about +X.
    const Mat3 attitude = (Eigen::AngleAxisd(twist_deg * kRadPerDeg, Vec3::UnitY()) *
                           Eigen::AngleAxisd(phi_deg * kRadPerDeg, Vec3::UnitX()) *
                           Eigen::AngleAxisd(-theta_deg * kRadPerDeg, Vec3::UnitZ()))
                              .toRotationMatrix();
    const Eigen::AngleAxisd turn(Mat3(attitude_.transpose() * attitude));
    Inclination inclination;
    inclination.up_sensor = mounted_ * attitude.transpose() * Vec3::UnitY();
    inclination.gyro_rad_s = mounted_ * turn.axis() * (turn.angle() / 0.02);
    inclination.settled = true;
    inclination.sigma_deg = 0.5;
    wizard_.update(sample_at(t_s_, kGravity_m_s2 * inclination.up_sensor, inclination.gyro_rad_s),
                   inclination);
    attitude_ = attitude;
    theta_ = theta_deg;
    phi_ = phi_deg;
    t_s_ += 0.02;
  }
  CalibrationStep step() const { return wizard_.progress().step; }
  const std::string& problem() const { return wizard_.progress().problem; }
  bool says(const std::string& words) const { return problem().find(words) != std::string::npos; }

  Mat3 mounted_ = Eigen::AngleAxisd(2.2, Vec3(1, -1, 2).normalized()).toRotationMatrix();
  CalibrationWizard wizard_;
  Mat3 attitude_ = Mat3::Identity();
  double theta_ = 0, phi_ = 0, t_s_ = 100;
};

TEST_F(Calibration, AGoodRunGivesTheMountingInAnyOrientationOfTheClip) {
  std::mt19937 random(9);
  for (int i = 0; i < (testing_motion::kOptimised ? 20 : 4); ++i) {
    mounted_ = random_rotation(random);
    start();
    EXPECT_EQ(step(), CalibrationStep::standing);
    EXPECT_FALSE(wizard_.progress().instruction.empty());
    hold(6);
    EXPECT_EQ(step(), CalibrationStep::bending);
    three_bends();
    EXPECT_EQ(step(), CalibrationStep::returning);
    hold(4);
    EXPECT_EQ(step(), CalibrationStep::sitting);
    bend(30);
    move_to(8, 0, 1);
    hold(8);
    ASSERT_EQ(step(), CalibrationStep::done) << problem();
    EXPECT_TRUE(problem().empty());
    EXPECT_EQ(wizard_.progress().fraction, 1);
    EXPECT_FALSE(wizard_.running());

    const Mounting& mounting = wizard_.mounting();
    EXPECT_TRUE(mounting.axis_known);
    EXPECT_NEAR(mounting.sit_ref_deg, 8, 0.5);
    EXPECT_GT(wizard_.quality().explained_variance, 0.95);
    EXPECT_NEAR(wizard_.quality().return_error_deg, 0, 0.5);
    for (double theta : {-30.0, 0.0, 20.0, 60.0}) {
      for (double phi : {-20.0, 0.0, 20.0}) {
        const TrunkAngles angles = trunk_angles(mounting, mounted_ * up_segment(theta, phi));
        EXPECT_NEAR(angles.theta_deg, theta, 1.5);
        EXPECT_NEAR(angles.phi_deg, phi, 1.5);
      }
    }
    move_to(0, 0, 1);
  }
}

TEST_F(Calibration, MovingTooEarlyStartsTheSecondsAgain) {
  start();
  hold(3);
  bend(40);
  EXPECT_EQ(step(), CalibrationStep::standing);
  EXPECT_TRUE(says("moved before the 5 seconds")) << problem();
  hold(5.5);
  EXPECT_EQ(step(), CalibrationStep::bending);
  EXPECT_TRUE(problem().empty());
}

TEST_F(Calibration, SwayingIsRefusedThreeTimesWithAdviceAndThenEnds) {
  start();
  hold(5.2, 2.1);
  EXPECT_TRUE(says("You moved a little")) << problem();
  EXPECT_EQ(step(), CalibrationStep::standing);
  hold(18, 2.1);
  EXPECT_EQ(step(), CalibrationStep::failed);
  EXPECT_TRUE(says("breathe normally")) << problem();
  EXPECT_TRUE(wizard_.progress().instruction.find("Nothing was changed") != std::string::npos);
}

TEST_F(Calibration, ShallowBendsAreToldSo) {
  start();
  hold(6);
  bend(22);
  EXPECT_TRUE(says("a little short")) << problem();
  EXPECT_EQ(step(), CalibrationStep::bending);
  three_bends();
  EXPECT_EQ(step(), CalibrationStep::returning);
}

TEST_F(Calibration, BendsToBothSidesAreRefused) {
  start();
  hold(6);
  bend(0, 40);
  bend(0, -40);
  bend(0, 40);
  EXPECT_EQ(step(), CalibrationStep::bending);
  EXPECT_TRUE(says("different directions")) << problem();
  EXPECT_EQ(wizard_.progress().fraction, 0);
  three_bends();
  EXPECT_EQ(step(), CalibrationStep::returning);
}

TEST_F(Calibration, TwistedBendsAreRefused) {
  start();
  hold(6);
  for (int i = 0; i < 3; ++i) bend(35, 0, 70);
  EXPECT_EQ(step(), CalibrationStep::bending);
  EXPECT_TRUE(says("without turning") || says("different axes")) << problem();
}

TEST_F(Calibration, WalkingOffTimesOutWithWords) {
  start();
  hold(6);
  walk(61);
  EXPECT_EQ(step(), CalibrationStep::failed);
  EXPECT_TRUE(says("0 of 3 bends")) << problem();

  start();
  walk(61);
  EXPECT_EQ(step(), CalibrationStep::failed);
  EXPECT_TRUE(says("without standing still")) << problem();
}

TEST_F(Calibration, NotComingBackUpIsSaidAndCanBeMended) {
  start();
  hold(6);
  three_bends();
  move_to(9, 0, 1);
  hold(3.3);
  EXPECT_EQ(step(), CalibrationStep::returning);
  EXPECT_TRUE(says("9 degrees further forward")) << problem();
  move_to(0, 0, 1);
  hold(4);
  EXPECT_EQ(step(), CalibrationStep::sitting);
}

TEST_F(Calibration, AnUprightThatWasNotUprightBeginsAgainFromStanding) {
  theta_ = 12;  // slumped at the start; nobody can know it yet
  start();
  hold(6);
  three_bends();
  move_to(0, 0, 1);
  hold(7.5);
  EXPECT_EQ(step(), CalibrationStep::standing);
  EXPECT_TRUE(says("12 degrees further back")) << problem();
  hold(6);
  three_bends();
  hold(4);
  EXPECT_EQ(step(), CalibrationStep::sitting);
}

TEST_F(Calibration, ReturnGatesHoldAtThreeAndFiveDegrees) {
  for (const auto& [off, accepted, remark] :
       {std::tuple{2.9, true, false}, {3.1, true, true}, {4.9, true, true}, {5.1, false, true}}) {
    for (double sign : {1.0, -1.0}) {
      theta_ = phi_ = 0;
      start();
      hold(6, 0);
      bend(45);
      bend(45);
      move_to(45, 0, 2);
      move_to(sign * off, 0, 2);
      hold(3.3, 0);
      EXPECT_EQ(step(), accepted ? CalibrationStep::sitting : CalibrationStep::returning) << off;
      EXPECT_EQ(!problem().empty(), remark) << off;
      if (accepted && remark) {
        EXPECT_TRUE(says("good enough"));
      }
    }
  }
}

TEST_F(Calibration, TheLastStandingIsNotTakenForSitting) {
  start();
  hold(6);
  three_bends();
  hold(3.2);
  ASSERT_EQ(step(), CalibrationStep::sitting);
  hold(8);  // still standing, still as a tree
  EXPECT_EQ(step(), CalibrationStep::sitting);
  bend(35);
  move_to(10, 0, 1);
  hold(7);
  ASSERT_EQ(step(), CalibrationStep::done);
  EXPECT_NEAR(wizard_.mounting().sit_ref_deg, 10, 0.5);
}

TEST_F(Calibration, ASlumpWhileSittingIsNotTheReference) {
  start();
  hold(6);
  three_bends();
  hold(3.2);
  bend(35);
  move_to(32, 0, 2);
  hold(8);
  EXPECT_EQ(step(), CalibrationStep::sitting);
  EXPECT_TRUE(says("32 degrees further forward")) << problem();
  move_to(6, 0, 1);
  hold(11);
  ASSERT_EQ(step(), CalibrationStep::done) << problem();
  EXPECT_NEAR(wizard_.mounting().sit_ref_deg, 6, 0.5);
}

TEST_F(Calibration, SinkingSlowlyIsNotStill) {
  start(CalibrationKind::zero);
  pose(0, 0, 0);
  move_to(5.5, 0, 5.5);
  EXPECT_EQ(step(), CalibrationStep::sitting);
  EXPECT_TRUE(says("You moved")) << problem();
}

TEST_F(Calibration, NeverSittingStillTimesOut) {
  start(CalibrationKind::zero);
  walk(61);
  EXPECT_EQ(step(), CalibrationStep::failed);
  EXPECT_TRUE(says("sitting still")) << problem();
}

TEST_F(Calibration, ALostConnectionEndsItWithWordsAndLostSamplesDoNot) {
  start();
  hold(2);
  wizard_.on_break({.cause = StreamBreak::Cause::lost_samples, .missing = 2});
  t_s_ += 0.04;
  hold(3.5);
  EXPECT_EQ(step(), CalibrationStep::bending);
  wizard_.on_break({.cause = StreamBreak::Cause::link_lost});
  EXPECT_EQ(step(), CalibrationStep::failed);
  EXPECT_TRUE(says("interrupted"));
}

TEST_F(Calibration, AHoleInTheDataRestartsTheStillness) {
  start();
  hold(4);
  t_s_ += 2;
  hold(4);
  EXPECT_EQ(step(), CalibrationStep::standing);
  hold(1.5);
  EXPECT_EQ(step(), CalibrationStep::bending);
}

TEST_F(Calibration, AnUnsettledFilterTeachesNothing) {
  start();
  Inclination unsettled;
  for (int i = 0; i < 1000; ++i) {
    wizard_.update(sample_at(i * 0.01, Vec3::UnitZ(), Vec3::Zero()), unsettled);
  }
  EXPECT_EQ(step(), CalibrationStep::standing);
  EXPECT_EQ(wizard_.progress().fraction, 0);
}

TEST_F(Calibration, CancelLeavesNothingBehind) {
  start();
  hold(6);
  wizard_.cancel();
  EXPECT_EQ(step(), CalibrationStep::idle);
  EXPECT_FALSE(wizard_.running());
}

TEST_F(Calibration, AFirstZeroMakesThePresentUprightWithoutAnAxis) {
  start(CalibrationKind::zero);
  EXPECT_EQ(step(), CalibrationStep::sitting);
  theta_ = 20;
  hold(5.2);
  ASSERT_EQ(step(), CalibrationStep::done);
  EXPECT_FALSE(wizard_.mounting().axis_known);
  EXPECT_FALSE(wizard_.mounting().from_standing);
  EXPECT_EQ(wizard_.mounting().sit_ref_deg, 0);
  EXPECT_NEAR(trunk_angles(wizard_.mounting(), mounted_ * up_segment(20, 0)).inclination_deg, 0,
              0.3);
}

TEST_F(Calibration, StandingAloneGivesTheUprightAndLeavesTheAxisToMovement) {
  start(CalibrationKind::standing);
  EXPECT_EQ(step(), CalibrationStep::standing);
  hold(5.2);
  ASSERT_EQ(step(), CalibrationStep::done) << problem();
  EXPECT_FALSE(wizard_.mounting().axis_known);
  EXPECT_TRUE(wizard_.mounting().from_standing);
}

TEST_F(Calibration, StandingAloneKeepsAKnownAxisAndTheSittingReference) {
  Mounting old =
      with_right_axis(mounting_from_up(mounted_ * Vec3::UnitY()), mounted_ * Vec3::UnitZ());
  old.sit_ref_deg = 7;
  start(CalibrationKind::standing, old);
  hold(5.2);
  ASSERT_EQ(step(), CalibrationStep::done) << problem();
  EXPECT_TRUE(wizard_.mounting().axis_known);
  EXPECT_EQ(wizard_.mounting().sit_ref_deg, 7);
  EXPECT_NEAR(trunk_angles(wizard_.mounting(), mounted_ * up_segment(30, 0)).theta_deg, 30, 0.5);
}

TEST_F(Calibration, AZeroAfterAReclipGivesTheSameAnglesAgain) {
  Mounting old =
      with_right_axis(mounting_from_up(mounted_ * Vec3::UnitY()), mounted_ * Vec3::UnitZ());
  old.sit_ref_deg = 7;
  std::mt19937 random(6);
  std::normal_distribution<double> normal;
  const Mat3 before = mounted_;
  for (int i = 0; i < 20; ++i) {
    // Clipped on anew, tilted by some 10 deg (but not turned about the vertical: no zero can
    // see that).
    const Vec3 tilt(0.12 * normal(random), 0, 0.12 * normal(random));
    mounted_ = before * Eigen::AngleAxisd(tilt.norm(), tilt.normalized());
    theta_ = 7;
    phi_ = 0;
    start(CalibrationKind::zero, old);
    hold(5.2);
    ASSERT_EQ(step(), CalibrationStep::done) << problem();
    const Mounting& now = wizard_.mounting();
    ASSERT_TRUE(now.axis_known);
    EXPECT_EQ(now.sit_ref_deg, 7);
    const TrunkAngles seated = trunk_angles(now, mounted_ * up_segment(7, 0));
    EXPECT_NEAR(seated.theta_deg, 7, 0.3);
    EXPECT_NEAR(seated.phi_deg, 0, 0.3);
    const TrunkAngles bent = trunk_angles(now, mounted_ * up_segment(35, 5));
    // What is left is the turn about the vertical that two tilts make.
    EXPECT_NEAR(bent.theta_deg, 35, 1.5);
    EXPECT_NEAR(bent.phi_deg, 5, 3.5);
    EXPECT_LT(
        (now.segment_from_sensor * now.segment_from_sensor.transpose() - Mat3::Identity()).norm(),
        1e-9);
  }
}

TEST_F(Calibration, AZeroWithTheClipQuiteDifferentGivesUpTheAxisAndSaysSo) {
  Mounting old =
      with_right_axis(mounting_from_up(mounted_ * Vec3::UnitY()), mounted_ * Vec3::UnitZ());
  mounted_ = mounted_ * Eigen::AngleAxisd(1.2, Vec3::UnitX());
  start(CalibrationKind::zero, old);
  hold(5.2);
  ASSERT_EQ(step(), CalibrationStep::done);
  EXPECT_FALSE(wizard_.mounting().axis_known);
  EXPECT_TRUE(says("full calibration")) << problem();
}

TEST(CalibrationWords, AreStableTokens) {
  EXPECT_EQ(to_string(CalibrationKind::full), "full");
  for (const char* token : {"full", "standing", "zero"}) {
    EXPECT_EQ(to_string(calibration_kind_from_string(token)), token);
  }
  EXPECT_EQ(to_string(CalibrationStep::returning), "returning");
}

}  // namespace
}  // namespace postured
