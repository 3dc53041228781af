#include "journal/sqlite_error.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

namespace postured {
namespace {

using Kind = JournalError::Kind;

}  // namespace

bool means_damage(const SQLite::Exception& error) {
  const int code = error.getErrorCode() & 0xff;
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

JournalError journal_error(const SQLite::Exception& error, const std::filesystem::path& file) {
  const std::string name = file.string();
  const std::string detail = std::string(" (SQLite: ") + error.what() + ")";
  switch (error.getErrorCode() & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Kind::locked, "The journal " + name +
                                " is locked by another program, such as a "
                                "backup. It is tried again by itself." +
                                detail};
    case SQLITE_FULL:
      return {Kind::full, "The disk with the journal " + name +
                              " is full. Make room; recording "
                              "goes on by itself then." +
                              detail};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {Kind::read_only, "The journal " + name +
                                   " cannot be written. Check the permissions "
                                   "of the file and its directory." +
                                   detail};
    case SQLITE_CANTOPEN:
      if (error.getExtendedErrorCode() == SQLITE_CANTOPEN_SYMLINK) {
        return {Kind::unsafe_path, "The journal " + name +
                                       " is a symbolic link, which is not "
                                       "followed. Name the file itself."};
      }
      return {Kind::io, "The journal " + name +
                            " cannot be opened. Check that it exists and may "
                            "be read." +
                            detail};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {Kind::io, "The journal " + name +
                            " is damaged. The daemon moves it aside at its "
                            "next start; 'sqlite3 FILE .recover' reads what is left." +
                            detail};
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
      return {Kind::rejected, "A row does not fit the journal " + name + "." + detail};
    default:
      return {Kind::io, "The journal " + name +
                            " cannot be read or written; the disk may be "
                            "failing." +
                            detail};
  }
}

}  // namespace postured
