// No query of a report, of the daemon's start or of retention may walk through a large table: each
// statement that SQLite is given is recorded, and its plan read.
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <set>

#include "journal/forget.hpp"
#include "journal/retention.hpp"
#include "unit/journal/every_row.hpp"
#include "unit/journal/journal_fixture.hpp"

namespace postured::testing {
namespace {

using std::chrono::days;

std::set<std::string>& recorded() {
  static std::set<std::string> statements;
  return statements;
}

int record(unsigned, void*, void* statement, void*) {
  recorded().insert(sqlite3_sql(static_cast<sqlite3_stmt*>(statement)));
  return 0;
}

int watch(sqlite3* database, const char**, const sqlite3_api_routines*) {
  return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, record, nullptr);
}

class QueryPlanTest : public JournalTest {
 protected:
  QueryPlanTest() {
    {
      JournalStore store = open_to_write();
      store.maintain([](SQLite::Database& database) {
        fill_every_table(database, 5, kMonday.time_since_epoch().count(), 200, 60'000);
      });
    }
    recorded().clear();
    // SQLite's signature for entry points of extensions is void (*)(void).
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(watch));
  }
  ~QueryPlanTest() override { sqlite3_reset_auto_extension(); }

  static bool is_small(const std::string& step, const std::string& sql) {
    // A row whenever something is changed by hand, a clip starts, or there is a flare-up.
    for (const char* table : {"sensor", "reference_profile", "curvature_range", "setting_change",
                              "flare_up", "CONSTANT ROW"}) {
      if (step == std::string("SCAN ") + table) return true;
    }
    // A list that the statement itself made, or of the schema.
    if (step.starts_with("SCAN pragma_") || step.starts_with("SCAN (") ||
        step.find("SUBQUERY") != std::string::npos) {
      return true;
    }
    // Newest first, and stops at the limit.
    return step.find("USING COVERING INDEX") != std::string::npos &&
           sql.find("SELECT DISTINCT prompt_id FROM prompt_event ORDER BY prompt_id DESC LIMIT") !=
               std::string::npos;
  }

  // What walks through a table that grows with time. One without a WHERE that stops at the first
  // row of an index (ORDER BY ... LIMIT 1) reads one row; SQLite calls it a scan all the same.
  void expect_searches() {
    const std::set<std::string> statements = std::exchange(recorded(), {});
    EXPECT_FALSE(statements.empty());
    SQLite::Database database(file_.string());
    for (const std::string& sql : statements) {
      const bool reads =
          sql.starts_with("SELECT") || sql.starts_with("UPDATE") || sql.starts_with("DELETE");
      if (!reads || sql.find("sqlite_schema") != std::string::npos) continue;
      if (sql.ends_with("LIMIT 1") && sql.find("WHERE") == std::string::npos) continue;
      SQLite::Statement plan(database, "EXPLAIN QUERY PLAN " + sql);
      while (plan.executeStep()) {
        const std::string step = plan.getColumn(3).getString();
        if (!step.starts_with("SCAN")) continue;
        EXPECT_TRUE(is_small(step, sql)) << step << "\n  in " << sql;
      }
    }
  }
};

TEST_F(QueryPlanTest, OfReports) {
  const JournalStore store = open_to_read();
  const UtcTime to = kMonday + days(7);
  store.latest_week();
  store.week(iso_week(local_day(wall({}))));
  store.seconds(kMonday, to);
  store.prompts(kMonday, to);
  store.latest_prompts(10);
  store.gaps(kMonday, to);
  store.quiet_spans(kMonday, to);
  store.corrections(kMonday, to);
  store.pain(kMonday, to);
  store.flare_ups(kMonday, to);
  store.oldest_minute();
  store.newest_minute();
  expect_searches();
}

TEST_F(QueryPlanTest, OfTheDaemonsStart) {
  JournalStore store = open_to_write();
  store.close_orphans();
  store.latest_calibration("chest");
  store.latest_profiles("chest");
  store.latest_curvature_range("chest", "belt");
  store.latest_sensor_calibration("SERIAL-1");
  expect_searches();
}

TEST_F(QueryPlanTest, OfRetentionAndForgettingADay) {
  JournalStore store = open_to_write();
  store.maintain([](SQLite::Database& database) {
    retain_some(database, {1, 1}, 10);
    forget(database, *day_range_from_string("2026-11-16"));
  });
  expect_searches();
}

TEST_F(QueryPlanTest, TheTestSeesAWalk) {
  const JournalStore store = open_to_read();
  store.inspect([](SQLite::Database& database) {
    SQLite::Statement plan(database,
                           "EXPLAIN QUERY PLAN SELECT * FROM minute WHERE utc_offset_s = 3");
    ASSERT_TRUE(plan.executeStep());
    EXPECT_TRUE(plan.getColumn(3).getString().starts_with("SCAN minute"));
    database.execAndGet("SELECT count(*) FROM bout");
  });
  EXPECT_TRUE(recorded().contains("SELECT count(*) FROM bout"));
}

}  // namespace
}  // namespace postured::testing
