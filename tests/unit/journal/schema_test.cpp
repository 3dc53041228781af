#include "journal/schema.hpp"

#include <SQLiteCpp/Database.h>

#include <array>
#include <cmath>

#include "unit/journal/journal_fixture.hpp"

namespace postured::testing {
namespace {

using SchemaTest = JournalTest;

int number(SQLite::Database& database, const std::string& sql) {
  return database.execAndGet(sql).getInt();
}

TEST_F(SchemaTest, RunsEveryMigrationOnce) {
  SQLite::Database database(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  constexpr std::array<std::string_view, 2> kTwo{"CREATE TABLE a(x)", "INSERT INTO a VALUES (1)"};
  migrate(database, std::span(kTwo).first(1));
  EXPECT_EQ(number(database, "PRAGMA user_version"), 1);
  migrate(database, kTwo);
  migrate(database, kTwo);
  EXPECT_EQ(number(database, "PRAGMA user_version"), 2);
  EXPECT_EQ(number(database, "SELECT count(*) FROM a"), 1);
  EXPECT_EQ(number(database, "PRAGMA application_id"), kApplicationId);
}

TEST_F(SchemaTest, RollsBackEverythingWhenOneMigrationFails) {
  SQLite::Database database(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  constexpr std::array<std::string_view, 4> kBroken{
      "CREATE TABLE a(x)", "CREATE TABLE b(x); INSERT INTO a VALUES (1)",
      "CREATE TABLE c(x); this is not SQL", "CREATE TABLE d(x)"};
  migrate(database, std::span(kBroken).first(1));
  EXPECT_NE(kind_thrown([&] { migrate(database, kBroken); }), -1);
  EXPECT_EQ(number(database, "PRAGMA user_version"), 1);
  EXPECT_EQ(number(database, "SELECT count(*) FROM sqlite_schema"), 1);
  EXPECT_EQ(number(database, "SELECT count(*) FROM a"), 0);
  migrate(database, std::span(kBroken).first(2));  // the connection works on
  EXPECT_EQ(number(database, "PRAGMA user_version"), 2);
}

TEST_F(SchemaTest, IsWholeOrAbsentWhenKilledWithinAMigration) {
  // Each child is killed after another step of the migrations.
  for (int steps = 1; steps <= 4; ++steps) {
    const std::filesystem::path file = directory_ / ("killed" + std::to_string(steps));
    const int code = in_child([&]() -> int {
      SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      database.exec("PRAGMA journal_mode = WAL");
      database.createFunction("die", 0, false, nullptr,
                              [](sqlite3_context*, int, sqlite3_value**) { ::raise(SIGKILL); });
      std::vector<std::string_view> migrations(journal_migrations().begin(),
                                               journal_migrations().end());
      constexpr std::array<std::string_view, 3> kMore{"CREATE TABLE more(x)",
                                                      "INSERT INTO more VALUES (1)", "SELECT 1"};
      for (int i = 0; i + 1 < steps; ++i)
        migrations.push_back(kMore.at(static_cast<std::size_t>(i)));
      migrations.push_back("SELECT die()");
      migrate(database, migrations);
      return 0;
    });
    ASSERT_EQ(code, 128 + SIGKILL);
    SQLite::Database database(file.string());
    EXPECT_EQ(number(database, "PRAGMA user_version"), 0);
    EXPECT_EQ(number(database, "SELECT count(*) FROM sqlite_schema"), 0);
    EXPECT_EQ(database.execAndGet("PRAGMA integrity_check").getString(), "ok");
  }
}

TEST_F(SchemaTest, AJournalOfOneClipKeepsItsRowsWhenTwoClipsCome) {
  {
    SQLite::Database database(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    migrate(database, journal_migrations().first(2));
    for (int i = 0; i < 3; ++i) {
      const std::string ms = std::to_string(kMonday.time_since_epoch().count() + i * 60'000);
      database.exec("INSERT INTO minute VALUES (" + ms +
                    ", 3600, 60, 50, 40, 4, 3, 2, 7, 45, 1, 30, 2, 3, 4, 5, x'0100')");
      database.exec("INSERT INTO episode VALUES (" + std::to_string(10 + 2 * i) +
                    ", 'side_lean', 5, " + ms + ", 3600, 99.5, 12.25, 0.5, 'movement')");
    }
  }
  // Reading alone does not migrate, and works.
  {
    const WeekData before = open_to_read().week(iso_week(local_day(wall({}))));
    ASSERT_EQ(before.minutes.size(), 3U);
    EXPECT_EQ(before.minutes[0].curvature_s, 0);
  }
  open_to_write();
  const WeekData after = open_to_read().week(iso_week(local_day(wall({}))));
  ASSERT_EQ(after.minutes.size(), 3U);
  EXPECT_EQ(after.minutes[2].judged_s, 45);
  EXPECT_EQ(after.minutes[2].curvature_s, 0);
  EXPECT_EQ(after.minutes[2].rounded_s, 0);
  EXPECT_TRUE(std::isnan(after.minutes[2].curvature_percent));
  ASSERT_EQ(after.episodes.size(), 3U);
  for (const Episode& episode : after.episodes) {
    EXPECT_EQ(episode.kind, Episode::Kind::side_lean);
    EXPECT_DOUBLE_EQ(episode.duration_s, 99.5);
    EXPECT_DOUBLE_EQ(episode.peak_deg, 12.25);
    EXPECT_EQ(episode.ended_by, BoutEnd::movement);
  }
  SQLite::Database database(file_.string());
  EXPECT_EQ(number(database, "SELECT group_concat(id, '') = '101214' FROM episode"), 1);
  EXPECT_EQ(number(database, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'episode%'"), 2);
  EXPECT_EQ(database.execAndGet("PRAGMA integrity_check").getString(), "ok");
}

TEST_F(SchemaTest, AJournalOfAnyEarlierVersionKeepsItsRows) {
  for (std::size_t version = 1; version < journal_migrations().size(); ++version) {
    const std::filesystem::path file = directory_ / ("version" + std::to_string(version));
    {
      SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
      migrate(database, journal_migrations().first(version));
      database.exec(
          "INSERT INTO calibration (at_utc_ms, utc_offset_s, kind, placement, sensor_serial, "
          "forward_x, forward_y, forward_z, up_x, up_y, up_z, right_x, right_y, right_z, "
          "axis_known, from_standing, sit_ref_deg, explained_variance, return_error_deg) "
          "VALUES (1, 0, 'full', 'chest', 'ab', 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 6.5, 0.9, 1)");
    }
    JournalStore store(file, JournalStore::Access::write);
    ASSERT_TRUE(store.latest_calibration("chest")) << version;
    EXPECT_EQ(store.latest_calibration("chest")->mounting.sit_ref_deg, 6.5);
    EXPECT_FALSE(store.latest_sensor_calibration("ab"));
  }
}

TEST_F(SchemaTest, ConfiguresDurabilityAndUsesIndicesForAWeek) {
  open_to_write();
  SQLite::Database database(file_.string());
  EXPECT_EQ(database.execAndGet("PRAGMA journal_mode").getString(), "wal");
  EXPECT_EQ(number(database, "PRAGMA user_version"), static_cast<int>(journal_migrations().size()));
  for (const std::string query : {"bout WHERE start_utc_ms >= 1 AND start_utc_ms < 2",
                                  "minute WHERE start_utc_ms >= 1 AND start_utc_ms < 2",
                                  "episode WHERE start_utc_ms >= 1 AND start_utc_ms < 2",
                                  "gap WHERE start_utc_ms >= 1 AND start_utc_ms < 2",
                                  "prompt_event WHERE at_utc_ms >= 1 AND at_utc_ms < 2",
                                  "calibration WHERE at_utc_ms >= 1 AND at_utc_ms < 2"}) {
    SQLite::Statement plan(database, "EXPLAIN QUERY PLAN SELECT * FROM " + query);
    ASSERT_TRUE(plan.executeStep());
    EXPECT_EQ(plan.getColumn(3).getString().rfind("SEARCH", 0), 0U)
        << query << ": " << plan.getColumn(3).getString();
  }
}

}  // namespace
}  // namespace postured::testing
