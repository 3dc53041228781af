#include "journal/import.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <unistd.h>

#include "journal/backup.hpp"
#include "journal/catalogue.hpp"
#include "journal/journal_file.hpp"

namespace postured {
namespace {

namespace fs = std::filesystem;

// A copy beside our journal (private, on the same disk) that may be migrated. Gone with its owner.
class WorkingCopy {
 public:
  WorkingCopy(const JournalStore& original, const fs::path& beside_this)
      : file_(beside(beside_this, (".import-" + std::to_string(::getpid())).c_str())) {
    back_up(original, file_);
    JournalStore(file_, JournalStore::Access::write).close_orphans();  // migrates
  }
  WorkingCopy(const WorkingCopy&) = delete;
  WorkingCopy& operator=(const WorkingCopy&) = delete;
  ~WorkingCopy() {
    std::error_code ignored;
    for (const char* ending : {"", "-wal", "-shm", ".lock"}) {
      fs::remove(beside(file_, ending), ignored);
    }
  }
  const fs::path& file() const { return file_; }

 private:
  fs::path file_;
};

bool is_key(const TableSpec& table, std::string_view column) {
  const std::string keys = ", " + std::string(table.key) + ", ";
  return keys.find(", " + std::string(column) + ", ") != std::string::npos;
}

// SQL that is put together from the catalogue.
struct ImportSql {
  std::string columns, selected, same_key, same_row, id;
};

ImportSql sql_of(const TableSpec& table) {
  ImportSql sql;
  sql.same_key = "SELECT 1 FROM main." + std::string(table.name) + " AS m WHERE 1";
  std::string rest;
  for (const ColumnSpec& spec : table.columns) {
    const std::string column(spec.name);
    if (column == "id") {
      sql.id = column;
      continue;
    }
    sql.columns += (sql.columns.empty() ? "" : ", ") + column;
    sql.selected += (sql.selected.empty() ? "o." : ", o.") + column;
    if (is_key(table, column)) {
      sql.same_key += " AND m." + column + " = o." + column;
    } else if (column != kPackedSeconds && column != kPackedHistogram) {
      // Whether the seconds are still kept is no difference.
      rest += " AND m." + column + " IS o." + column;
    }
  }
  sql.same_row = sql.same_key + rest;
  return sql;
}

std::int64_t number(SQLite::Database& database, const std::string& sql) {
  return database.execAndGet(sql).getInt64();
}

ImportedTable import_table(SQLite::Database& database, const TableSpec& table) {
  const std::string name(table.name);
  const ImportSql sql = sql_of(table);
  const std::string from = " FROM old." + name + " AS o";
  ImportedTable result;
  result.table = name;
  const auto all = number(database, "SELECT count(*)" + from);
  if (all == 0) return result;
  result.known =
      number(database, "SELECT count(*)" + from + " WHERE EXISTS (" + sql.same_row + ")");
  const auto met =
      number(database, "SELECT count(*)" + from + " WHERE EXISTS (" + sql.same_key + ")");
  result.differed = met - result.known;
  result.added = all - met;
  if (result.added == 0) return result;
  // What is read as "the newest" goes by the row's number: imported rows come before ours.
  std::string id_column, id_value;
  if (!sql.id.empty()) {
    const auto lowest = number(database, "SELECT coalesce(min(id), 1) FROM main." + name);
    const auto first = std::min<std::int64_t>(lowest, 1) - result.added;
    id_column = "id, ";
    id_value = std::to_string(first - 1) + " + row_number() OVER (ORDER BY o.id), ";
  }
  database.exec("INSERT INTO main." + name + " (" + id_column + sql.columns + ") SELECT " +
                id_value + sql.selected + from + " WHERE NOT EXISTS (" + sql.same_key + ")");
  return result;
}

class Attached {
 public:
  Attached(SQLite::Database& database, const fs::path& file) : database_(database) {
    SQLite::Statement attach(database, "ATTACH DATABASE ? AS old");
    attach.bind(1, file.string());
    attach.exec();
  }
  Attached(const Attached&) = delete;
  Attached& operator=(const Attached&) = delete;
  ~Attached() { database_.tryExec("DETACH DATABASE old"); }

 private:
  SQLite::Database& database_;
};

}  // namespace

std::vector<ImportedTable> import_journal(JournalStore& into, const fs::path& file) {
  std::error_code ignored;
  if (fs::equivalent(file, into.file(), ignored)) {
    throw JournalError(JournalError::Kind::unsafe_path,
                       "The file " + file.string() + " is this journal itself.");
  }
  const JournalStore original(file, JournalStore::Access::read);
  const WorkingCopy copy(original, into.file());
  std::vector<ImportedTable> tables;
  into.maintain([&](SQLite::Database& database) {
    const Attached attached(database, copy.file());
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    for (const TableSpec& table : journal_tables()) {
      ImportedTable result = import_table(database, table);
      if (result.added + result.known + result.differed > 0) tables.push_back(std::move(result));
    }
    transaction.commit();
  });
  return tables;
}

}  // namespace postured
