// What tends the file as a whole: retention, compaction, forgetting, checking, backups; by hand and
// by the writer's thread.
#include <SQLiteCpp/Database.h>
#include <sys/stat.h>

#include <atomic>
#include <future>

#include "journal/backup.hpp"
#include "journal/check.hpp"
#include "journal/journal_job.hpp"
#include "journal/schema.hpp"
#include "journal/writer.hpp"
#include "posture/lean_histogram.hpp"
#include "unit/journal/every_row.hpp"
#include "unit/journal/journal_fixture.hpp"

namespace postured::testing {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class UpkeepTest : public JournalTest {
 protected:
  // A minute of real seconds, leaning further from one to the next.
  static Minute real_minute(WallTime start, double step_deg = 0.5) {
    Minute minute;
    MinuteBuilder builder([&minute](const Minute& built) { minute = built; });
    for (int i = 0; i < 60; ++i) {
      PostureSecond second;
      second.wall = {start.utc + seconds(i), start.utc_offset};
      second.valid = true;
      second.reason = Unknown::none;
      second.body = BodyState::sitting;
      second.lean_deg = i * step_deg;
      second.side_deg = 0;
      second.lean_state = LeanState::upright;
      builder.update(second);
    }
    builder.flush();
    return minute;
  }
  // One minute a day for `n` days from Monday on.
  void fill_days(JournalStore& store, int n) const {
    std::vector<JournalRecord> records;
    for (int i = 0; i < n; ++i) records.emplace_back(real_minute(wall(days(i))));
    store.append(records);
  }
  static std::int64_t number(JournalStore& store, const std::string& sql) {
    std::int64_t value = 0;
    store.inspect([&](SQLite::Database& db) { value = db.execAndGet(sql).getInt64(); });
    return value;
  }
  static std::string run(JournalStore& store, const JournalJob& job) {
    RunningJob running(job);
    int steps = 0;
    while (!running.step(store)) {
      if (++steps > 10'000) return "it never ends";
    }
    return running.sentence();
  }
};

TEST_F(UpkeepTest, OldMinutesGiveUpTheirSecondsAndKeepTheirFigures) {
  JournalStore store = open_to_write();
  fill_days(store, 100);
  const auto before = store.week(iso_week(local_day(wall({}))));
  RetentionStep step;
  int steps = 0, emptied = 0;
  do {
    store.maintain([&](SQLite::Database& db) { step = retain_some(db, {90, 0}, 4); });
    emptied += step.emptied;
    ++steps;
  } while (!step.done);
  EXPECT_EQ(emptied, 9) << "the newest is of day 99; days 0..8 are more than 90 days older";
  EXPECT_EQ(steps, 3) << "in small steps";
  EXPECT_EQ(number(store, "SELECT count(*) FROM minute WHERE length(seconds) > 0"), 91);
  EXPECT_TRUE(store.seconds(kMonday, kMonday + days(9)).empty());
  EXPECT_EQ(store.seconds(kMonday + days(9), kMonday + days(10)).size(), 60U);

  const auto after = store.week(iso_week(local_day(wall({}))));
  ASSERT_EQ(after.minutes.size(), before.minutes.size());
  for (std::size_t i = 0; i < after.minutes.size(); ++i) {
    EXPECT_EQ(after.minutes[i].zone_s, before.minutes[i].zone_s);
    EXPECT_EQ(after.minutes[i].sitting_s, before.minutes[i].sitting_s);
    EXPECT_TRUE(before.minutes[i].lean_histogram.empty());
    const LeanHistogram histogram = unpack_histogram(after.minutes[i].lean_histogram);
    ASSERT_EQ(histogram.size(), 30U);
    for (const auto& [bin, held_s] : histogram) EXPECT_EQ(held_s, 2) << bin;
  }
  // A journal that lies unused for years loses nothing more.
  store.maintain([&](SQLite::Database& db) { step = retain_some(db, {90, 0}, 100); });
  EXPECT_EQ(step.emptied, 0);
}

TEST_F(UpkeepTest, ZeroKeepsForEverAndMinutesGoWhenToldSo) {
  JournalStore store = open_to_write();
  fill_days(store, 40);
  RetentionStep step;
  store.maintain([&](SQLite::Database& db) { step = retain_some(db, {0, 0}, 100); });
  EXPECT_EQ(step.emptied + step.deleted, 0);
  store.maintain([&](SQLite::Database& db) { step = retain_some(db, {0, 30}, 100); });
  EXPECT_EQ(step.deleted, 9);
  EXPECT_EQ(number(store, "SELECT count(*) FROM minute"), 31);
}

TEST_F(UpkeepTest, AMinuteWhoseSecondsWereTooOldIsNotOverwrittenByLess) {
  JournalStore store = open_to_write();
  fill_days(store, 100);
  store.maintain([](SQLite::Database& db) { retain_some(db, {90, 0}, 100); });
  Minute late;
  MinuteBuilder builder([&late](const Minute& built) { late = built; });
  PostureSecond second;
  second.wall = wall({});
  second.valid = true;
  second.lean_deg = 3;
  builder.update(second);
  builder.flush();
  store.append(std::vector<JournalRecord>{late});  // the clock had been set back by months
  EXPECT_EQ(store.week(iso_week(local_day(wall({})))).minutes[0].recorded_s, 60);
}

TEST_F(UpkeepTest, CompactingTellsWhatItWonAndRoomIsGivenBack) {
  JournalStore store = open_to_write();
  std::vector<JournalRecord> records;
  for (int i = 0; i < 3000; ++i) records.emplace_back(real_minute(wall(minutes(i)), 0.05));
  records.emplace_back(real_minute(wall(days(200))));
  store.append(records);
  store.maintain([](SQLite::Database& db) { db.exec("PRAGMA wal_checkpoint(TRUNCATE)"); });
  const auto before = std::filesystem::file_size(file_);
  const std::string sentence = run(store, CompactJob{{90, 0}});
  EXPECT_NE(sentence.find("3000 minutes"), std::string::npos) << sentence;
  EXPECT_LT(std::filesystem::file_size(file_), before);
  EXPECT_EQ(number(store, "PRAGMA freelist_count"), 0);
  EXPECT_EQ(number(store, "SELECT count(*) FROM minute"), 3001);
  EXPECT_NE(run(store, CompactJob{{90, 0}}).find("Won 0.0 MB"), std::string::npos);
  EXPECT_TRUE(store.still_there()) << "it is the same file";
}

TEST_F(UpkeepTest, AJournalOfBeforeLearnsToGiveRoomBack) {
  {
    SQLite::Database database(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    migrate(database, journal_migrations().first(4));
    fill_every_table(database, 4, kMonday.time_since_epoch().count(), 50, 60'000);
  }
  JournalStore store = open_to_write();
  EXPECT_EQ(number(store, "PRAGMA auto_vacuum"), 0);
  run(store, CompactJob{});
  EXPECT_EQ(number(store, "PRAGMA auto_vacuum"), 2);
  EXPECT_EQ(number(store, "SELECT count(*) FROM minute"), 50);
}

TEST_F(UpkeepTest, ForgettingTakesEveryTablesRowsOfThoseLocalDaysAndNoOthers) {
  const auto first_ms = kMonday.time_since_epoch().count();
  JournalStore store = open_to_write();
  store.maintain([&](SQLite::Database& db) {
    // Every half hour for four days, an hour ahead of UTC.
    fill_every_table(db, 5, first_ms, 4 * 48, 30 * 60'000);
  });
  const std::string text = "2026-11-17..2026-11-18";
  const auto range = day_range_from_string(text);
  ASSERT_TRUE(range);
  EXPECT_EQ(to_string(*range), text);
  RowCounts counted;
  store.inspect([&](SQLite::Database& db) { counted = rows_within(db, *range); });
  const std::string sentence = run(store, ForgetJob{*range});
  EXPECT_NE(sentence.find("minute 96"), std::string::npos) << sentence;
  for (const EveryRow& row : kEveryRow) {
    const std::string table = row.table;
    EXPECT_EQ(number(store, "SELECT count(*) FROM " + table), 2 * 48) << table;
    const std::string time = table == "flare_up" ? "onset_utc_ms"
                             : number(store, "SELECT count(*) FROM pragma_table_info('" + table +
                                                 "') WHERE name = 'at_utc_ms'") > 0
                                 ? "at_utc_ms"
                                 : "start_utc_ms";
    EXPECT_EQ(number(store, "SELECT count(*) FROM " + table + " WHERE date((" + time +
                                " + 3600000) / 1000, 'unixepoch') BETWEEN '2026-11-17' AND "
                                "'2026-11-18'"),
              0)
        << table;
  }
  EXPECT_EQ(total(counted), 96 * static_cast<std::int64_t>(kEveryRow.size()));
  run(store, ForgetJob{});
  store.inspect([](SQLite::Database& db) { EXPECT_EQ(total(rows_within(db, {})), 0); });
  EXPECT_NE(run(store, ForgetJob{*range}).find("nothing"), std::string::npos);
}

TEST_F(UpkeepTest, WhatIsForgottenIsOverwritten) {
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{PainEntry{wall({}), 3, "knee", "QUITE-A-SECRET-NOTE"}});
  run(store, ForgetJob{});
  for (const char* ending : {"", "-wal"}) {
    const std::filesystem::path part = file_.string() + ending;
    EXPECT_EQ(bytes_of(part).find("QUITE-A-SECRET"), std::string::npos) << part;
  }
}

TEST_F(UpkeepTest, DaysAreReadStrictly) {
  for (const char* wrong : {"", "..", "2026-11-02..", "2026-11-08..2026-11-02", "2026-11-31",
                            "2026-1-2", "2026-11-02 ", "everything", "2026-11-02..all"}) {
    EXPECT_FALSE(day_range_from_string(wrong)) << wrong;
  }
  EXPECT_TRUE(day_range_from_string("2026-11-02")->days);
  EXPECT_FALSE(day_range_from_string("all")->days);
}

TEST_F(UpkeepTest, CheckingFindsNothingInAHealthyJournalAndSaysWhatIsWrongInAnother) {
  JournalStore store = open_to_write();
  fill_days(store, 100);
  store.append(
      std::vector<JournalRecord>{make_bout(wall(hours(8)), 1800), make_bout(wall(hours(9)), 600)});
  const UtcTime now = kMonday + days(100);
  const auto found = [&] {
    std::vector<std::string> sentences;
    store.inspect([&](SQLite::Database& db) { sentences = check_journal(db, now); });
    return sentences;
  };
  EXPECT_TRUE(found().empty());
  store.maintain([](SQLite::Database& db) { retain_some(db, {90, 0}, 100); });
  EXPECT_TRUE(found().empty()) << "old minutes are as well as new ones: " << found().front();

  const auto now_says = [&](const std::string& sql, const std::string& word) {
    store.maintain([&](SQLite::Database& db) { db.exec(sql); });
    const auto sentences = found();
    ASSERT_EQ(sentences.size(), 1U) << sql;
    EXPECT_NE(sentences[0].find(word), std::string::npos) << sentences[0];
    EXPECT_GT(sentences[0].size(), 60U) << "and what to do";
  };
  now_says(
      "UPDATE minute SET recorded_s = 61 WHERE start_utc_ms = (SELECT max(start_utc_ms) FROM "
      "minute)",
      "do not follow from their seconds");
  store.maintain([](SQLite::Database& db) { db.exec("UPDATE minute SET recorded_s = 60"); });
  now_says(
      "UPDATE minute SET seconds = x'ff' WHERE start_utc_ms = (SELECT max(start_utc_ms) FROM "
      "minute)",
      "cannot be read");
  run(store,
      ForgetJob{DayRange{DayRange::Days{local_day(wall(days(99))), local_day(wall(days(99)))}}});
  EXPECT_TRUE(found().empty()) << "what it tells to do helps";
  store.append(std::vector<JournalRecord>{make_bout(wall(hours(8) + minutes(20)), 600)});
  now_says("DELETE FROM gap", "before the one before them ended");
  run(store, ForgetJob{*day_range_from_string("2026-11-16")});
  store.append(std::vector<JournalRecord>{PainEntry{wall(days(400)), 3, "", ""}});
  now_says("DELETE FROM gap", "future");
  run(store, ForgetJob{*day_range_from_string("2027-11-16..9999-12-31")});
  EXPECT_TRUE(found().empty());
  now_says(
      "PRAGMA foreign_keys = OFF; INSERT INTO flare_phase (onset_utc_ms, at_utc_ms, "
      "utc_offset_s, phase, reason) VALUES (1, 1, 0, 'acute', '')",
      "refers to a row");
}

TEST_F(UpkeepTest, ABackupIsWholeAndPrivateWhileTheWriterGoesOn) {
  JournalStore store = open_to_write();
  fill_days(store, 50);
  const auto target = directory_ / "backup.db";
  std::atomic<bool> stop = false;
  std::thread writing([&] {
    for (int i = 0; !stop; ++i) {
      store.append(std::vector<JournalRecord>{make_minute(wall(days(60) + minutes(i)))});
    }
  });
  back_up(open_to_read(), target);
  stop = true;
  writing.join();
  struct stat status {};
  ASSERT_EQ(::stat(target.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_FALSE(std::filesystem::exists(target.string() + "-wal"));
  const JournalStore copy(target, JournalStore::Access::read);
  EXPECT_EQ(copy.seconds(kMonday, kMonday + days(50)).size(), 50U * 60U);
  copy.inspect([](SQLite::Database& db) {
    EXPECT_EQ(db.execAndGet("PRAGMA integrity_check").getString(), "ok");
  });
  // It never overwrites, nor follows a link.
  const std::string bytes = bytes_of(target);
  EXPECT_NE(kind_thrown([&] { back_up(store, target); }), -1);
  EXPECT_EQ(bytes_of(target), bytes);
  std::filesystem::create_symlink(directory_ / "elsewhere", directory_ / "link");
  EXPECT_NE(kind_thrown([&] { back_up(store, directory_ / "link"); }), -1);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "elsewhere"));
  EXPECT_NE(kind_thrown([&] { back_up(store, directory_ / "no" / "where"); }), -1);
}

TEST_F(UpkeepTest, TheWriterForgetsAndCompactsBetweenRows) {
  JournalStore first = open_to_write();
  fill_days(first, 100);
  JournalWriter writer(std::move(first), file_);
  writer.submit(make_minute(wall(days(20) + hours(1))));
  std::promise<std::string> forgotten, compacted;
  writer.start(ForgetJob{*day_range_from_string("2026-12-06")},
               [&](bool well, const std::string& sentence) {
                 forgotten.set_value((well ? "" : "not: ") + sentence);
               });
  writer.start(CompactJob{{90, 0}}, [&](bool well, const std::string& sentence) {
    compacted.set_value((well ? "" : "not: ") + sentence);
  });
  writer.submit(make_minute(wall(days(30) + hours(1))));
  EXPECT_NE(forgotten.get_future().get().find("minute 2"), std::string::npos)
      << "rows submitted before are among them";
  EXPECT_NE(compacted.get_future().get().find("9 minutes"), std::string::npos);
  ASSERT_TRUE(writer.flush(seconds(20)));
  EXPECT_EQ(writer.state().trouble, "");
  const JournalStore reader = open_to_read();
  EXPECT_EQ(reader.seconds(kMonday + days(20), kMonday + days(21)).size(), 0U);
  EXPECT_EQ(reader.week(iso_week(local_day(wall(days(30))))).minutes.size(), 8U);
}

TEST_F(UpkeepTest, TheWriterLetsGoOfOldSecondsByItself) {
  JournalStore first = open_to_write();
  fill_days(first, 100);
  WriterParams params;
  params.retention = {90, 0};
  params.retain_every = std::chrono::milliseconds(1);
  params.retain_rows = 2;
  JournalWriter writer(std::move(first), file_, params);
  const JournalStore reader = open_to_read();
  for (int i = 0; i < 2000; ++i) {
    if (reader.seconds(kMonday, kMonday + days(9)).empty()) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  FAIL() << "they are still there";
}

TEST_F(UpkeepTest, AJobThatCannotBeDoneSaysSoOnce) {
  std::atomic<int> told = 0;
  {
    JournalWriter writer(open_to_write(), file_);
    std::filesystem::remove(file_);
    std::filesystem::create_directory(file_);  // nothing can be opened there
    writer.start(ForgetJob{}, [&](bool well, const std::string& sentence) {
      EXPECT_FALSE(well);
      EXPECT_GT(sentence.size(), 10U);
      ++told;
    });
  }
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace postured::testing
