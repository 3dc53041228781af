#include "motion/walking_ahead.hpp"

#include <gtest/gtest.h>

#include <numbers>

#include "motion_helpers.hpp"

namespace postured {
namespace {

using testing_motion::angle_between_deg;
using testing_motion::random_rotation;
using testing_motion::sample_at;

// X ahead, Y up, Z right. Up and down `vertical_g` at `step_hz`; ahead a quarter of a step before,
// by `share`; to and fro sideways at half the rate.
struct Steps {
  double step_hz = 1.9, vertical_g = 0.3, share = 0.4, aside_g = 0.15, bias_g = 0;
};

Vec3 ahead_of(const Steps& steps, const Mat3& sensor_from_body, double rate_hz, int seconds = 5) {
  WalkingAhead ahead;
  Vec3 sum = Vec3::Zero();
  const Vec3 up = sensor_from_body * Vec3::UnitY();
  for (int second = 0; second < seconds; ++second) {
    for (int i = 0; i < static_cast<int>(rate_hz); ++i) {
      const double t_s = second + i / rate_hz;
      const double phase = 2 * std::numbers::pi * steps.step_hz * t_s;
      const Vec3 g(-steps.share * steps.vertical_g * std::sin(phase),
                   1 + steps.vertical_g * std::cos(phase) + steps.bias_g,
                   steps.aside_g * std::sin(0.5 * phase + 1));
      ahead.add(sample_at(t_s, kGravity_m_s2 * (sensor_from_body * g), Vec3::Zero()), up);
    }
    const Vec3 now = ahead.take();
    if (second > 0) sum += now / (seconds - 1);  // the first has just begun
  }
  return sum;
}

TEST(WalkingAhead, PointsAheadHoweverTheClipSitsAtAnyRateAndStep) {
  std::mt19937 random(3);
  for (const double rate_hz : {25.0, 50.0, 104.0, 400.0}) {
    for (const double step_hz : {1.5, 1.9, 2.3}) {
      const Mat3 turned = random_rotation(random);
      Steps steps;
      steps.step_hz = step_hz;
      const Vec3 ahead = ahead_of(steps, turned, rate_hz, 21);
      EXPECT_LT(angle_between_deg(ahead, turned * Vec3::UnitX()), 8) << rate_hz << ' ' << step_hz;
      EXPECT_NEAR(ahead.norm(), 0.4 * 1.9 / step_hz, 0.08) << rate_hz << ' ' << step_hz;
      EXPECT_NEAR(ahead.dot(turned * Vec3::UnitY()), 0, 1e-9) << "level";
    }
  }
}

TEST(WalkingAhead, IsAShareAndKnowsWhenItTurnsRound) {
  Steps steps;
  steps.share = 0.1;
  EXPECT_NEAR(ahead_of(steps, Mat3::Identity(), 50, 21).x(), 0.1, 0.03);
  steps.share = -0.3;  // a run
  EXPECT_NEAR(ahead_of(steps, Mat3::Identity(), 50, 21).x(), -0.3, 0.05);
  steps.share = 0.4;
  steps.bias_g = 0.06;
  EXPECT_NEAR(ahead_of(steps, Mat3::Identity(), 50, 21).x(), 0.4, 0.08)
      << "an accelerometer's bias";
}

TEST(WalkingAhead, SaysNothingWithoutStepsAndAcrossGaps) {
  Steps still;
  still.vertical_g = 0.02;
  still.share = 5;
  EXPECT_TRUE(ahead_of(still, Mat3::Identity(), 50).isZero());
  WalkingAhead ahead;
  EXPECT_TRUE(ahead.take().isZero());
  // One reading before each gap: there is no speed to compare with.
  for (int i = 0; i < 50; ++i) {
    ahead.add(sample_at(10 * i, Vec3(3, 14, 0), Vec3::Zero()), Vec3::UnitY());
    ahead.on_gap();
  }
  EXPECT_TRUE(ahead.take().isZero());
}

}  // namespace
}  // namespace postured
