#include "posture/upright_range.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace postured {
namespace {

// Tilted by `x_deg` and `z_deg` across the reference, which is up unless told.
MotionSecond tilted(double x_deg, double z_deg, const Vec3& reference = Vec3::UnitY()) {
  const double deg = std::hypot(x_deg, z_deg);
  MotionSecond s;
  s.samples = 50;
  s.reference_sensor = reference;
  s.inclination_deg = deg;
  const Vec3 across = deg > 0 ? Vec3(x_deg / deg, 0, z_deg / deg) : Vec3::UnitX();
  const Vec3 up = std::cos(deg * kRadPerDeg) * Vec3::UnitY() + std::sin(deg * kRadPerDeg) * across;
  s.up_sensor = Quat::FromTwoVectors(Vec3::UnitY(), reference) * up;
  return s;
}

TEST(SeatTilt, EvidenceTurnsWhereStandingAndSittingAreEquallyLikely) {
  const auto equal_deg = [](const SeatTilt& tilt, double range_deg) {
    double deg = 0;
    while (sitting_log_odds(tilt, {deg, deg, range_deg}) < 0) deg += 0.01;
    return deg;
  };
  EXPECT_NEAR(equal_deg(kPelvisTilt, 0), 6.3, 0.05);
  EXPECT_NEAR(equal_deg(kChestTilt, 0), 4.8, 0.05);
  EXPECT_LT(equal_deg(kPelvisTilt, 8), equal_deg(kPelvisTilt, 0));
  EXPECT_GT(equal_deg(kCollarTilt, 0), 10);
}

TEST(SeatTilt, NeverFallsWithTheTiltAndIsFinite) {
  for (const SeatTilt& tilt : {kPelvisTilt, kChestTilt, kCollarTilt}) {
    double before = -100;
    for (double deg = 0; deg <= 180; deg += 0.5) {
      const double now = sitting_log_odds(tilt, {deg});
      ASSERT_TRUE(std::isfinite(now));
      ASSERT_GE(now, before);
      before = now;
    }
  }
}

TEST(SeatTilt, APelvisThatTiltsForwardStands) {
  for (double deg = 1; deg <= 12; deg += 0.5) {
    const double unknown = sitting_log_odds(kPelvisTilt, {deg});
    EXPECT_NEAR(sitting_log_odds(kPelvisTilt, {deg, deg, 0, 0}), unknown, 1e-9) << "aside";
    EXPECT_GT(sitting_log_odds(kPelvisTilt, {deg, deg, 0, deg}), unknown) << "back";
    EXPECT_LT(sitting_log_odds(kPelvisTilt, {deg, deg, 0, -deg}), unknown) << "forward";
    EXPECT_LT(sitting_log_odds(kPelvisTilt, {deg, deg, 0, -deg}), 0);
  }
  EXPECT_TRUE(std::isfinite(sitting_log_odds(kPelvisTilt, {180, 180, 0, -180})));
}

TEST(SeatTilt, ACollarNeverTellsStanding) {
  EXPECT_GT(1 / (1 + std::exp(-sitting_log_odds(kCollarTilt, {0}))), 0.35);
}

TEST(UprightRange, IsTheReferenceUntilMoreIsKnown) {
  UprightRange range(true);
  EXPECT_NEAR(range.distance(tilted(3, 4)).range_deg, 5, 1e-6);
  EXPECT_EQ(range.distance(tilted(3, 4)).range_length_deg, 0);
  EXPECT_TRUE(std::isnan(range.distance(tilted(3, 4)).back_deg));
  MotionSecond unreferenced = tilted(3, 4);
  unreferenced.reference_sensor = Vec3::Zero();
  EXPECT_NEAR(range.distance(unreferenced).range_deg, 5, 1e-6);
}

TEST(UprightRange, ReachesToWhereWalkingCarriesTheTrunk) {
  UprightRange range(true);
  for (int i = 0; i < 10; ++i) range.add_walking(tilted(8, 0));
  EXPECT_NEAR(range.distance(tilted(6, 0)).range_deg, 0, 0.01);
  EXPECT_NEAR(range.distance(tilted(6, 3)).range_deg, 3, 0.05);
  EXPECT_NEAR(range.distance(tilted(12, 0)).range_deg, 4, 0.01);
  EXPECT_NEAR(range.distance(tilted(-5, 0)).range_deg, 5, 0.01);
  EXPECT_NEAR(range.distance(tilted(6, 0)).range_length_deg, 8, 0.01);
  EXPECT_NEAR(range.distance(tilted(6, 0)).reference_deg, 6, 0.01);
}

TEST(UprightRange, AFewStepsOrAClimbSayNothing) {
  UprightRange range(true);
  for (int i = 0; i < 4; ++i) range.add_walking(tilted(8, 0));
  for (int i = 0; i < 60; ++i) range.add_walking(tilted(40, 0));
  EXPECT_NEAR(range.distance(tilted(8, 0)).range_deg, 8, 0.01);
}

TEST(UprightRange, LeaningAwayFromTheSeatIsStanding) {
  UprightRange range(true);
  for (int i = 0; i < 10; ++i) range.add_sitting(tilted(-25, 0));
  EXPECT_NEAR(range.distance(tilted(9, 1)).range_deg, 1, 0.05);
  EXPECT_NEAR(range.distance(tilted(-7, 0)).range_deg, 7, 0.01);
  EXPECT_NEAR(range.distance(tilted(0, 9)).range_deg, 9, 0.05);
}

MotionSecond walked(const Vec3& ahead, double accel_sd_g = 0.25) {
  MotionSecond s = tilted(0, 0);
  s.ahead_sensor = ahead;
  s.accel_sd_g = accel_sd_g;
  return s;
}

TEST(UprightRange, WalkingShowsWhereBackIs) {
  UprightRange range(true);
  for (int i = 0; i < 9; ++i) range.add_walking(walked({0.4, 0, 0}));
  EXPECT_TRUE(std::isnan(range.distance(tilted(8, 0)).back_deg)) << "not yet long enough";
  range.add_walking(walked({0.4, 0, 0}));
  EXPECT_NEAR(range.distance(tilted(8, 0)).back_deg, 8, 0.01);
  EXPECT_NEAR(range.distance(tilted(-8, 1)).back_deg, -8, 0.01);
  EXPECT_NEAR(range.distance(tilted(-8, 1)).range_deg, 1, 0.01) << "straight forward is standing";
  EXPECT_NEAR(range.distance(tilted(0, 9)).range_deg, 9, 0.01);
}

TEST(UprightRange, StairsDownRunsAndStumblingDoNot) {
  UprightRange range(true);
  for (int i = 0; i < 60; ++i) range.add_walking(walked({-0.1, 0, 0.05}));
  for (int i = 0; i < 60; ++i) range.add_walking(walked({-0.4, 0, 0}, 0.9));
  for (int i = 0; i < 60; ++i) range.add_walking(walked({i % 2 ? 0.3 : -0.3, 0, 0}));
  EXPECT_TRUE(std::isnan(range.distance(tilted(8, 0)).back_deg));
}

TEST(UprightRange, WalkingOutweighsTheMountingAndThatAClearSit) {
  UprightRange range(true);
  for (int i = 0; i < 10; ++i) range.add_sitting(tilted(0, 25));
  EXPECT_NEAR(range.distance(tilted(0, 9)).back_deg, 9, 0.05);
  MotionSecond mounted = tilted(0, 9);
  mounted.axis_known = true;
  mounted.forward_sensor = -Vec3::UnitZ();
  EXPECT_NEAR(range.distance(mounted).back_deg, -9, 0.05);
  for (int i = 0; i < 10; ++i) range.add_walking(walked({0.4, 0, 0}));
  EXPECT_NEAR(range.distance(mounted).back_deg, 0, 0.05);
}

TEST(UprightRange, AChestGoesEitherWay) {
  UprightRange range(false);
  for (int i = 0; i < 20; ++i) range.add_walking(walked({0.4, 0, 0}));
  EXPECT_TRUE(std::isnan(range.distance(tilted(8, 0)).back_deg));
}

TEST(UprightRange, ForgetsWithAnotherReferenceButNotWithANewZero) {
  UprightRange range(true);
  for (int i = 0; i < 10; ++i) range.add_walking(tilted(8, 0));
  const Vec3 zeroed = tilted(0, 2).up_sensor, reclipped = tilted(0, 12).up_sensor;
  EXPECT_GT(range.distance(tilted(0, 0, zeroed)).range_length_deg, 7);
  EXPECT_EQ(range.distance(tilted(0, 0, reclipped)).range_length_deg, 0);
  EXPECT_EQ(range.distance(tilted(0, 0)).range_length_deg, 0);
}

}  // namespace
}  // namespace postured
