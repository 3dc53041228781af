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
    while (sitting_log_odds(tilt, {deg, range_deg}) < 0) deg += 0.01;
    return deg;
  };
  EXPECT_NEAR(equal_deg(kPelvisTilt, 0), 5.3, 0.05);
  EXPECT_NEAR(equal_deg(kChestTilt, 0), 4.8, 0.05);
  EXPECT_LT(equal_deg(kPelvisTilt, 8), equal_deg(kPelvisTilt, 0));
  EXPECT_GT(equal_deg(kCollarTilt, 0), 10);
}

TEST(SeatTilt, GrowsWithTheTiltAndIsFinite) {
  for (const SeatTilt& tilt : {kPelvisTilt, kChestTilt, kCollarTilt}) {
    double before = -100;
    for (double deg = 0; deg <= 180; deg += 0.5) {
      const double now = sitting_log_odds(tilt, {deg, 0});
      ASSERT_TRUE(std::isfinite(now));
      ASSERT_GT(now, before);
      before = now;
    }
  }
}

TEST(SeatTilt, ACollarNeverTellsStanding) {
  EXPECT_GT(1 / (1 + std::exp(-sitting_log_odds(kCollarTilt, {0, 0}))), 0.35);
}

TEST(UprightRange, IsTheReferenceUntilMoreIsKnown) {
  UprightRange range;
  EXPECT_NEAR(range.distance(tilted(3, 4)).away_deg, 5, 1e-6);
  EXPECT_EQ(range.distance(tilted(3, 4)).range_deg, 0);
  MotionSecond unreferenced = tilted(3, 4);
  unreferenced.reference_sensor = Vec3::Zero();
  EXPECT_NEAR(range.distance(unreferenced).away_deg, 5, 1e-6);
}

TEST(UprightRange, ReachesToWhereWalkingCarriesTheTrunk) {
  UprightRange range;
  for (int i = 0; i < 10; ++i) range.add_walking(tilted(8, 0));
  EXPECT_NEAR(range.distance(tilted(6, 0)).away_deg, 0, 0.01);
  EXPECT_NEAR(range.distance(tilted(6, 3)).away_deg, 3, 0.05);
  EXPECT_NEAR(range.distance(tilted(12, 0)).away_deg, 4, 0.01);
  EXPECT_NEAR(range.distance(tilted(-5, 0)).away_deg, 5, 0.01);
  EXPECT_NEAR(range.distance(tilted(6, 0)).range_deg, 8, 0.01);
}

TEST(UprightRange, AFewStepsOrAClimbSayNothing) {
  UprightRange range;
  for (int i = 0; i < 4; ++i) range.add_walking(tilted(8, 0));
  for (int i = 0; i < 60; ++i) range.add_walking(tilted(40, 0));
  EXPECT_NEAR(range.distance(tilted(8, 0)).away_deg, 8, 0.01);
}

TEST(UprightRange, LeaningAwayFromTheSeatIsStanding) {
  UprightRange range;
  for (int i = 0; i < 10; ++i) range.add_sitting(tilted(-25, 0));
  EXPECT_NEAR(range.distance(tilted(9, 1)).away_deg, 1, 0.05);
  EXPECT_NEAR(range.distance(tilted(-7, 0)).away_deg, 7, 0.01);
  EXPECT_NEAR(range.distance(tilted(0, 9)).away_deg, 9, 0.05);
}

TEST(UprightRange, ForgetsWithAnotherReferenceButNotWithANewZero) {
  UprightRange range;
  for (int i = 0; i < 10; ++i) range.add_walking(tilted(8, 0));
  const Vec3 zeroed = tilted(0, 2).up_sensor, reclipped = tilted(0, 12).up_sensor;
  EXPECT_GT(range.distance(tilted(0, 0, zeroed)).range_deg, 7);
  EXPECT_EQ(range.distance(tilted(0, 0, reclipped)).range_deg, 0);
  EXPECT_EQ(range.distance(tilted(0, 0)).range_deg, 0);
}

}  // namespace
}  // namespace postured
