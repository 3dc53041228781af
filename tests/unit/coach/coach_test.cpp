#include "coach/coach.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "unit/coach/coach_driver.hpp"

namespace postured {
namespace {

using test::CoachDriver;
using test::second_at;

constexpr int kLimit_s = 30 * 60;

TEST(StandPrompt, ComesWhenTheLimitIsReachedAndNotASecondBefore) {
  CoachDriver d;
  d.sit(kLimit_s - 1);
  EXPECT_TRUE(d.events().empty());
  d.sit(1);
  EXPECT_EQ(d.story(), "scheduled shown");
  ASSERT_EQ(d.popups().size(), 1U);
  EXPECT_EQ(d.popups()[0].summary, "30 minutes sitting");
  EXPECT_EQ(d.popups()[0].body, "Two minutes' walk?");
  EXPECT_EQ(d.events()[0].reason, "sat for 30 minutes without a full break");
}

TEST(StandPrompt, IsHonestAboutAnEstimate) {
  CoachDriver d;
  d.body(BodyState::unknown, kLimit_s + 60);
  ASSERT_EQ(d.popups().size(), 1U);
  EXPECT_EQ(d.popups()[0].summary, "30 minutes at the desk");
}

TEST(StandPrompt, ClosesItselfAfterAMinuteOnTheFeet) {
  CoachDriver d;
  d.sit(kLimit_s).stand(59);
  EXPECT_EQ(d.story(), "scheduled shown");
  d.stand(1);
  EXPECT_EQ(d.story(), "scheduled shown complied");
  ASSERT_EQ(d.popups().size(), 2U);
  EXPECT_EQ(d.popups()[1].action, Popup::Action::close);
  EXPECT_EQ(d.events()[2].latency_s, 60);
  d.stand(60).sit(kLimit_s - 1);
  EXPECT_EQ(d.events().size(), 3U);
}

TEST(StandPrompt, LeavesTheScreenAfterFiveMinutesAndIsFollowedForTen) {
  CoachDriver d;
  d.sit(kLimit_s + 299);
  EXPECT_EQ(d.story(), "scheduled shown");
  d.sit(1);
  EXPECT_EQ(d.story(), "scheduled shown");
  EXPECT_FALSE(d.on_screen());
  EXPECT_EQ(d.popups().back().action, Popup::Action::close);
  d.sit(299);
  EXPECT_EQ(d.story(), "scheduled shown");
  d.sit(1);
  EXPECT_EQ(d.story(), "scheduled shown expired");
  EXPECT_EQ(d.popups().size(), 2U);
}

TEST(StandPrompt, ABreakWithinTenMinutesIsLate) {
  CoachDriver d;
  d.sit(kLimit_s + 420).stand(60);
  EXPECT_EQ(d.story(), "scheduled shown complied");
  EXPECT_EQ(d.events().back().reason, "upright or walking for a minute, late");
}

TEST(StandPrompt, WaitsForWhoStoodUpInTime) {
  CoachDriver d;
  d.sit(kLimit_s + 299).stand(59);
  EXPECT_TRUE(d.on_screen());
  d.stand(1);
  EXPECT_EQ(d.story(), "scheduled shown complied");
}

TEST(StandPrompt, ComesAgainAfterAFurtherLimit) {
  for (const Answer answer : {Answer::done, Answer::dismiss}) {
    CoachDriver d;
    d.sit(kLimit_s).answer(answer).sit(kLimit_s - 1);
    EXPECT_EQ(d.count(PromptState::shown), 1);
    d.sit(1);
    EXPECT_EQ(d.count(PromptState::shown), 2);
    EXPECT_EQ(d.popups().back().summary, "60 minutes sitting");
  }
}

TEST(StandPrompt, OneSnoozedComesBackWhenTheSnoozeIsOver) {
  CoachDriver d;
  d.sit(kLimit_s).answer(Answer::snooze);
  EXPECT_EQ(d.story(), "scheduled shown snoozed");
  EXPECT_FALSE(d.on_screen());
  d.sit(599);
  EXPECT_FALSE(d.on_screen());
  d.sit(1);
  EXPECT_EQ(d.story(), "scheduled shown snoozed shown");
  EXPECT_EQ(d.events()[3].id, d.events()[0].id);
}

TEST(StandPrompt, OneSnoozedEndsWithABreak) {
  CoachDriver d;
  d.sit(kLimit_s).answer(Answer::snooze).sit(100).stand(60).sit(800);
  EXPECT_EQ(d.story(), "scheduled shown snoozed cancelled");
  EXPECT_EQ(d.events().back().reason, "a break was taken");
}

TEST(StandPrompt, IsHeldWhileEverythingIsSnoozedAndTheClockRunsOn) {
  CoachDriver d;
  d.pause(3600).sit(3000);
  EXPECT_EQ(d.story(), "scheduled held");
  EXPECT_EQ(d.status().sitting_s, 3000);
  EXPECT_EQ(d.status().holds, std::vector<std::string>{"paused"});
  EXPECT_EQ(d.status().quiet, std::vector<std::string>{"paused"});
  EXPECT_EQ(d.status().paused_s, 600);
  d.sit(601);
  EXPECT_EQ(d.story(), "scheduled held shown");
  EXPECT_EQ(d.popups().back().summary, "60 minutes sitting");
}

TEST(StandPrompt, ASnoozeCanBeEnded) {
  CoachDriver d;
  d.pause(3600).sit(kLimit_s).pause(0).sit(1);
  EXPECT_TRUE(d.on_screen());
}

TEST(StandPrompt, SnoozingEverythingTakesThePopupAway) {
  CoachDriver d;
  d.sit(kLimit_s).pause(1200);
  EXPECT_EQ(d.story(), "scheduled shown held");
  EXPECT_EQ(d.popups().back().action, Popup::Action::close);
  d.sit(1200);
  EXPECT_EQ(d.count(PromptState::shown), 2);
}

TEST(StandPrompt, IsCancelledByABreakTakenWhileItWasHeld) {
  CoachDriver d;
  d.pause(3600).sit(kLimit_s).stand(60);
  EXPECT_EQ(d.story(), "scheduled held cancelled");
}

TEST(StandPrompt, IsNotShownWithoutPostureData) {
  CoachDriver d;
  d.pause(100).sit(kLimit_s - 50).pause(60).sit(50).invalid(100);
  EXPECT_FALSE(d.on_screen());
  d.sit(1);
  EXPECT_TRUE(d.on_screen());
}

TEST(LeanPrompt, ComesWhenSlouchedAndSaysWhy) {
  CauseParams ten_deg_min;
  CoachDriver d({}, ten_deg_min);
  d.lean(LeanState::leaning, 59, 20);
  EXPECT_TRUE(d.events().empty());
  d.slouch(1);
  EXPECT_EQ(d.story(), "scheduled shown");
  EXPECT_EQ(d.popups()[0].summary, "Leaning forward for a minute");
  EXPECT_EQ(d.popups()[0].body, "Sit back or change position?");
  EXPECT_EQ(d.events()[0].reason, "leaning forward for 1 minute, now 25 deg");
}

TEST(LeanPrompt, ClosesItselfTenSecondsBelowRelease) {
  CoachDriver d;
  d.slouch(1).lean(LeanState::slouched, 4, 9).lean(LeanState::upright, 5, 9);
  EXPECT_TRUE(d.on_screen());
  d.lean(LeanState::upright, 1, 9);
  EXPECT_EQ(d.story(), "scheduled shown complied");
}

TEST(LeanPrompt, ClosesItselfForWhoWalksAway) {
  CoachDriver d;
  d.slouch(1).body(BodyState::walking, 10);
  EXPECT_EQ(d.story(), "scheduled shown complied");
}

TEST(LeanPrompt, ExpiresAfterAMinute) {
  CoachDriver d;
  d.slouch(60);
  EXPECT_TRUE(d.on_screen());
  d.slouch(1);
  EXPECT_EQ(d.story(), "scheduled shown expired");
}

TEST(LeanPrompt, TheSameLeanIsMentionedAgainAfterTenMinutes) {
  CoachDriver d;
  d.slouch(61 + 599);
  EXPECT_EQ(d.count(PromptState::shown), 1);
  d.slouch(1);
  EXPECT_EQ(d.count(PromptState::shown), 2);
}

TEST(LeanPrompt, EndsWhereTheBudgetSaysNo) {
  CoachDriver d;
  d.slouch(1).lean(LeanState::upright, 60, 0).slouch(1);
  EXPECT_EQ(d.story(), "scheduled shown complied scheduled cancelled");
  EXPECT_EQ(d.events().back().reason, "too soon after the previous prompt");
  d.slouch(500);
  EXPECT_EQ(d.count(PromptState::scheduled), 2) << "one refusal is said once";
}

TEST(LeanPrompt, IsHeldWhileSnoozedAndGoneWithItsCause) {
  CoachDriver d;
  d.pause(600).slouch(100);
  EXPECT_EQ(d.story(), "scheduled held");
  d.lean(LeanState::upright, 1, 0);
  EXPECT_EQ(d.story(), "scheduled held cancelled");
}

TEST(LeanPrompt, AfterItsSnoozeOnlyWhenLeaningRightThen) {
  CoachDriver upright, leaning;
  upright.slouch(1).answer(Answer::snooze).lean(LeanState::upright, 700, 0);
  EXPECT_EQ(upright.story(), "scheduled shown snoozed cancelled");
  leaning.slouch(1).answer(Answer::snooze).lean(LeanState::upright, 300, 0).slouch(300);
  EXPECT_EQ(leaning.story(), "scheduled shown snoozed shown");
}

TEST(Coach, ShowsOnePopupAtATime) {
  CoachDriver d;
  d.sit(kLimit_s).slouch(30);
  EXPECT_EQ(d.story(), "scheduled shown scheduled held");
  EXPECT_EQ(d.events().back().reason, "another prompt is on screen");
  EXPECT_EQ(d.status().holds.front(), "another prompt is on screen");
}

TEST(Coach, IsSilentWhenDisabled) {
  CoachParams params;
  params.enabled = false;
  CoachDriver d(params);
  d.sit(3 * kLimit_s).slouch(1000);
  EXPECT_TRUE(d.events().empty());
  EXPECT_EQ(d.status().sitting_s, 3 * kLimit_s + 1000);
}

TEST(Coach, SwitchingPromptsOffTakesThePopupAway) {
  CoachDriver d;
  d.sit(kLimit_s);
  CoachParams params;
  params.enabled = false;
  d.coach().set_params(params);
  d.sit(1);
  EXPECT_EQ(d.story(), "scheduled shown expired");
  EXPECT_EQ(d.popups().back().action, Popup::Action::close);
}

TEST(Coach, AShorterLimitTakesEffectAtOnce) {
  CoachDriver d;
  d.sit(1300);
  CauseParams params;
  params.sit_limit_s = 1200;
  d.causes().set_params(params);
  d.sit(1);
  EXPECT_TRUE(d.on_screen());
}

TEST(Coach, StaleAnswersAreIgnored) {
  CoachDriver d;
  d.sit(kLimit_s);
  const PromptId id = d.status().shown.value_or(0);
  EXPECT_EQ(id, d.events()[0].id);
  d.answer(Answer::done);
  EXPECT_TRUE(d.coach().on_answer(id, Answer::snooze, d.now()).empty());
  EXPECT_TRUE(d.coach().on_answer(12345, Answer::done, d.now()).empty());
  EXPECT_TRUE(d.coach().on_popup_failed(id, d.now()).empty());
}

TEST(Coach, APopupThatFailedCostsNothingAndIsTriedAgain) {
  CoachDriver d;
  d.sit(kLimit_s).fail_popup();
  EXPECT_EQ(d.story(), "scheduled shown held");
  EXPECT_EQ(d.events().back().reason, "no notification server");
  d.sit(59);
  EXPECT_FALSE(d.on_screen());
  d.sit(1);
  EXPECT_TRUE(d.on_screen());
  d.fail_popup().sit(119);
  EXPECT_FALSE(d.on_screen());
  d.sit(1);
  EXPECT_TRUE(d.on_screen());
  d.fail_popup().stand(60);
  EXPECT_EQ(d.events().back().state, PromptState::cancelled);
}

TEST(Coach, WithoutANotificationServerItRetriesRarely) {
  CoachDriver d;
  d.sit(kLimit_s);
  for (int i = 0; i < 24 * 3600; ++i) {
    if (d.on_screen()) d.fail_popup();
    d.sit(1);
  }
  EXPECT_LT(d.events().size(), 130U);
}

TEST(Coach, AfterALongGapThereIsNoStorm) {
  CoachDriver d;
  d.sit(kLimit_s).gap(7200).slouch(200).sit(100);
  EXPECT_EQ(d.events()[2].state, PromptState::expired);
  EXPECT_LE(d.count(PromptState::shown), 2);
  CoachDriver held;
  held.pause(3600).sit(kLimit_s).gap(7200).sit(300);
  EXPECT_EQ(held.count(PromptState::shown), 0) << "who was away for two hours took a break";
}

TEST(Coach, EndsEveryPromptWhenItEnds) {
  CoachDriver shown, held;
  shown.sit(kLimit_s).finish();
  EXPECT_EQ(shown.story(), "scheduled shown expired");
  held.pause(3600).sit(kLimit_s).finish().finish();
  EXPECT_EQ(held.story(), "scheduled held cancelled");
}

TEST(Coach, IdsAreWallMillisecondsMadeUnique) {
  CoachDriver d;
  d.slouch(1);
  EXPECT_EQ(d.events()[0].id, d.events()[0].at.utc.time_since_epoch().count());
  CauseParams params = CoachDriver::breaks_and_leans();
  params.sit_limit_s = 1;
  CoachDriver both({}, params);
  both.slouch(1);
  ASSERT_EQ(both.count(PromptState::scheduled), 2);
  EXPECT_EQ(both.events().front().id + 1, both.events().back().id);
}

TEST(Coach, StatusTellsWhenTheNextStandPromptIsDue) {
  CoachDriver d;
  EXPECT_FALSE(d.status().next_stand_s);
  d.sit(600);
  EXPECT_EQ(d.status().next_stand_s, 1200);
  d.stand(1);
  EXPECT_FALSE(d.status().next_stand_s);
}

TEST(Coach, AsksInTwelveWordsAndWithoutBlame) {
  CoachDriver d;
  d.sit(kLimit_s).answer(Answer::done).sit(400).slouch(60);
  ASSERT_GE(d.popups().size(), 2U);
  for (const Popup& p : d.popups()) {
    if (p.action != Popup::Action::show) continue;
    std::istringstream words(p.body);
    std::string word;
    int n = 0;
    while (words >> word) ++n;
    EXPECT_LE(n, 12);
    for (const char* banned : {"bad", "must", "should", "rounded"}) {
      EXPECT_EQ((p.summary + p.body).find(banned), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace postured
