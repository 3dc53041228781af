// Rows of a table as an export shows them: columns left out, instants coarsened, bytes unpacked.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "journal/export.hpp"

namespace postured {

struct ExportColumn {
  std::string name, unit, meaning;
};
using ExportValue = std::variant<std::monostate, std::int64_t, double, std::string>;

std::vector<ExportColumn> export_columns(const TableSpec& table, bool anonymous);
// One value a column. Rows in order of time.
void for_each_row(SQLite::Database& database, const TableSpec& table, bool anonymous,
                  const std::function<void(const std::vector<ExportValue>&)>& each);

// The table that the packed seconds of minutes are exported as.
extern const TableSpec kSecondTable;

}  // namespace postured
