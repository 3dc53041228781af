// Time at the desk without a sensor, standing, and what each gap is credited.
#include <gtest/gtest.h>

#include <random>

#include "coach/desk_presence.hpp"
#include "coach/sitting_clock.hpp"
#include "coach/standing_clock.hpp"
#include "unit/posture/posture_seconds.hpp"

namespace postured {
namespace {

using test::invalid_at;
using test::second_at;

DesktopContext idle_for(double s, bool locked = false, bool plays = false) {
  DesktopContext desktop;
  desktop.input = Input::idle;
  desktop.input_since = BootTime(std::chrono::hours(1)) - from_seconds(s);
  desktop.locked = locked;
  desktop.idle_inhibited = plays;
  return desktop;
}

DeskPresence::Where presence_after(double s, bool locked = false, bool plays = false) {
  return desk_presence(idle_for(s, locked, plays), BootTime(std::chrono::hours(1))).where;
}

TEST(DeskPresence, NoInputIsNotAbsence) {
  for (int s = 5; s <= 1000; ++s) {
    ASSERT_EQ(presence_after(s), s < 300 ? DeskPresence::there : DeskPresence::away) << s;
    ASSERT_EQ(presence_after(s, true), s < 60 ? DeskPresence::there : DeskPresence::away) << s;
    // A playing video is neither activity nor absence; a locked screen shows none.
    ASSERT_EQ(presence_after(s, false, true), DeskPresence::unknown) << s;
    ASSERT_EQ(presence_after(s, true, true), s < 60 ? DeskPresence::unknown : DeskPresence::away)
        << s;
  }
}

TEST(DeskPresence, ActivityIsPresenceAndNothingKnownIsUnknown) {
  DesktopContext desktop;
  EXPECT_EQ(desk_presence(desktop, BootTime{}).where, DeskPresence::unknown);
  desktop.locked = true;
  EXPECT_EQ(desk_presence(desktop, BootTime{}).where, DeskPresence::unknown);
  desktop.input = Input::active;
  EXPECT_EQ(desk_presence(desktop, BootTime{}).where, DeskPresence::there);
}

const DeskPresence kAtDesk = DeskPresence::there;

class SittingClockGaps : public testing::Test {
 protected:
  void body(BodyState body, int n, const DeskPresence& desk = {}) {
    for (int i = 0; i < n; ++i) clock.update(second_at(0, body), desk);
  }
  void unseen(Unknown reason, int n, const DeskPresence& desk = {}) {
    for (int i = 0; i < n; ++i) clock.update(invalid_at(0, reason), desk);
  }
  // Away since `from_s` ago, for n seconds more.
  void away(int n, double from_s) {
    for (int i = 0; i < n; ++i)
      unseen(Unknown::no_sensor, 1, {DeskPresence::away, from_s + i, true});
  }
  SittingClock clock;
};

TEST_F(SittingClockGaps, WithoutASensorTimeAtTheDeskCountsAsUnseen) {
  unseen(Unknown::no_sensor, 1860, kAtDesk);
  EXPECT_EQ(clock.sitting_s(), 1800);
  EXPECT_EQ(clock.unseen_s(), 1800);
  EXPECT_TRUE(clock.estimated());
  EXPECT_TRUE(clock.sitting());
}

TEST_F(SittingClockGaps, OnlyBeingAwayIsABreakWithoutASensor) {
  unseen(Unknown::no_sensor, 1860, kAtDesk);
  away(1, 60);
  EXPECT_EQ(clock.sitting_s(), 900);  // 60 s of 120
  away(60, 61);
  EXPECT_EQ(clock.sitting_s(), 0);
  EXPECT_FALSE(clock.sitting());
  unseen(Unknown::no_sensor, 100, kAtDesk);
  EXPECT_EQ(clock.sitting_s(), 40);
}

TEST_F(SittingClockGaps, ASensorThatComesOrGoesContinuesTheCount) {
  body(BodyState::sitting, 600);
  unseen(Unknown::no_data, 602, kAtDesk);
  EXPECT_EQ(clock.sitting_s(), 1200);
  EXPECT_EQ(clock.unseen_s(), 600);
  body(BodyState::sitting, 600);
  EXPECT_EQ(clock.sitting_s(), 1800);
  EXPECT_EQ(clock.unseen_s(), 600);
  EXPECT_FALSE(clock.estimated());
  body(BodyState::walking, 120);
  EXPECT_EQ(clock.sitting_s(), 0);
  EXPECT_EQ(clock.unseen_s(), 0);
}

TEST_F(SittingClockGaps, WhereTheBodyIsSeenTheDesktopIsNotAsked) {
  body(BodyState::sitting, 600, {DeskPresence::away, 900, true});
  EXPECT_EQ(clock.sitting_s(), 600);  // an idle mouse and a locked screen earn nothing
  body(BodyState::walking, 120, kAtDesk);
  EXPECT_EQ(clock.sitting_s(), 0);  // nor does a mouse that moves take a break away
}

TEST_F(SittingClockGaps, UnpluggedAndUnwornAreNeitherSittingNorABreak) {
  for (const Unknown reason :
       {Unknown::no_sensor, Unknown::no_data, Unknown::not_worn, Unknown::slipped, Unknown::gap}) {
    clock = {};
    body(BodyState::sitting, 600);
    unseen(reason, 3599);
    EXPECT_EQ(clock.sitting_s(), 600);
    unseen(reason, 1);
    EXPECT_EQ(clock.sitting_s(), 0);
  }
}

TEST_F(SittingClockGaps, ABlinkOfTheSensorWithinABreakDoesNotEndIt) {
  body(BodyState::sitting, 600);
  body(BodyState::walking, 60);
  unseen(Unknown::gap, 30, kAtDesk);
  body(BodyState::walking, 60);
  EXPECT_EQ(clock.sitting_s(), 0);
}

TEST_F(SittingClockGaps, ASuspendIsABreakFromTwoMinutesOn) {
  unseen(Unknown::no_sensor, 660, kAtDesk);
  clock.on_gap(119);
  EXPECT_EQ(clock.sitting_s(), 600);
  clock.on_gap(120);
  EXPECT_EQ(clock.sitting_s(), 0);
}

TEST_F(SittingClockGaps, TimeIsConservedUnderAnyMixture) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    clock = {};
    double seated_s = 0, at_desk_s = 0;
    for (int block = 0; block < 300; ++block) {
      const int n = static_cast<int>(random() % 400);
      const double before = clock.sitting_s();
      switch (random() % 6) {
        case 0:
          body(BodyState::sitting, n, {DeskPresence::away, 900, random() % 2 == 0});
          ASSERT_NEAR(clock.sitting_s(), before + n, 1e-6);
          seated_s += n;
          break;
        case 1:
          body(static_cast<BodyState>(2 + random() % 3), n, kAtDesk);
          ASSERT_LE(clock.sitting_s(), before);
          if (n >= 120) {
            ASSERT_EQ(clock.sitting_s(), 0);
          }
          break;
        case 2:
          unseen(Unknown::not_worn, n, kAtDesk);
          ASSERT_GE(clock.sitting_s(), before);
          ASSERT_LE(clock.sitting_s(), before + n + 1e-6);
          at_desk_s += n;
          break;
        case 3:
          unseen(Unknown::no_sensor, n);
          ASSERT_EQ(clock.sitting_s(), before);
          break;
        case 4:
          away(n, 60);
          ASSERT_LE(clock.sitting_s(), before);
          break;
        default:
          body(BodyState::unknown, n);
          ASSERT_GE(clock.sitting_s(), before);
          at_desk_s += n;
      }
      ASSERT_LE(clock.sitting_s(), seated_s + at_desk_s + 1e-6);
      ASSERT_LE(clock.unseen_s(), clock.sitting_s() + 1e-9);
      ASSERT_LE(clock.unseen_s(), at_desk_s + 1e-6);
      ASSERT_GE(clock.unseen_s(), -1e-9);
    }
  }
}

TEST(StandingClock, CountsStandingAndCreditsSittingAndWalking) {
  for (int relief_s = 0; relief_s <= 150; ++relief_s) {
    for (const BodyState body : {BodyState::sitting, BodyState::walking, BodyState::lying}) {
      StandingClock clock;
      for (int i = 0; i < 1200; ++i) clock.update(second_at(0, BodyState::standing));
      EXPECT_TRUE(clock.standing());
      for (int i = 0; i < relief_s; ++i) clock.update(second_at(0, body));
      const double kept = relief_s < 10 ? 1 : std::max(0.0, 1 - relief_s / 120.0);
      ASSERT_NEAR(clock.standing_s(), 1200 * kept, 1e-6);
    }
  }
}

TEST(StandingClock, UnknownBodyAndMissingDataRestItAtFirst) {
  StandingClock clock;
  for (int i = 0; i < 600; ++i) clock.update(second_at(0, BodyState::standing));
  for (int i = 0; i < 59; ++i) clock.update(second_at(0, BodyState::unknown));
  for (int i = 0; i < 1800; ++i) clock.update(invalid_at(0));
  EXPECT_EQ(clock.standing_s(), 600);
  for (int i = 0; i < 59 + 120; ++i) clock.update(second_at(0, BodyState::unknown));
  EXPECT_EQ(clock.standing_s(), 0);
}

}  // namespace
}  // namespace postured
