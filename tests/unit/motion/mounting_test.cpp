#include "motion/mounting.hpp"

#include <gtest/gtest.h>

#include "motion_helpers.hpp"

namespace postured {
namespace {

using testing_motion::random_rotation;
using testing_motion::up_segment;

Mounting straight() {
  Mounting mounting;
  mounting.axis_known = true;
  return mounting;
}

TEST(TrunkAngles, BendingForwardIsPositiveTheta) {
  // Facing north, bent to the horizontal: the chest looks at the floor and the sky is behind the
  // wearer's back, at -X.
  EXPECT_NEAR(trunk_angles(straight(), -Vec3::UnitX()).theta_deg, 90, 1e-9);
  EXPECT_NEAR(trunk_angles(straight(), Vec3::UnitX()).theta_deg, -90, 1e-9);
}

TEST(TrunkAngles, LeaningToTheRightIsPositivePhi) {
  // The right shoulder is low, the sky is on the left, at -Z.
  EXPECT_NEAR(trunk_angles(straight(), -Vec3::UnitZ()).phi_deg, 90, 1e-6);
  EXPECT_GT(trunk_angles(straight(), Vec3(0, 0.9, -0.1).normalized()).phi_deg, 0);
}

TEST(TrunkAngles, ARightHandTurnAboutTheRightAxisIsBendingBackward) {
  // The physical sign: a rate of +w about the segment's Z takes X (forward) towards Y (up).
  const Mat3 turned = Eigen::AngleAxisd(0.2, Vec3::UnitZ()).toRotationMatrix();
  const Vec3 up = turned.transpose() * Vec3::UnitY();
  EXPECT_NEAR(trunk_angles(straight(), up).theta_deg, -0.2 * kDegPerRad, 1e-9);
}

TEST(TrunkAngles, AreExactOverTheWholeRange) {
  double worst = 0;
  for (double theta = -40; theta <= 110; theta += 0.5) {
    for (double phi = -40; phi <= 40; phi += 0.5) {
      const TrunkAngles angles = trunk_angles(straight(), up_segment(theta, phi));
      worst = std::max({worst, std::abs(angles.theta_deg - theta), std::abs(angles.phi_deg - phi)});
      const double total =
          std::acos(std::cos(theta * kRadPerDeg) * std::cos(phi * kRadPerDeg)) * kDegPerRad;
      EXPECT_NEAR(angles.inclination_deg, total, 1e-5);
    }
  }
  EXPECT_LT(worst, 1e-9);
}

TEST(TrunkAngles, UprightIsZeroInAnyMounting) {
  std::mt19937 random(1);
  for (int i = 0; i < 500; ++i) {
    const Mat3 sensor_from_segment = random_rotation(random);
    const Vec3 up = sensor_from_segment * Vec3::UnitY();
    const Mounting mounting =
        with_right_axis(mounting_from_up(up), sensor_from_segment * Vec3::UnitZ());
    ASSERT_TRUE(mounting.axis_known);
    const TrunkAngles angles = trunk_angles(mounting, up);
    EXPECT_NEAR(angles.theta_deg, 0, 1e-9);
    EXPECT_NEAR(angles.phi_deg, 0, 1e-9);
    EXPECT_NEAR(angles.inclination_deg, 0, 1e-9);
    // And any other pose reads the same as in a straight mounting.
    const TrunkAngles bent = trunk_angles(mounting, sensor_from_segment * up_segment(35, -12));
    EXPECT_NEAR(bent.theta_deg, 35, 1e-9);
    EXPECT_NEAR(bent.phi_deg, -12, 1e-9);
  }
}

TEST(TrunkAngles, ADirectionABitTooLongByRoundingIsNoNan) {
  EXPECT_FALSE(std::isnan(trunk_angles(straight(), Vec3(0, 0, -1.0000001)).phi_deg));
}

TEST(Mounting, IsAProperRotation) {
  std::mt19937 random(2);
  std::normal_distribution<double> normal;
  for (int i = 0; i < 500; ++i) {
    const Vec3 up(normal(random), normal(random), normal(random));
    const Vec3 right(normal(random), normal(random), normal(random));
    const Mounting without = mounting_from_up(up);
    EXPECT_FALSE(without.axis_known);
    for (const Mounting& mounting : {without, with_right_axis(without, right)}) {
      const Mat3& r = mounting.segment_from_sensor;
      EXPECT_LT((r * r.transpose() - Mat3::Identity()).norm(), 1e-12);
      EXPECT_NEAR(r.determinant(), 1, 1e-12);
      EXPECT_LT((r * up.normalized() - Vec3::UnitY()).norm(), 1e-12);
    }
  }
}

TEST(Mounting, RefusesARightAxisThatIsVertical) {
  const Mounting upright = mounting_from_up(Vec3(0.1, 0.2, 0.9));
  const Vec3 y = upright.segment_from_sensor.row(1);
  EXPECT_FALSE(with_right_axis(upright, y).axis_known);
  EXPECT_FALSE(with_right_axis(upright, -3 * y).axis_known);
  EXPECT_FALSE(with_right_axis(upright, Vec3::Zero()).axis_known);
  EXPECT_FALSE(with_right_axis(upright, Vec3::Constant(std::nan(""))).axis_known);
  EXPECT_TRUE(with_right_axis(upright, y + 0.2 * y.unitOrthogonal()).axis_known);
}

TEST(Mounting, FromNoDirectionIsHarmless) {
  EXPECT_TRUE(mounting_from_up(Vec3::Zero()).segment_from_sensor.allFinite());
  EXPECT_TRUE(mounting_from_up(Vec3::Constant(std::nan(""))).segment_from_sensor.allFinite());
}

}  // namespace
}  // namespace postured
