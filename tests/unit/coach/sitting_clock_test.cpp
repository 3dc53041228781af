#include "coach/sitting_clock.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "unit/posture/posture_seconds.hpp"

namespace postured {
namespace {

using test::invalid_at;
using test::second_at;

SittingClock& feed(SittingClock& clock, BodyState body, int seconds) {
  for (int i = 0; i < seconds; ++i) clock.update(second_at(0, body));
  return clock;
}

TEST(SittingClock, CreditsABreakByItsLength) {
  for (int break_s = 0; break_s <= 200; ++break_s) {
    SittingClock clock;
    feed(clock, BodyState::sitting, 1200);
    feed(clock, BodyState::standing, break_s);
    const double kept = break_s < 10 ? 1 : std::max(0.0, 1 - break_s / 120.0);
    ASSERT_NEAR(clock.sitting_s(), 1200 * kept, 1e-6) << break_s;
    ASSERT_EQ(clock.break_s(), break_s);
    feed(clock, BodyState::sitting, 1);
    ASSERT_NEAR(clock.sitting_s(), 1200 * kept + 1, 1e-6) << break_s;
    ASSERT_EQ(clock.break_s(), 0);
    ASSERT_TRUE(clock.sitting());
  }
}

TEST(SittingClock, StandingWalkingAndLyingAreBreaks) {
  for (const BodyState body : {BodyState::standing, BodyState::walking, BodyState::lying}) {
    SittingClock clock;
    feed(clock, BodyState::sitting, 600);
    EXPECT_EQ(feed(clock, body, 120).sitting_s(), 0);
    EXPECT_FALSE(clock.sitting());
  }
}

TEST(SittingClock, WavingAnArmEarnsNothing) {
  SittingClock clock;
  for (int i = 0; i < 600; ++i) {
    PostureSecond s = second_at(i);
    s.lean_range_deg = 15;
    clock.update(s);
  }
  EXPECT_EQ(clock.sitting_s(), 600);
}

TEST(SittingClock, ASensorLeftOnTheChairEarnsNothing) {
  SittingClock clock;
  feed(clock, BodyState::sitting, 600);
  for (int i = 0; i < 900; ++i) clock.update(invalid_at(i, Unknown::not_worn));
  EXPECT_EQ(clock.sitting_s(), 600);
}

TEST(SittingClock, ForgetsAfterAnHourWithoutData) {
  SittingClock clock;
  feed(clock, BodyState::sitting, 600);
  for (int i = 0; i < 3599; ++i) clock.update(invalid_at(i, Unknown::not_worn));
  EXPECT_EQ(clock.sitting_s(), 600);
  clock.update(invalid_at(3599, Unknown::not_worn));
  EXPECT_EQ(clock.sitting_s(), 0);
}

TEST(SittingClock, ASleepOfTwoMinutesResets) {
  SittingClock clock;
  feed(clock, BodyState::sitting, 600);
  clock.on_gap(119);
  EXPECT_EQ(clock.sitting_s(), 600);
  clock.on_gap(120);
  EXPECT_EQ(clock.sitting_s(), 0);
}

TEST(SittingClock, UnknownContinuesTheSittingAndIsCalledEstimated) {
  SittingClock clock;
  feed(clock, BodyState::sitting, 100);
  EXPECT_FALSE(feed(clock, BodyState::unknown, 99).estimated());
  EXPECT_TRUE(feed(clock, BodyState::unknown, 2).estimated());
  EXPECT_EQ(clock.sitting_s(), 201);
}

TEST(SittingClock, UnknownAfterABreakCountsAfterAMinute) {
  SittingClock clock;
  feed(clock, BodyState::standing, 30);
  EXPECT_EQ(feed(clock, BodyState::unknown, 59).sitting_s(), 0);
  EXPECT_FALSE(clock.sitting());
  EXPECT_EQ(feed(clock, BodyState::unknown, 10).sitting_s(), 10);
  EXPECT_TRUE(clock.sitting());
}

}  // namespace
}  // namespace postured
