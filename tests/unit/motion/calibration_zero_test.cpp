// The short ones: a zero, and standing alone.
#include "unit/motion/calibration_person.hpp"

namespace postured {
namespace {

using testing_motion::Calibration;
using testing_motion::up_segment;

TEST_F(Calibration, NeverSittingStillTimesOut) {
  start(CalibrationKind::zero);
  walk(61);
  EXPECT_EQ(step(), CalibrationStep::failed);
  EXPECT_TRUE(says("sitting still")) << problem();
}

TEST_F(Calibration, SinkingSlowlyIsNotStill) {
  start(CalibrationKind::zero);
  pose(0, 0, 0);
  move_to(5.5, 0, 5.5);
  EXPECT_EQ(step(), CalibrationStep::sitting);
  EXPECT_TRUE(says("You moved")) << problem();
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

TEST_F(Calibration, ASlumpWhileZeroingIsWarnedOf) {
  Mounting old =
      with_right_axis(mounting_from_up(mounted_ * Vec3::UnitY()), mounted_ * Vec3::UnitZ());
  old.sit_ref_deg = 7;
  for (const auto& [theta, phi, warned] : {std::tuple{7.0, 0.0, false},
                                           {14.0, 0.0, false},
                                           {17.0, 0.0, true},
                                           {17.0, 12.0, false},
                                           {-5.0, 0.0, false}}) {
    theta_ = theta;
    phi_ = phi;
    start(CalibrationKind::zero, old);
    hold(5.2);
    ASSERT_EQ(step(), CalibrationStep::done) << problem();
    EXPECT_EQ(says("further forward than last time"), warned) << theta << " " << problem();
    EXPECT_EQ(problem().empty(), !warned) << problem();
  }
}

TEST_F(Calibration, StandingBentIsWarnedOf) {
  Mounting old =
      with_right_axis(mounting_from_up(mounted_ * Vec3::UnitY()), mounted_ * Vec3::UnitZ());
  theta_ = 11;
  start(CalibrationKind::standing, old);
  hold(5.2);
  ASSERT_EQ(step(), CalibrationStep::done);
  EXPECT_TRUE(says("11 degrees further forward than last time")) << problem();
}

}  // namespace
}  // namespace postured
