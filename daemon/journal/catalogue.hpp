// Every table and column of the newest schema in words: the data dictionary. Exports, imports,
// forgetting and checks go by it; a test compares it with the schema.
#pragma once

#include <span>
#include <string_view>

namespace postured {

// What an anonymous export makes of a column.
enum class Anonymous {
  keep,
  day,       // an instant: day 1 is the Monday of the first week; the time to the quarter hour
  left_out,  // it names a person, a device, or says when exactly
};

struct ColumnSpec {
  std::string_view name;
  std::string_view unit;     // UCUM where there is one; "" for text and counts
  std::string_view meaning;  // a sentence
  Anonymous anonymous = Anonymous::keep;
};

struct TableSpec {
  std::string_view name;
  std::string_view meaning;
  std::string_view time;  // the column with the UTC milliseconds at which a row begins
  std::string_view key;   // columns that tell a row from others, separated by ", "
  std::span<const ColumnSpec> columns;  // in the order of the schema
};

// In an order in which rows may be copied: what is referred to comes first.
std::span<const TableSpec> journal_tables();

// Columns that hold packed bytes; exports unpack or leave them out.
inline constexpr std::string_view kPackedSeconds = "seconds";
inline constexpr std::string_view kPackedHistogram = "lean_histogram";

}  // namespace postured
