// Out of the journal and into another one: exports, imports.
#include <SQLiteCpp/Database.h>

#include <set>

#include <nlohmann/json.hpp>

#include "journal/backup.hpp"
#include "journal/export.hpp"
#include "journal/export_rows.hpp"
#include "journal/import.hpp"
#include "journal/retention.hpp"
#include "journal/schema.hpp"
#include "unit/journal/every_row.hpp"
#include "unit/journal/journal_fixture.hpp"

namespace postured::testing {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr std::int64_t kFirst_ms = kMonday.time_since_epoch().count();

class ExchangeTest : public JournalTest {
 protected:
  static std::vector<std::string> lines_of(const std::string& csv) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < csv.size();) {
      const auto end = csv.find("\r\n", at);
      lines.push_back(csv.substr(at, end - at));
      at = end + 2;
    }
    return lines;
  }
  static std::string csv(const JournalStore& store, const std::string& name,
                         const ExportOptions& options) {
    std::string text;
    store.inspect([&](SQLite::Database& database) {
      text.clear();
      for (const TableSpec* table : exported_tables(options)) {
        if (table->name != name) continue;
        export_csv(database, *table, options, [&](std::string_view part) { text += part; });
      }
    });
    return text;
  }
  static std::string json(const JournalStore& store, const ExportOptions& options) {
    std::string text;
    store.inspect([&](SQLite::Database& database) {
      text.clear();
      export_json(database, options, "test", [&](std::string_view part) { text += part; });
    });
    return text;
  }
  void fill(const std::filesystem::path& file, std::size_t version, std::int64_t first_ms,
            int rows) const {
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    migrate(database, journal_migrations().first(version));
    fill_every_table(database, version, first_ms, rows, 60'000);
  }
  static std::int64_t rows(JournalStore& store, const std::string& table) {
    std::int64_t n = 0;
    store.inspect([&](SQLite::Database& database) {
      n = database.execAndGet("SELECT count(*) FROM " + table).getInt64();
    });
    return n;
  }
};

TEST_F(ExchangeTest, EveryRowOfEveryTableIsInTheExportAndDescribed) {
  fill(file_, 5, kFirst_ms, 3);
  const JournalStore store = open_to_read();
  const auto whole = nlohmann::json::parse(json(store, {}));
  EXPECT_EQ(whole["schema"], 5);
  std::set<std::string> described;
  for (const auto& entry : whole["dictionary"]) {
    described.insert(entry["table"].get<std::string>() + "." + entry["column"].get<std::string>());
    EXPECT_FALSE(entry["meaning"].get<std::string>().empty());
  }
  std::set<std::string> seen;
  for (const EveryRow& row : kEveryRow) {
    const auto& table = whole["tables"][row.table];
    EXPECT_EQ(table.size(), 3U) << row.table;
    for (const auto& [column, value] : table.at(0).items()) {
      seen.insert(std::string(row.table) + "." + column);
    }
    const auto lines = lines_of(csv(store, row.table, {}));
    EXPECT_EQ(lines.size(), 4U) << row.table << ": a header and three rows";
  }
  for (const std::string& column : seen) EXPECT_TRUE(described.contains(column)) << column;
  EXPECT_EQ(whole["tables"]["pain"][0]["note"], "after the garden, =1+1");
  EXPECT_EQ(whole["tables"]["reference_profile"][0]["standing_desk_deg"], nullptr);
  EXPECT_EQ(lines_of(csv(store, "pain", {}))[1],
            "1," + std::to_string(kFirst_ms) + ",3600,4,low back,\"after the garden, =1+1\"");
  EXPECT_EQ(lines_of(csv(store, "prompt_event", {}))[1].find("\"leaned, for \"\"60\"\" s\"") !=
                std::string::npos,
            true);
}

TEST_F(ExchangeTest, AnAnonymousExportHasNoDatesSerialsOrWords) {
  fill(file_, 5, kFirst_ms + 2 * 86'400'000 + 8 * 3'600'000 + 17 * 60'000, 2);  // Wednesday 09:17
  const JournalStore store = open_to_read();
  const ExportOptions anonymous{true, true};
  std::string everything = json(store, anonymous);
  for (const TableSpec* table : exported_tables(anonymous)) {
    everything += csv(store, std::string(table->name), anonymous);
  }
  for (const char* secret : {"SERIAL", "garden", "none ticked", "leaned", "low back", "2026",
                             "1794", "utc_ms", "09:17", "'60'"}) {
    EXPECT_EQ(everything.find(secret), std::string::npos) << secret;
  }
  EXPECT_EQ(lines_of(csv(store, "pain", anonymous))[0], "at_day,at_time,nrs");
  EXPECT_EQ(lines_of(csv(store, "pain", anonymous))[1], "3,09:15,4");
  EXPECT_EQ(lines_of(csv(store, "setting_change", anonymous))[1], "3,09:15,lean.delay_s");
  // No whole number in it is large enough to be an instant.
  const auto whole = nlohmann::json::parse(json(store, anonymous));
  for (const auto& [name, table] : whole["tables"].items()) {
    for (const auto& row : table) {
      for (const auto& [column, value] : row.items()) {
        if (!value.is_number()) continue;
        EXPECT_LT(std::abs(value.get<double>()), 1e6) << name << column;
      }
    }
  }
}

TEST_F(ExchangeTest, SecondsAndHistogramsAreReadable) {
  {
    JournalStore store = open_to_write();
    for (const int day : {0, 100}) {
      Minute minute;
      MinuteBuilder builder([&minute](const Minute& built) { minute = built; });
      for (int i = 0; i < 3; ++i) {
        PostureSecond second;
        second.wall = wall(days(day) + std::chrono::seconds(i));
        second.valid = true;
        second.reason = Unknown::none;
        second.body = BodyState::sitting;
        second.lean_deg = 12.25;
        second.side_deg = -1;
        second.lean_state = LeanState::leaning;
        builder.update(second);
      }
      builder.flush();
      store.append(std::vector<JournalRecord>{minute});
    }
    store.maintain([](SQLite::Database& database) { retain_some(database, {90, 0}, 10); });
  }
  const JournalStore store = open_to_read();
  const auto seconds = lines_of(csv(store, "second", {false, true}));
  ASSERT_EQ(seconds.size(), 4U) << "a header and the three of the new minute";
  EXPECT_NE(seconds[1].find(",1,,sitting,leaning,12.25,-1,"), std::string::npos) << seconds[1];
  const auto minutes = lines_of(csv(store, "minute", {}));
  EXPECT_TRUE(minutes[0].ends_with(",lean_histogram")) << minutes[0];
  EXPECT_TRUE(minutes[1].ends_with(",12:3")) << minutes[1];
  EXPECT_TRUE(minutes[2].ends_with(",")) << minutes[2];
}

TEST_F(ExchangeTest, AJournalOfAnyOlderVersionIsImportedOnce) {
  for (std::size_t version = 1; version <= journal_migrations().size(); ++version) {
    SCOPED_TRACE(version);
    const auto old = directory_ / ("old" + std::to_string(version) + ".db");
    fill(old, version, kFirst_ms, 3);
    const std::string bytes = bytes_of(old);
    const auto mine = directory_ / ("mine" + std::to_string(version) + ".db");
    JournalStore store(mine, JournalStore::Access::write);
    for (const ImportedTable& table : import_journal(store, old)) {
      const bool derived = table.table == "placement" && version < 5;  // from calibrations
      EXPECT_EQ(table.added, derived ? 1 : 3) << table.table;
      EXPECT_EQ(table.known + table.differed, 0) << table.table;
    }
    for (const ImportedTable& table : import_journal(store, old)) {
      EXPECT_EQ(table.added, 0) << table.table;
      EXPECT_EQ(table.differed, 0) << table.table;
    }
    for (const EveryRow& row : kEveryRow) {
      EXPECT_EQ(rows(store, row.table), row.since <= version ? 3 : 0) << row.table;
    }
    EXPECT_EQ(bytes_of(old), bytes) << "the other journal is not changed";
  }
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    EXPECT_EQ(entry.path().string().find("import-"), std::string::npos) << entry.path();
  }
}

TEST_F(ExchangeTest, ConflictsKeepOursAndImportedRowsAreOlderThanOurs) {
  const auto old = directory_ / "old.db";
  fill(old, 5, kFirst_ms, 3);
  {
    SQLite::Database database(old.string(), SQLite::OPEN_READWRITE);
    database.exec(
        "UPDATE calibration SET sit_ref_deg = 1; UPDATE pain SET nrs = 9; "
        "UPDATE bout SET ended_by = 'open' WHERE id = 2");
  }
  JournalStore store = open_to_write();
  store.maintain([](SQLite::Database& database) {
    fill_every_table(database, 5, kFirst_ms + 60'000, 3, 60'000);  // two of three are the same
    database.exec("UPDATE calibration SET sit_ref_deg = 2");
  });
  for (const ImportedTable& table : import_journal(store, old)) {
    if (table.table == "placement") continue;
    EXPECT_EQ(table.added, 1) << table.table;
    const bool conflict = table.table == "calibration" || table.table == "pain";
    const bool closed = table.table == "bout";  // what a crash left open there, and is closed here
    EXPECT_EQ(table.differed, conflict ? 2 : closed ? 1 : 0) << table.table;
    EXPECT_EQ(table.known, conflict ? 0 : closed ? 1 : 2) << table.table;
  }
  EXPECT_EQ(store.latest_calibration("chest")->mounting.sit_ref_deg, 2)
      << "the calibration in force stays ours";
  const auto pain = store.pain(kMonday, kMonday + hours(1));
  ASSERT_EQ(pain.size(), 4U);
  EXPECT_EQ(pain[0].nrs, 9);
  EXPECT_EQ(pain[1].nrs, 4);
}

TEST_F(ExchangeTest, WhatCannotBeImportedChangesNothing) {
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{make_minute(wall({}))});
  const auto other = directory_ / "other.db";
  EXPECT_NE(kind_thrown([&] { import_journal(store, other); }), -1) << "there is none";
  write_bytes(other, "this is no database, only some text that is long enough to be read as one");
  EXPECT_NE(kind_thrown([&] { import_journal(store, other); }), -1);
  std::filesystem::remove(other);
  fill(other, 5, kFirst_ms, 3);
  {
    SQLite::Database database(other.string(), SQLite::OPEN_READWRITE);
    database.exec("PRAGMA user_version = 99");
  }
  EXPECT_EQ(kind_thrown([&] { import_journal(store, other); }),
            static_cast<int>(JournalError::Kind::newer_schema));
  EXPECT_NE(kind_thrown([&] { import_journal(store, file_); }), -1) << "itself";
  EXPECT_EQ(rows(store, "minute"), 1);
  EXPECT_EQ(rows(store, "pain"), 0);
}

TEST_F(ExchangeTest, AJournalThatWasNotBroughtUpToDateIsNotExportedByHalves) {
  fill(file_, 3, kFirst_ms, 1);
  EXPECT_NE(
      kind_thrown([&] {
        open_to_read().inspect([](SQLite::Database& database) { require_newest_schema(database); });
      }),
      -1);
}

}  // namespace
}  // namespace postured::testing
