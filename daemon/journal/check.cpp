#include "journal/check.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>

#include "base/calendar.hpp"
#include "journal/catalogue.hpp"
#include "journal/columns.hpp"
#include "posture/lean_histogram.hpp"
#include "posture/minute.hpp"

namespace postured {
namespace {

constexpr int kShown = 5;  // of many findings of one kind
constexpr const char* kRecover =
    " Make a copy of the file first; 'sqlite3 COPY .recover' reads what is left, and the daemon "
    "moves a damaged journal aside at its next start.";

std::string day_of(std::int64_t utc_ms, std::int64_t offset_s) {
  const UtcTime utc{std::chrono::milliseconds(utc_ms)};
  return to_string(local_day({utc, std::chrono::seconds(offset_s)}));
}

void check_file(SQLite::Database& database, std::vector<std::string>& found) {
  SQLite::Statement integrity(database, "PRAGMA integrity_check(" + std::to_string(kShown) + ")");
  while (integrity.executeStep()) {
    const std::string line = integrity.getColumn(0).getString();
    if (line != "ok") found.push_back("The file is damaged: " + line + "." + kRecover);
  }
  SQLite::Statement orphans(database, "PRAGMA foreign_key_check");
  for (int n = 0; orphans.executeStep() && n < kShown; ++n) {
    found.push_back("Row " + orphans.getColumn(1).getString() + " of the table " +
                    orphans.getColumn(0).getString() + " refers to a row of " +
                    orphans.getColumn(2).getString() +
                    " that is not there. Another program changed the file: restore a backup, or "
                    "forget that day.");
  }
}

// Figures of a minute follow from its seconds, or from the histogram that replaced them.
void check_minutes(SQLite::Database& database, std::vector<std::string>& found) {
  SQLite::Statement minutes(database,
                            "SELECT start_utc_ms, utc_offset_s, recorded_s, judged_s, seconds, "
                            "lean_histogram FROM minute ORDER BY start_utc_ms");
  int crooked = 0, unreadable = 0, different = 0;
  std::string first;
  while (minutes.executeStep()) {
    Columns c(minutes);
    const WallTime start = c.wall();
    const int recorded = c.count(), judged = c.count();
    const auto packed = c.blob(), histogram = c.blob();
    const std::int64_t ms = start.utc.time_since_epoch().count();
    const int before = crooked + unreadable + different;
    crooked += ms % 60'000 != 0;
    if (!packed.empty()) {
      const auto seconds = unpack_seconds(packed, start);
      int judged_now = 0;
      for (const PostureSecond& second : seconds) judged_now += is_judged(second);
      unreadable += seconds.empty();
      different += !seconds.empty() &&
                   (static_cast<int>(seconds.size()) != recorded || judged_now != judged);
    } else if (!histogram.empty()) {
      int sum = 0;
      for (const auto& [bin, seconds] : unpack_histogram(histogram)) sum += seconds;
      different += sum != judged;
    }
    if (before == 0 && crooked + unreadable + different > 0) {
      first = to_string(local_day(start));
    }
  }
  const auto tell = [&](int n, const char* what) {
    if (n == 0) return;
    found.push_back(std::to_string(n) + " minutes " + what + ", the first on " + first +
                    ". Reports over them may be wrong: restore a backup, or forget those days.");
  };
  tell(crooked, "do not begin on a whole minute");
  tell(unreadable, "have seconds that cannot be read");
  tell(different, "have figures that do not follow from their seconds");
}

void check_order(SQLite::Database& database, std::vector<std::string>& found) {
  for (const char* table : {"bout", "episode"}) {
    const std::string kind = std::string(table) == "bout" ? "body" : "kind";
    // By both clocks: a wall clock that was set back makes labels overlap, and time not.
    SQLite::Statement overlaps(
        database,
        "SELECT start_utc_ms, utc_offset_s FROM (SELECT start_utc_ms, utc_offset_s, boot_start_us, "
        "lag(start_utc_ms + 1000 * duration_s) OVER w AS wall_end_ms, "
        "lag(boot_start_us) OVER w AS boot_before_us, "
        "lag(boot_start_us + 1000000 * duration_s) OVER w AS boot_end_us FROM " +
            std::string(table) + " WINDOW w AS (PARTITION BY " + kind +
            " ORDER BY start_utc_ms)) WHERE start_utc_ms < wall_end_ms - 1000 "
            "AND boot_start_us < boot_end_us - 1000000 AND boot_start_us >= boot_before_us");
    int n = 0;
    std::string first;
    while (overlaps.executeStep()) {
      if (n++ > 0) continue;
      first = day_of(overlaps.getColumn(0).getInt64(), overlaps.getColumn(1).getInt64());
    }
    if (n == 0) continue;
    found.push_back(std::to_string(n) + " rows of the table " + table +
                    " begin before the one before them ended, the first on " + first +
                    ". Time is counted twice there: forget that day, or restore a backup.");
  }
}

void check_future(SQLite::Database& database, UtcTime now, std::vector<std::string>& found) {
  const std::int64_t tomorrow_ms = now.time_since_epoch().count() + kDay_ms;
  for (const TableSpec& table : journal_tables()) {
    const std::string time(table.time);
    SQLite::Statement future(database, "SELECT count(*), min(" + time + "), utc_offset_s FROM " +
                                           std::string(table.name) + " WHERE " + time + " > ?");
    future.bind(1, static_cast<int64_t>(tomorrow_ms));
    if (!future.executeStep() || future.getColumn(0).getInt64() == 0) continue;
    const std::string day = day_of(future.getColumn(1).getInt64(), future.getColumn(2).getInt64());
    found.push_back(future.getColumn(0).getString() + " rows of the table " +
                    std::string(table.name) + " lie in the future, from " + day +
                    " on: the clock was wrong when they were written. 'posturectl journal forget " +
                    day + "..9999-12-31' removes them.");
  }
}

}  // namespace

std::vector<std::string> check_journal(SQLite::Database& database, UtcTime now) {
  std::vector<std::string> found;
  check_file(database, found);
  if (!found.empty()) return found;  // what follows would only repeat it
  check_minutes(database, found);
  check_order(database, found);
  check_future(database, now, found);
  return found;
}

}  // namespace postured
