#include "simulation/kinematics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numbers>
#include <vector>

#include "simulation/handling.hpp"

namespace postured {
namespace {

using Kind = Activity::Kind;

struct Moment {
  double t_s;
  Kind kind;
  BodyMotion motion;
  ClipPose pose;
};

// Plays activities one after the other, the first at 0; sampled every dt_s.
std::vector<Moment> play(const std::vector<Activity>& activities, double dt_s, bool with_pose,
                         KinematicsParams params = {}) {
  Kinematics body(params, BehaviourParams{});
  std::vector<Moment> moments;
  std::int64_t step = 0;
  double end_s = 0;
  for (const Activity& activity : activities) {
    body.begin(activity, static_cast<double>(step) * dt_s);
    end_s += activity.duration_s;
    for (; static_cast<double>(step) * dt_s < end_s; ++step) {
      const double t_s = static_cast<double>(step) * dt_s;
      const BodyMotion& motion = body.at(t_s);
      moments.push_back({t_s, activity.kind, motion, with_pose ? body.pose() : ClipPose{}});
    }
  }
  return moments;
}

Activity seated_clip_on(double duration_s) {
  Activity a{Kind::clip_on, duration_s};
  a.seated = true;
  return a;
}

std::vector<Activity> eventful() {
  return {{Kind::handle, kHandling_s},
          {Kind::clip_on, 7},
          {Kind::stand_still, 3},
          {Kind::bend, 4.5},
          {Kind::sit_work, 40},
          {Kind::walk, 15},
          {Kind::stand, 6},
          {Kind::walk, 8},
          {Kind::sit_work, 12},
          {Kind::lie, 12},
          {Kind::stand, 8},
          {Kind::sit_tall, 4},
          {Kind::off, 12},
          seated_clip_on(7),
          {Kind::sit_tall, 5}};
}

std::vector<const Moment*> of(const std::vector<Moment>& moments, double from_s, double to_s) {
  std::vector<const Moment*> selected;
  for (const Moment& m : moments) {
    if (m.t_s >= from_s && m.t_s < to_s) selected.push_back(&m);
  }
  return selected;
}

// Every kind of activity and every transition, clip off and on included: the gyroscope, the
// accelerometer, the velocity and the position tell one story.
TEST(Kinematics, GyroscopeIntegratesToTheTrueOrientation) {
  const double dt_s = 0.004;
  const auto moments = play(eventful(), dt_s, true);
  Mat3 integrated = moments.front().pose.world_from_clip;
  double worst_deg = 0;
  for (std::size_t i = 1; i < moments.size(); ++i) {
    const Vec3 rate =
        0.5 * (moments[i - 1].motion.angular_rate_rad_s + moments[i].motion.angular_rate_rad_s);
    if (rate.norm() > 0) {
      integrated *= Eigen::AngleAxisd(rate.norm() * dt_s, rate.normalized()).toRotationMatrix();
    }
    const Eigen::AngleAxisd error(Mat3(integrated.transpose() * moments[i].pose.world_from_clip));
    worst_deg = std::max(worst_deg, error.angle() * kDegPerRad);
  }
  EXPECT_LT(worst_deg, 0.05);
}

TEST(Kinematics, SpecificForceIsTheDerivativeOfTheVelocityAndThatOfThePosition) {
  const double dt_s = 0.004;
  const auto moments = play(eventful(), dt_s, true);
  double worst_force = 0, worst_velocity = 0;
  for (std::size_t i = 1; i + 1 < moments.size(); ++i) {
    const Vec3 acceleration =
        (moments[i + 1].pose.velocity_m_s - moments[i - 1].pose.velocity_m_s) / (2 * dt_s);
    const Vec3 felt = moments[i].pose.world_from_clip * moments[i].motion.specific_force_m_s2 -
                      Vec3(0, kGravity_m_s2, 0);
    worst_force = std::max(worst_force, (felt - acceleration).norm());
    const Vec3 velocity =
        (moments[i + 1].pose.position_m - moments[i - 1].pose.position_m) / (2 * dt_s);
    worst_velocity = std::max(worst_velocity, (velocity - moments[i].pose.velocity_m_s).norm());
  }
  EXPECT_LT(worst_force, 0.05);      // m/s2: the finite difference's own error at heel strike
  EXPECT_LT(worst_velocity, 0.002);  // m/s
}

TEST(Kinematics, AHandHoldsTheClipInEachPositionAndNobodyWearsIt) {
  const KinematicsParams params;
  const auto moments = play({{Kind::handle, kHandling_s}}, 0.02, false, params);
  const auto positions = handling_positions(params.seed);
  ASSERT_EQ(positions.size(), 14U);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const double held_from_s =
        1 + static_cast<double>(i) * (kHandTurn_s + kHandHold_s) + kHandTurn_s;
    for (const Moment* m : of(moments, held_from_s + 0.1, held_from_s + kHandHold_s - 0.1)) {
      const Vec3& felt = m->motion.specific_force_m_s2;
      const double off = std::acos(std::min(1.0, felt.normalized().dot(positions[i])));
      ASSERT_LT(off * kDegPerRad, 3) << i << " at " << m->t_s;
      ASSERT_NEAR(felt.norm(), kGravity_m_s2, 0.15);
      ASSERT_FALSE(m->motion.worn);
    }
  }
}

TEST(Kinematics, ComfortableUprightSittingHasTheSittingTilt) {
  KinematicsParams params;
  params.sit_tilt_deg = 8;
  const auto moments = play({seated_clip_on(7), {Kind::sit_tall, 20}}, 0.02, false, params);
  for (const Moment* m : of(moments, 10, 27)) {
    ASSERT_EQ(m->motion.body, BodyState::sitting);
    ASSERT_NEAR(m->motion.theta_deg, 8, 1);
    ASSERT_NEAR(m->motion.phi_deg, 0, 0.5);
  }
}

TEST(Kinematics, StandingStillPassesTheGatesOfTheCalibration) {
  KinematicsParams params;
  for (params.seed = 1; params.seed < 12; ++params.seed) {
    const auto moments = play({{Kind::clip_on, 7}, {Kind::stand_still, 7.5}}, 0.02, false, params);
    Vec3 rate_squares = Vec3::Zero(), up_sum = Vec3::Zero();
    std::vector<Vec3> ups;
    const auto still = of(moments, 7, 14.5);
    for (const Moment* m : still) {
      rate_squares += m->motion.angular_rate_rad_s.cwiseAbs2();
      ups.push_back(m->motion.specific_force_m_s2.normalized());
      up_sum += ups.back();
    }
    const double n = static_cast<double>(still.size());
    EXPECT_LT((rate_squares / n).cwiseSqrt().maxCoeff() * kDegPerRad, 1.5);
    double tilt_squares = 0;
    for (const Vec3& up : ups) tilt_squares += (up - up_sum.normalized()).squaredNorm();
    EXPECT_LT(std::sqrt(tilt_squares / n) * kDegPerRad, 0.7);
  }
}

TEST(Kinematics, StandsUpByFlexingForwardLeavingTheSeatAndExtending) {
  KinematicsParams params;
  for (params.seed = 1; params.seed < 10; ++params.seed) {
    // Without gait after it: standing.
    const auto moments =
        play({seated_clip_on(7), {Kind::sit_tall, 5}, {Kind::stand, 10}}, 0.02, true, params);
    double peak_deg = -90, peak_s = 0, seat_off_s = 0, arrived_s = 0;
    const double seated_up_m = of(moments, 11, 11.02).front()->pose.position_m.y();
    for (const Moment* m : of(moments, 12, 15)) {
      if (m->motion.theta_deg > peak_deg) peak_deg = m->motion.theta_deg, peak_s = m->t_s - 12;
      if (seat_off_s == 0 && m->motion.body == BodyState::standing) seat_off_s = m->t_s - 12;
      if (arrived_s == 0 && peak_s > 0.5 && m->motion.theta_deg < 3) arrived_s = m->t_s - 12;
    }
    EXPECT_GE(peak_deg - params.sit_tilt_deg, 24);
    EXPECT_LE(peak_deg - params.sit_tilt_deg, 45);
    EXPECT_GT(peak_s, 0.7);
    EXPECT_GT(seat_off_s, peak_s);  // half risen after the deepest flexion
    EXPECT_GT(arrived_s, 1.5);
    EXPECT_LT(arrived_s, 2.6);
    const double standing_up_m = of(moments, 15.5, 15.52).front()->pose.position_m.y();
    EXPECT_NEAR(standing_up_m - seated_up_m, 0.4, 0.02);
  }
}

TEST(Kinematics, WalkingShakesTheChestLikeWalking) {
  KinematicsParams params;
  for (params.seed = 1; params.seed < 7; ++params.seed) {
    const double dt_s = 0.02;
    const auto moments = play({{Kind::clip_on, 7}, {Kind::walk, 60}}, dt_s, false, params);
    const auto walk = of(moments, 15, 60);
    double sum = 0, squares = 0, peak_g = 0;
    std::vector<double> magnitude_g;
    for (const Moment* m : walk) {
      ASSERT_EQ(m->motion.body, BodyState::walking);
      const double g = m->motion.specific_force_m_s2.norm() / kGravity_m_s2 - 1;
      magnitude_g.push_back(g);
      sum += g;
      squares += g * g;
      peak_g = std::max(peak_g, g);
      ASSERT_LT(std::abs(m->motion.theta_deg - 3), 6);
    }
    const double n = static_cast<double>(walk.size());
    const double sd_g = std::sqrt(squares / n - sum * sum / n / n);
    EXPECT_GT(sd_g, 0.1);
    EXPECT_LT(sd_g, 0.3);
    EXPECT_GT(peak_g, 0.2);
    EXPECT_LT(peak_g, 0.6);
    // The strongest frequency is that of the steps.
    double best_hz = 0, best_power = 0;
    for (double hz = 0.5; hz < 4; hz += 0.02) {
      double c = 0, s = 0;
      for (std::size_t i = 0; i < magnitude_g.size(); ++i) {
        const double phase = 2 * std::numbers::pi * hz * static_cast<double>(i) * dt_s;
        c += magnitude_g[i] * std::cos(phase);
        s += magnitude_g[i] * std::sin(phase);
      }
      if (c * c + s * s > best_power) best_power = c * c + s * s, best_hz = hz;
    }
    EXPECT_GE(best_hz, 1.55);
    EXPECT_LE(best_hz, 2.15);
  }
}

TEST(Kinematics, AClipOnTheDeskLiesDeadStillAndAnyWayUp) {
  KinematicsParams params;
  double least_turn_deg = 180;
  for (params.seed = 1; params.seed < 10; ++params.seed) {
    const auto moments =
        play({seated_clip_on(7), {Kind::sit_work, 20}, {Kind::off, 60}}, 0.02, false, params);
    const auto lying = of(moments, 32, 87);
    const BodyMotion& first = lying.front()->motion;
    for (const Moment* m : lying) {
      ASSERT_FALSE(m->motion.worn);
      ASSERT_EQ(m->motion.body, BodyState::unknown);
      ASSERT_LT(m->motion.angular_rate_rad_s.norm(), 1e-12);
      ASSERT_LT((m->motion.specific_force_m_s2 - first.specific_force_m_s2).norm(), 1e-12);
    }
    EXPECT_NEAR(first.specific_force_m_s2.norm(), kGravity_m_s2, 1e-9);
    // The handling is there: a large turn within two seconds.
    double turned = 0;
    for (const Moment* m : of(moments, 27, 31)) {
      turned += m->motion.angular_rate_rad_s.norm() * 0.02 * kDegPerRad;
    }
    least_turn_deg = std::min(least_turn_deg, turned);
  }
  EXPECT_GT(least_turn_deg, 50);
}

TEST(Kinematics, BreathingTellsAWornClipFromOneOnADesk) {
  KinematicsParams params;
  params.cloth_wobble_deg = 0;
  const auto moments = play({seated_clip_on(7), {Kind::sit_tall, 300}}, 0.02, false, params);
  double least = 10, most = -10;
  for (const Moment* m : of(moments, 20, 307)) {
    const double forward_g = m->motion.specific_force_m_s2.dot(Vec3(1, 0, 0)) / kGravity_m_s2;
    least = std::min(least, forward_g);
    most = std::max(most, forward_g);
  }
  EXPECT_GT((most - least) * kDegPerRad, 0.5);  // of tilt: more than the wear detector calls still
}

TEST(Kinematics, IsClippedOnAgainALittleDifferently) {
  KinematicsParams params;
  params.cloth_wobble_deg = 0;
  for (params.seed = 1; params.seed < 6; ++params.seed) {
    const auto moments = play({seated_clip_on(7),
                               {Kind::sit_tall, 20},
                               {Kind::off, 20},
                               seated_clip_on(7),
                               {Kind::sit_tall, 20}},
                              0.02, true, params);
    // Heading is another one; compare how the clip hangs on the trunk.
    const auto hangs = [&](double t_s) {
      return of(moments, t_s, t_s + 0.02).front()->motion.specific_force_m_s2.normalized().eval();
    };
    const double tilt_deg = std::acos(std::min(1.0, hangs(20).dot(hangs(60)))) * kDegPerRad;
    EXPECT_LT(tilt_deg, 20);  // twice 1.3 * 10 / sqrt(2), and the difference of posture
    EXPECT_GT(tilt_deg, 0.1);
    EXPECT_TRUE(of(moments, 60, 60.02).front()->motion.worn);
  }
}

TEST(Kinematics, LeanSinksWithinASittingBout) {
  KinematicsParams params;
  double early = 0, late = 0;
  const int people = 8;
  for (params.seed = 1; params.seed <= people; ++params.seed) {
    BehaviourParams behaviour;
    behaviour.seed = params.seed;
    Kinematics body(params, behaviour);
    body.begin({Kind::sit_work, 3600}, 0);
    for (int s = 0; s < 3600; ++s) {
      const double theta_deg = body.at(s).theta_deg;
      if (s >= 10 && s < 130) early += theta_deg / 120 / people;
      if (s >= 1800 && s < 3600) late += theta_deg / 1800 / people;
    }
  }
  EXPECT_NEAR(early, 6 + 6 + 1.5, 3);  // sitting tilt, habitual lean, a little slump
  EXPECT_GT(late, early + 2);
}

TEST(Kinematics, LiesOnTheBack) {
  const auto moments = play({{Kind::clip_on, 7}, {Kind::lie, 60}}, 0.02, false);
  for (const Moment* m : of(moments, 15, 67)) {
    ASSERT_EQ(m->motion.body, BodyState::lying);
    ASSERT_LT(m->motion.theta_deg, -75);
  }
}

}  // namespace
}  // namespace postured
