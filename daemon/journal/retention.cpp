#include "journal/retention.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "journal/columns.hpp"
#include "journal/row.hpp"
#include "posture/lean_histogram.hpp"
#include "posture/minute.hpp"

namespace postured {
namespace {

struct OldMinute {
  WallTime start{};
  std::vector<std::uint8_t> seconds;
};

std::optional<std::int64_t> newest_minute_ms(SQLite::Database& database) {
  SQLite::Statement newest(database, "SELECT max(start_utc_ms) FROM minute");
  if (!newest.executeStep() || newest.getColumn(0).isNull()) return std::nullopt;
  return newest.getColumn(0).getInt64();
}

// The condition is word for word that of the index minute_with_seconds, which makes it a search.
std::vector<OldMinute> with_seconds_before(SQLite::Database& database, std::int64_t cut_ms,
                                           int rows) {
  SQLite::Statement old(database,
                        "SELECT start_utc_ms, utc_offset_s, seconds FROM minute "
                        "WHERE length(seconds) > 0 AND start_utc_ms < ? "
                        "ORDER BY start_utc_ms LIMIT ?");
  Row(old).add(cut_ms).add(rows);
  std::vector<OldMinute> minutes;
  while (old.executeStep()) {
    Columns c(old);
    OldMinute minute;
    minute.start = c.wall();
    minute.seconds = c.blob();
    minutes.push_back(std::move(minute));
  }
  return minutes;
}

int empty_before(SQLite::Database& database, std::int64_t cut_ms, int rows) {
  const std::vector<OldMinute> minutes = with_seconds_before(database, cut_ms, rows);
  SQLite::Statement change(
      database, "UPDATE minute SET seconds = x'', lean_histogram = ? WHERE start_utc_ms = ?");
  for (const OldMinute& minute : minutes) {
    const auto seconds = unpack_seconds(minute.seconds, minute.start);
    change.reset();
    Row(change)
        .blob(pack_histogram(lean_histogram(seconds)))
        .add(std::int64_t{minute.start.utc.time_since_epoch().count()})
        .store();
  }
  return static_cast<int>(minutes.size());
}

int delete_before(SQLite::Database& database, std::int64_t cut_ms, int rows) {
  SQLite::Statement remove(database,
                           "DELETE FROM minute WHERE start_utc_ms IN (SELECT start_utc_ms FROM "
                           "minute WHERE start_utc_ms < ? ORDER BY start_utc_ms LIMIT ?)");
  Row(remove).add(cut_ms).add(rows);
  return remove.exec();
}

}  // namespace

RetentionStep retain_some(SQLite::Database& database, const RetentionParams& params, int rows) {
  RetentionStep step;
  if (params.keep_seconds_days <= 0 && params.keep_minutes_days <= 0) return step;
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  const auto newest_ms = newest_minute_ms(database);
  if (!newest_ms) return step;
  if (params.keep_minutes_days > 0) {
    step.deleted = delete_before(database, *newest_ms - params.keep_minutes_days * kDay_ms, rows);
  }
  if (params.keep_seconds_days > 0) {
    step.emptied = empty_before(database, *newest_ms - params.keep_seconds_days * kDay_ms, rows);
  }
  transaction.commit();
  step.done = step.deleted < rows && step.emptied < rows;
  return step;
}

}  // namespace postured
