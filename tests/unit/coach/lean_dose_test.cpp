#include "coach/lean_dose.hpp"

#include <gtest/gtest.h>

#include <random>

#include "coach/lifting_advice.hpp"
#include "posture/lean_tracker.hpp"
#include "posture/rounded_back.hpp"
#include "unit/posture/posture_seconds.hpp"

namespace postured {
namespace {

using test::invalid_at;
using test::second_at;

class LeanDoseTest : public testing::Test {
 protected:
  void feed(PostureSecond s, bool on_the_phone = false) {
    const PostureSecond here = second_at(t++);
    s.start = here.start;
    lean.update(s);
    rounded.update(s);
    dose.update(s, on_the_phone);
  }
  void sit(int n, double lean_deg, bool on_the_phone = false) {
    for (int i = 0; i < n; ++i) feed(second_at(0, BodyState::sitting, lean_deg), on_the_phone);
  }
  void curve(int n, double percent) {
    for (int i = 0; i < n; ++i) {
      PostureSecond s = second_at(0, BodyState::sitting, 5);
      s.curvature_deg = 0.4 * percent;
      s.curvature_range_deg = 40;
      feed(s);
    }
  }
  // Seconds of this lean until it is due; 0: never.
  int due_after_s(double lean_deg) {
    for (int s = 1; s <= 7200; ++s) {
      sit(1, lean_deg);
      if (dose.lean_due()) return s;
    }
    return 0;
  }
  LeanTracker lean;
  RoundedBack rounded{{}, {}};
  LeanDose dose;
  int t = 0;
};

TEST_F(LeanDoseTest, IsDueAsTheTableOfTheFormulaSays) {
  const std::pair<double, int> table[] = {{20, 60}, {30, 30}, {45, 18}, {15.25, 115}, {16, 100}};
  for (const auto& [lean_deg, seconds] : table) {
    dose = LeanDose();
    lean.reset();
    EXPECT_EQ(due_after_s(lean_deg), seconds) << lean_deg;
  }
}

TEST_F(LeanDoseTest, ABiggerBendIsNeverDueLater) {
  int before_s = 1 << 20;
  for (int lean_deg = 16; lean_deg <= 60; ++lean_deg) {
    dose = LeanDose();
    lean.reset();
    const int s = due_after_s(lean_deg);
    ASSERT_GT(s, 0);
    ASSERT_LE(s, before_s);
    before_s = s;
  }
}

TEST_F(LeanDoseTest, WhatTheStatusCallsUprightIsNotSpokenOf) {
  EXPECT_EQ(due_after_s(14), 0);  // above the release, below the threshold
  EXPECT_NEAR(dose.lean_deg_min(), 10, 1e-6);
}

TEST_F(LeanDoseTest, LeaksWithAMinute) {
  sit(60, 20);
  ASSERT_TRUE(dose.lean_due());
  sit(5, 5);
  EXPECT_FALSE(dose.lean_due());  // upright again by the lean tracker
  sit(55, 5);
  EXPECT_NEAR(dose.lean_deg_min(), 10 * std::exp(-1), 1e-6);
}

TEST_F(LeanDoseTest, AnHourOfLeaningIsForgottenAsFastAsAMinuteOfIt) {
  sit(3600, 40);
  EXPECT_NEAR(dose.lean_deg_min(), 10, 1e-9);
}

TEST_F(LeanDoseTest, OnThePhoneWalkingAndReachingAddNothing) {
  sit(600, 40, true);
  EXPECT_EQ(dose.lean_deg_min(), 0);
  for (int i = 0; i < 600; ++i) feed(second_at(0, BodyState::walking, 40));
  for (int i = 0; i < 600; ++i) feed(second_at(0, BodyState::lying, 40));
  for (int i = 0; i < 600; ++i) {
    PostureSecond reaching = second_at(0, BodyState::sitting, 40);
    reaching.lean_range_deg = 25;
    feed(reaching);
  }
  for (int i = 0; i < 600; ++i) feed(second_at(0, BodyState::standing, 75));  // to the floor
  for (int i = 0; i < 600; ++i) feed(invalid_at(0, Unknown::reference_suspect));
  EXPECT_EQ(dose.lean_deg_min(), 0);
  EXPECT_FALSE(dose.lean_due());
}

TEST_F(LeanDoseTest, AReachWithinALeanRestsTheDoseAndAWalkLeaksIt) {
  sit(30, 30);
  const double before = dose.lean_deg_min();
  for (int i = 0; i < 5; ++i) feed(second_at(0, BodyState::walking, 30));
  EXPECT_EQ(dose.lean_deg_min(), before);
  for (int i = 0; i < 60; ++i) feed(second_at(0, BodyState::walking, 30));
  EXPECT_NEAR(dose.lean_deg_min(), before * std::exp(-1), 1e-6);
}

TEST_F(LeanDoseTest, TimeThatNobodySawLeaksAndADoubtfulReferenceEmpties) {
  sit(30, 30);
  const double before = dose.lean_deg_min();
  t += 120;
  sit(1, 0);
  EXPECT_NEAR(dose.lean_deg_min(), before * std::exp(-121.0 / 60), 1e-6);
  sit(30, 30);
  feed(invalid_at(0, Unknown::slipped));
  EXPECT_EQ(dose.lean_deg_min(), 0);
  sit(30, 30);
  PostureSecond other_chair = second_at(0, BodyState::sitting, 0);
  other_chair.new_reference = true;
  feed(other_chair);
  EXPECT_EQ(dose.lean_deg_min(), 0);
}

TEST_F(LeanDoseTest, ARoundedBackOfEightyPercentIsDueAfterAMinute) {
  curve(59, 80.1);
  EXPECT_FALSE(dose.rounded_due());
  curve(1, 80.1);
  EXPECT_TRUE(dose.rounded_due());
  EXPECT_FALSE(dose.lean_due());
  curve(5, 40);
  EXPECT_FALSE(dose.rounded_due());
  dose = LeanDose();
  rounded.finish(BoutEnd::gap);
  curve(30, 90);
  EXPECT_TRUE(dose.rounded_due());
  dose = LeanDose();
  rounded.finish(BoutEnd::gap);
  curve(3600, 75);
  EXPECT_FALSE(dose.rounded_due());
}

TEST_F(LeanDoseTest, StaysWithinItsBoundsOnRandomSeconds) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937 random(seed);
    const double due = 2 + static_cast<double>(random() % 59);
    dose = LeanDose({due, 10, 70});
    bool was_due = false;
    for (int i = 0; i < 5000; ++i) {
      PostureSecond s = second_at(0, static_cast<BodyState>(random() % 5),
                                  static_cast<double>(random() % 80) - 20);
      s.curvature_deg = static_cast<double>(random() % 60);
      s.curvature_range_deg = 40;
      if (random() % 7 == 0) s = invalid_at(0, static_cast<Unknown>(1 + random() % 14));
      const double before = dose.lean_deg_min();
      feed(s, random() % 5 == 0);
      ASSERT_GE(dose.lean_deg_min(), 0);
      ASSERT_LE(dose.lean_deg_min(), due);
      ASSERT_LE(dose.rounded_percent_min(), LeanDose::kRoundedDue_percent_min);
      // Due begins only in a second that added to it or that made the lean a lean.
      if (dose.lean_due() && !was_due) {
        ASSERT_GE(dose.lean_deg_min(), before);
      }
      was_due = dose.lean_due();
    }
  }
}

Bend bend_on(int t_s, double turn_deg) {
  Bend bend;
  bend.start = second_at(t_s).wall;
  bend.peak_deg = 70;
  bend.turn_deg = turn_deg;
  return bend;
}

TEST(LiftingAdvice, OnceADayAfterATwistOrThreeDeepBends) {
  LiftingAdvice advice;
  const auto wall = [](int t_s) { return second_at(t_s).wall; };
  EXPECT_FALSE(advice.due(wall(0)));
  advice.on_bend(bend_on(0, 10));
  advice.on_bend(bend_on(10, 10));
  EXPECT_FALSE(advice.due(wall(20)));
  advice.on_bend(bend_on(30, 0));
  ASSERT_TRUE(advice.due(wall(40)));
  EXPECT_TRUE(advice.due(wall(40))->notice);
  advice.told(wall(40));
  advice.on_bend(bend_on(50, 90));
  EXPECT_FALSE(advice.due(wall(60)));
  advice.failed();
  EXPECT_TRUE(advice.due(wall(60)));
  advice.told(wall(60));
  const int day_s = 24 * 3600;
  EXPECT_FALSE(advice.due(wall(day_s)));  // the bends were yesterday's
  advice.on_bend(bend_on(day_s, -40));
  EXPECT_TRUE(advice.due(wall(day_s + 10)));
}

}  // namespace
}  // namespace postured
