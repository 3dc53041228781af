// The simulated body walks as bodies do: where it goes is where WalkingAhead points, at the chest
// and at the belt.
#include "motion/walking_ahead.hpp"

#include <gtest/gtest.h>

#include "simulation/kinematics.hpp"
#include "simulation/wearer.hpp"

namespace postured {
namespace {

double off_ahead_deg(const WearerParams& params, double& share) {
  KinematicsParams kinematics = params.kinematics;
  kinematics.seed = params.seed;
  Kinematics body(kinematics, params.behaviour);
  body.begin({Activity::Kind::clip_on, 7}, 0);
  for (double t_s = 0; t_s < 8; t_s += 0.02) body.at(t_s);
  body.begin({Activity::Kind::walk, 60}, 8);
  WalkingAhead finder;
  Vec3 ahead = Vec3::Zero(), going = Vec3::Zero();
  for (int i = 0; i < 50 * 40; ++i) {
    const double t_s = 8 + i / 50.0;
    const BodyMotion& motion = body.at(t_s);
    const ClipPose pose = body.pose();
    if (t_s < 14) continue;
    ImuSample sample;
    sample.time = DeviceTime(from_seconds(t_s));
    sample.accel_m_s2 = motion.specific_force_m_s2;
    const Vec3 up = pose.world_from_clip.transpose() * Vec3::UnitY();
    finder.add(sample, up);
    const Vec3 velocity(pose.velocity_m_s.x(), 0, pose.velocity_m_s.z());
    going += pose.world_from_clip.transpose() * velocity;
    if (i % 50 == 0) ahead += finder.take() / 33;
  }
  share = ahead.norm();
  const Vec3 cross = ahead.cross(going);
  return kDegPerRad * std::atan2(cross.norm(), ahead.dot(going));
}

TEST(WalkingAhead, PointsWhereTheSimulatedBodyGoes) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    WearerParams params;
    params.seed = seed;
    double share = 0;
    EXPECT_LT(off_ahead_deg(params, share), 15) << "chest " << seed;
    EXPECT_GT(share, 0.15) << "chest " << seed;
    EXPECT_LT(off_ahead_deg(wearer_of_lower_clip(params), share), 15) << "belt " << seed;
    EXPECT_GT(share, 0.15) << "belt " << seed;
  }
}

}  // namespace
}  // namespace postured
