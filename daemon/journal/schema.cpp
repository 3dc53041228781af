#include "journal/schema.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>

#include <string>

#include "journal/sqlite_error.hpp"
#include "journal/store.hpp"

namespace postured {
namespace {

int int_pragma(SQLite::Database& database, const char* pragma) {
  return database.execAndGet(std::string("PRAGMA ") + pragma).getInt();
}

}  // namespace

void migrate(SQLite::Database& database, std::span<const std::string_view> migrations) {
  const auto known = static_cast<int>(migrations.size());
  const auto refuse_newer = [&](int version) {
    if (version <= known) return;
    throw JournalError(JournalError::Kind::newer_schema,
                       "The journal " + database.getFilename() +
                           " was written by a newer postured "
                           "(schema " +
                           std::to_string(version) + ", this program knows " +
                           std::to_string(known) +
                           "). It was left as it is; install the newer "
                           "postured, or use another journal file.");
  };
  try {
    const int before = int_pragma(database, "user_version");
    refuse_newer(before);
    if (before == known) return;
    database.exec("BEGIN IMMEDIATE");
    try {
      // Read again: another process may have been first.
      const int version = int_pragma(database, "user_version");
      refuse_newer(version);
      for (int next = version; next < known; ++next) {
        database.exec(std::string(migrations[static_cast<std::size_t>(next)]));
      }
      // Both live in the header page, so they belong to the transaction.
      database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
      database.exec("PRAGMA user_version = " + std::to_string(known));
      database.exec("COMMIT");
    } catch (...) {
      // Some errors (disk full) roll back by themselves; a second ROLLBACK then only fails.
      database.tryExec("ROLLBACK");
      throw;
    }
  } catch (const SQLite::Exception& error) {
    throw journal_error(error, database.getFilename());
  }
}

void require_newest_schema(SQLite::Database& database) {
  const int version = int_pragma(database, "user_version");
  if (version == static_cast<int>(journal_migrations().size())) return;
  throw JournalError(JournalError::Kind::rejected,
                     "The journal " + database.getFilename() +
                         " was written by an earlier postured (schema " + std::to_string(version) +
                         "). Start the daemon once, or run 'posturectl journal compact': both "
                         "bring it up to date.");
}

}  // namespace postured
