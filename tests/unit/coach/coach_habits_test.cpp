// Fewer prompts where they do not help: back-off, fading, chance, sharing; and what is remembered.
#include <gtest/gtest.h>

#include <cmath>

#include "coach/prompt_reasons.hpp"
#include "coach/withholding.hpp"
#include "unit/coach/coach_driver.hpp"

namespace postured {
namespace {

using test::CoachDriver;
using test::second_at;

constexpr int kLimit_s = 30 * 60;

Cause water(bool holds) {
  Cause cause;
  cause.kind = PromptKind::water;
  cause.holds = holds;
  cause.soon = !holds;
  cause.lasted_s = 5400;
  cause.interval_s = 5400;
  cause.reason = "nothing was drunk for 90 minutes";
  cause.summary = "A glass of water";
  cause.body = "A glass of water?";
  cause.gone = "a drink was logged";
  return cause;
}

TEST(BackOff, ThreeLeftInARowSilenceThatKindForAnHour) {
  for (const Answer answer : {Answer::snooze_5, Answer::dismiss}) {
    CoachDriver d;
    int left = 0;
    while (left < 3) {
      d.sit(1);
      if (d.on_screen()) d.answer(answer), ++left;
    }
    const int t = d.t();
    d.sit(3599);
    EXPECT_EQ(d.count(PromptState::shown), 3);
    EXPECT_EQ(d.status().sitting_s, t + 3599) << "the clock runs on";
    d.sit(1);
    EXPECT_EQ(d.count(PromptState::shown), 4);
  }
}

TEST(BackOff, OneThatIsActedOnBeginsTheCountAnew) {
  CoachDriver d;
  for (int i = 0; i < 8; ++i) {
    d.sit(kLimit_s).answer(i % 3 == 2 ? Answer::done : Answer::dismiss);
    EXPECT_EQ(d.count(PromptState::shown), i + 1);
  }
}

TEST(BackOff, FewerThanThreeInTenActedOnMakeTheIntervalLongerAndNeverShorterByItself) {
  BackOff back_off;
  const auto end = [&](PromptState state) {
    PromptEvent event;
    event.state = state;
    back_off.follow(event, {});
  };
  const auto twenty = [&](int acted_on) {
    for (int i = 0; i < 20; ++i) {
      end(PromptState::shown);
      end(i < acted_on ? PromptState::complied : PromptState::expired);
    }
    return back_off.stretch(PromptKind::stand);
  };
  EXPECT_EQ(twenty(6), 1);
  EXPECT_EQ(twenty(5), 1.5);
  EXPECT_EQ(twenty(20), 1.5);
  EXPECT_EQ(twenty(0), 2);
  EXPECT_EQ(twenty(0), 2);
  EXPECT_EQ(back_off.stretch(PromptKind::lean), 1);
  for (int i = 0; i < 40; ++i) {
    end(PromptState::withheld);
    end(PromptState::expired);
  }
  EXPECT_FALSE(back_off.refusal(PromptKind::lean, {})) << "nobody left what was withheld";
}

TEST(BackOff, StretchesTheSittingLimit) {
  CoachHistory history;
  const Now start = CoachDriver().now();
  for (int i = 0; i < 25; ++i) {
    const WallTime at{start.wall.utc - std::chrono::hours(100 - i), start.wall.utc_offset};
    for (const PromptState state :
         {PromptState::scheduled, PromptState::shown, PromptState::expired}) {
      history.prompts.push_back({i + 1, PromptKind::stand, state, at, 0, "not acted on"});
    }
  }
  CoachDriver d;
  d.restore(history).sit(45 * 60 - 1);
  EXPECT_TRUE(d.events().empty());
  d.sit(1);
  ASSERT_TRUE(d.on_screen());
  EXPECT_NE(d.popups().back().body.find("Another time suits better? Snooze it."),
            std::string::npos);
}

TEST(NotToday, IsForOneKindAndForToday) {
  CoachDriver d;
  d.sit(kLimit_s).answer(Answer::not_today);
  EXPECT_EQ(d.events().back().reason, kNotTodayReason);
  d.sit(5 * 3600);
  EXPECT_EQ(d.count(PromptState::shown), 1);
  d.slouch(1);
  EXPECT_EQ(d.count(PromptState::shown), 2) << "lean is another matter";
  d.night(1).sit(kLimit_s);
  EXPECT_EQ(d.count(PromptState::shown), 3);
}

TEST(Skipping, IsVisibleAndPossible) {
  CoachDriver d;
  d.stand(120);
  for (int i = 0; i < 2; ++i) d.sit(kLimit_s).answer(Answer::dismiss);
  d.sit(kLimit_s);
  EXPECT_EQ(d.popups().back().body,
            "Two minutes' walk?\nSkipped 2 times today, last break 1 h 30 min ago.");
}

TEST(Why, TellsTheReasonInPlaceAndThePromptCanStillBeAnswered) {
  CoachDriver d;
  d.pause(kLimit_s + 60).sit(kLimit_s + 61);
  ASSERT_TRUE(d.on_screen());
  const PromptId id = d.status().shown.value();
  const std::vector<Answer> buttons{Answer::done, Answer::snooze, Answer::not_today, Answer::why,
                                    Answer::dismiss};
  EXPECT_EQ(d.popups().back().answers, buttons);
  d.answer(Answer::why);
  EXPECT_EQ(d.popups().back().id, id);
  EXPECT_EQ(d.popups().back().action, Popup::Action::show);
  EXPECT_EQ(d.popups().back().body,
            "Why: sat for 30 minutes without a full break.\nIt was held: paused.\nWhy now: no "
            "longer held: paused.");
  EXPECT_EQ(d.story(), "scheduled held shown");
  d.answer(Answer::done);
  EXPECT_EQ(d.story(), "scheduled held shown done");
}

TEST(Answers, OneThatWaitsCanBeAnsweredBeforeItComes) {
  for (const auto& [answer, story] : {std::pair{Answer::snooze_30, "scheduled held snoozed"},
                                      {Answer::dismiss, "scheduled held cancelled"},
                                      {Answer::done, "scheduled held cancelled"},
                                      {Answer::not_today, "scheduled held cancelled"},
                                      {Answer::why, "scheduled held"}}) {
    CoachDriver d;
    d.pause(kLimit_s + 10).sit(kLimit_s);
    const CoachOutput out = d.coach().on_answer(d.events()[0].id, answer, d.now());
    std::string told = d.story();
    for (const PromptEvent& e : out.events) told += " " + std::string(to_string(e.state));
    EXPECT_EQ(told, story);
  }
}

TEST(Snoozes, LastAsLongAsTheirButtonSays) {
  for (const auto& [answer, min] :
       {std::pair{Answer::snooze_5, 5}, {Answer::snooze_10, 10}, {Answer::snooze_30, 30}}) {
    CoachDriver d;
    d.sit(kLimit_s).answer(answer);
    // The gap between two of a kind holds a shorter snooze.
    d.sit(60 * std::max(min, 10) - 1);
    EXPECT_FALSE(d.on_screen());
    d.sit(1);
    EXPECT_TRUE(d.on_screen());
  }
}

TEST(Together, WaterComesWithTheBreakInOnePopup) {
  CoachDriver d;
  d.sit(kLimit_s - 540);
  d.extra = {water(true)};
  d.sit(539);
  EXPECT_EQ(d.story(), "scheduled held");
  EXPECT_EQ(d.events().back().reason, "it comes with the break that is near");
  d.sit(1);
  int popups = 0;
  for (const Popup& p : d.popups()) popups += p.action == Popup::Action::show;
  EXPECT_EQ(popups, 1);
  EXPECT_EQ(d.popups().back().body, "Two minutes' walk? A glass of water?");
  EXPECT_EQ(d.count(PromptState::shown), 2);
  // Each has its own end; the popup goes with the break.
  d.stand(60);
  EXPECT_EQ(d.popups().back().action, Popup::Action::close);
  EXPECT_EQ(d.count(PromptState::complied), 1);
  d.log(PromptKind::water);
  EXPECT_EQ(d.count(PromptState::complied), 2);
}

TEST(Together, WhatIsSoonDueJoinsAndOneAnswerIsForAll) {
  CoachDriver d;
  d.extra = {water(false)};
  d.sit(kLimit_s);
  EXPECT_EQ(d.popups().back().body, "Two minutes' walk? A glass of water?");
  d.answer(Answer::snooze);
  EXPECT_EQ(d.count(PromptState::snoozed), 2);
  EXPECT_FALSE(d.on_screen());
  d.sit(600);
  EXPECT_TRUE(d.on_screen());
}

TEST(Together, FarFromABreakWaterComesAloneAndTheBudgetCountsPopups) {
  CoachDriver d;
  d.extra = {water(true)};
  d.sit(1);
  EXPECT_EQ(d.popups().size(), 1U);
  EXPECT_EQ(d.popups().back().kind, PromptKind::water);
  d.sit(899);
  EXPECT_EQ(d.story(), "scheduled shown");
  d.sit(1);
  EXPECT_EQ(d.story(), "scheduled shown expired");
}

TEST(Together, APopupThatFailsFailsForAll) {
  CoachDriver d;
  d.extra = {water(true)};
  d.sit(1).fail_popup();
  EXPECT_EQ(d.story(), "scheduled shown held");
  CoachDriver both;
  both.extra = {water(false)};
  both.sit(kLimit_s).fail_popup();
  EXPECT_EQ(both.count(PromptState::held), 2);
  both.sit(60);
  EXPECT_TRUE(both.on_screen());
  EXPECT_EQ(both.count(PromptState::shown), 4);
}

TEST(Withholding, IsDrawnFromTheIdAndItsShareIsAsSet) {
  for (const double percent : {0.0, 10.0, 20.0}) {
    int n = 0;
    constexpr int kIds = 20000;
    for (int i = 0; i < kIds; ++i) {
      const PromptId id = 1772438400000 + 1000 * i;
      ASSERT_EQ(is_withheld(id, percent), is_withheld(id, percent));
      n += is_withheld(id, percent);
    }
    const double p = percent / 100;
    EXPECT_NEAR(n, kIds * p, 4 * std::sqrt(kIds * p * (1 - p)) + 0.5);
  }
}

TEST(Withholding, NoPopupAndTheBodyEndsItAndTheBudgetIsSpent) {
  CoachParams params;
  params.withhold_percent = 100;
  CoachDriver d(params);
  d.sit(kLimit_s);
  EXPECT_EQ(d.story(), "scheduled withheld");
  EXPECT_TRUE(d.popups().empty());
  EXPECT_FALSE(d.status().shown);
  d.slouch(1);
  EXPECT_EQ(d.events().back().reason, "too soon after the previous prompt");
  CoachDriver stands = d;
  stands.stand(60);
  EXPECT_EQ(stands.events().back().state, PromptState::complied);
  d.sit(600);
  EXPECT_EQ(d.events().back().state, PromptState::expired);
  EXPECT_TRUE(d.popups().empty());
  // Only these two kinds.
  CoachDriver thirsty(params);
  thirsty.extra = {water(true)};
  thirsty.sit(1);
  EXPECT_TRUE(thirsty.on_screen());
}

// Two slouches an hour, eight hours a day.
int lean_prompts_of_a_day(CoachDriver& d, int day) {
  d.night(day);
  const int before = d.count(PromptState::shown);
  for (int i = 0; i < 16; ++i) d.stand(120).slouch(20).sit(1660);
  return d.count(PromptState::shown) - before;
}

TEST(Fading, TwoSessionsThenTwoOfThreeThenOneThenAWordAtTheEndOfTheHour) {
  CoachParams params;
  params.lean_mode = LeanMode::faded;
  CoachDriver d(params);
  std::array<int, 4> shown{};
  for (int week = 0; week < 4; ++week) {
    for (int day = 0; day < 5; ++day) {
      shown[static_cast<std::size_t>(week)] += lean_prompts_of_a_day(d, 7 * week + day);
    }
  }
  EXPECT_EQ(shown[0], 10) << "one in each session";
  EXPECT_NEAR(shown[1], 6.7, 2.8);
  EXPECT_NEAR(shown[2], 3.3, 2.8);
  EXPECT_LT(shown[2], shown[1]);
  EXPECT_EQ(shown[3], 0);
  EXPECT_EQ(d.events().back().reason, "summed up at the end of the hour instead");
}

TEST(Fading, TheHourIsSummedUpWhereThereWasMuchLean) {
  CoachParams params;
  params.lean_mode = LeanMode::faded;
  CoachDriver d(params);
  d.slouch(1).night(28).sit(1500).stand(300);
  const std::size_t before = d.popups().size();
  d.slouch(900).stand(300).sit(900).stand(300).sit(1199);
  EXPECT_EQ(d.popups().size(), before);
  d.stand(1);  // nine o'clock
  ASSERT_EQ(d.popups().size(), before + 1);
  EXPECT_TRUE(d.popups().back().notice);
  EXPECT_EQ(d.popups().back().body, "15 of 60 minutes leaning forward.");
  d.stand(1200);
  EXPECT_EQ(d.popups().size(), before + 1);
}

TEST(Fading, TrainingMentionsEveryLeanAndSilentNone) {
  for (const auto& [mode, expected] : {std::pair{LeanMode::training, 12}, {LeanMode::silent, 0}}) {
    CoachParams params;
    params.lean_mode = mode;
    CoachDriver d(params);
    EXPECT_EQ(lean_prompts_of_a_day(d, 1), expected) << "twelve a day is the budget";
    EXPECT_EQ(d.events().empty(), expected == 0);
  }
}

// A day is played to its middle; there postured is killed and starts again.
TEST(History, ARestartIsNoWayAroundALimit) {
  CoachDriver before;
  before.sit(kLimit_s).answer(Answer::not_today).sit(600);
  for (int i = 0; i < 12; ++i) before.slouch(20).sit(1180);
  ASSERT_EQ(before.count(PromptState::shown), 13);
  CoachHistory history;
  history.prompts = before.events();
  history.sitting = {before.status().sitting_s, before.now().wall};
  CoachDriver after;
  after.gap(before.t() + 20).restore(history);
  after.causes().restore_sitting(history.sitting->sitting_s, 20);
  after.sit(1200).slouch(100).sit(3600).slouch(100);
  EXPECT_EQ(after.count(PromptState::shown), 0) << "twelve about lean; no stand today";
  EXPECT_EQ(after.status().sitting_s, before.status().sitting_s + 5000);
}

TEST(History, TheBreakThatWasAskedForIsNotAskedForAgainAtOnce) {
  CoachDriver before;
  before.sit(kLimit_s).answer(Answer::dismiss).sit(600);
  CoachHistory history;
  history.prompts = before.events();
  CoachDriver after;
  after.gap(before.t() + 10).restore(history);
  after.causes().restore_sitting(before.status().sitting_s, 10);
  after.sit(1180);
  EXPECT_EQ(after.count(PromptState::shown), 0);
  after.sit(20);
  EXPECT_EQ(after.count(PromptState::shown), 1);
}

TEST(History, WhatACrashLeftOpenGetsItsEnd) {
  CoachDriver shown, held;
  shown.sit(kLimit_s);
  held.pause(3600).sit(kLimit_s);
  for (const auto& [before, state] :
       {std::pair{&shown, PromptState::expired}, {&held, PromptState::cancelled}}) {
    CoachHistory history;
    history.prompts = before->events();
    CoachDriver after;
    after.gap(before->t() + 100).restore(history);
    ASSERT_EQ(after.events().size(), 1U);
    EXPECT_EQ(after.events()[0].state, state);
    EXPECT_EQ(after.events()[0].id, before->events()[0].id);
    after.slouch(1);
    EXPECT_GT(after.events()[1].id, before->events()[0].id) << "ids never repeat";
  }
}

}  // namespace
}  // namespace postured
