#include "simulation/seconds_wearer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace postured {
namespace {

std::vector<PostureSecond> play_day(SecondsWearer& wearer) {
  std::vector<PostureSecond> seconds;
  wearer.begin_day();
  double t_s = seconds.empty() ? 0 : to_seconds(seconds.back().start.time_since_epoch());
  while (!wearer.day_over()) {
    t_s += 60;
    wearer.advance_to(t_s, [&](const PostureSecond& s) { seconds.push_back(s); });
  }
  return seconds;
}

TEST(SecondsWearer, IsTheSameForTheSameSeedInAnySteps) {
  SecondsWearer a({.seed = 3}), b({.seed = 3});
  std::vector<double> from_a, from_b;
  a.begin_day();
  b.begin_day();
  a.advance_to(5000,
               [&](const PostureSecond& s) { from_a.push_back(s.confidence + s.lean_range_deg); });
  for (int i = 1; i <= 10000; ++i) {
    b.advance_to(0.5 * i, [&](const PostureSecond& s) {
      from_b.push_back(s.confidence + s.lean_range_deg);
    });
  }
  EXPECT_EQ(from_a.size(), 5000u);
  EXPECT_EQ(from_a, from_b);
}

TEST(SecondsWearer, SaysNothingWhileSwitchedOff) {
  SecondsWearer wearer({});
  wearer.advance_to(9 * 3600, [](const PostureSecond&) { FAIL(); });
  wearer.begin_day();
  int n = 0;
  wearer.advance_to(9 * 3600 + 10, [&](const PostureSecond& s) {
    EXPECT_EQ(to_seconds(s.start.time_since_epoch()), 9 * 3600 + n);
    ++n;
  });
  EXPECT_EQ(n, 10);
}

TEST(SecondsWearer, ADayLooksLikeTheSensingsOwn) {
  std::map<BodyState, int> bodies;
  std::map<Unknown, int> reasons;
  int n = 0, sitting = 0, over = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SecondsWearer wearer({.seed = seed});
    for (const PostureSecond& s : play_day(wearer)) {
      ++n;
      ++bodies[s.body];
      ++reasons[s.reason];
      ASSERT_EQ(s.valid, s.reason == Unknown::none);
      ASSERT_EQ(s.valid, std::isfinite(s.lean_deg));
      ASSERT_EQ(s.lean_state, LeanState::unknown);
      if (!s.valid || s.body != BodyState::sitting) continue;
      ++sitting;
      over += s.lean_deg > 15;
    }
  }
  const double total = n;
  EXPECT_NEAR(total / 20, 8 * 3600, 60);
  EXPECT_NEAR(bodies[BodyState::sitting] / total, 0.77, 0.07);
  EXPECT_NEAR(bodies[BodyState::walking] / total, 0.07, 0.03);
  EXPECT_NEAR(bodies[BodyState::standing] / total, 0.07, 0.04);
  EXPECT_NEAR(reasons[Unknown::not_worn] / total, 0.07, 0.02);
  EXPECT_GT(reasons[Unknown::calibrating], 0);
  EXPECT_GT(reasons[Unknown::gap], 0);
  EXPECT_NEAR(over / static_cast<double>(sitting), 0.28, 0.1);
}

TEST(SecondsWearer, ComplianceChangesTheDay) {
  const auto longest_sitting = [](double comply) {
    SecondsWearerParams params;
    params.behaviour.comply = comply;
    params.behaviour.natural_bout_min = 90;
    SecondsWearer wearer(params);
    wearer.begin_day();
    int sitting_s = 0, longest_s = 0;
    double t_s = 0;
    while (!wearer.day_over()) {
      wearer.advance_to(++t_s, [&](const PostureSecond& s) {
        sitting_s = s.body == BodyState::sitting ? sitting_s + 1 : 0;
        longest_s = std::max(longest_s, sitting_s);
      });
      if (sitting_s == 1800) wearer.see(PromptKind::stand);
    }
    return longest_s;
  };
  EXPECT_LE(longest_sitting(1), 1800 + 70);
  EXPECT_GT(longest_sitting(0), 3000);
}

TEST(SecondsWearer, StraightensAfterALeanPrompt) {
  SecondsWearerParams params;
  params.behaviour.comply = 1;
  params.behaviour.habitual_lean_deg = 25;
  SecondsWearer wearer(params);
  wearer.begin_day();
  double before = 0, after = 0;
  wearer.advance_to(200, [&](const PostureSecond& s) {
    if (s.start >= BootTime{std::chrono::seconds(150)}) before += s.lean_deg / 50;
  });
  wearer.see(PromptKind::lean);
  wearer.advance_to(325, [&](const PostureSecond& s) {
    if (s.start >= BootTime{std::chrono::seconds(225)}) after += s.lean_deg / 100;
  });
  EXPECT_GT(before, 15);
  EXPECT_LT(after, 8);
}

}  // namespace
}  // namespace postured
