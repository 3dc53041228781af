#include "posture/body_classifier.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

namespace postured {
namespace {

// Seconds of made-up movement, one after the other.
class Body {
 public:
  explicit Body(Placement placement)
      : classifier_(placement, [this](const MotionSecond& s, const BodyVerdict& v) {
          starts_.push_back(s.start);
          verdicts_.push_back(v);
        }) {}

  MotionSecond second(double inclination_deg) const {
    MotionSecond s;
    s.start = BootTime(std::chrono::seconds(t_));
    s.samples = 100;
    s.inclination_deg = s.lean_deg = std::abs(inclination_deg);  // negative: the other way
    s.accel_sd_g = 0.004;
    s.gyro_rms_dps = 1.5;
    const double rad = inclination_deg * kRadPerDeg;
    s.up_sensor = Vec3(std::sin(rad), 0, std::cos(rad));
    s.reference_sensor = Vec3::UnitZ();
    return s;
  }
  BodyState feed(MotionSecond s) {
    s.start = BootTime(std::chrono::seconds(t_++));
    classifier_.update(s);
    return verdicts_.empty() ? BodyState::unknown : verdicts_.back().body;
  }
  BodyState still(double inclination_deg, int seconds) {
    for (int i = 0; i < seconds; ++i) feed(second(inclination_deg));
    return verdicts_.back().body;
  }
  // Steps at `hz` of `amplitude_g`.
  BodyState walk(int seconds, double hz = 1.8, double amplitude_g = 0.25) {
    for (int i = 0; i < seconds; ++i) {
      MotionSecond s = second(4);
      for (int k = 0; k < kMotionSeriesHz; ++k) {
        const double t = t_ + static_cast<double>(k) / kMotionSeriesHz;
        s.accel_series_g[static_cast<std::size_t>(k)] =
            static_cast<float>(amplitude_g * std::sin(2 * std::numbers::pi * hz * t));
      }
      s.accel_sd_g = amplitude_g / std::numbers::sqrt2;
      s.gyro_rms_dps = 30;
      feed(s);
    }
    return verdicts_.back().body;
  }
  // A forward bend of 30 deg; lifting the body or not.
  void bend(double accel_sd_g) {
    for (const double deg : {0.0, 25.0, 30.0, 3.0}) {
      MotionSecond s = second(deg);
      s.accel_sd_g = accel_sd_g;
      s.gyro_rms_dps = 25;
      feed(s);
    }
  }
  void skip(int seconds) { t_ += seconds; }
  BodyClassifier& classifier() { return classifier_; }
  const std::vector<BodyVerdict>& verdicts() const { return verdicts_; }
  const std::vector<BootTime>& starts() const { return starts_; }

 private:
  int t_ = 0;
  std::vector<BodyVerdict> verdicts_;
  std::vector<BootTime> starts_;
  BodyClassifier classifier_;
};

TEST(BodyClassifier, ReadsPlacements) {
  EXPECT_EQ(placement_from_string("chest"), Placement::chest);
  EXPECT_EQ(placement_from_string("upper_back"), Placement::upper_back);
  EXPECT_EQ(placement_from_string("Collar"), Placement::collar);
  EXPECT_EQ(placement_from_string("belt"), Placement::belt);
  EXPECT_EQ(placement_from_string("waist belt, left-front (phone)"), Placement::belt);
  EXPECT_EQ(placement_from_string("torso (chest), Xsens MTx"), Placement::chest);
  EXPECT_EQ(placement_from_string("unknown"), Placement::unknown);
  EXPECT_EQ(placement_from_string(""), Placement::unknown);
}

TEST(BodyClassifier, EverySecondGetsOneVerdictInOrder) {
  std::mt19937 random(1);
  Body body(Placement::belt);
  int fed = 0;
  for (int i = 0; i < 3000; ++i) {
    if (random() % 20 == 0) body.skip(static_cast<int>(random() % 5));
    MotionSecond s = body.second(static_cast<double>(random() % 120));
    s.reason = random() % 4 == 0 ? static_cast<Unknown>(random() % 11) : Unknown::none;
    if (random() % 6 == 0) s.samples = 0;
    if (random() % 6 == 0) s.inclination_deg = NAN;
    s.accel_sd_g = static_cast<double>(random() % 100) / 300;
    body.feed(s);
    ++fed;
    ASSERT_GE(static_cast<int>(body.verdicts().size()), fed - 1);
  }
  body.classifier().flush();
  ASSERT_EQ(static_cast<int>(body.verdicts().size()), fed);
  EXPECT_TRUE(std::is_sorted(body.starts().begin(), body.starts().end()));
  for (const BodyVerdict& v : body.verdicts()) {
    ASSERT_EQ(v.body == BodyState::unknown, v.confidence == 0);
    ASSERT_TRUE(v.body == BodyState::unknown || (v.confidence > 0.5 && v.confidence <= 1));
  }
}

TEST(BodyClassifier, WalkingIsSeenAtAnyPlacementAndPace) {
  for (const Placement placement : {Placement::chest, Placement::belt, Placement::unknown}) {
    for (const double hz : {1.3, 1.6, 2.0, 2.4}) {
      Body body(placement);
      EXPECT_EQ(body.walk(5, hz), BodyState::walking) << hz;
    }
  }
}

TEST(BodyClassifier, FirstAndLastSecondOfAShortWalkBetweenGapsCount) {
  Body body(Placement::chest);
  body.walk(5);
  body.skip(10);
  body.still(2, 3);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(body.verdicts()[static_cast<std::size_t>(i)].body, BodyState::walking);
}

TEST(BodyClassifier, StillnessAndOneJoltAreNotWalking) {
  Body body(Placement::chest);
  body.still(2, 20);
  MotionSecond jolt = body.second(2);
  jolt.accel_sd_g = 0.3;
  body.feed(jolt);
  body.still(2, 5);
  for (const BodyVerdict& v : body.verdicts()) EXPECT_NE(v.body, BodyState::walking);
}

TEST(BodyClassifier, WalkingNeedsNoReference) {
  Body body(Placement::chest);
  for (int i = 0; i < 6; ++i) {
    MotionSecond s = body.second(0);
    s.reason = Unknown::uncalibrated;
    s.inclination_deg = s.lean_deg = NAN;
    s.accel_sd_g = 0.2;
    body.feed(s);
  }
  EXPECT_EQ(body.verdicts().back().body, BodyState::walking);
}

TEST(BodyClassifier, LyingInAnyDirection) {
  for (const double deg : {66.0, 90.0, 130.0, 178.0}) {
    Body body(Placement::chest);
    EXPECT_EQ(body.still(deg, 4), BodyState::lying) << deg;
  }
}

TEST(BodyClassifier, ADeepForwardLeanIsNotLying) {
  Body body(Placement::chest);
  for (int i = 0; i < 30; ++i) {
    MotionSecond s = body.second(58);
    s.axis_known = true;
    s.lean_deg = 57;
    body.feed(s);
  }
  for (const BodyVerdict& v : body.verdicts()) EXPECT_NE(v.body, BodyState::lying);
}

TEST(BodyClassifier, ThePelvisTellsSittingFromStandingWithinFiveSeconds) {
  Body sitting(Placement::belt), standing(Placement::belt);
  EXPECT_EQ(sitting.still(18, 3), BodyState::sitting);
  EXPECT_EQ(standing.still(3, 3), BodyState::standing);
  EXPECT_EQ(standing.still(18, 8), BodyState::sitting);
  EXPECT_EQ(standing.still(3, 8), BodyState::standing);
}

TEST(BodyClassifier, ThePelvisSaysNothingAgainstAReferenceThatWasTakenSitting) {
  Body body(Placement::belt);
  for (const double deg : {18.0, 3.0}) {
    for (int i = 0; i < 30; ++i) {
      MotionSecond s = body.second(deg);
      s.from_standing = false;
      EXPECT_EQ(body.feed(s), BodyState::unknown);
    }
  }
}

TEST(BodyClassifier, TheUpperTrunkCommitsOnlyWhereTheTiltTells) {
  for (const Placement placement : {Placement::chest, Placement::upper_back}) {
    Body upright(placement), between(placement), reclined(placement);
    EXPECT_EQ(upright.still(1, 60), BodyState::standing);
    EXPECT_EQ(between.still(4.8, 300), BodyState::unknown);
    EXPECT_EQ(reclined.still(15, 60), BodyState::sitting);
    EXPECT_LT(reclined.verdicts().back().confidence, 0.85);
  }
  for (const Placement placement : {Placement::collar, Placement::unknown}) {
    for (const double deg : {0.0, 5.0, 10.0}) {
      Body body(placement);
      EXPECT_EQ(body.still(deg, 300), BodyState::unknown);
    }
  }
}

TEST(BodyClassifier, ATiltAgainstASittingReferenceSaysNothingAtTheChest) {
  Body body(Placement::chest);
  for (int i = 0; i < 60; ++i) {
    MotionSecond s = body.second(15);
    s.from_standing = false;
    EXPECT_EQ(body.feed(s), BodyState::unknown);
  }
}

TEST(BodyClassifier, StandsAfterWalkingThenFades) {
  Body body(Placement::chest);
  body.walk(20);
  EXPECT_EQ(body.still(3, 10), BodyState::standing);
  EXPECT_EQ(body.still(8.2, 120), BodyState::unknown);
}

TEST(BodyClassifier, WhoWalkedHereAndBendsSitsDown) {
  Body body(Placement::chest);
  body.walk(20);
  body.still(4, 4);
  body.bend(0.09);
  EXPECT_EQ(body.still(8, 20), BodyState::sitting);
  EXPECT_EQ(body.still(1, 60), BodyState::unknown);  // seen sitting down, but upright as standing
}

TEST(BodyClassifier, ReachingForACupDoesNotStandUp) {
  Body body(Placement::chest);
  body.classifier().tell(BodyState::sitting);
  body.still(0, 20);
  body.bend(0.02);
  EXPECT_EQ(body.still(0, 60), BodyState::sitting);
}

TEST(BodyClassifier, WhatWasToldStaysWhileDataAreContinuous) {
  Body body(Placement::chest);
  body.classifier().tell(BodyState::sitting);
  EXPECT_EQ(body.still(3, 4 * 3600), BodyState::sitting);
  body.skip(10);
  EXPECT_EQ(body.still(4.8, 5), BodyState::sitting);  // less sure
  EXPECT_LT(body.verdicts().back().confidence, 0.75);
  body.skip(10);
  EXPECT_EQ(body.still(4.8, 5), BodyState::unknown);
}

TEST(BodyClassifier, APelvisThatLeansAwayFromItsSeatStands) {
  Body body(Placement::belt);
  EXPECT_EQ(body.still(8, 10), BodyState::sitting);  // nothing else is known yet
  body.still(30, 20);
  EXPECT_EQ(body.still(-8, 15), BodyState::standing);
  EXPECT_EQ(body.still(8, 15), BodyState::sitting);
}

TEST(BodyClassifier, NothingIsKnownWithoutData) {
  for (const Unknown reason : {Unknown::no_sensor, Unknown::no_data, Unknown::not_worn,
                               Unknown::stuck, Unknown::implausible}) {
    Body body(Placement::belt);
    MotionSecond s = body.second(80);
    s.reason = reason;
    s.accel_sd_g = 0.3;
    for (int i = 0; i < 5; ++i) EXPECT_EQ(body.feed(s), BodyState::unknown);
  }
}

}  // namespace
}  // namespace postured
