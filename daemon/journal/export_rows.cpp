#include "journal/export_rows.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "base/calendar.hpp"
#include "journal/columns.hpp"
#include "posture/lean_histogram.hpp"
#include "posture/minute.hpp"

namespace postured {
namespace {

using std::chrono::days;

constexpr auto kSecondColumns = std::to_array<ColumnSpec>({
    {"at_utc_ms", "ms", "Its beginning, to the second.", Anonymous::day},
    {"valid", "", "1: worn and readable."},
    {"unknown_because", "", "Why nothing, or no lean, is known; empty: it is."},
    {"body", "", "sitting, standing, walking, lying or unknown."},
    {"lean", "", "upright, leaning, slouched, reclined, side_lean, not_judged or unknown."},
    {"lean_deg", "deg", "Forward lean from comfortable upright sitting, to 0.25 deg."},
    {"side_deg", "deg", "Side lean, to 0.25 deg."},
    {"curvature_percent", "%", "Two clips: share of the range; empty: not known."},
});

bool is_left_out(const ColumnSpec& column, bool anonymous) {
  return column.name == kPackedSeconds || (anonymous && column.anonymous == Anonymous::left_out);
}

std::string stem(std::string_view column) {
  return std::string(column.substr(0, column.find("_utc_ms")));
}

// Day numbers and quarters of hours.
class Coarse {
 public:
  explicit Coarse(SQLite::Database& database) {
    std::int64_t first_ms = INT64_MAX;
    for (const TableSpec& table : journal_tables()) {
      const SQLite::Column local =
          database.execAndGet("SELECT coalesce(min(" + std::string(table.time) +
                              " + 1000 * utc_offset_s), "
                              "9223372036854775807) FROM " +
                              std::string(table.name));
      first_ms = std::min<std::int64_t>(first_ms, local.getInt64());
    }
    if (first_ms == INT64_MAX) first_ms = 0;
    const auto day = std::chrono::floor<days>(
        std::chrono::local_time<std::chrono::milliseconds>(std::chrono::milliseconds(first_ms)));
    monday_ = monday_of(iso_week(day));
  }
  void add(std::vector<ExportValue>& row, const WallTime& at) const {
    row.emplace_back(std::int64_t{(local_day(at) - monday_).count() + 1});
    const auto quarter = local_time_of_day(at).count() / 900;
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%02d:%02d", static_cast<int>(quarter / 4),
                  static_cast<int>(15 * (quarter % 4)));
    row.emplace_back(std::string(text.data()));
  }

 private:
  std::chrono::local_days monday_{};
};

ExportValue number_or_nothing(double value) {
  if (!std::isfinite(value)) return std::monostate{};
  return value;
}

std::string histogram_text(const SQLite::Column& column) {
  const auto* bytes = static_cast<const std::uint8_t*>(column.getBlob());
  if (bytes == nullptr) return {};
  std::string text;
  for (const auto& [bin, seconds] :
       unpack_histogram({bytes, static_cast<std::size_t>(column.getBytes())})) {
    text += (text.empty() ? "" : " ") + std::to_string(bin) + ":" + std::to_string(seconds);
  }
  return text;
}

ExportValue value_of(const SQLite::Column& column) {
  if (column.isNull()) return std::monostate{};
  if (column.isInteger()) return std::int64_t{column.getInt64()};
  if (column.isFloat()) return column.getDouble();
  if (column.isBlob()) return histogram_text(column);
  return column.getString();
}

void for_each_second(SQLite::Database& database, const Coarse* coarse,
                     const std::function<void(const std::vector<ExportValue>&)>& each) {
  SQLite::Statement minutes(database,
                            "SELECT start_utc_ms, utc_offset_s, seconds FROM minute WHERE "
                            "length(seconds) > 0 ORDER BY start_utc_ms");
  std::vector<ExportValue> row;
  while (minutes.executeStep()) {
    Columns c(minutes);
    const WallTime start = c.wall();
    for (const PostureSecond& second : unpack_seconds(c.blob(), start)) {
      row.clear();
      if (coarse != nullptr) {
        coarse->add(row, second.wall);
      } else {
        row.emplace_back(std::int64_t{second.wall.utc.time_since_epoch().count()});
      }
      row.emplace_back(std::int64_t{second.valid ? 1 : 0});
      row.emplace_back(second.reason == Unknown::none ? std::string()
                                                      : std::string(to_string(second.reason)));
      row.emplace_back(std::string(to_string(second.body)));
      row.emplace_back(std::string(to_string(second.lean_state)));
      row.push_back(number_or_nothing(second.lean_deg));
      row.push_back(number_or_nothing(second.side_deg));
      row.push_back(number_or_nothing(curvature_percent(second)));
      each(row);
    }
  }
}

}  // namespace

const TableSpec kSecondTable{"second", "The seconds of the minutes that still have them.",
                             "at_utc_ms", "at_utc_ms", kSecondColumns};

std::vector<ExportColumn> export_columns(const TableSpec& table, bool anonymous) {
  std::vector<ExportColumn> columns;
  for (const ColumnSpec& spec : table.columns) {
    if (is_left_out(spec, anonymous)) continue;
    const std::string meaning(spec.meaning);
    if (anonymous && spec.anonymous == Anonymous::day) {
      columns.push_back(
          {stem(spec.name) + "_day", "d", meaning + " Day 1 is the Monday of the first week."});
      columns.push_back({stem(spec.name) + "_time", "",
                         meaning + " Local time, to the quarter of an hour below it."});
    } else {
      columns.push_back({std::string(spec.name), std::string(spec.unit),
                         spec.anonymous == Anonymous::day
                             ? meaning + " Milliseconds since 1970-01-01 00:00 UTC."
                             : meaning});
    }
  }
  return columns;
}

void for_each_row(SQLite::Database& database, const TableSpec& table, bool anonymous,
                  const std::function<void(const std::vector<ExportValue>&)>& each) {
  std::optional<Coarse> coarse;
  if (anonymous) coarse.emplace(database);
  if (table.name == kSecondTable.name) {
    for_each_second(database, coarse ? &*coarse : nullptr, each);
    return;
  }
  std::string sql = "SELECT utc_offset_s";
  std::vector<const ColumnSpec*> specs;
  for (const ColumnSpec& spec : table.columns) {
    if (is_left_out(spec, anonymous)) continue;
    specs.push_back(&spec);
    sql += ", " + std::string(spec.name);
  }
  const std::string time(table.time);
  sql += " FROM " + std::string(table.name) + " ORDER BY " + time + ", rowid";
  SQLite::Statement rows(database, sql);
  std::vector<ExportValue> row;
  while (rows.executeStep()) {
    row.clear();
    const std::chrono::seconds offset(rows.getColumn(0).getInt64());
    for (std::size_t i = 0; i < specs.size(); ++i) {
      const SQLite::Column column = rows.getColumn(static_cast<int>(i) + 1);
      if (!coarse || specs[i]->anonymous != Anonymous::day) {
        row.push_back(value_of(column));
      } else if (column.isNull()) {
        row.emplace_back();
        row.emplace_back();
      } else {
        coarse->add(row, {UtcTime(std::chrono::milliseconds(column.getInt64())), offset});
      }
    }
    each(row);
  }
}

}  // namespace postured
