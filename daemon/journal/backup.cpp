#include "journal/backup.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "journal/sqlite_error.hpp"

namespace postured {
namespace {

namespace fs = std::filesystem;
using Kind = JournalError::Kind;

void create_new(const fs::path& target) {
  const int descriptor =
      ::open(target.c_str(), O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor >= 0) {
    ::fchmod(descriptor, 0600);  // whatever the umask
    ::close(descriptor);
    return;
  }
  if (errno == EEXIST) {
    throw JournalError(Kind::unsafe_path, "The file " + target.string() +
                                              " exists already and was left as it is. Name a new "
                                              "one.");
  }
  throw JournalError(errno == ENOSPC ? Kind::full : Kind::io,
                     "The file " + target.string() +
                         " cannot be created: " + std::generic_category().message(errno) + ".");
}

void copy_into(SQLite::Database& source, const fs::path& target) {
  SQLite::Database copy(target.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOFOLLOW);
  SQLite::Backup backup(copy, source);
  const int code = backup.executeStep(-1);
  if (code != SQLITE_DONE) {
    throw JournalError(Kind::locked, "The journal is locked by another program. Try again.");
  }
}

}  // namespace

void back_up(const JournalStore& journal, const fs::path& target) {
  create_new(target);
  try {
    journal.inspect([&target](SQLite::Database& source) {
      try {
        copy_into(source, target);
        // One file, without a write-ahead log beside it.
        SQLite::Database copy(target.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOFOLLOW);
        copy.exec("PRAGMA journal_mode = DELETE");
      } catch (const SQLite::Exception& error) {
        throw journal_error(error, target);
      }
    });
  } catch (...) {
    std::error_code ignored;
    for (const char* ending : {"", "-wal", "-shm", "-journal"}) {
      fs::remove(target.string() + ending, ignored);
    }
    throw;
  }
}

}  // namespace postured
