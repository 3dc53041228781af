#include "pipeline/what_if.hpp"

#include <gtest/gtest.h>

#include <random>

#include "simulation/seconds_wearer.hpp"
#include "unit/posture/posture_seconds.hpp"

namespace postured {
namespace {

using test::second_at;

// Days as the journal would have them: the seconds as they are unpacked, and all that stands
// beside them.
struct Journal {
  std::vector<PostureSecond> seconds;
  RecordedContext context;
  UtcTime from = test::kMorning;

  CoachingOutputs outputs() {
    CoachingOutputs outputs;
    outputs.on_minute = [this](const Minute& minute) {
      const auto unpacked = unpack_seconds(minute.seconds, minute.start);
      seconds.insert(seconds.end(), unpacked.begin(), unpacked.end());
    };
    outputs.on_gap = [this](const Gap& gap) { context.gaps.push_back(gap); };
    outputs.on_prompt = [this](const PromptEvent& event) { context.prompts.push_back(event); };
    outputs.on_quiet = [this](const QuietSpan& span) {
      for (QuietSpan& known : context.quiet) {
        if (known.start == span.start && known.reason == span.reason) {
          known = span;
          return;
        }
      }
      context.quiet.push_back(span);
    };
    return outputs;
  }
};

// Without lots: they are drawn from the prompts' numbers, which a replay cannot know.
Settings without_lots(double wait_min = 0) {
  Settings settings;
  settings.lean.personal = false;
  settings.prompts.wait_min = wait_min;
  for (const char* lot : {"prompts.withhold_percent=0", "lean.mode=training"}) {
    const std::string text(lot);
    const auto equals = text.find('=');
    set_setting_from_text(settings, text.substr(0, equals), text.substr(equals + 1));
  }
  return settings;
}

std::vector<SettingChange> as_recorded(const Settings& settings, UtcTime at) {
  return setting_changes({}, settings, {at, {}});
}

// A coaching that lives second by second, with a person who answers.
class Life {
 public:
  Life(Journal& journal, const Settings& settings)
      : journal_(journal), coaching_(settings, outputs()) {
    journal.context.settings = as_recorded(settings, journal.from - std::chrono::hours(1));
  }
  void live(PostureSecond second) {
    const PostureSecond here = second_at(t_++);
    second.start = here.start;
    second.wall = here.wall;
    coaching_.on_second(second, now());
    if (shown_ != 0 && t_ >= answer_at_) {
      coaching_.on_answer(std::exchange(shown_, 0), answer, now());
    }
  }
  void body(BodyState body, int seconds, double lean_deg = 0) {
    for (int i = 0; i < seconds; ++i) {
      PostureSecond second = second_at(0, body, lean_deg);
      second.side_deg = t_ / 300 % 2 == 0 ? 0 : 7;  // shifts now and then
      live(second);
    }
  }
  Now now() const {
    const PostureSecond last = second_at(t_ - 1);
    return {last.start + std::chrono::seconds(2),
            {last.wall.utc + std::chrono::seconds(2), last.wall.utc_offset}};
  }
  void skip(int seconds) { t_ += seconds; }
  Coaching& coaching() { return coaching_; }
  int t() const { return t_; }
  void finish() { coaching_.finish(now()); }

  Answer answer = Answer::why;  // says nothing

 private:
  CoachingOutputs outputs() {
    CoachingOutputs outputs = journal_.outputs();
    outputs.on_popup = [this](const Popup& popup) {
      if (popup.notice) return;
      shown_ = popup.action == Popup::Action::show ? popup.id : 0;
      answer_at_ = t_ + 20;
    };
    return outputs;
  }
  Journal& journal_;
  int t_ = 0, answer_at_ = 0;
  PromptId shown_ = 0;
  Coaching coaching_;
};

WhatIfFigures played(const Journal& journal, const JournalPlay::SettingsOf& change) {
  WhatIf what_if(journal.context, journal.from, change);
  for (const PostureSecond& second : journal.seconds) what_if.on_second(second);
  return what_if.finish();
}

Settings same(const Settings& recorded) { return recorded; }

struct ShownAt {
  PromptKind kind;
  UtcTime at;
  bool operator==(const ShownAt&) const = default;
};

std::vector<ShownAt> shown_of(const std::vector<PromptEvent>& events) {
  std::vector<ShownAt> shown;
  for (const PromptEvent& e : events) {
    if (e.state == PromptState::shown) shown.push_back({e.kind, e.at.utc});
  }
  return shown;
}

std::vector<ShownAt> shown_again(const Journal& journal) {
  std::vector<PromptEvent> again;
  CoachingOutputs outputs;
  outputs.on_prompt = [&again](const PromptEvent& e) { again.push_back(e); };
  JournalPlay play(journal.context, journal.from, same, outputs);
  for (const PostureSecond& second : journal.seconds) play.on_second(second);
  play.finish();
  return shown_of(again);
}

void random_day(Life& life, std::mt19937& random, int until_s) {
  while (life.t() < until_s) {
    const auto body = random() % 3 ? BodyState::sitting : static_cast<BodyState>(random() % 5);
    const double lean_deg = static_cast<double>(random() % 30) - 3;
    // A "not today" would make for a quiet day.
    life.answer =
        random() % 9 ? kAnswers.at(random() % 6) : kAnswers.at(random() % kAnswers.size());
    life.body(body, static_cast<int>(random() % 1200), lean_deg);
    if (random() % 6 == 0) {
      DesktopContext context;
      if (random() % 2) context.quiet.insert(Quiet::microphone);
      context.locked = random() % 3 == 0;
      life.coaching().on_desktop(context, life.now());
    }
    if (random() % 20 == 0)
      life.coaching().pause(60.0 * static_cast<double>(1 + random() % 90), life.now());
    if (random() % 20 == 0) life.coaching().resume();
    if (random() % 15 == 0) life.skip(static_cast<int>(random() % 600));
  }
}

TEST(WhatIf, TheSameSettingsGiveThePromptsThatWereRecorded) {
  std::size_t all = 0;
  for (unsigned seed = 0; seed < 6; ++seed) {
    Journal journal;
    Life life(journal, without_lots(seed % 2 ? 5 : 0));
    std::mt19937 random(seed);
    random_day(life, random, 9 * 3600);
    life.finish();
    const auto recorded = shown_of(journal.context.prompts), again = shown_again(journal);
    all += recorded.size();
    ASSERT_EQ(again.size(), recorded.size()) << "seed " << seed;
    for (std::size_t i = 0; i < again.size(); ++i) {
      EXPECT_EQ(again[i].kind, recorded[i].kind);
      EXPECT_LE(to_seconds(std::chrono::abs(again[i].at - recorded[i].at)), 2) << seed;
    }
    const WhatIfFigures figures = played(journal, same);
    EXPECT_EQ(figures.before.shown(), figures.after.shown());
    int known = 0;
    for (const auto& [kind, n] : figures.recorded_shown) known += n;
    EXPECT_EQ(figures.before.shown(), known);
  }
  EXPECT_GT(all, 30U);
}

TEST(WhatIf, ALongerLimitOfSittingGivesFewerPromptsToStand) {
  Journal journal;
  Life life(journal, without_lots());
  for (int i = 0; i < 6; ++i) {
    life.body(BodyState::sitting, 50 * 60);
    life.body(BodyState::walking, 300);
  }
  life.finish();
  const WhatIfFigures figures = played(journal, [](Settings settings) {
    settings.sitting.limit_min = 60;
    return settings;
  });
  EXPECT_EQ(figures.before.prompts.at(PromptKind::stand).shown, 6);
  EXPECT_FALSE(figures.after.prompts.contains(PromptKind::stand));
  EXPECT_EQ(figures.long_sits, 6);
  EXPECT_EQ(figures.before.long_sits_unprompted, 0);
  EXPECT_EQ(figures.after.long_sits_unprompted, 6);
  EXPECT_EQ(figures.after.shown(), 0);
  EXPECT_EQ(one_sentence(figures).substr(0, 26), "0 prompts instead of 6, 6 ");
}

TEST(WhatIf, LeanThatIsNotMentionedIsCountedByTheRecordedRule) {
  Journal journal;
  Life life(journal, without_lots());
  for (int i = 0; i < 4; ++i) {
    life.body(BodyState::sitting, 120, 22);
    life.body(BodyState::sitting, 1200, 0);
    life.body(BodyState::walking, 180);
  }
  life.finish();
  const WhatIfFigures figures = played(journal, [](Settings settings) {
    settings.lean.threshold_deg = 25;
    return settings;
  });
  ASSERT_GT(figures.before.prompts.at(PromptKind::lean).shown, 0);
  EXPECT_FALSE(figures.after.prompts.contains(PromptKind::lean));
  EXPECT_NEAR(figures.lean_s, 4 * 120, 20);
  EXPECT_NEAR(figures.after.lean_unprompted_s, figures.lean_s, 0.01);
  EXPECT_LT(figures.before.lean_unprompted_s, figures.after.lean_unprompted_s);
}

TEST(WhatIf, AMeetingThatWasRecordedHoldsPromptsAgain) {
  Journal journal;
  Life life(journal, without_lots());
  life.body(BodyState::sitting, 1500);
  DesktopContext call;
  call.quiet = {Quiet::microphone};
  life.coaching().on_desktop(call, life.now());
  life.body(BodyState::sitting, 900);
  life.coaching().on_desktop({}, life.now());
  life.body(BodyState::sitting, 600);
  life.finish();
  ASSERT_EQ(journal.context.quiet.size(), 1U);
  const auto recorded = shown_of(journal.context.prompts), again = shown_again(journal);
  ASSERT_GE(recorded.size(), 1U);
  EXPECT_GE(to_seconds(recorded[0].at - journal.from), 2400);
  EXPECT_EQ(again, recorded);
}

TEST(WhatIf, SettingsThatChangedMeanwhileChangeAgain) {
  Journal journal;
  Life life(journal, without_lots());
  life.body(BodyState::sitting, 2400);
  life.body(BodyState::walking, 300);
  Settings later = without_lots();
  later.sitting.limit_min = 60;
  for (const SettingChange& change : setting_changes(without_lots(), later, life.now().wall)) {
    journal.context.settings.push_back(change);
  }
  life.coaching().set_settings(later);
  life.body(BodyState::sitting, 2400);
  life.finish();
  EXPECT_EQ(shown_of(journal.context.prompts).size(), 1U);
  EXPECT_EQ(shown_again(journal), shown_of(journal.context.prompts));
}

TEST(WhatIf, ACorrectionIsSaidAgain) {
  Journal journal;
  Life life(journal, without_lots());
  life.body(BodyState::sitting, 1500);
  Correction said{life.now().wall, life.now().wall, 600, BodyState::standing};
  said.from.utc -= std::chrono::seconds(900);
  life.coaching().on_correction(said, life.now());
  journal.context.corrections.push_back(said);
  EXPECT_NEAR(life.coaching().status(life.now()).sitting_s, 300, 5);
  life.body(BodyState::sitting, 2400);
  life.finish();
  const auto recorded = shown_of(journal.context.prompts);
  ASSERT_GE(recorded.size(), 1U);
  EXPECT_NEAR(to_seconds(recorded[0].at - journal.from), 1500 + 1500, 10);
  EXPECT_EQ(shown_again(journal), recorded);
}

TEST(WhatIf, SaysInOneSentenceWhatWouldHaveBeenDifferent) {
  WhatIfFigures figures;
  figures.before.prompts[PromptKind::lean].shown = 19;
  figures.after.prompts[PromptKind::lean].shown = 4;
  figures.lean_s = 3 * 3600;
  figures.before.lean_unprompted_s = 2400;
  figures.after.lean_unprompted_s = 7200;
  EXPECT_EQ(one_sentence(figures),
            "4 prompts instead of 19, 2 h of lean unprompted instead of 40 min.");
  figures.after = figures.before;
  EXPECT_EQ(one_sentence(figures), "19 prompts, as many as before, 40 min of lean unprompted.");
}

TEST(WhatIf, SimulatedDaysArePlayedInSeconds) {
  Journal journal;
  const Settings settings = without_lots();
  journal.context.settings = as_recorded(settings, journal.from - std::chrono::hours(1));
  SecondsWearer wearer{SecondsWearerParams{}};
  Coaching coaching(settings, journal.outputs());
  Now now{};
  std::int64_t t_s = 0;
  for (int day = 0; day < 4; ++day) {
    wearer.begin_day();
    while (!wearer.day_over()) {
      ++t_s;
      now = {BootTime(std::chrono::seconds(t_s)),
             {journal.from + std::chrono::seconds(t_s), std::chrono::hours(1)}};
      wearer.advance_to(static_cast<double>(t_s),
                        [&](PostureSecond second) { coaching.on_second(second, now); });
    }
    t_s += 14 * 3600;
  }
  coaching.finish(now);
  ASSERT_GT(journal.seconds.size(), 80'000U);
  const WhatIfFigures figures = played(journal, [](Settings s) {
    s.sitting.limit_min = 60;
    return s;
  });
  EXPECT_GT(figures.before.shown(), 8);
  EXPECT_LT(figures.after.shown(), figures.before.shown());
  EXPECT_GT(figures.valid_h, 20);
}

}  // namespace
}  // namespace postured
