// Every table as CSV (RFC 4180) or JSON, with its data dictionary. Throws SQLite::Exception.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/catalogue.hpp"

namespace SQLite {
class Database;
}

namespace postured {

// Anonymous: serial numbers, numbers of rows and prompts, clock offsets, free text (notes, sites of
// pain, reasons in words, what was ticked) and values of settings are left out; every instant
// becomes a day number (day 1 is the Monday of the first week, so that weekdays are kept) and the
// local time to the quarter of an hour below it. All else is as it is.
struct ExportOptions {
  bool anonymous = false;
  bool seconds = false;  // the packed seconds too, as a table of their own
};

using Sink = std::function<void(std::string_view)>;

// The tables of an export in order: those of the catalogue, then "second" if asked for.
std::vector<const TableSpec*> exported_tables(const ExportOptions& options);
void export_csv(SQLite::Database& database, const TableSpec& table, const ExportOptions& options,
                const Sink& out);
// table,column,unit,meaning: of exactly the columns that are exported.
std::string dictionary_csv(const ExportOptions& options);
// {"format": "postured-journal", "schema", "made_by", "anonymous",
//  "dictionary": [{table, column, unit, meaning}], "tables": {name: [{column: value}]}}
void export_json(SQLite::Database& database, const ExportOptions& options, std::string_view made_by,
                 const Sink& out);

}  // namespace postured
