#include "simulation/rigid_trunk.hpp"

#include <gtest/gtest.h>

#include "simulation/random.hpp"

namespace postured {
namespace {

// A parabola in time: its Jet at t.
struct Parabola {
  double x, v, a;
  Jet at(double t) const { return {x + v * t + 0.5 * a * t * t, v + a * t, a}; }
};

// Everything moves at once.
struct Movement {
  Parabola theta, phi, yaw, heading, speed, forward, up, right, lever[3], cloth[3];
  Mat3 mount;

  explicit Movement(Random& random) {
    const auto pick = [&](double x, double v, double a) {
      return Parabola{random.uniform(-x, x), random.uniform(-v, v), random.uniform(-a, a)};
    };
    theta = pick(1.5, 3, 10);
    phi = pick(0.6, 2, 10);
    yaw = pick(0.3, 2, 10);
    heading = pick(3, 2, 5);
    speed = pick(1, 1, 0);
    forward = pick(0.2, 1, 5);
    up = pick(0.2, 1, 5);
    right = pick(0.2, 1, 5);
    for (Parabola& p : lever) p = pick(0.4, 0.5, 3);
    for (Parabola& p : cloth) p = pick(0.1, 0.5, 3);
    mount = Quat(random.normal(), random.normal(), random.normal(), random.normal())
                .normalized()
                .toRotationMatrix();
  }
  TrunkState at(double t) const {
    TrunkState s;
    s.theta_rad = theta.at(t);
    s.phi_rad = phi.at(t);
    s.yaw_rad = yaw.at(t);
    s.heading_rad = heading.at(t);
    s.speed_m_s = speed.at(t);
    s.hip_forward_m = forward.at(t);
    s.hip_up_m = up.at(t);
    s.hip_right_m = right.at(t);
    for (int i = 0; i < 3; ++i) {
      s.lever_m[i] = lever[i].at(t);
      s.cloth[i] = cloth[i].at(t).x;
      s.cloth_rate_s[i] = cloth[i].at(t).v;
    }
    s.trunk_from_clip = mount;
    return s;
  }
};

TEST(RigidTrunk, SpecificForceIsTheDerivativeOfVelocityPlusGravity) {
  Random random(11);
  const double h = 1e-5;
  for (int i = 0; i < 300; ++i) {
    const Movement m(random);
    const Vec3 acceleration =
        (clip_pose(m.at(h)).velocity_m_s - clip_pose(m.at(-h)).velocity_m_s) / (2 * h);
    const Vec3 expected = acceleration + Vec3(0, kGravity_m_s2, 0);
    const Vec3 felt = clip_pose(m.at(0)).world_from_clip * feel(m.at(0)).specific_force_m_s2;
    ASSERT_LT((felt - expected).norm(), 1e-4 * (1 + expected.norm())) << i;
  }
}

TEST(RigidTrunk, VelocityIsTheDerivativeOfPositionPlusTheWalk) {
  Random random(12);
  const double h = 1e-5;
  for (int i = 0; i < 300; ++i) {
    Movement m(random);
    m.speed = {0, 0, 0};
    const Vec3 expected =
        (clip_pose(m.at(h)).position_m - clip_pose(m.at(-h)).position_m) / (2 * h);
    ASSERT_LT((clip_pose(m.at(0)).velocity_m_s - expected).norm(), 1e-5) << i;
  }
}

TEST(RigidTrunk, AngularRateIsTheDerivativeOfOrientation) {
  Random random(13);
  const double h = 1e-5;
  for (int i = 0; i < 300; ++i) {
    const Movement m(random);
    const Eigen::AngleAxisd turned(
        Mat3(clip_pose(m.at(-h)).world_from_clip.transpose() * clip_pose(m.at(h)).world_from_clip));
    const Vec3 expected = turned.axis() * turned.angle() / (2 * h);
    ASSERT_LT((feel(m.at(0)).angular_rate_rad_s - expected).norm(), 1e-5) << i;
  }
}

TEST(RigidTrunk, AtRestFeelsOneGUpAndNoRate) {
  const TrunkState s;
  EXPECT_LT((feel(s).specific_force_m_s2 - Vec3(0, kGravity_m_s2, 0)).norm(), 1e-12);
  EXPECT_EQ(feel(s).angular_rate_rad_s.norm(), 0);
}

// The signs of domain model 1.1: theta = atan2(-u_x, u_y), phi = asin(-u_z), for any heading.
TEST(RigidTrunk, TiltsWithTheSignsOfTheDomainModel) {
  Random random(14);
  for (int i = 0; i < 1000; ++i) {
    TrunkState s;
    s.theta_rad.x = random.uniform(-1.5, 2.5);
    s.phi_rad.x = random.uniform(-1, 1);
    s.heading_rad.x = random.uniform(-3, 3);
    s.yaw_rad.x = random.uniform(-0.2, 0.2);
    const Vec3 u = feel(s).specific_force_m_s2.normalized();
    EXPECT_NEAR(std::atan2(-u.x(), u.y()), s.theta_rad.x, 1e-9);
    EXPECT_NEAR(std::asin(-u.z()), s.phi_rad.x, 1e-9);
  }
}

TEST(RigidTrunk, BendingForwardTurnsAboutTheLeftAxisAndLeaningRightAboutTheForwardAxis) {
  TrunkState s;
  s.theta_rad.v = 1;
  EXPECT_LT((feel(s).angular_rate_rad_s - Vec3(0, 0, -1)).norm(), 1e-12);
  s = {};
  s.phi_rad.v = 1;
  EXPECT_LT((feel(s).angular_rate_rad_s - Vec3(1, 0, 0)).norm(), 1e-12);
  s = {};
  s.heading_rad.v = 1;
  EXPECT_LT((feel(s).angular_rate_rad_s - Vec3(0, 1, 0)).norm(), 1e-12);
}

TEST(RigidTrunk, TurningLeftWhileWalkingPullsToTheLeft) {
  TrunkState s;
  s.speed_m_s.x = 1.2;
  s.heading_rad.v = 0.5;
  EXPECT_NEAR(feel(s).specific_force_m_s2.z(), -0.6, 1e-12);  // Z is right
}

}  // namespace
}  // namespace postured
