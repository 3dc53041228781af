// The clumsy person: each mistake is told in the right words, once, and the run ends well or in
// words.
#include "unit/motion/calibration_person.hpp"

namespace postured {
namespace {

using testing_motion::Calibration;

TEST_F(Calibration, AClumsyRunIsToldEachThingOnceAndEndsWell) {
  start();
  hold(3);  // moves too early
  bend(35);
  hold(6);
  ASSERT_EQ(step(), CalibrationStep::bending);
  bend(0, 40);  // bends to both sides
  bend(0, -40);
  bend(0, 40);
  bend(20);  // not deep enough
  three_bends();
  ASSERT_EQ(step(), CalibrationStep::returning);
  move_to(9, 0, 1);  // is not up yet
  hold(3.3);
  move_to(0, 0, 1);
  hold(3.3);
  ASSERT_EQ(step(), CalibrationStep::sitting);
  walk_off(9);  // goes for a glass of water
  bend(35);
  move_to(33, 0, 1);  // slumps
  hold(7);
  move_to(6, 0, 1);
  hold(7);
  ASSERT_EQ(step(), CalibrationStep::done) << problem();
  EXPECT_TRUE(problem().empty()) << problem();
  EXPECT_NEAR(wizard_.mounting().sit_ref_deg, 6, 0.5);
  for (const char* words :
       {"moved before the 5 seconds", "different directions", "a little short",
        "9 degrees further forward", "walking about", "33 degrees further forward"}) {
    EXPECT_EQ(told(words), 1) << words;
  }
  EXPECT_EQ(told_.size(), 6U) << told_.back();
}

TEST_F(Calibration, WalkingOffForGoodEndsItInWords) {
  for (const double before_s : {0.0, 6.0}) {
    start();
    told_.clear();
    hold(before_s);
    walk_off(61);
    EXPECT_EQ(step(), CalibrationStep::failed);
    EXPECT_TRUE(says("You walked off")) << problem();
    EXPECT_EQ(told("walking about"), 1);
  }
}

TEST_F(Calibration, BendsThatWentSidewaysAreCaughtByTheLastAxis) {
  const Mounting old =
      with_right_axis(mounting_from_up(mounted_ * Vec3::UnitY()), mounted_ * Vec3::UnitZ());
  start(CalibrationKind::full, old);
  hold(6);
  for (int i = 0; i < 3; ++i) bend(0, 38);
  EXPECT_EQ(step(), CalibrationStep::bending);
  EXPECT_TRUE(says("went sideways")) << problem();
  three_bends();
  ASSERT_EQ(step(), CalibrationStep::returning);
  EXPECT_TRUE(problem().empty()) << problem();
}

TEST_F(Calibration, BentTheSameWayTwiceIsForwardForAClipThatWasTurned) {
  // The old axis is that of a clip worn a quarter turn further about the vertical.
  const Mounting old =
      with_right_axis(mounting_from_up(mounted_ * Vec3::UnitY()), mounted_ * Vec3::UnitX());
  start(CalibrationKind::full, old);
  hold(6);
  three_bends();
  EXPECT_TRUE(says("bend the same way again")) << problem();
  three_bends();
  ASSERT_EQ(step(), CalibrationStep::returning);
  EXPECT_TRUE(says("the same way twice")) << problem();
  hold(3.3);
  bend(35);
  move_to(6, 0, 1);
  hold(7);
  ASSERT_EQ(step(), CalibrationStep::done) << problem();
}

TEST_F(Calibration, WithoutAnyAxisSittingDownTellsThatTheBendsWentSideways) {
  start();
  hold(6);
  for (int i = 0; i < 3; ++i) bend(0, 38);
  hold(3.3);
  ASSERT_EQ(step(), CalibrationStep::sitting);  // nobody can know it yet
  bend(35);
  move_to(6, 0, 1);
  hold(7);
  EXPECT_EQ(step(), CalibrationStep::standing);
  EXPECT_TRUE(says("they went sideways")) << problem();
  move_to(0, 0, 1);
  hold(6);
  three_bends();
  hold(3.3);
  bend(35);
  move_to(6, 0, 1);
  hold(7);
  ASSERT_EQ(step(), CalibrationStep::done) << problem();
  EXPECT_NEAR(
      trunk_angles(wizard_.mounting(), mounted_ * testing_motion::up_segment(30, 0)).theta_deg, 30,
      1.5);
}

TEST_F(Calibration, ALittleTwistIsAcceptedWithARemark) {
  start();
  hold(6);
  for (int i = 0; i < 3; ++i) bend(40, 0, 20 * (i - 1));
  ASSERT_EQ(step(), CalibrationStep::returning) << problem();
  EXPECT_TRUE(says("a little twisted")) << problem();
  hold(3.3);
  bend(35);
  move_to(6, 0, 1);
  hold(7);
  ASSERT_EQ(step(), CalibrationStep::done);
  EXPECT_LT(wizard_.quality().explained_variance, 0.9);
  EXPECT_GE(wizard_.quality().explained_variance, 0.75);
}

TEST_F(Calibration, EachBendIsCounted) {
  start();
  hold(6);
  bend(45);
  EXPECT_NE(wizard_.progress().instruction.find("Two more"), std::string::npos);
  EXPECT_NEAR(wizard_.progress().fraction, 1.0 / 3, 1e-9);
  bend(45);
  EXPECT_NE(wizard_.progress().instruction.find("One more"), std::string::npos);
  bend(45);
  EXPECT_EQ(step(), CalibrationStep::returning);
}

TEST_F(Calibration, ASlumpInTheLastStepIsWarnedOf) {
  for (const double before_deg : {-1.0, 2.0, 12.0}) {
    std::optional<Mounting> old;
    if (before_deg >= 0) {
      old = with_right_axis(mounting_from_up(mounted_ * Vec3::UnitY()), mounted_ * Vec3::UnitZ());
      old->sit_ref_deg = before_deg;
    }
    theta_ = phi_ = 0;
    start(CalibrationKind::full, old);
    hold(6);
    three_bends();
    hold(3.3);
    bend(35);
    move_to(17, 0, 1);
    hold(7);
    ASSERT_EQ(step(), CalibrationStep::done) << problem();
    EXPECT_EQ(says("sit tall"), before_deg < 9) << before_deg << problem();
  }
}

}  // namespace
}  // namespace postured
