#include "journal/export.hpp"

#include <SQLiteCpp/Database.h>

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "journal/export_rows.hpp"
#include "journal/schema.hpp"

namespace postured {
namespace {

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

// The shortest text that reads back as the same number, whatever the locale.
template <class Number>
std::string number_text(Number value) {
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end.ptr};
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

std::string csv_text(const ExportValue& value) {
  return std::visit(Overloaded{[](std::monostate) { return std::string(); },
                               [](const std::string& text) { return quoted(text); },
                               [](auto number) { return number_text(number); }},
                    value);
}

// Bytes that are no UTF-8 become U+FFFD.
std::string json_string(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string json_text(const ExportValue& value) {
  return std::visit(Overloaded{[](std::monostate) { return std::string("null"); },
                               [](const std::string& text) { return json_string(text); },
                               [](auto number) { return number_text(number); }},
                    value);
}

void export_json_table(SQLite::Database& database, const TableSpec& table, bool anonymous,
                       const Sink& out) {
  const std::vector<ExportColumn> columns = export_columns(table, anonymous);
  bool first = true;
  out(json_string(table.name) + ": [");
  for_each_row(database, table, anonymous, [&](const std::vector<ExportValue>& row) {
    std::string line = first ? "\n{" : ",\n{";
    first = false;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += (i > 0 ? ", " : "") + json_string(columns[i].name) + ": " + json_text(row[i]);
    }
    out(line + "}");
  });
  out("]");
}

}  // namespace

std::vector<const TableSpec*> exported_tables(const ExportOptions& options) {
  std::vector<const TableSpec*> tables;
  for (const TableSpec& table : journal_tables()) tables.push_back(&table);
  if (options.seconds) tables.push_back(&kSecondTable);
  return tables;
}

void export_csv(SQLite::Database& database, const TableSpec& table, const ExportOptions& options,
                const Sink& out) {
  std::string line;
  for (const ExportColumn& column : export_columns(table, options.anonymous)) {
    line += (line.empty() ? "" : ",") + column.name;
  }
  out(line + "\r\n");
  for_each_row(database, table, options.anonymous, [&](const std::vector<ExportValue>& row) {
    line.clear();
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line += ',';
      line += csv_text(row[i]);
    }
    out(line += "\r\n");
  });
}

std::string dictionary_csv(const ExportOptions& options) {
  std::string text = "table,column,unit,meaning\r\n";
  for (const TableSpec* table : exported_tables(options)) {
    const std::string name(table->name);
    text += name + ",,," + quoted(std::string(table->meaning)) + "\r\n";
    for (const ExportColumn& column : export_columns(*table, options.anonymous)) {
      text += name + "," + column.name + "," + column.unit + "," + quoted(column.meaning) + "\r\n";
    }
  }
  return text;
}

void export_json(SQLite::Database& database, const ExportOptions& options, std::string_view made_by,
                 const Sink& out) {
  out("{\"format\": \"postured-journal\", \"schema\": " +
      std::to_string(journal_migrations().size()) + ", \"made_by\": " + json_string(made_by) +
      ", \"anonymous\": " + (options.anonymous ? "true" : "false") + ",\n\"dictionary\": [");
  bool first = true;
  for (const TableSpec* table : exported_tables(options)) {
    for (const ExportColumn& column : export_columns(*table, options.anonymous)) {
      out(std::string(first ? "\n" : ",\n") + "{\"table\": " + json_string(table->name) +
          ", \"column\": " + json_string(column.name) + ", \"unit\": " + json_string(column.unit) +
          ", \"meaning\": " + json_string(column.meaning) + "}");
      first = false;
    }
  }
  out("],\n\"tables\": {\n");
  first = true;
  for (const TableSpec* table : exported_tables(options)) {
    if (!first) out(",\n");
    first = false;
    export_json_table(database, *table, options.anonymous, out);
  }
  out("}}\n");
}

}  // namespace postured
