#include <gtest/gtest.h>

#include "simulation/wearer.hpp"

namespace postured {
namespace {

double angle_deg(const Vec3& a, const Vec3& b) {
  return kDegPerRad * std::atan2(a.cross(b).norm(), a.dot(b));
}

// Clipped on, then sitting still; the sky in the clip's frame, where the truth has it.
class Sitting {
 public:
  Sitting() : body_(params(), BehaviourParams{}) {
    body_.begin({Activity::Kind::clip_on, 7}, 0);
    play(8);
    body_.begin({Activity::Kind::sit_tall, 600}, 8);
    play(14);
  }
  void play(double to_s) {
    for (; t_s_ < to_s; t_s_ += 0.01) {
      rate_ = body_.at(t_s_).angular_rate_rad_s;
      integral_ *= Quat(Eigen::AngleAxisd(0.01 * rate_.norm(), rate_.normalized()));
    }
  }
  Vec3 sky() const { return body_.pose().world_from_clip.transpose() * Vec3::UnitY(); }
  Mat3 attitude() const { return body_.pose().world_from_clip; }
  Kinematics& body() { return body_; }
  double t_s() const { return t_s_; }
  const Quat& integral() const { return integral_; }
  void restart_integral() { integral_ = Quat::Identity(); }

 private:
  static KinematicsParams params() {
    KinematicsParams params;
    params.cloth_wobble_deg = params.breathing_deg = 0;
    return params;
  }
  Kinematics body_;
  double t_s_ = 0;
  Vec3 rate_ = Vec3::Zero();
  Quat integral_ = Quat::Identity();
};

TEST(Slip, TurnsTheClipAndLeavesTheBody) {
  Sitting wearer;
  const Vec3 before = wearer.sky();
  const double theta_deg = wearer.body().at(wearer.t_s()).theta_deg;
  wearer.body().slip(Vec3::UnitX(), 15, 0.8, wearer.t_s());
  wearer.play(16);
  EXPECT_NEAR(angle_deg(before, wearer.sky()), 15, 0.8);
  EXPECT_NEAR(wearer.body().at(wearer.t_s()).theta_deg, theta_deg, 0.8);
  wearer.play(60);
  EXPECT_NEAR(angle_deg(before, wearer.sky()), 15, 0.8) << "and it stays so";
  wearer.body().slip(Vec3::UnitX(), -15, 0.8, wearer.t_s());
  wearer.play(63);
  EXPECT_NEAR(angle_deg(before, wearer.sky()), 0, 0.8);
}

TEST(Slip, TheGyroscopeFeelsIt) {
  Sitting wearer;
  wearer.restart_integral();
  const Mat3 before = wearer.attitude();
  wearer.body().slip(Vec3(0.3, 1, 0.2), 15, 0.8, wearer.t_s());
  wearer.play(16);
  const Mat3 truly = before.transpose() * wearer.attitude();
  const Mat3 error = truly.transpose() * wearer.integral().toRotationMatrix();
  EXPECT_LT(kDegPerRad * Eigen::AngleAxisd(error).angle(), 0.3);
}

TEST(Slip, AClipThatIsClippedOnAnewHasNotSlipped) {
  KinematicsParams params;
  params.remount_deg = 0;
  Kinematics body(params, BehaviourParams{});
  body.slip(Vec3::UnitX(), 40, 0.5, 0);  // on the desk: nothing happens
  body.begin({Activity::Kind::clip_on, 7}, 0);
  for (double t = 0; t < 8; t += 0.01) body.at(t);
  EXPECT_LT(angle_deg(body.pose().world_from_clip.transpose() * Vec3::UnitY(), Vec3::UnitY()), 5);
  body.slip(Vec3::UnitX(), 40, 0.5, 8);
  body.begin({Activity::Kind::off, 20}, 10);
  for (double t = 8; t < 30; t += 0.01) body.at(t);
  body.begin({Activity::Kind::clip_on, 7}, 30);
  for (double t = 30; t < 38; t += 0.01) body.at(t);
  EXPECT_LT(angle_deg(body.pose().world_from_clip.transpose() * Vec3::UnitY(), Vec3::UnitY()), 5);
}

TEST(Slip, RandomOnesComeAsOftenAsAskedAndTheSameForASeed) {
  const auto slips_of = [](std::uint64_t seed) {
    WearerParams params;
    params.seed = seed;
    params.slips_per_day = 2.5;
    params.rate_hz = 10;
    params.behaviour.work_hours = 2;
    Wearer wearer(params);
    std::vector<Slip> slips;
    wearer.on_slip = [&](const Slip& slip) { slips.push_back(slip); };
    for (int day = 0; day < 10; ++day) {
      wearer.advance_to(86400.0 * day + 1, [](const ImuSample&, const BodyMotion&) {});
      wearer.begin_day();
      double t_s = wearer.now_s();
      while (!wearer.day_over()) {
        wearer.advance_to(t_s += 60, [](const ImuSample&, const BodyMotion&) {});
      }
    }
    return slips;
  };
  const std::vector<Slip> slips = slips_of(1), again = slips_of(1);
  EXPECT_GE(slips.size(), 18U);
  EXPECT_LE(slips.size(), 30U);
  ASSERT_EQ(slips.size(), again.size());
  for (std::size_t i = 0; i < slips.size(); ++i) {
    EXPECT_EQ(slips[i].at_s, again[i].at_s);
    EXPECT_EQ(std::abs(slips[i].deg), 15);
    EXPECT_EQ(slips[i].axis.norm(), 1);
  }
}

}  // namespace
}  // namespace postured
