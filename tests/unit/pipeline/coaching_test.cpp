#include "pipeline/coaching.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "unit/posture/posture_seconds.hpp"

namespace postured {
namespace {

using test::invalid_at;
using test::second_at;

// The threshold set by hand: no days of learning; every lean, at once.
Settings by_hand() {
  Settings settings;
  settings.lean.personal = false;
  settings.lean.mode = "training";
  settings.prompts.wait_min = 0;
  settings.prompts.withhold_percent = 0;
  settings.still.limit_min = settings.standing.limit_min = 1e6;  // bodies here never move
  return settings;
}

// A coaching whose outputs are kept.
class Day {
 public:
  explicit Day(const Settings& settings = by_hand())
      : coaching_(settings, {[this](const PostureSecond& s) { seconds.push_back(s); },
                             [this](const Minute& m) { minutes.push_back(m); },
                             [this](const Bout& b) {
                               if (b.ended_by != BoutEnd::open) bouts.push_back(b);
                             },
                             [this](const Episode& e) { episodes.push_back(e); },
                             [this](const Gap& g) { gaps.push_back(g); },
                             [this](const PromptEvent& e) { prompts.push_back(e); },
                             [this](const Popup& p) { popups.push_back(p); },
                             {},
                             [this](const Bend& b) { bends.push_back(b); },
                             [this](const Break& b) { breaks.push_back(b); }}) {}

  Day& feed(PostureSecond s) {
    const PostureSecond here = second_at(t_++);
    s.start = here.start;
    // The verdict comes two seconds after its second began.
    coaching_.on_second(s, {here.start + std::chrono::seconds(2),
                            {here.wall.utc + std::chrono::seconds(2), here.wall.utc_offset}});
    return *this;
  }
  Day& sit(int n, double lean_deg = 0) {
    for (int i = 0; i < n; ++i) feed(second_at(0, BodyState::sitting, lean_deg));
    return *this;
  }
  // Two clips; the range is 40 deg.
  Day& curve(int n, double percent, double lean_deg = 5) {
    for (int i = 0; i < n; ++i) {
      PostureSecond s = second_at(0, BodyState::sitting, lean_deg);
      s.curvature_deg = 0.4 * percent;
      s.curvature_range_deg = 40;
      feed(s);
    }
    return *this;
  }
  Day& invalid(int n, Unknown reason) {
    for (int i = 0; i < n; ++i) feed(invalid_at(0, reason));
    return *this;
  }
  Day& skip(int n) {
    t_ += n;
    return *this;
  }
  Day& finish() {
    coaching_.finish(now());
    return *this;
  }
  Now now() const { return test::now_at(second_at(t_)); }
  int t() const { return t_; }
  Coaching& coaching() { return coaching_; }

  std::vector<PostureSecond> seconds;
  std::vector<Minute> minutes;
  std::vector<Bout> bouts;
  std::vector<Episode> episodes;
  std::vector<Gap> gaps;
  std::vector<PromptEvent> prompts;
  std::vector<Popup> popups;
  std::vector<Bend> bends;
  std::vector<Break> breaks;

 private:
  Coaching coaching_;
  int t_ = 0;
};

TEST(Coaching, LabelsSecondsWithTheWallClock) {
  Day day;
  day.sit(3);
  for (int t = 0; t < 3; ++t) {
    EXPECT_EQ(day.seconds[static_cast<std::size_t>(t)].wall, second_at(t).wall);
  }
}

TEST(Coaching, AJumpOfMoreThanTwoSecondsIsASuspend) {
  Day day;
  day.sit(100, 20).skip(2).sit(10, 20);
  EXPECT_TRUE(day.gaps.empty());
  EXPECT_EQ(day.seconds.back().lean_state, LeanState::slouched);
  day.skip(3).sit(10, 20);
  ASSERT_EQ(day.gaps.size(), 1U);
  EXPECT_EQ(day.gaps[0].reason, "suspend");
  EXPECT_EQ(day.gaps[0].duration_s, 3);
  EXPECT_EQ(day.gaps[0].start.utc, second_at(112).wall.utc);
  EXPECT_EQ(day.seconds.back().lean_state, LeanState::leaning);
  ASSERT_EQ(day.bouts.size(), 1U);
  EXPECT_EQ(day.bouts[0].ended_by, BoutEnd::gap);
  EXPECT_EQ(day.episodes.size(), 1U);
}

TEST(Coaching, InvalidStretchesOfMoreThanTwoSecondsAreGapsWithTheirReason) {
  Day day;
  day.sit(10).invalid(2, Unknown::gap).sit(10).invalid(3, Unknown::no_data).sit(1);
  ASSERT_EQ(day.gaps.size(), 1U);
  EXPECT_EQ(day.gaps[0].reason, "no_data");
  EXPECT_EQ(day.gaps[0].duration_s, 3);
  EXPECT_EQ(day.gaps[0].start.utc, second_at(22).wall.utc);
  day.invalid(1, Unknown::gap).invalid(50, Unknown::not_worn).invalid(20, Unknown::no_sensor);
  day.finish();
  ASSERT_EQ(day.gaps.size(), 3U);
  EXPECT_EQ(day.gaps[1].reason, "not_worn");
  EXPECT_EQ(day.gaps[1].duration_s, 51);
  EXPECT_EQ(day.gaps[2].reason, "no_sensor");
  EXPECT_EQ(day.gaps[2].duration_s, 20);
}

TEST(Coaching, ADoubtThatReachesBackIsNamedAsAGapAndDropsTheOpenLean) {
  Day day;
  day.sit(1000).sit(300, 20);
  ASSERT_EQ(day.seconds.back().lean_state, LeanState::slouched);
  PostureSecond doubted = invalid_at(0, Unknown::slipped);
  doubted.doubted_s = 250;
  day.feed(doubted).invalid(99, Unknown::slipped).sit(30, 20).finish();
  ASSERT_EQ(day.gaps.size(), 1U);
  EXPECT_EQ(day.gaps[0].reason, "slipped");
  EXPECT_EQ(day.gaps[0].start.utc, second_at(1050).wall.utc);
  EXPECT_EQ(day.gaps[0].duration_s, 350);
  EXPECT_TRUE(day.episodes.empty()) << "no dose from a clip that may have slipped";
  EXPECT_EQ(day.seconds.back().lean_state, LeanState::leaning) << "the timers begin anew";
}

TEST(Coaching, DuringADoubtNothingIsHeldAgainstAnybody) {
  for (const Unknown reason : {Unknown::slipped, Unknown::turned, Unknown::maybe_slipped,
                               Unknown::handled, Unknown::reference_suspect, Unknown::stuck}) {
    Day day;
    day.sit(100).invalid(7200, reason).finish();
    EXPECT_TRUE(day.prompts.empty()) << to_string(reason);
    EXPECT_TRUE(day.episodes.empty());
    for (const Minute& minute : day.minutes) EXPECT_EQ(minute.slouched_s, 0);
  }
}

// Two days of sitting, then a third; the clock says so.
void play_days(Coaching& coaching, int first, int last, double lean_deg) {
  for (int d = first; d <= last; ++d) {
    for (int t = 0; t < 2 * 3600; ++t) {
      // A quarter of the time well forward.
      const double lean = (t / 300) % 4 == 0 ? lean_deg + 9 + (t % 60) / 30.0 : lean_deg;
      const PostureSecond s = second_at(86400 * d + t, BodyState::sitting, lean);
      coaching.on_second(s, test::now_at(s));
    }
  }
}

TEST(Coaching, TheFirstTwoDaysAreSilentAboutLeanAndTheThirdHasItsOwnThreshold) {
  std::vector<PromptEvent> prompts;
  std::vector<Episode> episodes;
  CoachingOutputs outputs;
  outputs.on_prompt = [&](const PromptEvent& e) {
    if (e.kind == PromptKind::lean) prompts.push_back(e);
  };
  outputs.on_episode = [&](const Episode& e) { episodes.push_back(e); };
  Coaching coaching(Settings{}, outputs);
  EXPECT_EQ(coaching.lean_rule().learning_day, 1);
  play_days(coaching, 0, 0, 8);
  play_days(coaching, 1, 1, 8);
  EXPECT_EQ(coaching.lean_rule().learning_day, 2);
  EXPECT_TRUE(prompts.empty());
  EXPECT_GT(episodes.size(), 4U) << "the log goes on";
  play_days(coaching, 2, 2, 8);
  EXPECT_EQ(coaching.lean_rule().learning_day, 0);
  EXPECT_TRUE(coaching.lean_rule().personal);
  EXPECT_NEAR(coaching.lean_rule().threshold_deg, 17, 2);
  EXPECT_FALSE(prompts.empty());
}

TEST(Coaching, WhatWasLearntIsRecalledFromTheJournal) {
  std::vector<Minute> minutes;
  CoachingOutputs outputs;
  outputs.on_minute = [&](const Minute& minute) { minutes.push_back(minute); };
  Coaching before(Settings{}, outputs);
  play_days(before, 0, 2, 8);
  Coaching after(Settings{}, {});
  for (const Minute& minute : minutes) {
    for (const PostureSecond& s : unpack_seconds(minute.seconds, minute.start)) after.recall(s);
  }
  EXPECT_EQ(after.lean_rule().threshold_deg, before.lean_rule().threshold_deg);
  EXPECT_EQ(after.lean_rule().learning_day, 0);
}

TEST(Coaching, AThresholdSetByHandSpeaksOnTheFirstDay) {
  Day day;
  day.sit(100, 16);
  EXPECT_FALSE(day.prompts.empty());
  EXPECT_EQ(day.coaching().lean_rule().learning_day, 0);
}

TEST(Coaching, IgnoresSecondsThatAreNotLater) {
  Day day;
  day.sit(10);
  day.coaching().on_second(second_at(9), day.now());
  day.coaching().on_second(second_at(3), day.now());
  EXPECT_EQ(day.seconds.size(), 10U);
  EXPECT_TRUE(day.gaps.empty());
}

TEST(Coaching, SettingsReachTheirPlace) {
  Settings settings = by_hand();
  settings.lean.threshold_deg = 20;
  settings.lean.delay_s = 30;
  settings.lean.dose_deg_min = 7;  // of 5 that 100 s of 3 deg make, and 2 of 20 s of 6
  settings.sitting.limit_min = 20;
  Day day(settings);
  day.sit(100, 18);
  EXPECT_EQ(day.seconds.back().lean_state, LeanState::upright);
  day.sit(30, 21);
  EXPECT_EQ(day.seconds.back().lean_state, LeanState::slouched);
  ASSERT_FALSE(day.popups.empty());
  EXPECT_EQ(day.popups[0].summary, "Leaning forward for 20 seconds");
  day.sit(20 * 60 - 130);
  ASSERT_EQ(day.popups.size(), 3U);
  EXPECT_EQ(day.popups[2].summary, "20 minutes sitting");

  settings.prompts.enabled = false;
  day.coaching().set_settings(settings);
  day.sit(3600, 21);
  EXPECT_EQ(day.popups.size(), 4U);  // only the closing of what was shown
}

TEST(Coaching, CountsDeepBendsAndBreaksAndAdvisesOnLiftingOnceADay) {
  Day day;
  const auto lift = [&day](double turn_deg_s) {
    for (int i = 0; i < 5; ++i) day.feed(second_at(0, BodyState::standing));
    for (int i = 0; i < 4; ++i) {
      PostureSecond bent = second_at(0, BodyState::unknown, 75);
      bent.turn_deg = turn_deg_s;
      day.feed(bent);
    }
    for (int i = 0; i < 5; ++i) day.feed(second_at(0, BodyState::standing));
  };
  day.sit(60);
  lift(0);
  EXPECT_TRUE(day.popups.empty());
  lift(12);
  lift(12);
  day.sit(600);
  ASSERT_EQ(day.bends.size(), 3U);
  EXPECT_EQ(day.bends[1].turn_deg, 48);
  ASSERT_EQ(day.breaks.size(), 1U);
  EXPECT_EQ(day.breaks[0].grade, BreakGrade::micro);
  EXPECT_EQ(day.breaks[0].duration_s, 42);
  ASSERT_EQ(day.popups.size(), 1U);
  EXPECT_TRUE(day.popups[0].notice);
  EXPECT_EQ(day.popups[0].summary, "A deep bend with a turn");
}

TEST(Coaching, WithoutASensorBreaksComeFromInputAndAreCalledUnseen) {
  Day day;
  DesktopContext desktop;
  desktop.input = Input::active;
  day.coaching().on_desktop(desktop, day.now());
  day.invalid(1860, Unknown::no_sensor);
  ASSERT_FALSE(day.popups.empty());
  EXPECT_EQ(day.popups[0].kind, PromptKind::stand);
  EXPECT_NE(day.popups[0].summary.find("unseen"), std::string::npos) << day.popups[0].summary;
  EXPECT_TRUE(day.minutes.empty());
  EXPECT_TRUE(day.bouts.empty()) << "nobody was seen sitting";
  // Locked and away: a break, and a gap with its name.
  desktop.input = Input::idle;
  desktop.input_since = day.now().boot;
  desktop.locked = true;
  day.coaching().on_desktop(desktop, day.now());
  day.invalid(200, Unknown::no_sensor);
  EXPECT_EQ(day.coaching().status(day.now()).sitting_s, 0);
  day.finish();
  ASSERT_EQ(day.gaps.size(), 2U);
  EXPECT_EQ(day.gaps[0].reason, "no_sensor");
  EXPECT_EQ(day.gaps[1].reason, "locked");
}

TEST(Coaching, FinishEndsEverything) {
  Day day;
  day.sit(1850, 20).finish();
  ASSERT_EQ(day.bouts.size(), 1U);
  EXPECT_EQ(day.bouts[0].ended_by, BoutEnd::shutdown);
  EXPECT_EQ(day.episodes.size(), 1U);
  EXPECT_EQ(day.minutes.size(), 31U);
  EXPECT_TRUE(is_final(day.prompts.back().state));
}

TEST(Coaching, ARoundedBackIsMentionedAsSuchAndItsPromptClosesWhenTheBackIsStraighter) {
  Day day;
  day.curve(39, 85);
  EXPECT_TRUE(day.popups.empty());
  day.curve(1, 85);
  ASSERT_EQ(day.popups.size(), 1U);
  EXPECT_EQ(day.popups[0].summary, "Rounded back for 40 seconds");
  EXPECT_EQ(day.popups[0].kind, PromptKind::lean);
  day.curve(20, 85);  // long enough to be logged
  EXPECT_EQ(day.seconds.back().rounding, Rounding::rounded);
  EXPECT_EQ(day.seconds.back().lean_state, LeanState::upright);
  day.curve(9, 60);
  EXPECT_EQ(day.popups.size(), 1U);
  day.curve(1, 60);
  EXPECT_EQ(day.prompts.back().state, PromptState::complied);
  EXPECT_EQ(day.popups.back().action, Popup::Action::close);
  ASSERT_EQ(day.episodes.size(), 1U);
  EXPECT_EQ(day.episodes[0].kind, Episode::Kind::rounded_back);
}

TEST(Coaching, ForwardLeanIsNeverCalledARoundedBackUnlessBothClipsJudgedIt) {
  Day one_clip;
  one_clip.sit(70, 20);
  ASSERT_EQ(one_clip.popups.size(), 1U);
  EXPECT_EQ(one_clip.popups[0].summary, "Leaning forward for a minute");
  // With two clips a lean with a straight back is a lean.
  Day straight;
  straight.curve(70, 40, 20);
  ASSERT_EQ(straight.popups.size(), 1U);
  EXPECT_EQ(straight.popups[0].summary, "Leaning forward for a minute");
  // Both at once: what only two clips can see is said.
  Day both;
  both.curve(70, 90, 20);
  ASSERT_EQ(both.popups.size(), 1U);
  EXPECT_EQ(both.popups[0].summary, "Rounded back for 30 seconds");
  EXPECT_EQ(both.finish().episodes.size(), 2U);
}

TEST(Coaching, AMomentOfMovementDoesNotShortenWhatARoundedBackIsSaidToLast) {
  Day day;
  day.curve(29, 90);
  for (int i = 0; i < 3; ++i) {
    PostureSecond moving = second_at(0, BodyState::sitting, 5);
    moving.curvature_deg = 36;
    moving.curvature_range_deg = 40;
    moving.lean_range_deg = 30;
    day.feed(moving);
  }
  day.curve(30, 90);
  ASSERT_EQ(day.popups.size(), 1U);
  EXPECT_EQ(day.popups[0].summary, "Rounded back for 30 seconds");
}

TEST(Coaching, LosingTheLowerClipCreditsNobodyWithAStraightBack) {
  Day day;
  day.curve(30, 90);
  ASSERT_EQ(day.popups.size(), 1U);
  day.sit(30, 5);
  EXPECT_EQ(day.prompts.back().state, PromptState::shown) << "unknown is no compliance";
  day.sit(40, 5);
  EXPECT_EQ(day.prompts.back().state, PromptState::expired);
  // Nor does it interrupt the sitting.
  day.finish();
  ASSERT_EQ(day.bouts.size(), 1U);
  EXPECT_DOUBLE_EQ(day.bouts[0].duration_s, 100);
}

TEST(Coaching, WithTheUpperClipLostTheSittingGoesOnAndNoLeanIsJudged) {
  Day day;
  day.curve(100, 50);
  for (int i = 0; i < 200; ++i) {
    PostureSecond s = second_at(0, BodyState::sitting, NAN);
    s.side_deg = s.inclination_deg = NAN;
    s.axis_known = false;
    s.reason = Unknown::no_sensor;
    day.feed(s);
    ASSERT_EQ(day.seconds.back().lean_state, LeanState::not_judged);
  }
  EXPECT_DOUBLE_EQ(day.coaching().status(day.now()).sitting_s, 300);
  day.finish();
  EXPECT_TRUE(day.gaps.empty());
  ASSERT_EQ(day.bouts.size(), 1U);
  int judged_s = 0, sitting_s = 0;
  for (const Minute& minute : day.minutes) {
    judged_s += minute.judged_s;
    sitting_s += minute.sitting_s;
  }
  EXPECT_EQ(judged_s, 100);
  EXPECT_EQ(sitting_s, 300);
}

TEST(Coaching, EmptyCallbacksAreFine) {
  Coaching coaching({}, {});
  for (int t = 0; t < 4000; ++t) {
    const PostureSecond s = t % 500 < 5 ? invalid_at(t) : second_at(t, BodyState::sitting, 20);
    coaching.on_second(s, test::now_at(s));
  }
  coaching.finish(test::now_at(second_at(4000)));
  EXPECT_TRUE(coaching.latest());
}

void random_day(Day& day, unsigned seed, Unknown reason = Unknown::not_worn,
                bool two_clips_at_times = false) {
  std::mt19937 random(seed);
  double lean_deg = 8;
  while (day.t() < 9 * 3600) {
    if (random() % 15 == 0) day.skip(static_cast<int>(random() % 600));
    const auto body = random() % 3 ? BodyState::sitting : static_cast<BodyState>(random() % 5);
    const double target_deg = static_cast<double>(random() % 30) - 3;
    const bool valid = random() % 12 != 0;
    const bool two_clips = two_clips_at_times && random() % 3 != 0;
    for (auto n = random() % 900; n > 0; --n) {
      lean_deg +=
          0.05 * (target_deg - lean_deg) + 0.01 * (static_cast<double>(random() % 101) - 50);
      PostureSecond s = valid ? second_at(0, body, lean_deg) : invalid_at(0, reason);
      s.lean_range_deg = static_cast<double>(random() % 220) / 10;
      if (two_clips && valid) {
        s.curvature_deg = 1.37 * lean_deg;
        s.curvature_range_deg = 31.4;
      }
      day.feed(s);
    }
  }
  day.finish();
}

// What the journal keeps of a day, run through again, gives the same decisions. (Minutes in which
// no sensor sent anything are not kept; they are a gap.)
TEST(Coaching, ReplayingTheStoredSecondsGivesTheSamePrompts) {
  for (unsigned seed = 0; seed < 5; ++seed) {
    Day live;
    random_day(live, seed, Unknown::not_worn, seed % 2 == 1);
    std::vector<PromptEvent> again;
    std::vector<Bout> bouts;
    std::vector<Episode> episodes;
    CoachingOutputs outputs;
    outputs.on_prompt = [&](const PromptEvent& e) { again.push_back(e); };
    outputs.on_bout = [&](const Bout& b) {
      if (b.ended_by != BoutEnd::open) bouts.push_back(b);
    };
    outputs.on_episode = [&](const Episode& e) { episodes.push_back(e); };
    Coaching replay(by_hand(), outputs);
    Now last{};
    for (const Minute& minute : live.minutes) {
      for (const PostureSecond& s : unpack_seconds(minute.seconds, minute.start)) {
        last = {s.start, s.wall};
        replay.on_second(s, {s.start + std::chrono::seconds(2),
                             {s.wall.utc + std::chrono::seconds(2), s.wall.utc_offset}});
        ASSERT_EQ(replay.latest()->lean_state, s.lean_state);
        ASSERT_EQ(replay.latest()->rounding, s.rounding);
      }
    }
    replay.finish(last);
    ASSERT_EQ(again.size(), live.prompts.size());
    ASSERT_GT(again.size(), 10U);
    for (std::size_t i = 0; i < again.size(); ++i) {
      EXPECT_EQ(again[i].state, live.prompts[i].state);
      EXPECT_EQ(again[i].reason, live.prompts[i].reason);
    }
    ASSERT_EQ(bouts.size(), live.bouts.size());
    for (std::size_t i = 0; i < bouts.size(); ++i) {
      EXPECT_EQ(bouts[i].start, live.bouts[i].start);
      EXPECT_EQ(bouts[i].duration_s, live.bouts[i].duration_s);
    }
    EXPECT_EQ(episodes.size(), live.episodes.size());
  }
}

TEST(Coaching, EverySecondIsInExactlyOneMinuteUnlessNothingCameInThatMinute) {
  Day day;
  random_day(day, 9, Unknown::no_data);
  std::map<std::int64_t, std::pair<std::size_t, bool>> by_minute;  // seconds, anything came
  for (const PostureSecond& s : day.seconds) {
    auto& [seconds, came] = by_minute[s.wall.utc.time_since_epoch() / std::chrono::minutes(1)];
    ++seconds;
    came = came || (s.reason != Unknown::no_sensor && s.reason != Unknown::no_data);
  }
  std::size_t expected = 0, recorded = 0;
  for (const auto& [minute, content] : by_minute) expected += content.second ? content.first : 0;
  for (const Minute& m : day.minutes) recorded += static_cast<std::size_t>(m.recorded_s);
  EXPECT_EQ(recorded, expected);
  EXPECT_GT(recorded, 0U);
}

}  // namespace
}  // namespace postured
