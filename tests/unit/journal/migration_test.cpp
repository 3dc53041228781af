// Every older version's file, with rows in every table, up to the newest; the data dictionary
// beside the schema.
#include <SQLiteCpp/Database.h>

#include <map>

#include "journal/catalogue.hpp"
#include "journal/check.hpp"
#include "journal/schema.hpp"
#include "unit/journal/every_row.hpp"
#include "unit/journal/journal_fixture.hpp"

namespace postured::testing {
namespace {

using MigrationTest = JournalTest;

constexpr std::int64_t kFirst_ms = kMonday.time_since_epoch().count();

SQLite::Database new_database(const std::filesystem::path& file) {
  return {file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
}

TEST_F(MigrationTest, NoRowOfAnyOlderVersionIsLostOrChanged) {
  const std::size_t newest = journal_migrations().size();
  for (std::size_t version = 1; version <= newest; ++version) {
    SCOPED_TRACE(version);
    const auto file = directory_ / ("version" + std::to_string(version) + ".db");
    std::map<std::string, std::vector<std::string>> columns, before;
    {
      auto database = new_database(file);
      migrate(database, journal_migrations().first(version));
      fill_every_table(database, version, kFirst_ms, 3, 60'000);
      SQLite::Statement tables(database, "SELECT name FROM sqlite_schema WHERE type = 'table'");
      while (tables.executeStep()) {
        const std::string table = tables.getColumn(0).getString();
        columns[table] = column_names(database, table);
        before[table] = dump(database, table, columns[table]);
        if (table != "placement") {
          EXPECT_EQ(before[table].size(), 3U) << table << ": fill it too";
        }
      }
    }
    JournalStore(file, JournalStore::Access::write);
    SQLite::Database database(file.string());
    for (const auto& [table, rows] : before) {
      EXPECT_EQ(dump(database, table, columns[table]), rows) << table;
    }
    EXPECT_EQ(database.execAndGet("PRAGMA integrity_check").getString(), "ok");
  }
}

TEST_F(MigrationTest, AClipsPlacesAreFoundInItsCalibrations) {
  {
    auto database = new_database(file_);
    migrate(database, journal_migrations().first(4));
    int at = 0;
    for (const auto& [place, serial] : std::vector<std::pair<std::string, std::string>>{
             {"chest", "A"}, {"chest", "A"}, {"belt", "A"}, {"chest", "A"}, {"chest", "B"}}) {
      database.exec(
          "INSERT INTO calibration (at_utc_ms, utc_offset_s, kind, placement, sensor_serial, "
          "forward_x, forward_y, forward_z, up_x, up_y, up_z, right_x, right_y, right_z, "
          "axis_known, from_standing, sit_ref_deg, explained_variance, return_error_deg) VALUES (" +
          std::to_string(++at) + ", 0, 'zero', '" + place + "', '" + serial +
          "', 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 6.5, 0.9, 1)");
    }
  }
  const std::vector<std::string> moves{"1,'chest','A'", "3,'belt','A'", "4,'chest','A'",
                                       "5,'chest','B'"};
  {
    JournalStore store = open_to_write();
    store.maintain([&](SQLite::Database& database) {
      EXPECT_EQ(dump(database, "placement", {"at_utc_ms", "site", "sensor_serial"}), moves);
    });
    // And from now on as calibrations are written.
    CalibrationRecord again;
    again.placement = "chest";
    again.sensor_serial = "B";
    again.at = wall(std::chrono::hours(1));
    CalibrationRecord moved = again;
    moved.at = wall(std::chrono::hours(2));
    moved.placement = "belt";
    store.append(std::vector<JournalRecord>{again, moved});
    store.maintain([&](SQLite::Database& database) {
      const auto rows = dump(database, "placement", {"site", "sensor_serial"});
      ASSERT_EQ(rows.size(), moves.size() + 1);
      EXPECT_EQ(rows.back(), "'belt','B'");
    });
  }
}

TEST_F(MigrationTest, TheDictionaryDescribesExactlyTheSchema) {
  open_to_write();
  SQLite::Database database(file_.string());
  std::size_t described = 0;
  for (const TableSpec& table : journal_tables()) {
    ++described;
    std::vector<std::string> names;
    for (const ColumnSpec& column : table.columns) {
      names.emplace_back(column.name);
      EXPECT_GT(column.meaning.size(), 3U) << table.name << '.' << column.name;
      const bool angle = column.name.ends_with("_deg");
      EXPECT_TRUE(!angle || column.unit == "deg") << table.name << '.' << column.name;
      const bool seconds = column.name.ends_with("_s") && !column.name.ends_with("rad_s");
      EXPECT_TRUE(!seconds || column.unit == "s") << table.name << '.' << column.name;
    }
    EXPECT_EQ(names, column_names(database, std::string(table.name))) << table.name;
    // The key and the label of time are columns, and the key tells rows apart.
    const std::string sql = "SELECT " + std::string(table.key) + ", " + std::string(table.time) +
                            ", utc_offset_s FROM " + std::string(table.name);
    EXPECT_NO_THROW(SQLite::Statement(database, sql)) << sql;
  }
  const int tables =
      database.execAndGet("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").getInt();
  EXPECT_EQ(static_cast<int>(described), tables);
}

TEST_F(MigrationTest, PainAndFlareUpsComeBack) {
  using std::chrono::hours;
  JournalStore store = open_to_write();
  const WallTime onset = wall(hours(2), std::chrono::seconds(3600));
  store.append(std::vector<JournalRecord>{
      PainEntry{wall(hours(1)), 4, "low back", "gardening"}, FlareUp{onset, std::nullopt},
      FlarePhaseRecord{onset, wall(hours(2)), "acute", "none ticked"},
      FlareScreenRecord{onset, wall(hours(2)), "none", ""},
      CareAction{wall(hours(3)), "heat", 900}});
  ASSERT_EQ(store.pain(kMonday, kMonday + hours(24)).size(), 1U);
  EXPECT_EQ(store.pain(kMonday, kMonday + hours(24))[0].note, "gardening");
  ASSERT_EQ(store.flare_ups(kMonday + hours(200), kMonday + hours(300)).size(), 1U)
      << "one that goes on reaches into every later day";
  store.append(std::vector<JournalRecord>{FlareUp{onset, wall(hours(100))}});
  EXPECT_TRUE(store.flare_ups(kMonday + hours(200), kMonday + hours(300)).empty());
  const auto ended = store.flare_ups(kMonday, kMonday + hours(300));
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].onset.utc_offset, std::chrono::seconds(3600));
  EXPECT_EQ(ended[0].ended->utc, kMonday + hours(100));
  // What no table takes is refused with a sentence: pain of 11, a phase of nothing.
  EXPECT_EQ(kind_thrown([&] {
              store.append(std::vector<JournalRecord>{PainEntry{wall(hours(5)), 11, "", ""}});
            }),
            static_cast<int>(JournalError::Kind::rejected));
  EXPECT_EQ(kind_thrown([&] {
              store.append(std::vector<JournalRecord>{
                  FlarePhaseRecord{wall(hours(9)), wall(hours(9)), "acute", ""}});
            }),
            static_cast<int>(JournalError::Kind::rejected));
}

}  // namespace
}  // namespace postured::testing
