// Forgetting: every row that begins on a day, whatever its table. What is forgotten is overwritten
// in the file (secure_delete). Throws SQLite::Exception.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/calendar.hpp"

namespace SQLite {
class Database;
}

namespace postured {

// Local days, by the offset stored with each row; both ends belong to it. No days: everything.
struct DayRange {
  struct Days {
    std::chrono::local_days first, last;
    bool operator==(const Days&) const = default;
  };
  std::optional<Days> days;
  bool operator==(const DayRange&) const = default;
};

// "2026-11-02..2026-11-08", "2026-11-02", "all"; nullopt for anything else.
std::optional<DayRange> day_range_from_string(std::string_view text);
std::optional<std::chrono::local_days> day_from_string(std::string_view text);  // "2026-11-02"
std::string to_string(const DayRange& range);

// Tables that have rows there, and how many.
using RowCounts = std::vector<std::pair<std::string, std::int64_t>>;
RowCounts rows_within(SQLite::Database& database, const DayRange& range);
std::int64_t total(const RowCounts& counts);

// One transaction; returns what was deleted. Phases of a flare-up go with it. A stretch that began
// before the range and reaches into it stays.
RowCounts forget(SQLite::Database& database, const DayRange& range);

}  // namespace postured
