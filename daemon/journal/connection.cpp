#include "journal/connection.hpp"

#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <array>
#include <cstdint>

#include "journal/journal_file.hpp"
#include "journal/schema.hpp"
#include "journal/sqlite_error.hpp"

namespace postured {
namespace {

namespace fs = std::filesystem;
using Kind = JournalError::Kind;

// Longer than any reader of ours holds a lock; the queue waits meanwhile.
constexpr int kBusyTimeout_ms = 1000;

struct Identity {
  std::int64_t application_id = 0, version = 0, tables = 0;
  bool fresh() const { return application_id == 0 && version == 0 && tables == 0; }
};

Identity identity(SQLite::Database& database) {
  Identity found;
  found.application_id = database.execAndGet("PRAGMA application_id").getInt64();
  found.version = database.execAndGet("PRAGMA user_version").getInt64();
  found.tables = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt64();
  return found;
}

void refuse_foreign(const Identity& found, const fs::path& file) {
  if (found.fresh() || found.application_id == kApplicationId) return;
  throw JournalError(Kind::unsafe_path, "The file " + file.string() +
                                            " is a database of another program. It was left as it "
                                            "is; use another journal file.");
}

void refuse_newer(SQLite::Database& database, const Identity& found) {
  const auto known = static_cast<std::int64_t>(journal_migrations().size());
  if (found.version > known) migrate(database, journal_migrations());  // throws its sentence
}

void keep_wal_on_close(SQLite::Database& database, bool keep) {
  sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, nullptr);
}

// A file: URI; the characters with a meaning there are escaped.
std::string uri_of(const fs::path& file, const char* options) {
  constexpr std::array<char, 17> kHex{"0123456789ABCDEF"};
  std::string uri = "file:";
  for (const char c : file.string()) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '%' || c == '?' || c == '#' || byte < 0x20) {
      uri += '%';
      uri += kHex.at(byte >> 4U);
      uri += kHex.at(byte & 0xFU);
    } else {
      uri += c;
    }
  }
  return uri + "?" + options;
}

ReadConnection connect_read_only(const fs::path& file, const char* options, bool lockless) {
  ReadConnection connection;
  connection.lockless = lockless;
  connection.database = std::make_unique<SQLite::Database>(
      uri_of(file, options), SQLite::OPEN_READONLY | SQLite::OPEN_URI | SQLite::OPEN_NOFOLLOW,
      kBusyTimeout_ms);
  SQLite::Database& database = *connection.database;
  keep_wal_on_close(database, true);
  database.exec("PRAGMA trusted_schema = OFF");
  // With the WAL's index in memory instead of in a -shm file.
  if (lockless) database.exec("PRAGMA locking_mode = EXCLUSIVE");
  const Identity found = identity(database);
  refuse_foreign(found, file);
  refuse_newer(database, found);
  connection.empty = found.fresh();
  return connection;
}

}  // namespace

std::unique_ptr<SQLite::Database> connect_for_writing(const fs::path& file) {
  try {
    auto database = std::make_unique<SQLite::Database>(
        file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOFOLLOW, kBusyTimeout_ms);
    // Until the file is known to be ours, not even closing may change it.
    keep_wal_on_close(*database, true);
    database->exec("PRAGMA trusted_schema = OFF");
    const Identity found = identity(*database);
    refuse_foreign(found, file);
    refuse_newer(*database, found);
    const std::string checked = database->execAndGet("PRAGMA quick_check(1)").getString();
    if (checked != "ok") throw DamagedJournal{checked};
    keep_wal_on_close(*database, false);

    // Only before the first page is written, so before WAL: lets `compact` give pages back.
    if (found.fresh()) database->exec("PRAGMA auto_vacuum = INCREMENTAL");
    const std::string mode = database->execAndGet("PRAGMA journal_mode = WAL").getString();
    if (mode != "wal") {
      throw JournalError(Kind::io, "The file system of " + file.string() +
                                       " cannot hold the journal (no shared memory for WAL). Use "
                                       "a local disk.");
    }
    // FULL: what was acknowledged survives a power cut; a few rows a minute cost nothing.
    database->exec(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
        // What is forgotten is overwritten: it is health data.
        "PRAGMA secure_delete = ON;"
        "PRAGMA journal_size_limit = 4194304");
    migrate(*database, journal_migrations());
    return database;
  } catch (const SQLite::Exception& error) {
    if (means_damage(error)) throw DamagedJournal{error.what()};
    throw journal_error(error, file);
  }
}

ReadConnection connect_for_reading(const fs::path& file) {
  // Opening a WAL database makes -wal and -shm even for reading. So: without a WAL the file alone
  // is the journal (immutable); with a WAL and no -shm nobody is writing, and the unlocked VFS can
  // read the WAL by itself; with both, the ordinary way creates nothing.
  const FileStamp stamp = file_stamp(file);
  struct Way {
    const char* options;
    bool lockless;
  };
  constexpr Way kOrdinary{"mode=ro", false};
  constexpr Way kImmutable{"mode=ro&immutable=1", true};
  constexpr Way kUnlocked{"mode=ro&vfs=unix-none", true};
  std::error_code ignored;
  const bool has_index = fs::exists(beside(file, "-shm"), ignored);
  const bool has_wal = stamp.wal_size > 0;
  const Way second = has_wal ? kUnlocked : kImmutable;
  const Way first = has_index && stamp.wal_size >= 0 ? kOrdinary : second;
  try {
    try {
      return connect_read_only(file, first.options, first.lockless);
    } catch (const SQLite::Exception& error) {
      // A read-only directory or disk: the index cannot be locked or mapped.
      const int code = error.getErrorCode() & 0xff;
      if (first.lockless || (code != SQLITE_CANTOPEN && code != SQLITE_READONLY)) throw;
      return connect_read_only(file, second.options, second.lockless);
    }
  } catch (const SQLite::Exception& error) {
    throw journal_error(error, file);
  }
}

bool is_in_place(SQLite::Database& database) {
  int moved = 0;
  const int code =
      sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return code == SQLITE_OK && moved == 0;
}

}  // namespace postured
