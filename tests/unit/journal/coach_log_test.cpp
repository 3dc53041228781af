#include <SQLiteCpp/Database.h>

#include "journal/schema.hpp"
#include "journal/store.hpp"
#include "journal/schema.hpp"
#include "unit/journal/journal_fixture.hpp"

namespace postured::testing {
namespace {

using namespace std::chrono_literals;
using CoachLogTest = JournalTest;

PromptEvent event(PromptId id, PromptState state, WallTime at) {
  return {id, PromptKind::water, state, at, 0, "because"};
}

TEST_F(CoachLogTest, CorrectionsQuietSpansAndSettingsComeBackAsTheyWereStored) {
  const Correction correction{wall(15h, 1h), wall(14h, 1h), 1800, BodyState::standing};
  const QuietSpan quiet{wall(10h, 1h), 725.5, "microphone"};
  const SettingChange change{wall(11h, 1h), "lean.delay_s", "60", "120"};
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{correction, quiet, change});
  EXPECT_EQ(store.corrections(kMonday, kMonday + 24h), std::vector{correction});
  EXPECT_EQ(store.quiet_spans(kMonday, kMonday + 24h), std::vector{quiet});
  EXPECT_EQ(store.setting_changes(), std::vector{change});
}

TEST_F(CoachLogTest, AWeekHasTheCorrectionsAboutIt) {
  const IsoWeek week{2026, 47};
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{
      Correction{wall(15h), wall(14h), 60, BodyState::standing},
      Correction{wall(1h), wall(-2h), 60, BodyState::walking},  // about the week before
      make_bout(wall(13h), 7200)});
  const WeekData data = store.week(week);
  ASSERT_EQ(data.corrections.size(), 1U);
  EXPECT_EQ(data.corrections[0].body, BodyState::standing);
  ASSERT_EQ(data.bouts.size(), 1U);
  EXPECT_EQ(data.bouts[0].duration_s, 7200) << "what was recorded is as it was";
}

TEST_F(CoachLogTest, AQuietSpanThatGoesOnIsOneRow) {
  JournalStore store = open_to_write();
  for (const double s : {300.0, 600.0, 725.0}) {
    store.append(std::vector<JournalRecord>{QuietSpan{wall(10h), s, "paused"}});
  }
  const auto spans = store.quiet_spans(kMonday, kMonday + 24h);
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].duration_s, 725);
  // It reaches into what began later, not into what came after.
  EXPECT_EQ(store.quiet_spans(kMonday + 10h + 10min, kMonday + 11h).size(), 1U);
  EXPECT_EQ(store.quiet_spans(kMonday + 10h + 13min, kMonday + 11h).size(), 0U);
}

TEST_F(CoachLogTest, TheLatestPromptsComeWithAllTheirEvents) {
  JournalStore store = open_to_write();
  std::vector<JournalRecord> records;
  for (int i = 1; i <= 5; ++i) {
    records.emplace_back(event(i, PromptState::scheduled, wall(std::chrono::minutes(10 * i))));
    records.emplace_back(event(i, PromptState::shown, wall(std::chrono::minutes(10 * i + 1))));
  }
  records.emplace_back(event(2, PromptState::done, wall(1h)));
  store.append(records);
  EXPECT_TRUE(store.latest_prompts(0).empty());
  const auto last = store.latest_prompts(2);
  ASSERT_EQ(last.size(), 4U);
  EXPECT_EQ(last.front().id, 4);
  EXPECT_EQ(last.back().id, 5);
  EXPECT_EQ(store.latest_prompts(99).size(), 11U);
  EXPECT_EQ(store.prompts(kMonday + 20min, kMonday + 22min).size(), 2U);
}

TEST_F(CoachLogTest, AJournalOfAnEarlierVersionHasNoneOfIt) {
  {
    SQLite::Database database(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    migrate(database, journal_migrations().first(3));
  }
  const JournalStore store = open_to_read();
  EXPECT_TRUE(store.setting_changes().empty());
  EXPECT_TRUE(store.quiet_spans(kMonday, kMonday + 24h).empty());
  EXPECT_TRUE(store.corrections(kMonday, kMonday + 24h).empty());
  EXPECT_TRUE(store.latest_prompts(3).empty());
  EXPECT_FALSE(store.newest_minute());
  EXPECT_TRUE(store.week(IsoWeek{2026, 47}).corrections.empty());
}

TEST_F(CoachLogTest, WhatNoTableTakesIsRejectedAndNotTriedAgain) {
  JournalStore store = open_to_write();
  for (const JournalRecord& wrong :
       std::vector<JournalRecord>{Correction{wall(15h), wall(14h), 0, BodyState::standing},
                                  Correction{wall(15h), wall(14h), 60, BodyState::unknown},
                                  QuietSpan{wall(15h), -1, "paused"}}) {
    EXPECT_EQ(kind_thrown([&] { store.append(std::span(&wrong, 1)); }),
              static_cast<int>(JournalError::Kind::rejected));
  }
}

}  // namespace
}  // namespace postured::testing
