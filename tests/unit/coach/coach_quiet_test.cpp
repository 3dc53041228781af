// When not to speak, and when to: holds, hours, pauses, moments.
#include <gtest/gtest.h>

#include "base/settings.hpp"
#include "unit/coach/coach_driver.hpp"

namespace postured {
namespace {

using test::CoachDriver;
using test::second_at;

constexpr int kLimit_s = 30 * 60;

CoachParams waits(double wait_s = 300) {
  CoachParams params;
  params.wait_s = wait_s;
  return params;
}

PostureSecond shift() {
  PostureSecond s = second_at(0);
  s.lean_range_deg = 6;
  return s;
}

TEST(Holds, EveryReasonDefersAndNoneStopsTheSittingClock) {
  for (const Quiet quiet : {Quiet::do_not_disturb, Quiet::screen_shared, Quiet::microphone,
                            Quiet::camera, Quiet::full_screen}) {
    CoachDriver d;
    d.quiet({quiet}).sit(kLimit_s + 600);
    EXPECT_EQ(d.story(), "scheduled held") << to_string(quiet);
    EXPECT_EQ(d.events().back().reason, in_words(quiet));
    EXPECT_EQ(d.status().sitting_s, kLimit_s + 600);
    d.quiet({}).sit(6);
    EXPECT_EQ(d.popups().back().summary, "40 minutes sitting");
  }
}

TEST(Holds, TheSettingNamesEveryReason) {
  const std::vector<std::string> all = words_of_list(Settings{}.prompts.hold_for);
  EXPECT_EQ(all.size(), HoldParams{}.hold_for.size());
  for (const std::string& word : all) {
    Settings settings;
    EXPECT_EQ(set_setting(settings, "prompts.hold_for", word), "");
    EXPECT_TRUE(quiet_from_string(word)) << word;
  }
}

TEST(Holds, AreASet) {
  CoachDriver d;
  d.pause(3000);
  d.context.locked = true;
  d.quiet({Quiet::microphone, Quiet::camera}).sit(kLimit_s);
  const std::vector<std::string> all{"paused", "the screen is locked", "the microphone is in use",
                                     "the camera is in use"};
  EXPECT_EQ(d.status().quiet, all);
  EXPECT_EQ(d.status().holds, all);
  d.coach().resume();
  d.context.locked = false;
  d.quiet({Quiet::camera}).sit(6);
  EXPECT_EQ(d.status().quiet, std::vector<std::string>{"the camera is in use"});
  EXPECT_EQ(d.status().next_prompt, PromptKind::stand);
  EXPECT_FALSE(d.on_screen());
}

TEST(Holds, WhoWantsToBeToldInCallsIs) {
  CoachParams params;
  params.holds.hold_for = {Quiet::screen_shared};
  CoachDriver d(params);
  d.quiet({Quiet::microphone, Quiet::camera}).sit(kLimit_s);
  EXPECT_TRUE(d.on_screen());
  d.quiet({Quiet::microphone, Quiet::screen_shared});
  EXPECT_FALSE(d.on_screen()) << "nothing stays on a shared screen";
  EXPECT_EQ(d.story(), "scheduled shown held");
  d.quiet({}).sit(600);
  EXPECT_EQ(d.count(PromptState::shown), 2) << "it had not been there long enough to be seen";
}

TEST(Holds, WhatWasSeenBeforeTheCallIsNotShownAgainAfterIt) {
  CoachDriver d;
  d.sit(kLimit_s + 60).quiet({Quiet::microphone});
  EXPECT_FALSE(d.on_screen());
  EXPECT_EQ(d.story(), "scheduled shown");
  CoachDriver stands = d;
  stands.stand(60);
  EXPECT_EQ(stands.story(), "scheduled shown complied");
  d.sit(600).quiet({}).sit(600);
  EXPECT_EQ(d.story(), "scheduled shown expired");
}

TEST(Holds, BetweenTwoCallsIsNoMoment) {
  CoachDriver d;
  d.quiet({Quiet::microphone}).sit(kLimit_s).quiet({}).sit(4).quiet({Quiet::microphone}).sit(100);
  EXPECT_EQ(d.count(PromptState::shown), 0);
}

TEST(Holds, TwoHalfHourMeetingsWithHourlyBreaksGiveExactlyOnePrompt) {
  // Whenever the meetings are within two hours of sitting, one after the other or apart.
  for (int first = 20; first <= 60; first += 5) {
    for (const int between : {0, 1, 5, 12}) {
      CauseParams hourly = CoachDriver::breaks_and_leans();
      hourly.sit_limit_s = 3600;
      CoachDriver d(waits(), hourly);
      const std::set<Quiet> call{Quiet::microphone, Quiet::camera};
      d.sit(60 * first).quiet(call).sit(1800).quiet({}).sit(60 * between).quiet(call).sit(1800);
      d.quiet({}).sit(std::max(7200 - d.t(), 0) + 10);
      std::set<PromptId> prompts;
      for (const PromptEvent& e : d.events()) prompts.insert(e.id);
      EXPECT_EQ(prompts.size(), 1U) << first << " " << between;
      EXPECT_EQ(d.count(PromptState::shown), 1) << first << " " << between;
      EXPECT_EQ(d.status().sitting_s, d.t());
    }
  }
}

TEST(Holds, AfterOneHoweverLongThereIsOnePromptAndItIsTheBreak) {
  CoachDriver d;
  d.extra.resize(2);
  d.extra[0].kind = PromptKind::static_posture;
  d.extra[1].kind = PromptKind::side_lean;
  for (Cause& cause : d.extra) {
    cause.holds = true;
    cause.lasted_s = 1;
    cause.reason = cause.summary = "something";
    cause.body = "Move a little?";
  }
  d.quiet({Quiet::do_not_disturb}).slouch(4 * 3600);
  EXPECT_EQ(d.count(PromptState::shown), 0);
  d.quiet({}).slouch(6);
  // Static shares the popup; lean and side lean end.
  int popups = 0;
  for (const Popup& p : d.popups()) popups += p.action == Popup::Action::show;
  EXPECT_EQ(popups, 1);
  EXPECT_EQ(d.popups().back().kind, PromptKind::stand);
  EXPECT_EQ(d.popups().back().body, "Two minutes' walk? Move a little?");
  EXPECT_EQ(d.count(PromptState::shown), 2);
  EXPECT_EQ(d.count(PromptState::cancelled), 2);
  const auto dropped = std::find_if(d.events().begin(), d.events().end(), [](const PromptEvent& e) {
    return e.state == PromptState::cancelled;
  });
  EXPECT_EQ(dropped->reason, "one prompt is enough after: do not disturb is on");
}

TEST(Holds, WhatFindsNoPlaceInTheOnePopupDoesNotFollowIt) {
  CoachDriver d;
  d.extra.resize(2);
  d.extra[0].kind = PromptKind::static_posture;
  d.extra[1].kind = PromptKind::water;
  for (Cause& cause : d.extra) {
    cause.holds = true;
    cause.lasted_s = 1;
    cause.reason = cause.summary = "something";
    cause.body = "Six words of asking are these?";
  }
  d.pause(7200).sit(7200).sit(900);
  int popups = 0;
  for (const Popup& p : d.popups()) popups += p.action == Popup::Action::show;
  EXPECT_EQ(popups, 1);
  EXPECT_EQ(d.count(PromptState::shown), 2);
  EXPECT_EQ(d.events()[d.events().size() - 1].kind, PromptKind::stand);
}

TEST(Hours, QuietAndWorkingHoursHold) {
  CoachParams params;
  params.holds.quiet_hours = WeekHours::parse("09:20-09:40").value();
  CoachDriver quiet(params);
  quiet.sit(kLimit_s);
  EXPECT_EQ(quiet.events().back().reason, "quiet hours");
  quiet.sit(599);
  EXPECT_FALSE(quiet.on_screen());
  quiet.sit(1);
  EXPECT_TRUE(quiet.on_screen());

  params.holds = {};
  params.holds.working_hours = WeekHours::parse("mon 09:00-09:15; tue-fri 09:00-17:00").value();
  CoachDriver work(params);
  work.sit(kLimit_s);
  EXPECT_EQ(work.events().back().reason, "outside the working hours");
  work.night(1).sit(3600);
  EXPECT_EQ(work.count(PromptState::shown), 0) << "07:30 to 08:30";
  work.sit(1801);
  EXPECT_EQ(work.count(PromptState::shown), 1) << "it was held until nine";
}

TEST(Pause, UntilTomorrowEndsAtLocalMidnightOnAnyDay) {
  for (const int step_h : {0, 1, -1}) {  // none, spring, autumn
    CoachDriver d;
    d.sit(100).pause_until_tomorrow();
    EXPECT_TRUE(d.status().paused_until_tomorrow);
    EXPECT_FALSE(d.status().paused_s);
    d.utc_offset += std::chrono::hours(step_h);
    // 09:01:40 and the hour that the clock was moved by.
    const int left_s = 15 * 3600 - 100 - 3600 * step_h;
    d.sit(left_s - 1);
    EXPECT_TRUE(d.status().paused_until_tomorrow);
    EXPECT_EQ(d.count(PromptState::shown), 0);
    d.sit(2);
    EXPECT_FALSE(d.status().paused_until_tomorrow);
    EXPECT_EQ(d.count(PromptState::shown), 1);
  }
}

TEST(Moment, ADuePromptWaitsForAPauseInTyping) {
  CoachDriver d(waits());
  d.context.input = Input::active;
  d.desktop(d.context).sit(kLimit_s + 100);
  EXPECT_EQ(d.events().back().reason, "waiting for a good moment");
  d.context.input = Input::idle;
  d.desktop(d.context).sit(1);
  EXPECT_TRUE(d.on_screen());
  EXPECT_EQ(d.events().back().reason, "typing paused");
}

TEST(Moment, NotForeverAndWithoutADesktopTheLimitHolds) {
  CoachDriver d(waits());
  d.sit(kLimit_s + 299);
  EXPECT_FALSE(d.on_screen());
  d.sit(1);
  EXPECT_TRUE(d.on_screen());
  EXPECT_EQ(d.events().back().reason, "no good moment came within 5 minutes");
}

TEST(Moment, EachKindOfMomentIsOneAndOneThatIsThereIsTakenAtOnce) {
  using Do = void (*)(CoachDriver&);
  const std::pair<const char*, Do> moments[] = {
      {"another window",
       [](CoachDriver& d) { d.coach().on_boundary(Boundary::window_switch, d.now()); }},
      {"another workspace",
       [](CoachDriver& d) { d.coach().on_boundary(Boundary::workspace_switch, d.now()); }},
      {"a posture shift was under way", [](CoachDriver& d) { d.feed(shift()); }},
      {"unlocked",
       [](CoachDriver& d) {
         d.context.locked = true;
         d.desktop(d.context);
         d.context.locked = false;
         d.desktop(d.context);
       }},
      {"the call ended", [](CoachDriver& d) { d.quiet({Quiet::microphone}).quiet({}).sit(5); }},
  };
  for (const auto& [reason, happens] : moments) {
    CoachDriver before(waits()), after(waits());
    before.sit(kLimit_s - 5);
    happens(before);
    before.sit(6);
    EXPECT_EQ(before.events().back().reason, reason);
    after.sit(kLimit_s + 60);
    EXPECT_FALSE(after.on_screen());
    happens(after);
    after.sit(1);
    EXPECT_TRUE(after.on_screen()) << reason;
  }
}

TEST(Moment, AStalePauseIsNone) {
  CoachDriver d(waits());
  d.context.input = Input::active;
  d.desktop(d.context).sit(kLimit_s - 20);
  d.context.input = Input::idle;
  d.desktop(d.context).sit(21);
  EXPECT_FALSE(d.on_screen());
  CoachDriver typing(waits());
  typing.context.input = Input::active;
  typing.desktop(typing.context).sit(kLimit_s - 5);
  typing.context.input = Input::idle;
  typing.desktop(typing.context).sit(2);
  typing.context.input = Input::active;
  typing.desktop(typing.context).sit(4);
  EXPECT_FALSE(typing.on_screen()) << "typing goes on";
}

TEST(Moment, WhoStandsUpWhileItWaitsIsNotAsked) {
  CoachDriver d(waits());
  d.sit(kLimit_s + 10).stand(60);
  EXPECT_EQ(d.story(), "scheduled held held cancelled");
  EXPECT_EQ(d.events()[2].reason, "not sitting right now");
}

TEST(SittingWithoutASensor, CountsWhatTheDesktopTellsAndSaysSo) {
  CoachDriver d;
  d.desk = DeskPresence::there;
  d.invalid(kLimit_s + 60);
  ASSERT_EQ(d.count(PromptState::shown), 1);
  EXPECT_EQ(d.popups().front().summary, "30 minutes at the desk, unseen by a sensor");
  d.desk = DeskPresence::away;
  d.invalid(120);
  EXPECT_EQ(d.status().sitting_s, 0) << "locked and no input is a break";
  CoachDriver reading;
  reading.sit(1000);
  reading.desk = DeskPresence::away;
  reading.sit(300);
  EXPECT_EQ(reading.status().sitting_s, 1300) << "what the body does counts more";
}

}  // namespace
}  // namespace postured
