// Drinks and exercises through the coach: whatever a day is like.
#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <map>
#include <random>
#include <vector>

#include "pipeline/coaching.hpp"

namespace postured {
namespace {

constexpr double kHour = 3600, kDay = 24 * kHour;

Exercise held(const std::string& id, Trigger trigger, Place place) {
  Exercise e;
  e.id = e.name = id;
  e.steps = {"Do it."};
  e.repetitions = {2, 1, 5};
  e.hold_s = {3, 3, 5};
  e.triggers = {trigger};
  e.phases = {{Phase::normal, ""}};
  e.place = place;
  e.not_if = "it hurts";
  return e;
}

// A person in front of the real Coaching; Monday 2026-11-16 00:00 local, UTC+1, is 0 s.
class Person {
 public:
  explicit Person(const Settings& settings) : coaching_(settings, outputs()) {
    ExerciseLibrary library;
    library.exercises = {held("squeeze", Trigger::lean_episode, Place::desk),
                         held("bend", Trigger::sit_bout_end, Place::standing)};
    coaching_.care().set_library(library);
  }

  Now now() const {
    using namespace std::chrono;
    const UtcTime midnight = sys_days(year(2026) / 11 / 16);
    return {BootTime(seconds(t_)), {midnight - 1h + seconds(t_), 1h}};
  }
  void second(BodyState body, bool valid = true) {
    PostureSecond s;
    s.start = now().boot;
    s.valid = valid;
    s.reason = valid ? Unknown::none : Unknown::not_worn;
    s.axis_known = true;
    s.body = valid ? body : BodyState::unknown;
    s.lean_deg = s.side_deg = s.inclination_deg = valid ? 2 : std::nan("");
    ++t_;
    coaching_.on_second(s, now());
    coaching_.tick(now());
  }
  void go(BodyState body, int seconds) {
    for (int i = 0; i < seconds; ++i) second(body);
  }
  void skip_to(double t) { t_ = static_cast<std::int64_t>(t); }
  double t() const { return static_cast<double>(t_); }
  double of_day() const { return std::fmod(t(), kDay); }

  Coaching coaching_;
  std::vector<PromptEvent> events;
  std::vector<Drink> drinks;
  std::vector<ExerciseSession> sessions;
  std::vector<Popup> guide;
  std::int64_t t_ = 0;

  int count(PromptKind kind, PromptState state) const {
    return static_cast<int>(std::count_if(events.begin(), events.end(), [&](const PromptEvent& e) {
      return e.kind == kind && e.state == state;
    }));
  }
  const PromptEvent* last(PromptKind kind, PromptState state) const {
    for (auto e = events.rbegin(); e != events.rend(); ++e) {
      if (e->kind == kind && e->state == state) return &*e;
    }
    return nullptr;
  }

 private:
  CoachingOutputs outputs() {
    CoachingOutputs out;
    out.on_prompt = [this](const PromptEvent& e) { events.push_back(e); };
    out.on_drink = [this](const Drink& d) { drinks.push_back(d); };
    out.on_exercise = [this](const ExerciseSession& s) { sessions.push_back(s); };
    out.on_guide = [this](const Popup& p) { guide.push_back(p); };
    return out;
  }
};

Settings free_to_drink() {
  Settings settings;
  settings.water.fluids_limited = "no";
  settings.prompts.withhold_percent = 0;
  return settings;
}

// Every half hour a walk, so that nothing but water is due.
void working_hours(Person& person, double hours) {
  for (double h = 0; h < hours; h += 0.5) {
    person.go(BodyState::sitting, 1500);
    person.go(BodyState::walking, 300);
  }
}

TEST(SelfCare, AGlassIsSuggestedBehindPaceAndDoneLogsIt) {
  Person person(free_to_drink());
  person.skip_to(8 * kHour);
  working_hours(person, 1.4);
  EXPECT_EQ(person.count(PromptKind::water, PromptState::shown), 0);
  working_hours(person, 0.5);
  ASSERT_EQ(person.count(PromptKind::water, PromptState::scheduled), 1);
  const PromptEvent* shown = person.last(PromptKind::water, PromptState::shown);
  ASSERT_NE(shown, nullptr);
  EXPECT_NE(shown->reason.size(), 0U);
}

TEST(SelfCare, NothingIsSuggestedBeforeTheQuestionIsAnswered) {
  for (const char* answer : {"not_asked", "yes", "unsure"}) {
    Settings settings = free_to_drink();
    settings.water.fluids_limited = answer;
    Person person(settings);
    person.skip_to(8 * kHour);
    working_hours(person, 5);
    EXPECT_EQ(person.count(PromptKind::water, PromptState::scheduled), 0) << answer;
  }
}

TEST(SelfCare, ADrinkCompliesWithItsPrompt) {
  Person person(free_to_drink());
  person.skip_to(8 * kHour);
  while (person.last(PromptKind::water, PromptState::shown) == nullptr) {
    ASSERT_LT(person.t(), 13 * kHour);
    working_hours(person, 0.5);
  }
  // Shown at some moment of the block before; the next one is followed closely.
  while (person.count(PromptKind::water, PromptState::shown) < 2) {
    ASSERT_LT(person.t(), 16 * kHour);
    person.go(person.t_ % 1800 < 300 ? BodyState::walking : BodyState::sitting, 1);
  }
  EXPECT_TRUE(person.coaching_.care().drink(250, person.now()).done);
  EXPECT_EQ(person.count(PromptKind::water, PromptState::complied), 1);
  EXPECT_EQ(person.drinks.size(), 1U);
}

TEST(SelfCare, DoneOnAWaterPromptLogsAGlass) {
  Person person(free_to_drink());
  person.skip_to(8 * kHour);
  while (person.count(PromptKind::water, PromptState::shown) < 1) {
    ASSERT_LT(person.t(), 13 * kHour);
    person.go(person.t_ % 1800 < 300 ? BodyState::walking : BodyState::sitting, 1);
  }
  const PromptId id = person.last(PromptKind::water, PromptState::shown)->id;
  person.coaching_.on_answer(id, Answer::done, person.now());
  ASSERT_EQ(person.drinks.size(), 1U);
  EXPECT_EQ(person.drinks[0].volume_ml, 200);
  EXPECT_EQ(person.count(PromptKind::water, PromptState::done), 1);
}

TEST(SelfCare, AGuidedExerciseRunsByPopupsHoldsPromptsAndIsLoggedOnce) {
  Settings settings = free_to_drink();
  Person person(settings);
  person.skip_to(9 * kHour);
  person.go(BodyState::sitting, 10);
  ASSERT_TRUE(person.coaching_.care().start_exercise("squeeze", person.now()).done);
  EXPECT_FALSE(person.coaching_.care().start_exercise("bend", person.now()).done);
  person.go(BodyState::sitting, 30);
  ASSERT_EQ(person.sessions.size(), 1U);
  EXPECT_EQ(person.sessions[0].outcome, ExerciseOutcome::done);
  EXPECT_NEAR(person.sessions[0].duration_s, 12, 1e-6);  // 6 s to get ready, 2 x 3 s
  ASSERT_GE(person.guide.size(), 10U) << "a countdown";
  const PromptId id = person.guide.front().id;
  for (const Popup& popup : person.guide) {
    EXPECT_EQ(popup.id, id) << "one popup, in place";
    if (popup.action == Popup::Action::close) continue;
    EXPECT_NE(popup.body.find(kStopRule), std::string::npos);
  }
  EXPECT_EQ(person.guide.back().action, Popup::Action::close);
  EXPECT_NE(person.guide.front().body.find("Not if: it hurts."), std::string::npos);
}

TEST(SelfCare, ClosingTheGuideStopsIt) {
  Person person(free_to_drink());
  person.skip_to(9 * kHour);
  person.go(BodyState::sitting, 10);
  ASSERT_TRUE(person.coaching_.care().start_exercise("squeeze", person.now()).done);
  person.go(BodyState::sitting, 3);
  person.coaching_.on_answer(person.guide.front().id, Answer::dismiss, person.now());
  ASSERT_EQ(person.sessions.size(), 1U);
  EXPECT_EQ(person.sessions[0].outcome, ExerciseOutcome::stopped);
}

TEST(SelfCare, WhatHurtIsRefusedAndKeptOverARestart) {
  Person person(free_to_drink());
  person.skip_to(9 * kHour);
  EXPECT_TRUE(
      person.coaching_.care().log_exercise("squeeze", 0, ExerciseOutcome::hurt, person.now()).done);
  EXPECT_FALSE(person.coaching_.care().start_exercise("squeeze", person.now()).done);
  Person again(free_to_drink());
  again.skip_to(20 * kHour);
  again.coaching_.care().restore({}, person.sessions, {}, again.now());
  EXPECT_FALSE(again.coaching_.care().start_exercise("squeeze", again.now()).done);
  again.skip_to(9 * kHour + 2 * kDay + 1);
  EXPECT_TRUE(again.coaching_.care().start_exercise("squeeze", again.now()).done);
}

TEST(SelfCare, TheMoreCarefulAnswerHolds) {
  Settings settings = free_to_drink();
  settings.water.fluids_limited = "yes";
  Person person(settings);
  const auto reply = person.coaching_.care().answer_fluids(FluidsLimited::no, person.now());
  EXPECT_NE(reply.words.find("the more careful answer holds"), std::string::npos) << reply.words;
  EXPECT_EQ(person.coaching_.care().status(person.now()).fluids, FluidsLimited::yes);
}

// Random days: what is suggested stays within the limits, and exercises within theirs.
TEST(SelfCare, LimitsHoldOverRandomDays) {
  int glasses = 0, offers = 0;
  for (unsigned seed = 0; seed < 2; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
    Settings settings = free_to_drink();
    settings.water.interval_min = 60;
    settings.water.glass_ml = 250;
    settings.water.goal_l = 3;
    settings.prompts.quiet_hours = seed == 1 ? "23:00-07:00" : "";
    Person person(settings);
    std::deque<std::int64_t> suggested;
    std::map<std::int64_t, int> offered;
    std::map<PromptId, bool> seen;
    while (person.t() < 2 * kDay) {
      const auto body = static_cast<BodyState>(1 + below(3));
      const bool valid = below(8) != 0;
      const int length = 60 + below(3000);
      if (below(6) == 0) person.coaching_.care().drink(1 + below(500), person.now());
      for (int i = 0; i < length; ++i) {
        const std::size_t before = person.events.size();
        person.second(body, valid);
        for (std::size_t e = before; e < person.events.size(); ++e) {
          const PromptEvent event = person.events[e];
          if (event.state != PromptState::shown) continue;
          if (event.kind == PromptKind::exercise) {
            ++offers;
            EXPECT_LE(++offered[person.t_ / static_cast<std::int64_t>(kDay)], 4);
          }
          if (event.kind != PromptKind::water || seen[event.id]) continue;
          seen[event.id] = true;
          ++glasses;
          const double bed = seed == 1 ? 23 * kHour : 22 * kHour;
          ASSERT_GE(person.of_day(), 6 * kHour);
          ASSERT_LE(person.of_day(), bed - kBeforeBed_s + 1);
          suggested.push_back(person.t_);
          while (suggested.front() <= person.t_ - 3600) suggested.pop_front();
          ASSERT_LE(static_cast<int>(suggested.size()) * 250, kMostSuggestedAnHour_ml);
        }
      }
      const PromptEvent* shown = person.last(PromptKind::water, PromptState::shown);
      if (shown != nullptr && below(2) == 0) {
        person.coaching_.on_answer(shown->id, static_cast<Answer>(below(7)), person.now());
      }
    }
  }
  EXPECT_GT(glasses, 5);
  EXPECT_GT(offers, 1);
}

}  // namespace
}  // namespace postured
