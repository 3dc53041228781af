#include "posture/lean_habit.hpp"

#include <gtest/gtest.h>

#include <random>

#include "posture_seconds.hpp"

namespace postured {
namespace {

// `hours` of sitting around a mean, on the given day after the test's Monday.
void sit(LeanHabit& habit, int day, double hours, double mean_deg, double sd_deg = 6) {
  std::mt19937 random(static_cast<unsigned>(day));
  std::normal_distribution<double> lean(mean_deg, sd_deg);
  for (int t = 0; t < hours * 3600; ++t) {
    habit.add(test::second_at(86400 * day + t, BodyState::sitting, lean(random)));
  }
}

TEST(LeanHabit, TwoDaysAreSilentAndTheThirdHasAThreshold) {
  LeanHabit habit;
  EXPECT_FALSE(habit.threshold_deg());
  sit(habit, 0, 6, 12);
  EXPECT_EQ(habit.days_known(), 0);
  sit(habit, 1, 6, 12);
  EXPECT_EQ(habit.days_known(), 1);
  EXPECT_FALSE(habit.threshold_deg());
  EXPECT_TRUE(habit.add(test::second_at(2 * 86400)));
  EXPECT_FALSE(habit.add(test::second_at(2 * 86400 + 1)));
  // A quarter of a normal spread lies beyond mean + 0.67 SD.
  EXPECT_NEAR(habit.threshold_deg().value_or(0), 12 + 0.674 * 6, 1);
}

TEST(LeanHabit, AQuarterOfSeatedTimeIsBeyondIt) {
  for (const double mean_deg : {10.0, 13.0, 16.0}) {
    LeanHabit habit;
    sit(habit, 0, 5, mean_deg);
    sit(habit, 1, 5, mean_deg);
    sit(habit, 2, 0.01, mean_deg);
    const double threshold_deg = habit.threshold_deg().value_or(0);
    std::mt19937 random(99);
    std::normal_distribution<double> lean(mean_deg, 6);
    int beyond = 0;
    for (int i = 0; i < 20000; ++i) beyond += lean(random) > threshold_deg;
    EXPECT_GE(beyond, 0.2 * 20000) << mean_deg;
    EXPECT_LE(beyond, 0.3 * 20000) << mean_deg;
  }
}

TEST(LeanHabit, StaysWithinTheClamp) {
  LeanHabit upright, bent;
  for (int day = 0; day < 3; ++day) {
    sit(upright, day, 2, -5);
    sit(bent, day, 2, 45);
  }
  EXPECT_EQ(upright.threshold_deg(), 10);
  EXPECT_EQ(bent.threshold_deg(), 25);
}

TEST(LeanHabit, ADayWithTooLittleSittingDoesNotCount) {
  LeanHabit habit;
  sit(habit, 0, 3, 12);
  sit(habit, 1, 0.5, 12);
  sit(habit, 2, 3, 12);
  EXPECT_EQ(habit.days_known(), 1);
  habit.add(test::second_at(3 * 86400));
  EXPECT_EQ(habit.days_known(), 2);
}

TEST(LeanHabit, TodayDoesNotMoveTodaysThreshold) {
  LeanHabit habit;
  sit(habit, 0, 3, 12);
  sit(habit, 1, 3, 12);
  sit(habit, 2, 0.01, 12);
  const auto before = habit.threshold_deg();
  sit(habit, 2, 8, 30);
  EXPECT_EQ(habit.threshold_deg(), before);
}

TEST(LeanHabit, OnlySeatedJudgedSecondsCount) {
  LeanHabit habit;
  for (int day = 0; day < 3; ++day) {
    sit(habit, day, 2, 12, 0.1);
    for (int t = 0; t < 7200; ++t) {
      const int at = 86400 * day + 20000 + t;
      habit.add(test::second_at(at, BodyState::standing, 40));
      PostureSecond walking = test::second_at(at, BodyState::walking, 40);
      walking.lean_state = LeanState::not_judged;
      habit.add(walking);
      habit.add(test::invalid_at(at, Unknown::slipped));
    }
  }
  EXPECT_NEAR(habit.threshold_deg().value_or(0), 12, 1);
}

TEST(LeanHabit, ForgetsWhatIsLongAgo) {
  LeanHabit habit;
  for (int day = 0; day < 30; ++day) sit(habit, day, 1.2, day < 14 ? 24 : 11, 1);
  habit.add(test::second_at(30 * 86400));
  EXPECT_NEAR(habit.threshold_deg().value_or(0), 12, 1);
}

}  // namespace
}  // namespace postured
