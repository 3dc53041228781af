// Rows -> records, one column after the other. Throws SQLite::Exception.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <limits>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "journal/row_reader.hpp"

namespace postured {

inline constexpr std::int64_t kDay_ms = 86'400'000;

// The columns of the current row, one after the other.
class Columns {
 public:
  explicit Columns(SQLite::Statement& statement) : statement_(statement) {}

  std::int64_t whole() { return statement_.getColumn(index_++).getInt64(); }
  int count() { return static_cast<int>(whole()); }
  double real() { return statement_.getColumn(index_++).getDouble(); }
  double real_or_nan() {
    const SQLite::Column column = statement_.getColumn(index_++);
    return column.isNull() ? std::numeric_limits<double>::quiet_NaN() : column.getDouble();
  }
  std::string text() { return statement_.getColumn(index_++).getString(); }
  WallTime wall() {
    const UtcTime utc{std::chrono::milliseconds(whole())};
    return {utc, std::chrono::seconds(whole())};
  }
  BootTime boot() { return BootTime(std::chrono::microseconds(whole())); }
  std::vector<std::uint8_t> blob() {
    const SQLite::Column column = statement_.getColumn(index_++);
    const auto* bytes = static_cast<const std::uint8_t*>(column.getBlob());
    if (bytes == nullptr) return {};
    return {bytes, bytes + column.getBytes()};
  }

 private:
  SQLite::Statement& statement_;
  int index_ = 0;
};

// A journal that was only read since it was written by an earlier version lacks what came later.
inline bool has_table(SQLite::Database& database, const char* table) {
  SQLite::Statement statement(database, "SELECT 1 FROM sqlite_schema WHERE name = ?");
  statement.bind(1, table);
  return statement.executeStep();
}

// prompt_id, kind, state, at_utc_ms, utc_offset_s, latency_s, reason
inline PromptEvent prompt_event(Columns& c) {
  PromptEvent e;
  e.id = c.whole();
  e.kind = prompt_kind_from_string(c.text());
  e.state = prompt_state_from_string(c.text());
  e.at = c.wall();
  e.latency_s = c.real();
  e.reason = c.text();
  return e;
}

template <class Record, class Read>
std::vector<Record> read_span(SQLite::Database& database, const char* sql, Span span, Read read) {
  SQLite::Statement statement(database, sql);
  statement.bind(1, static_cast<int64_t>(span.from.time_since_epoch().count()));
  statement.bind(2, static_cast<int64_t>(span.to.time_since_epoch().count()));
  std::vector<Record> records;
  while (statement.executeStep()) {
    Columns columns(statement);
    records.push_back(read(columns));
  }
  return records;
}

}  // namespace postured
