// Exercises with a small library of the tests' own; what is shipped is tested where it is read.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "coach/exercise_plan.hpp"
#include "coach/guided_exercise.hpp"

namespace postured {
namespace {

constexpr double kHour = 3600, kDay = 24 * kHour;

// Monday 2026-11-16 00:00 local, UTC+1.
Now at(double seconds) {
  using namespace std::chrono;
  const UtcTime midnight = sys_days(year(2026) / 11 / 16);
  return {BootTime(from_seconds(seconds)),
          {midnight - 1h + milliseconds(static_cast<std::int64_t>(seconds * 1000)), 1h}};
}

Exercise held(const std::string& id, double hold_s, double times, Place place = Place::desk) {
  Exercise e;
  e.id = id;
  e.name = id;
  e.steps = {"Do it."};
  e.hold_s = {hold_s, hold_s, hold_s * 2};
  e.repetitions = {times, 1, times * 2};
  e.rest_s = 2;
  e.phases = {{Phase::normal, ""}};
  e.place = place;
  e.not_if = "it hurts";
  return e;
}

ExerciseLibrary small_library() {
  ExerciseLibrary library;
  Exercise squeeze = held("squeeze", 5, 5);
  squeeze.triggers = {Trigger::lean_episode};
  squeeze.phases = {{Phase::easing, "gently"}, {Phase::normal, ""}};
  Exercise tuck = held("tuck", 3, 10);
  tuck.triggers = {Trigger::lean_episode, Trigger::long_lean};
  tuck.gap_min = 120;
  Exercise plank = held("plank", 10, 3, Place::floor);
  plank.triggers = {Trigger::core_day};
  plank.core = true;
  Exercise bridge = held("bridge", 5, 5, Place::floor);
  bridge.core = true;
  Exercise breathing;
  breathing.id = breathing.name = "breathing";
  breathing.steps = {"Breathe."};
  breathing.duration_s = {120, 60, 300};
  breathing.breathing = true;
  breathing.phases = {{Phase::acute, ""}, {Phase::normal, ""}};
  breathing.place = Place::desk;
  Exercise twist = held("twist", 10, 2);
  twist.sides = {"left", "right"};
  library.exercises = {squeeze, tuck, plank, bridge, breathing, twist};
  Routine core;
  core.id = core.name = "core";
  core.parts = {{"plank", 0}, {"bridge", 0}};
  core.core = true;
  core.triggers = {Trigger::core_day};
  library.routines = {core};
  return library;
}

const HurtLately kNothingHurt = [](const std::string&) { return false; };

ExerciseSession session(const std::string& id, double t, ExerciseOutcome outcome,
                        double duration = 60) {
  return {at(t).wall, id, duration, outcome, 0};
}

TEST(ExerciseLibrary, OnlyWhatSuitsThePhaseIsNotHiddenAndDidNotHurtIsAllowed) {
  for (const Phase phase : kPhases) {
    for (const bool suits : {false, true}) {
      for (const bool hidden : {false, true}) {
        for (const bool hurt : {false, true}) {
          Exercise e = held("one", 5, 5);
          e.phases.clear();
          if (suits) e.phases = {{phase, ""}};
          e.hidden = hidden;
          const HurtLately did_hurt = [hurt](const std::string&) { return hurt; };
          EXPECT_EQ(allowed(e, phase, did_hurt), suits && !hidden && !hurt);
          EXPECT_EQ(why_not(e, phase, did_hurt).empty(), suits && !hidden && !hurt);
        }
      }
    }
  }
}

TEST(ExerciseLibrary, CoreWaitsForRecoveryWhateverItsPhases) {
  Exercise e = held("one", 5, 5);
  e.core = true;
  for (const Phase phase : kPhases) e.phases.push_back({phase, ""});
  for (const Phase phase : kPhases) {
    const bool fresh = phase == Phase::acute || phase == Phase::easing;
    EXPECT_EQ(allowed(e, phase, kNothingHurt), !fresh);
  }
}

TEST(ExerciseLibrary, ARoutineLeavesOutWhatIsNotAllowed) {
  ExerciseLibrary library = small_library();
  const Routine& core = library.routines[0];
  EXPECT_EQ(allowed_parts(core, library, Phase::normal, kNothingHurt).size(), 2U);
  EXPECT_FALSE(allowed(core, library, Phase::acute, kNothingHurt));
  library.exercises[2].hidden = true;
  EXPECT_EQ(allowed_parts(core, library, Phase::normal, kNothingHurt),
            (std::vector<Routine::Part>{{"bridge", 0}}));
  library.routines[0].hidden = true;
  EXPECT_FALSE(allowed(library.routines[0], library, Phase::normal, kNothingHurt));
}

TEST(ExerciseLog, WhatHurtIsHiddenFor48Hours) {
  const ExerciseLibrary library = small_library();
  ExerciseLog log;
  log.add(session("plank", 100, ExerciseOutcome::hurt, 0), library, at(100));
  EXPECT_TRUE(log.hurt_lately("plank", at(100 + 48 * kHour - 1)));
  EXPECT_FALSE(log.hurt_lately("plank", at(100 + 48 * kHour)));
  EXPECT_FALSE(log.hurt_lately("bridge", at(200)));
  EXPECT_EQ(log.core_days(at(200)), 0) << "pain is no success";
}

TEST(ExerciseLog, ACoreDayIsTheRoutineOrTenMinutes) {
  const ExerciseLibrary library = small_library();
  ExerciseLog log;
  log.add(session("core", 10, ExerciseOutcome::stopped), library, at(10));
  EXPECT_EQ(log.core_days(at(20)), 0);
  log.add(session("core", 30, ExerciseOutcome::done), library, at(30));
  EXPECT_EQ(log.core_days(at(40)), 1);
  log.add(session("plank", kDay, ExerciseOutcome::done, 300), library, at(kDay));
  EXPECT_EQ(log.core_days(at(kDay)), 1);
  log.add(session("bridge", kDay + 500, ExerciseOutcome::done, 300), library, at(kDay + 500));
  log.add(session("squeeze", 3 * kDay, ExerciseOutcome::done, 900), library, at(3 * kDay));
  EXPECT_EQ(log.core_days(at(3 * kDay)), 2);
  EXPECT_EQ(log.core_days(at(7 * kDay)), 0) << "a new week";
}

TEST(ExercisePlan, AnOfferSuitsItsTriggerAndLastsTenMinutes) {
  const ExerciseLibrary library = small_library();
  const ExerciseLog log;
  ExercisePlan plan;
  EXPECT_EQ(plan.offer(library, log, Phase::normal, at(9 * kHour)), std::nullopt);
  plan.on_trigger(Trigger::lean_episode, at(9 * kHour));
  const auto offer = plan.offer(library, log, Phase::normal, at(9 * kHour));
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->exercise, "squeeze");
  EXPECT_EQ(offer->body, "squeeze, 5 times?\nNot if: it hurts.\n" + std::string(kStopRule));
  EXPECT_EQ(plan.offer(library, log, Phase::normal, at(9 * kHour + 599)), offer);
  EXPECT_EQ(plan.offer(library, log, Phase::normal, at(9 * kHour + 600)), std::nullopt);
}

TEST(ExercisePlan, OnceShownItStaysUntilItsPromptEnds) {
  const ExerciseLibrary library = small_library();
  const ExerciseLog log;
  ExercisePlan plan;
  const Now now = at(9 * kHour);
  plan.on_trigger(Trigger::lean_episode, now);
  ASSERT_TRUE(plan.offer(library, log, Phase::normal, now));
  plan.shown(Trigger::lean_episode, "squeeze", now.wall, now);
  EXPECT_TRUE(plan.offer(library, log, Phase::normal, at(9.4 * kHour)))
      << "snoozed for half an hour";
  plan.closed();
  EXPECT_FALSE(plan.offer(library, log, Phase::normal, at(9.5 * kHour)));
}

TEST(ExercisePlan, VariesHasAnHourBetweenAndAMostADay) {
  const ExerciseLibrary library = small_library();
  const ExerciseLog log;
  ExercisePlanParams params;
  params.max_per_day = 3;
  ExercisePlan plan(params);
  std::vector<std::string> offered;
  for (double t = 8 * kHour; t < 15.9 * kHour; t += 300) {
    plan.on_trigger(Trigger::lean_episode, at(t));
    const auto offer = plan.offer(library, log, Phase::normal, at(t));
    if (!offer) continue;
    offered.push_back(offer->exercise);
    plan.shown(offer->trigger, offer->exercise, at(t).wall, at(t));
    plan.closed();
  }
  EXPECT_EQ(offered, (std::vector<std::string>{"squeeze", "tuck", "squeeze"}));
}

TEST(ExercisePlan, CoreDaysAreSpreadAndOfferedOnceADay) {
  const ExerciseLibrary library = small_library();
  for (int goal = 2; goal <= 5; ++goal) {
    ExercisePlanParams params;
    params.core_per_week = goal;
    ExercisePlan plan(params);
    ExerciseLog log;
    std::vector<int> days;
    std::map<int, int> offers;
    for (double t = 0; t < 14 * kDay; t += 600) {
      const auto offer = plan.offer(library, log, Phase::normal, at(t));
      if (!offer) continue;
      const int day = static_cast<int>(t / kDay);
      ASSERT_GE(std::fmod(t, kDay), 16 * kHour) << "work first";
      ++offers[day];
      plan.shown(offer->trigger, offer->exercise, at(t).wall, at(t));
      plan.closed();
      log.add(session("core", t, ExerciseOutcome::done), library, at(t));
      days.push_back(day);
    }
    for (const auto& [day, n] : offers) EXPECT_EQ(n, 1);
    EXPECT_EQ(static_cast<int>(days.size()), 2 * goal) << "a goal of " << goal;
    for (std::size_t i = 1; goal <= 3 && i < days.size(); ++i) EXPECT_GE(days[i] - days[i - 1], 2);
  }
}

TEST(ExercisePlan, CoreThatIsNeverDoneIsOfferedOnceADay) {
  const ExerciseLibrary library = small_library();
  ExercisePlan plan;
  const ExerciseLog log;
  int offers = 0;
  for (double t = 0; t < 7 * kDay; t += 600) {
    const auto offer = plan.offer(library, log, Phase::normal, at(t));
    if (!offer) continue;
    ++offers;
    plan.shown(offer->trigger, offer->exercise, at(t).wall, at(t));
    plan.closed();
  }
  EXPECT_EQ(offers, 7);
}

TEST(ExercisePlan, NothingForbiddenIsEverOffered) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&random](std::size_t n) { return random() % n; };
    ExerciseLibrary library = small_library();
    for (Exercise& e : library.exercises) e.hidden = below(4) == 0;
    ExerciseLog log;
    ExercisePlan plan;
    double t = 0;
    int offers = 0;
    while (t < 10 * kDay) {
      t += static_cast<double>(60 + below(1800));
      const Phase phase = kPhases[below(4)];
      plan.on_trigger(static_cast<Trigger>(below(16)), at(t));
      if (below(10) == 0) {
        log.add(session(library.exercises[below(6)].id, t, static_cast<ExerciseOutcome>(below(3))),
                library, at(t));
      }
      const auto offer = plan.offer(library, log, phase, at(t));
      if (!offer) continue;
      ++offers;
      const HurtLately hurt = [&](const std::string& id) { return log.hurt_lately(id, at(t)); };
      const Exercise* e = library.find(offer->exercise);
      const Routine* r = library.find_routine(offer->exercise);
      ASSERT_TRUE(e != nullptr || r != nullptr);
      ASSERT_TRUE(e == nullptr || (allowed(*e, phase, hurt) && at_desk(e->place)));
      ASSERT_TRUE(r == nullptr || allowed(*r, library, phase, hurt));
      if (below(2) == 0) plan.shown(offer->trigger, offer->exercise, at(t).wall, at(t));
      if (below(2) == 0) plan.closed();
    }
    EXPECT_GT(offers, 0);
  }
}

TEST(Guide, HoldsRestsAndSides) {
  const ExerciseLibrary library = small_library();
  const auto steps = make_guide(*library.find("twist"), {});
  using K = GuideStep::Kind;
  std::vector<std::pair<K, std::string>> seen;
  for (const GuideStep& s : steps) seen.emplace_back(s.kind, s.side);
  const std::vector<std::pair<K, std::string>> expected{
      {K::ready, ""},     {K::hold, "left"}, {K::rest, "left"}, {K::hold, "right"},
      {K::rest, "right"}, {K::hold, "left"}, {K::rest, "left"}, {K::hold, "right"}};
  EXPECT_EQ(seen, expected) << "no rest after the last";
}

TEST(Guide, BreathingIsFourAndAHalfInAndFiveAndAHalfOut) {
  const ExerciseLibrary library = small_library();
  const auto steps = make_guide(*library.find("breathing"), {});
  ASSERT_EQ(steps.size(), 1 + 2 * 12U) << "two minutes at six a minute";
  EXPECT_EQ(steps[1].kind, GuideStep::Kind::breathe_in);
  EXPECT_DOUBLE_EQ(steps[1].duration_s, 4.5);
  EXPECT_DOUBLE_EQ(steps[2].duration_s, 5.5);
  for (int minutes = 0; minutes <= 9; ++minutes) {
    for (int rate = 0; rate <= 12; ++rate) {
      GuideWish wish;
      wish.amount = minutes * 60;
      wish.breaths_per_min = rate;
      const double s = duration_s(make_guide(*library.find("breathing"), wish));
      EXPECT_GE(s, 60);
      EXPECT_LE(s, 330) << "five minutes at most, whole breaths and getting ready";
    }
  }
}

TEST(Guide, WishesStayWithinTheRanges) {
  const ExerciseLibrary library = small_library();
  GuideWish wish;
  wish.amount = 1000;
  wish.hold_s = 1000;
  const auto steps = make_guide(*library.find("plank"), wish);
  EXPECT_EQ(steps.back().repetitions, 6);
  EXPECT_EQ(steps.back().duration_s, 20);
}

TEST(GuidedExercise, RunsToItsEndByTimeAlone) {
  const ExerciseLibrary library = small_library();
  const auto steps = make_guide(*library.find("squeeze"), {});
  const double length = duration_s(steps);
  GuidedExercise run("squeeze", steps, at(1000));
  double before = run.view().done_s;
  for (double t = 0.25; t < length - 0.01; t += 0.25) {
    run.tick(at(1000 + t).boot);
    ASSERT_FALSE(run.outcome()) << t;
    ASSERT_GE(run.view().done_s, before);
    ASSERT_GE(run.view().left_s, 0);
    before = run.view().done_s;
  }
  run.tick(at(1000 + length + 0.3).boot);
  ASSERT_EQ(run.outcome(), ExerciseOutcome::done);
  ASSERT_EQ(run.sessions().size(), 1U);
  EXPECT_NEAR(run.sessions()[0].duration_s, length, 1e-6);
  EXPECT_EQ(run.sessions()[0].start, at(1000).wall);
  run.finish(ExerciseOutcome::hurt);
  EXPECT_EQ(run.outcome(), ExerciseOutcome::done) << "it ends once";
}

TEST(GuidedExercise, ASleepingComputerLeadsNobody) {
  const ExerciseLibrary library = small_library();
  GuidedExercise run("plank", make_guide(*library.find("plank"), {}), at(0));
  run.tick(at(2).boot);
  run.tick(at(2 + 3600).boot);
  EXPECT_NEAR(run.view().done_s, 2, 1e-9);
  run.tick(at(1).boot);  // never back
  EXPECT_NEAR(run.view().done_s, 2, 1e-9);
  run.pause(true);
  run.tick(at(3604).boot);
  EXPECT_NEAR(run.view().done_s, 2, 1e-9);
  run.pause(false);
  run.tick(at(3605).boot);
  EXPECT_NEAR(run.view().done_s, 3, 1e-9);
}

TEST(GuidedExercise, WhatHurtInARoutineIsTheExercise) {
  const ExerciseLibrary library = small_library();
  const Routine& core = library.routines[0];
  GuidedExercise run("core", make_guide(core.parts, 1, library, {}), at(0), 77);
  run.tick(at(4).boot);
  EXPECT_TRUE(run.sessions().empty());
  run.finish(ExerciseOutcome::hurt);
  const auto sessions = run.sessions();
  ASSERT_EQ(sessions.size(), 2U);
  EXPECT_EQ(sessions[0].exercise, "core");
  EXPECT_EQ(sessions[0].outcome, ExerciseOutcome::stopped);
  EXPECT_EQ(sessions[1].exercise, "plank");
  EXPECT_EQ(sessions[1].outcome, ExerciseOutcome::hurt);
  EXPECT_EQ(sessions[1].prompt_id, 77);
  EXPECT_NE(sessions[0].start, sessions[1].start);
}

}  // namespace
}  // namespace postured
