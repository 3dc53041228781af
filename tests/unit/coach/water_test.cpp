#include "coach/water.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "base/calendar.hpp"

namespace postured {
namespace {

using std::chrono::milliseconds;

// Saturday 2026-11-21 00:00 local, UTC+1; boot time counts from there.
Now at(double seconds) {
  using namespace std::chrono;
  const UtcTime midnight = sys_days(year(2026) / 11 / 21);
  return {BootTime(from_seconds(seconds)),
          {midnight - 1h + milliseconds(static_cast<std::int64_t>(seconds * 1000)), 1h}};
}
constexpr double kHour = 3600, kMinute = 60;

WaterParams free_to_drink() {
  WaterParams params;
  params.fluids = FluidsLimited::no;
  return params;
}

TEST(Water, IsOffUntilTheQuestionIsAnsweredWithNo) {
  for (const auto answer : {FluidsLimited::not_asked, FluidsLimited::yes, FluidsLimited::unsure}) {
    WaterParams params;
    params.fluids = answer;
    Water water(params);
    water.seen(at(8 * kHour));
    EXPECT_EQ(water.due_in_s(at(15 * kHour), {}), std::nullopt) << to_string(answer);
    EXPECT_EQ(electrolyte_words(answer, SaltLoss::sweat), "");
    EXPECT_EQ(water.day_words(at(15 * kHour)).find("of"), std::string::npos)
        << "a goal is a prompt";
  }
  EXPECT_EQ(WaterParams{}.fluids, FluidsLimited::not_asked);
  Water water(free_to_drink());
  water.seen(at(8 * kHour));
  EXPECT_EQ(water.due_in_s(at(15 * kHour), {}), 0);
  EXPECT_NE(electrolyte_words(FluidsLimited::no, SaltLoss::sweat), "");
}

TEST(Water, TheMoreCarefulOfTwoAnswersHolds) {
  using F = FluidsLimited;
  for (const F a : {F::not_asked, F::no, F::yes, F::unsure}) {
    for (const F b : {F::not_asked, F::no, F::yes, F::unsure}) {
      const F both = more_careful(a, b);
      EXPECT_EQ(both, more_careful(b, a));
      const bool limited = a == F::yes || b == F::yes || a == F::unsure || b == F::unsure;
      EXPECT_EQ(both == F::yes || both == F::unsure, limited);
      EXPECT_EQ(both == F::no, !limited && (a == F::no || b == F::no));
      EXPECT_EQ(fluids_limited_from_string(to_string(a)), a);
    }
  }
  EXPECT_EQ(fluids_limited_from_string("maybe"), std::nullopt);
}

TEST(Water, AGlassIsDueAnIntervalAfterTheDayBeganTheLastDrinkAndTheLastSuggestion) {
  Water water(free_to_drink());
  EXPECT_EQ(water.due_in_s(at(9 * kHour), {}), std::nullopt) << "nobody was seen today";
  water.seen(at(9 * kHour));
  EXPECT_EQ(water.due_in_s(at(9 * kHour), {}), 90 * kMinute);
  EXPECT_EQ(water.due_in_s(at(10.5 * kHour), {}), 0);
  ASSERT_TRUE(water.drink(100, at(10.5 * kHour)));
  EXPECT_EQ(water.due_in_s(at(10.5 * kHour), {}), 90 * kMinute);
  water.suggested(at(12 * kHour));
  EXPECT_EQ(water.due_in_s(at(12.5 * kHour), {}), 60 * kMinute);
  EXPECT_EQ(water.due_in_s(at(20 * kHour), {}), 0) << "what was missed stays one glass";
}

TEST(Water, NothingIsDueWhileThePaceIsKept) {
  Water water(free_to_drink());
  water.seen(at(8 * kHour));
  ASSERT_TRUE(water.drink(800, at(9 * kHour)));  // half of the goal: 8 of the 16 h
  EXPECT_EQ(water.due_in_s(at(15 * kHour), {}), kHour);
  EXPECT_EQ(water.due_in_s(at(16 * kHour), {}), 0);
  ASSERT_TRUE(water.drink(800, at(16 * kHour)));
  EXPECT_EQ(water.due_in_s(at(23 * kHour), {}), std::nullopt) << "the goal is reached";
}

TEST(Water, NoneWithinTwoHoursOfBedNorInQuietHours) {
  Water water(free_to_drink());
  water.seen(at(8 * kHour));
  const double bed = 22 * kHour;
  for (double t = 8 * kHour; t < 24 * kHour; t += 5 * kMinute) {
    const double until_bed = std::max(0.0, bed - t);
    const auto due = water.due_in_s(at(t), until_bed);
    EXPECT_EQ(due.has_value(), t <= 20 * kHour) << t / kHour;
    EXPECT_LE(t + due.value_or(0), due ? 20 * kHour : t);
  }
}

TEST(Water, ANewDayBeginsAnew) {
  Water water(free_to_drink());
  water.seen(at(9 * kHour));
  ASSERT_TRUE(water.drink(1700, at(10 * kHour)));
  EXPECT_EQ(water.today_ml(at(23.9 * kHour)), 1700);
  EXPECT_EQ(water.today_ml(at(24 * kHour)), 0);
  EXPECT_EQ(water.due_in_s(at(33 * kHour), {}), std::nullopt) << "not seen today";
  water.seen(at(33 * kHour));
  EXPECT_EQ(water.due_in_s(at(33 * kHour), {}), 90 * kMinute);
}

TEST(Water, MoreThanALitreWithinAnHourIsCautioned) {
  Water water(free_to_drink());
  water.seen(at(8 * kHour));
  ASSERT_TRUE(water.drink(600, at(10 * kHour)));
  ASSERT_TRUE(water.drink(400, at(10.5 * kHour)));
  EXPECT_EQ(water.caution(at(10.5 * kHour)), "") << "1 L is not above it";
  ASSERT_TRUE(water.drink(1, at(10.9 * kHour)));
  EXPECT_NE(water.caution(at(10.9 * kHour)), "");
  EXPECT_EQ(water.caution(at(11 * kHour)), "") << "600 mL are an hour old";
}

TEST(Water, NothingIsPraisedAbove120Percent) {
  Water water(free_to_drink());
  ASSERT_TRUE(water.drink(600, at(9 * kHour)));
  EXPECT_EQ(water.day_words(at(9 * kHour)), "0.6 of 1.6 L today.");
  ASSERT_TRUE(water.drink(1000, at(12 * kHour)));
  EXPECT_EQ(water.day_words(at(12 * kHour)), "1.6 L today: your goal of 1.6 L is reached.");
  ASSERT_TRUE(water.drink(321, at(14 * kHour)));
  EXPECT_EQ(water.day_words(at(14 * kHour)), "1.9 L today.");
}

TEST(Water, WhatNoPersonDrinksIsNotLogged) {
  Water water(free_to_drink());
  EXPECT_FALSE(water.drink(0, at(0)));
  EXPECT_FALSE(water.drink(-5, at(0)));
  EXPECT_FALSE(water.drink(kLargestDrink_ml + 1, at(0)));
  for (int i = 0; i < kMostDrinksAnHour; ++i) ASSERT_TRUE(water.drink(1, at(i)));
  EXPECT_FALSE(water.drink(1, at(100)));
  EXPECT_TRUE(water.drink(1, at(kHour + 30)));
}

TEST(Water, TodaysDrinksAreRestored) {
  Water water(free_to_drink());
  const Now now = at(12 * kHour);
  water.restore({at(-kHour).wall, 500}, now);  // yesterday
  water.restore({at(11 * kHour).wall, 300}, now);
  water.restore({at(11.5 * kHour).wall, 200}, now);
  EXPECT_EQ(water.today_ml(now), 500);
  EXPECT_EQ(water.last_hour_ml(now), 200);
  water.seen(now);
  EXPECT_EQ(water.due_in_s(now, {}), 5 * kHour) << "500 mL are the pace of 5 h";
  water.restore({at(13 * kHour).wall, 100}, now);  // the clock was set back since
  EXPECT_EQ(water.last_hour_ml(now), 300);
}

// Whatever is set and done: over random days no rolling hour is suggested more than 750 mL, no
// glass is larger than 250 mL, none at night, none without a "no" to the question.
TEST(Water, LimitsHoldOverRandomDays) {
  int suggestions = 0;
  for (unsigned seed = 0; seed < 100; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
    Water water;
    std::vector<std::pair<double, int>> suggested;
    double t = 0;
    while (t < 5 * 24 * kHour) {
      t += 1 + below(600);
      const double of_day = std::fmod(t, 24 * kHour);
      const double until_bed = of_day < 7 * kHour ? 0 : std::max(0.0, 22 * kHour - of_day);
      if (below(50) == 0) {
        WaterParams params;
        params.fluids = static_cast<FluidsLimited>(below(4));
        params.glass_ml = below(2000) - 500;
        params.interval_s = below(20000) - 1000;
        params.goal_ml = below(9000) - 1000;
        water.set_params(params);
        ASSERT_LE(water.params().glass_ml, 250);
      }
      if (below(3) == 0) water.seen(at(t));
      if (below(20) == 0) water.drink(below(800), at(t));
      const auto due = water.due_in_s(at(t), until_bed);
      if (!due || *due > 0) continue;
      ++suggestions;
      ASSERT_EQ(water.params().fluids, FluidsLimited::no);
      ASSERT_GE(until_bed, kBeforeBed_s);
      suggested.emplace_back(t, water.params().glass_ml);
      water.suggested(at(t));
      int hour_ml = 0;
      for (const auto& [when, ml] : suggested) hour_ml += t - when < kHour ? ml : 0;
      ASSERT_LE(hour_ml, kMostSuggestedAnHour_ml);
      ASSERT_EQ(hour_ml, water.params().glass_ml) << "two glasses are an hour apart";
    }
  }
  EXPECT_GT(suggestions, 100);
}

}  // namespace
}  // namespace postured
