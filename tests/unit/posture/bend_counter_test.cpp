#include "posture/bend_counter.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "posture/break_tracker.hpp"
#include "unit/posture/posture_seconds.hpp"

namespace postured {
namespace {

using test::invalid_at;
using test::second_at;

PostureSecond bent(int t_s, double inclination_deg, double turn_deg = 0,
                   BodyState body = BodyState::unknown) {
  PostureSecond s = second_at(t_s, body, inclination_deg);
  s.inclination_deg = std::abs(inclination_deg);
  s.turn_deg = turn_deg;
  return s;
}

// Bends of somebody who was `before`, then upright again.
std::vector<Bend> bends_after(BodyState before, const std::vector<double>& inclination_deg,
                              double turn_deg_s = 0) {
  BendCounter counter;
  std::vector<Bend> bends;
  int t = 0;
  const auto feed = [&](const PostureSecond& s) {
    if (const auto bend = counter.update(s)) bends.push_back(*bend);
  };
  for (; t < 10; ++t) feed(second_at(t, before));
  for (const double deg : inclination_deg) feed(bent(t++, deg, turn_deg_s));
  for (int i = 0; i < 10; ++i) feed(second_at(t++, before));
  return bends;
}

TEST(BendCounter, CountsWhatPassesSixtyDegreesFromStanding) {
  for (int peak_deg = 0; peak_deg <= 120; ++peak_deg) {
    const std::vector<double> bend{0.6 * peak_deg, 1.0 * peak_deg, 0.6 * peak_deg};
    for (const BodyState body : {BodyState::standing, BodyState::walking}) {
      ASSERT_EQ(bends_after(body, bend).size(), peak_deg > 60 ? 1U : 0U) << peak_deg;
    }
    // Picked up from the chair, or the body is not known.
    ASSERT_TRUE(bends_after(BodyState::sitting, bend).empty());
    ASSERT_TRUE(bends_after(BodyState::unknown, bend).empty());
  }
}

TEST(BendCounter, TellsWhenHowDeepAndHowLong) {
  const auto bends = bends_after(BodyState::standing, {40, 70, 80, 45});
  ASSERT_EQ(bends.size(), 1U);
  EXPECT_EQ(bends[0].start, second_at(10).wall);
  EXPECT_EQ(bends[0].duration_s, 4);
  EXPECT_EQ(bends[0].peak_deg, 80);
  EXPECT_FALSE(is_twisted(bends[0]));
}

TEST(BendCounter, TheLargestOfAQuickSecondIsAboveItsMiddle) {
  BendCounter counter;
  counter.update(second_at(0, BodyState::standing));
  PostureSecond quick = bent(1, 50);
  quick.lean_range_deg = 30;
  counter.update(quick);
  const auto bend = counter.update(second_at(2, BodyState::standing));
  ASSERT_TRUE(bend);
  EXPECT_EQ(bend->peak_deg, 65);
}

TEST(BendCounter, ATurnOfMoreThanThirtyDegreesMeanwhileIsATwist) {
  for (int turn_deg_s = -30; turn_deg_s <= 30; ++turn_deg_s) {
    const auto bends = bends_after(BodyState::standing, {40, 70, 40}, turn_deg_s);
    ASSERT_EQ(bends.size(), 1U);
    ASSERT_EQ(bends[0].turn_deg, 3 * turn_deg_s);
    ASSERT_EQ(is_twisted(bends[0]), std::abs(turn_deg_s) > 10);
  }
}

TEST(BendCounter, ATurnThatCameBackCountsByItsLargest) {
  BendCounter counter;
  counter.update(second_at(0, BodyState::standing));
  for (int t = 1; t <= 8; ++t) counter.update(bent(t, 70, t <= 4 ? 12 : -12));
  const auto bend = counter.update(second_at(9, BodyState::standing));
  ASSERT_TRUE(bend);
  EXPECT_EQ(bend->turn_deg, 48);
}

TEST(BendCounter, LyingDownLeaningBackAndWorkOnTheFloorAreNone) {
  EXPECT_TRUE(bends_after(BodyState::standing, std::vector<double>(61, 80)).empty());
  EXPECT_EQ(bends_after(BodyState::standing, std::vector<double>(60, 80)).size(), 1U);
  EXPECT_TRUE(bends_after(BodyState::standing, {-40, -80, -40}).empty());
  BendCounter counter;
  counter.update(second_at(0, BodyState::standing));
  counter.update(bent(1, 80));
  counter.update(bent(2, 80, 0, BodyState::lying));
  EXPECT_TRUE(counter.update(second_at(3, BodyState::standing))) << "level for a moment";
}

TEST(BendCounter, WhatWasNotSeenIsNotCounted) {
  for (int unseen_s = 1; unseen_s <= 6; ++unseen_s) {
    for (const bool jumps : {false, true}) {
      BendCounter counter;
      int t = 0;
      counter.update(second_at(t++, BodyState::standing));
      counter.update(bent(t++, 80));
      for (int i = 0; i < unseen_s; ++i, ++t) {
        if (!jumps) counter.update(invalid_at(t));
      }
      counter.update(bent(t++, 80));
      EXPECT_EQ(counter.update(second_at(t, BodyState::standing)).has_value(), unseen_s <= 2);
    }
  }
}

TEST(BendCounter, NeverMakesMoreOfRandomSecondsThanAreThere) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    BendCounter counter;
    int deep_s = 0;
    double bends = 0, bent_s = 0;
    for (int t = 0; t < 3000; ++t) {
      PostureSecond s =
          bent(t, static_cast<double>(random() % 100), static_cast<double>(random() % 100) - 50,
               static_cast<BodyState>(random() % 5));
      if (random() % 10 == 0) s = invalid_at(t);
      deep_s += s.valid && s.inclination_deg > 60;
      if (const auto bend = counter.update(s)) {
        ++bends;
        bent_s += bend->duration_s;
        ASSERT_GT(bend->peak_deg, 60);
        ASSERT_LE(bend->peak_deg, 180);
        ASSERT_LE(bend->duration_s, BendCounter::kLongest_s);
        ASSERT_TRUE(std::isfinite(bend->turn_deg));
      }
    }
    ASSERT_LE(bends, deep_s);
    ASSERT_LE(bent_s, 3000);
  }
}

TEST(BreakGrades, FollowLengthAndWalking) {
  for (int s = 0; s <= 400; ++s) {
    const BreakGrade stood = s >= 300  ? BreakGrade::long_break
                             : s >= 60 ? BreakGrade::short_break
                             : s >= 30 ? BreakGrade::micro
                                       : BreakGrade::none;
    ASSERT_EQ(grade_of_break(s, 0), stood) << s;
    ASSERT_EQ(grade_of_break(s, 10), s >= 120 && s < 300 ? BreakGrade::full : stood) << s;
  }
}

class BreakTrackerTest : public testing::Test {
 protected:
  void body(BodyState body, int n) {
    for (int i = 0; i < n; ++i) tracker.update(second_at(t++, body));
  }
  std::vector<Break> breaks;
  BreakTracker tracker{[this](const Break& b) { breaks.push_back(b); }};
  int t = 0;
};

TEST_F(BreakTrackerTest, ABreakLastsFromGettingUpToSittingDown) {
  body(BodyState::sitting, 100);
  body(BodyState::standing, 20);
  body(BodyState::walking, 100);
  body(BodyState::unknown, 30);
  body(BodyState::standing, 10);
  body(BodyState::sitting, 10);
  ASSERT_EQ(breaks.size(), 1U);
  EXPECT_EQ(breaks[0].start, second_at(100).wall);
  EXPECT_EQ(breaks[0].duration_s, 160);
  EXPECT_EQ(breaks[0].walking_s, 100);
  EXPECT_EQ(breaks[0].grade, BreakGrade::full);
}

TEST_F(BreakTrackerTest, UnknownBodyForAMinuteIsBackAtTheDesk) {
  body(BodyState::sitting, 100);
  body(BodyState::walking, 40);
  body(BodyState::unknown, 3600);
  ASSERT_EQ(breaks.size(), 1U);
  EXPECT_EQ(breaks[0].duration_s, 40);
  body(BodyState::walking, 300);
  body(BodyState::sitting, 1);
  ASSERT_EQ(breaks.size(), 2U);
  EXPECT_EQ(breaks[1].grade, BreakGrade::long_break);
}

TEST_F(BreakTrackerTest, NothingUnseenIsABreak) {
  body(BodyState::sitting, 100);
  for (int i = 0; i < 600; ++i) tracker.update(invalid_at(t++, Unknown::not_worn));
  body(BodyState::sitting, 10);
  t += 600;
  body(BodyState::walking, 50);  // nobody saw them get up
  tracker.finish();
  EXPECT_TRUE(breaks.empty());
}

TEST_F(BreakTrackerTest, NeverLongerThanTheSecondsOffTheSeat) {
  std::mt19937 random(3);
  int off_s = 0;
  for (int block = 0; block < 3000; ++block) {
    const auto b = static_cast<BodyState>(random() % 5);
    const int n = static_cast<int>(random() % 200);
    off_s += b == BodyState::sitting ? 0 : n;
    if (random() % 10 == 0) t += 10;
    body(b, n);
  }
  tracker.finish();
  double total_s = 0;
  for (const Break& b : breaks) {
    total_s += b.duration_s;
    ASSERT_GE(b.duration_s, 30);
    ASSERT_LE(b.walking_s, b.duration_s);
  }
  EXPECT_GT(breaks.size(), 100U);
  EXPECT_LE(total_s, off_s);
}

}  // namespace
}  // namespace postured
