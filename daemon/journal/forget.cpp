#include "journal/forget.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <cstdio>
#include <numeric>

#include "journal/catalogue.hpp"
#include "journal/columns.hpp"

namespace postured {
namespace {

using std::chrono::days;
using std::chrono::local_days;

std::int64_t local_ms(local_days day) { return day.time_since_epoch().count() * kDay_ms; }

// " WHERE ..." that a row's beginning lies on these local days. The first two terms search the
// index: no clock on earth is further from UTC than 14 h, and a stored offset than a day.
std::string condition(const TableSpec& table, const DayRange& range) {
  if (!range.days) return {};
  const std::string time(table.time);
  const std::string local = "(" + time + " + 1000 * utc_offset_s)";
  const std::int64_t from = local_ms(range.days->first);
  const std::int64_t to = local_ms(range.days->last + days(1));
  return " WHERE " + time + " >= " + std::to_string(from - kDay_ms) + " AND " + time + " < " +
         std::to_string(to + kDay_ms) + " AND " + local + " >= " + std::to_string(from) + " AND " +
         local + " < " + std::to_string(to);
}

std::int64_t count(SQLite::Database& database, const TableSpec& table, const DayRange& range) {
  const std::string sql =
      "SELECT count(*) FROM " + std::string(table.name) + condition(table, range);
  return database.execAndGet(sql).getInt64();
}

}  // namespace

std::optional<local_days> day_from_string(std::string_view text) {
  int year = 0, used = 0;
  unsigned month = 0, day = 0;
  const std::string whole(text);
  if (std::sscanf(whole.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &used) != 3 || used != 10 ||
      whole.size() != 10) {
    return std::nullopt;
  }
  const auto date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  if (!date.ok()) return std::nullopt;
  return local_days(date);
}

std::optional<DayRange> day_range_from_string(std::string_view text) {
  if (text == "all") return DayRange{};
  const auto dots = text.find("..");
  const auto first = day_from_string(text.substr(0, dots));
  const auto last = dots == std::string_view::npos ? first : day_from_string(text.substr(dots + 2));
  if (!first || !last || *last < *first) return std::nullopt;
  return DayRange{DayRange::Days{*first, *last}};
}

std::string to_string(const DayRange& range) {
  if (!range.days) return "all";
  if (range.days->first == range.days->last) return to_string(range.days->first);
  return to_string(range.days->first) + ".." + to_string(range.days->last);
}

RowCounts rows_within(SQLite::Database& database, const DayRange& range) {
  RowCounts counts;
  for (const TableSpec& table : journal_tables()) {
    const std::int64_t rows = count(database, table, range);
    if (rows > 0) counts.emplace_back(std::string(table.name), rows);
  }
  return counts;
}

std::int64_t total(const RowCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0},
                         [](std::int64_t sum, const auto& entry) { return sum + entry.second; });
}

RowCounts forget(SQLite::Database& database, const DayRange& range) {
  RowCounts counts;
  {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    counts = rows_within(database, range);
    for (const TableSpec& table : journal_tables()) {
      database.exec("DELETE FROM " + std::string(table.name) + condition(table, range));
    }
    transaction.commit();
  }
  // Out of the write-ahead log too; a reader that is busy there only delays it.
  database.tryExec("PRAGMA wal_checkpoint(TRUNCATE)");
  return counts;
}

}  // namespace postured
