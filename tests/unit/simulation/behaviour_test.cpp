#include "simulation/behaviour.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "simulation/restlessness.hpp"

namespace postured {
namespace {

using Kind = Activity::Kind;

TEST(Behaviour, BeginsTheDayWithTheHandsFreeCalibration) {
  Behaviour behaviour({});
  behaviour.begin_day(100);
  const Kind expected[] = {Kind::clip_on, Kind::stand_still, Kind::bend,     Kind::bend,
                           Kind::bend,    Kind::stand_still, Kind::sit_tall, Kind::sit_work};
  double t_s = 100;
  int i = 0;
  for (const Kind kind : expected) {
    const Activity a = behaviour.next(t_s);
    EXPECT_EQ(a.kind, kind) << i;
    EXPECT_EQ(a.presses_hold, i == 1) << i;
    EXPECT_FALSE(a.presses_tap) << i;
    t_s += a.duration_s;
    ++i;
  }
}

TEST(Behaviour, EndsTheDayAfterTheWorkingHours) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Behaviour behaviour({.seed = seed, .work_hours = 3});
    behaviour.begin_day(0);
    double t_s = 0;
    for (;;) {
      const Activity a = behaviour.next(t_s);
      ASSERT_GT(a.duration_s, 0);
      if (a.ends_day) break;
      t_s += a.duration_s;
      ASSERT_LE(t_s, 3 * 3600 + 1e-6);
    }
    EXPECT_GT(t_s, 3 * 3600 - 1.5);
  }
}

TEST(Behaviour, ADayHoldsEachActivityInPlausibleShares) {
  std::map<Kind, double> share;
  int removals = 0, zeros = 0, bouts = 0;
  const int days = 200;
  for (int day = 0; day < days; ++day) {
    Behaviour behaviour({.seed = static_cast<std::uint64_t>(day)});
    behaviour.begin_day(0);
    for (double t_s = 0;;) {
      const Activity a = behaviour.next(t_s);
      if (a.ends_day) break;
      t_s += a.duration_s;
      share[a.kind] += a.duration_s / (8 * 3600) / days;
      removals += a.kind == Kind::off;
      zeros += a.presses_tap;
      bouts += a.kind == Kind::sit_work;
    }
  }
  EXPECT_NEAR(share[Kind::sit_work], 0.77, 0.07);  // office workers: 76 % of work time
  EXPECT_NEAR(share[Kind::walk], 0.07, 0.03);
  EXPECT_NEAR(share[Kind::stand], 0.08, 0.04);
  EXPECT_EQ(share[Kind::lie], 0);
  EXPECT_NEAR(removals / static_cast<double>(days), 1, 0.05);
  EXPECT_EQ(zeros, removals);
  EXPECT_NEAR(bouts / static_cast<double>(days), 11, 4);
}

TEST(Behaviour, LiesDownWhenAsked) {
  Behaviour behaviour({.lies_per_day = 3});
  behaviour.begin_day(0);
  int lies = 0;
  for (double t_s = 0;;) {
    const Activity a = behaviour.next(t_s);
    if (a.ends_day) break;
    t_s += a.duration_s;
    lies += a.kind == Kind::lie;
  }
  EXPECT_EQ(lies, 3);
}

// Brings a fresh behaviour to its first sitting bout.
double go_to_work(Behaviour& behaviour) {
  behaviour.begin_day(0);
  double t_s = 0;
  for (;;) {
    const Activity a = behaviour.next(t_s);
    if (a.kind == Kind::sit_work) return t_s;
    t_s += a.duration_s;
  }
}

TEST(Behaviour, CompliesWithAStandPromptWithinAMinuteByWalking) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Behaviour behaviour({.seed = seed, .comply = 1});
    const double t_s = go_to_work(behaviour);
    behaviour.see(PromptKind::stand, t_s);
    std::optional<Reaction> deed;
    while (std::isfinite(behaviour.next_reaction_s())) {
      const double due_s = behaviour.next_reaction_s();
      EXPECT_GE(due_s, t_s + 2);
      EXPECT_LE(due_s, t_s + 60);
      const auto reaction = behaviour.take_reaction();
      if (reaction && reaction->kind == Reaction::Kind::stand_up) deed = reaction;
    }
    ASSERT_TRUE(deed);
    EXPECT_GE(deed->at_s, t_s + 5);
    const Activity next = behaviour.next(deed->at_s);
    EXPECT_EQ(next.kind, Kind::walk);
    EXPECT_GE(next.duration_s, 60);
    EXPECT_LE(next.duration_s, 180);
  }
}

TEST(Behaviour, CompliesWithALeanPromptWithinTwentySecondsForMinutes) {
  Behaviour behaviour({.comply = 1});
  const double t_s = go_to_work(behaviour);
  behaviour.see(PromptKind::lean, t_s);
  std::optional<Reaction> deed;
  while (std::isfinite(behaviour.next_reaction_s())) {
    const auto reaction = behaviour.take_reaction();
    if (reaction && reaction->kind == Reaction::Kind::straighten) deed = reaction;
  }
  ASSERT_TRUE(deed);
  EXPECT_GE(deed->at_s, t_s + 3);
  EXPECT_LE(deed->at_s, t_s + 20);
  EXPECT_GE(deed->hold_s, 120);
}

TEST(Behaviour, ReactsAsOftenAsItsComplianceSaysAndSometimesAnswers) {
  Behaviour behaviour({.comply = 0.6});
  double t_s = go_to_work(behaviour);
  std::map<Answer, int> answers;
  int complied = 0;
  const int prompts = 5000;
  for (int i = 0; i < prompts; ++i) {
    behaviour.see(PromptKind::lean, t_s);
    while (std::isfinite(behaviour.next_reaction_s())) {
      const auto reaction = behaviour.take_reaction();
      ASSERT_TRUE(reaction);
      if (reaction->kind == Reaction::Kind::answer) {
        ++answers[reaction->answer];
      } else {
        ++complied;
      }
    }
    t_s += 100;
  }
  EXPECT_NEAR(complied / static_cast<double>(prompts), 0.6, 0.03);
  EXPECT_NEAR(answers[Answer::done] / static_cast<double>(prompts), 0.22, 0.03);
  EXPECT_NEAR(answers[Answer::snooze] / static_cast<double>(prompts), 0.12, 0.03);
  EXPECT_NEAR(answers[Answer::dismiss] / static_cast<double>(prompts), 0.1, 0.03);
}

TEST(Behaviour, DoesNotStandUpWhenItIsNotSitting) {
  Behaviour behaviour({.comply = 1});
  behaviour.begin_day(0);
  behaviour.next(0);  // clips on
  behaviour.see(PromptKind::stand, 1);
  while (std::isfinite(behaviour.next_reaction_s())) {
    const auto reaction = behaviour.take_reaction();
    EXPECT_TRUE(!reaction || reaction->kind == Reaction::Kind::answer);
  }
  EXPECT_EQ(behaviour.next(7).kind, Kind::stand_still);
}

TEST(Restlessness, ShiftsAndFidgetsAsOftenAsOfficeWorkers) {
  Restlessness restless(BehaviourParams{});
  restless.begin(Kind::sit_work, 0);
  int shifts = 0, fidgets = 0;
  const double hours = 50;
  double last_s = 0;
  while (restless.next_s() < hours * 3600) {
    ASSERT_GE(restless.next_s(), last_s);
    last_s = restless.next_s();
    const Movement m = restless.take();
    ASSERT_GT(m.duration_s, 0);
    shifts += m.kind == Movement::Kind::shift;
    fidgets += m.kind == Movement::Kind::fidget;
  }
  EXPECT_NEAR(shifts / hours, 36, 4);
  EXPECT_NEAR(fidgets / hours, 52, 5);
}

TEST(Restlessness, StraightensAndHoldsIt) {
  Restlessness restless(BehaviourParams{});
  restless.begin(Kind::sit_work, 0);
  while (restless.next_s() < 1200) restless.take();
  restless.straighten(1200, 240);
  EXPECT_EQ(restless.next_s(), 1200);
  const Movement first = restless.take();
  EXPECT_EQ(first.kind, Movement::Kind::settle);
  EXPECT_EQ(first.slump_deg, 0);
  EXPECT_LE(std::abs(first.lean_deg), 3);
  while (restless.next_s() < 1440) {
    const Movement m = restless.take();
    if (m.kind == Movement::Kind::fidget) continue;
    EXPECT_LT(m.lean_deg + m.slump_deg, 8);
  }
}

TEST(Restlessness, IsStillWhenStillnessIsAsked) {
  Restlessness restless(BehaviourParams{});
  for (const Kind kind : {Kind::sit_tall, Kind::stand_still, Kind::off, Kind::bend}) {
    restless.begin(kind, 5);
    EXPECT_FALSE(std::isfinite(restless.next_s()));
  }
}

}  // namespace
}  // namespace postured
