// The full calibration: stand, bend, return, sit.
#include "unit/motion/calibration_person.hpp"

namespace postured {
namespace {

using testing_motion::Calibration;
using testing_motion::random_rotation;
using testing_motion::sample_at;
using testing_motion::up_segment;

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

TEST(CalibrationWords, AreStableTokens) {
  EXPECT_EQ(to_string(CalibrationKind::full), "full");
  for (const char* token : {"full", "standing", "zero"}) {
    EXPECT_EQ(to_string(calibration_kind_from_string(token)), token);
  }
  EXPECT_EQ(to_string(CalibrationStep::returning), "returning");
}

}  // namespace
}  // namespace postured
