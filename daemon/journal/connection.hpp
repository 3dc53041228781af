// An open SQLite connection to a journal, checked: ours, not newer, not damaged.
#pragma once

#include <SQLiteCpp/Database.h>

#include <filesystem>
#include <memory>

namespace postured {

// The file is broken. Only moving it aside helps.
struct DamagedJournal {
  std::string detail;
};

// `file` is resolved, prepared and locked (journal_file.hpp). Journal mode WAL, synchronous FULL,
// foreign keys; migrated. Throws DamagedJournal or JournalError; then the file is unchanged.
std::unique_ptr<SQLite::Database> connect_for_writing(const std::filesystem::path& file);

struct ReadConnection {
  std::unique_ptr<SQLite::Database> database;
  bool lockless = false;  // no locks were taken: compare file_stamp() before and after reading
  bool empty = false;     // no schema yet: the daemon has only just created the file
};
// `file` is resolved. Creates nothing, neither a file nor -wal or -shm; works on read-only media.
ReadConnection connect_for_reading(const std::filesystem::path& file);

// False when the file was unlinked or replaced since it was opened. SQLite itself does not notice:
// inserts into an unlinked file succeed and vanish.
bool is_in_place(SQLite::Database& database);

}  // namespace postured
