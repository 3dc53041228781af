#include "posture/movements.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

#include "posture/static_posture.hpp"
#include "unit/posture/posture_seconds.hpp"

namespace postured {
namespace {

using test::invalid_at;
using test::second_at;

// Seconds of sitting whose lean is a function of time.
std::vector<PostureSecond> sitting(int n, const std::function<double(int)>& lean_deg) {
  std::vector<PostureSecond> seconds;
  for (int t = 0; t < n; ++t) seconds.push_back(second_at(t, BodyState::sitting, lean_deg(t)));
  return seconds;
}

TEST(Movements, AStepIsOneShiftFromFiveDegreesOn) {
  for (int tenths = 0; tenths <= 200; ++tenths) {
    for (const double sign : {-1.0, 1.0}) {
      const double step_deg = sign * 0.1 * tenths;
      const auto seconds = sitting(120, [&](int t) { return t < 60 ? 0 : step_deg; });
      ASSERT_EQ(count_movements(seconds).shifts, tenths > 50 ? 1 : 0) << step_deg;
    }
  }
}

TEST(Movements, AShiftAsideCountsAsWell) {
  auto seconds = sitting(120, [](int) { return 4.0; });
  for (int t = 60; t < 120; ++t) seconds[static_cast<std::size_t>(t)].side_deg = -8;
  EXPECT_EQ(count_movements(seconds).shifts, 1);
}

TEST(Movements, AChangeIsAShiftOnlyWhenItTakesLessThanFiveSeconds) {
  for (int takes_s = 0; takes_s <= 60; ++takes_s) {
    const auto seconds = sitting(200, [&](int t) {
      return takes_s == 0 ? (t < 80 ? 0.0 : 12.0) : 12 * std::clamp((t - 80.0) / takes_s, 0.0, 1.0);
    });
    const int shifts = count_movements(seconds).shifts;
    if (takes_s <= 4) {
      EXPECT_EQ(shifts, 1) << takes_s;
    }
    if (takes_s >= 9) {
      EXPECT_EQ(shifts, 0) << takes_s;
    }
  }
}

TEST(Movements, TheSlumpOfAnHourIsNoShift) {
  const auto seconds = sitting(3600, [](int t) { return 12 * (1 - std::exp(-t / 560.0)); });
  EXPECT_EQ(count_movements(seconds).shifts, 0);
}

TEST(Movements, UnrestHasToBeExceededByTwoOfItsDeviations) {
  std::mt19937 random(5);
  std::normal_distribution<double> unrest(0, 5);
  const auto seconds = sitting(20000, [&](int t) { return unrest(random) + (t / 60 % 2) * 6; });
  // 333 steps of 6 deg in an unrest of 5.
  EXPECT_LT(count_movements(seconds).shifts, 40);
}

TEST(Movements, AnExcursionOfUpToFourSecondsIsAFidget) {
  for (int lasts_s = 1; lasts_s <= 7; ++lasts_s) {
    for (const double size_deg : {-8.0, -4.0, 2.5, 4.0, 8.0}) {
      const auto seconds =
          sitting(200, [&](int t) { return t >= 100 && t < 100 + lasts_s ? size_deg : 0.0; });
      const MovementCounts counts = count_movements(seconds);
      EXPECT_EQ(counts.fidgets, lasts_s <= 4 && std::abs(size_deg) > 3 ? 1 : 0)
          << lasts_s << " " << size_deg;
      EXPECT_EQ(counts.shifts, 0) << lasts_s << " " << size_deg;
    }
  }
}

TEST(Movements, AreCountedInTheMinuteInWhichTheyHappened) {
  for (int at_s = 70; at_s < 110; at_s += 10) {
    auto seconds = sitting(300, [&](int t) { return t < at_s ? 0.0 : 10.0; });
    seconds[static_cast<std::size_t>(at_s + 80)].lean_deg += 6;
    const auto minutes = movements_by_minute(seconds);
    EXPECT_EQ(minutes.size(), 5U);
    const auto counts_at = [&](int t_s) {
      return minutes.at(std::chrono::floor<std::chrono::minutes>(second_at(t_s).wall.utc));
    };
    EXPECT_EQ(counts_at(at_s).shifts, 1) << at_s;
    EXPECT_EQ(counts_at(at_s + 80).fidgets, 1) << at_s;
    EXPECT_EQ(counts_at(200).judged_s, 60);
  }
}

TEST(Movements, ShiftsAndFidgetsAtTheirUsualRateAreFoundForTheMostPart) {
  std::mt19937 random(7);
  std::exponential_distribution<double> wait(1);
  std::normal_distribution<double> noise(0, 0.5);
  std::uniform_real_distribution<double> jump(7, 12);
  double level = 0, until = 0;
  int steps = 0;
  // 36 shifts an hour: on average one in 100 s, at least 35 s apart, up and down in turn.
  const auto seconds = sitting(36000, [&](int t) {
    if (t >= until) {
      level = level > 0 ? -4 : -4 + jump(random);
      until = t + 35 + 65 * wait(random);
      ++steps;
    }
    return level + noise(random);
  });
  const MovementCounts counts = count_movements(seconds);
  EXPECT_GT(counts.shifts, 0.9 * steps);
  EXPECT_LE(counts.shifts, steps);
  EXPECT_LT(counts.fidgets, 8);
  EXPECT_EQ(counts.judged_s, 36000);
}

TEST(Movements, NothingIsFoundAcrossWalksGapsAndNewReferences) {
  const auto broken_by = [](const std::function<void(std::vector<PostureSecond>&)>& breaks) {
    auto seconds = sitting(120, [](int t) { return t < 60 ? 0.0 : 12.0; });
    breaks(seconds);
    return count_movements(seconds).shifts;
  };
  EXPECT_EQ(broken_by([](auto& s) { s[60].body = BodyState::walking; }), 0);
  EXPECT_EQ(broken_by([](auto& s) { s[60].new_reference = true; }), 0);
  EXPECT_EQ(broken_by([](auto& s) {
              for (std::size_t i = 58; i < 61; ++i) s[i] = invalid_at(static_cast<int>(i));
            }),
            0);
  EXPECT_EQ(broken_by([](auto& s) { s.erase(s.begin() + 55, s.begin() + 58); }), 0);
  // Two seconds are bridged.
  EXPECT_EQ(broken_by([](auto& s) {
              for (std::size_t i = 59; i < 61; ++i) s[i] = invalid_at(static_cast<int>(i));
            }),
            1);
}

TEST(Movements, NeverMoreThanTheSecondsAllow) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    std::mt19937 random(seed);
    std::vector<PostureSecond> seconds;
    int t = 0;
    double lean_deg = 0;
    for (int i = 0; i < 3000; ++i) {
      if (random() % 20 == 0) lean_deg = static_cast<double>(random() % 60) - 20;
      if (random() % 200 == 0) t += static_cast<int>(random() % 10);
      PostureSecond s =
          second_at(t++, static_cast<BodyState>(random() % 100 == 0 ? 3 : 1), lean_deg);
      if (random() % 30 == 0) s = invalid_at(t - 1);
      if (random() % 50 == 0) s.side_deg = std::nan("");
      seconds.push_back(s);
    }
    const MovementCounts counts = count_movements(seconds);
    ASSERT_LE(counts.shifts, 3000 / 5);
    ASSERT_LE(counts.fidgets, 3000 / 2);
    ASSERT_GE(counts.shifts, 0);
  }
}

struct Statue {
  Movements movements;
  StaticPosture posture;
  int t = 0;
  void feed(PostureSecond s) {
    const PostureSecond here = second_at(t++);
    s.start = here.start;
    posture.update(s, movements.update(s));
  }
  void sit(int n, double lean_deg) {
    for (int i = 0; i < n; ++i) feed(second_at(0, BodyState::sitting, lean_deg));
  }
};

TEST(StaticPosture, IsAfterItsLimitUprightOrNot) {
  for (const double lean_deg : {0.0, 20.0}) {
    for (const int limit_s : {900, 1200, 1800}) {
      Statue statue;
      statue.sit(limit_s - 1, lean_deg);
      EXPECT_FALSE(statue.posture.is_static(limit_s));
      statue.sit(1, lean_deg);
      EXPECT_TRUE(statue.posture.is_static(limit_s));
    }
  }
}

TEST(StaticPosture, AShiftEndsItWithinTwentySeconds) {
  Statue statue;
  statue.sit(1500, 5);
  ASSERT_TRUE(statue.posture.is_static(1200));
  statue.sit(19, 12);
  EXPECT_FALSE(statue.posture.is_static(1200));
  EXPECT_EQ(statue.posture.shifts(), 1);
}

TEST(StaticPosture, ASlowSlumpIsNoStillness) {
  Statue statue;
  for (int i = 0; i < 1200; ++i) statue.sit(1, 12 * (1 - std::exp(-i / 560.0)));
  EXPECT_EQ(statue.posture.shifts(), 0);
  EXPECT_GT(statue.posture.spread_deg(1200), 5);
  EXPECT_FALSE(statue.posture.is_static(1200));
}

TEST(StaticPosture, WalkingAndGapsBeginAnew) {
  Statue walked, lost, blinked;
  for (Statue* s : {&walked, &lost, &blinked}) s->sit(1190, 0);
  walked.feed(second_at(0, BodyState::walking));
  for (int i = 0; i < 6; ++i) lost.feed(invalid_at(0));
  for (int i = 0; i < 5; ++i) blinked.feed(invalid_at(0));
  for (Statue* s : {&walked, &lost, &blinked}) s->sit(15, 0);
  EXPECT_FALSE(walked.posture.is_static(1200));
  EXPECT_FALSE(lost.posture.is_static(1200));
  EXPECT_TRUE(blinked.posture.is_static(1200));
}

}  // namespace
}  // namespace postured
