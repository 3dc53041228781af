#include "journal/journal_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <string>
#include <utility>

#include "journal/store.hpp"

namespace postured {
namespace {

namespace fs = std::filesystem;
using Kind = JournalError::Kind;

Kind kind_of(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
      return Kind::read_only;
    case ENOSPC:
    case EDQUOT:
      return Kind::full;
    case ELOOP:
      return Kind::unsafe_path;
    default:
      return Kind::io;
  }
}

JournalError system_error(const std::string& what, int error) {
  return {kind_of(error), what + ": " + std::generic_category().message(error) + "."};
}

JournalError unsafe(const fs::path& path, const std::string& why) {
  return {Kind::unsafe_path,
          "The journal cannot be " + path.string() + ": " + why + ". Name another file."};
}

fs::path real_directory(const fs::path& file) {
  if (file.filename().empty() || file.filename() == "." || file.filename() == "..") {
    throw unsafe(file, "this is no file name");
  }
  const fs::path parent = file.has_parent_path() ? file.parent_path() : fs::path(".");
  std::error_code error;
  fs::path real = fs::canonical(parent, error);
  if (error) {
    throw system_error("The directory of the journal, " + parent.string() + ", cannot be used",
                       error.value());
  }
  return real;
}

void create_private_directories(const fs::path& directory) {
  if (directory.empty()) return;
  struct stat status {};
  if (::stat(directory.c_str(), &status) == 0) return;
  create_private_directories(directory.parent_path());
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
    throw system_error("The directory " + directory.string() + " cannot be created", errno);
  }
}

// nullptr when there is no such file.
const struct stat* look(const fs::path& path, struct stat& status) {
  if (::lstat(path.c_str(), &status) == 0) return &status;
  if (errno == ENOENT) return nullptr;
  throw system_error("The file " + path.string() + " cannot be looked at", errno);
}

void check_ordinary(const fs::path& path, const struct stat& status) {
  if (S_ISLNK(status.st_mode)) throw unsafe(path, "it is a symbolic link, which is not followed");
  if (!S_ISREG(status.st_mode)) throw unsafe(path, "it is not an ordinary file");
}

void check_ours(const fs::path& path, const struct stat& status) {
  check_ordinary(path, status);
  if (status.st_uid != ::geteuid()) throw unsafe(path, "it belongs to another user");
  if (status.st_nlink > 1) throw unsafe(path, "it has a second name (hard link) elsewhere");
}

std::int64_t nanoseconds(const timespec& t) {
  return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

}  // namespace

fs::path beside(const fs::path& file, const char* ending) {
  fs::path other = file;
  other += ending;
  return other;
}

fs::path resolve_for_writing(const fs::path& file) {
  create_private_directories(file.parent_path());
  const fs::path directory = real_directory(file);
  struct stat status {};
  if (::stat(directory.c_str(), &status) != 0) {
    throw system_error("The directory " + directory.string() + " cannot be used", errno);
  }
  if (!S_ISDIR(status.st_mode)) throw unsafe(directory, "it is not in a directory");
  if ((status.st_mode & S_IWOTH) != 0 && (status.st_mode & S_ISVTX) == 0) {
    throw unsafe(file, "every user may write to its directory");
  }
  return directory / file.filename();
}

fs::path resolve_for_reading(const fs::path& file) {
  fs::path path = real_directory(file) / file.filename();
  struct stat status {};
  if (look(path, status) == nullptr) {
    throw JournalError(Kind::io, "There is no journal " + path.string() +
                                     ". It begins when the daemon first runs.");
  }
  check_ordinary(path, status);
  return path;
}

void prepare_file(const fs::path& file) {
  struct stat status {};
  for (const char* ending : {"-wal", "-shm"}) {
    const fs::path companion = beside(file, ending);
    if (look(companion, status) != nullptr) check_ours(companion, status);
  }
  if (look(file, status) != nullptr) {
    check_ours(file, status);
    if ((status.st_mode & 0077) != 0 && ::chmod(file.c_str(), 0600) != 0) {
      throw system_error("The permissions of " + file.string() + " cannot be set", errno);
    }
    return;
  }
  const int descriptor =
      ::open(file.c_str(), O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    throw system_error("The journal " + file.string() + " cannot be created", errno);
  }
  // SQLite gives -wal and -shm the permissions of this file.
  ::fchmod(descriptor, 0600);
  ::close(descriptor);
}

fs::path move_aside(const fs::path& file) {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::array<char, 32> stamp{};
  std::strftime(stamp.data(), stamp.size(), "%Y%m%dT%H%M%SZ", &utc);
  const std::string wanted = std::string(".corrupt-") + stamp.data();

  struct stat status {};
  fs::path target = beside(file, wanted.c_str());
  for (int n = 2; look(target, status) != nullptr; ++n) {
    target = beside(file, (wanted + "." + std::to_string(n)).c_str());
  }
  for (const char* ending : {"", "-wal", "-shm"}) {
    const fs::path from = beside(file, ending);
    if (look(from, status) == nullptr) continue;
    if (::rename(from.c_str(), beside(target, ending).c_str()) != 0) {
      throw system_error("The damaged journal " + from.string() + " cannot be moved aside", errno);
    }
  }
  return target;
}

FileStamp file_stamp(const fs::path& file) {
  FileStamp stamp;
  struct stat status {};
  if (::stat(file.c_str(), &status) == 0) {
    stamp.inode = status.st_ino;
    stamp.size = status.st_size;
    stamp.changed_ns = nanoseconds(status.st_mtim);
  }
  if (::stat(beside(file, "-wal").c_str(), &status) == 0) {
    stamp.wal_size = status.st_size;
    stamp.wal_changed_ns = nanoseconds(status.st_mtim);
  }
  return stamp;
}

WriterLock::WriterLock(const fs::path& file) : descriptor_(-1) {
  const fs::path lock = beside(file, ".lock");
  struct stat status {};
  if (look(lock, status) != nullptr) check_ours(lock, status);
  // O_NONBLOCK: a FIFO put there in between must not make us wait.
  descriptor_ = ::open(lock.c_str(), O_CREAT | O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
  if (descriptor_ < 0) {
    throw system_error("The journal's lock " + lock.string() + " cannot be opened", errno);
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const int error = errno;
  ::close(descriptor_);
  if (error == EWOULDBLOCK) {
    throw JournalError(Kind::locked, "The journal " + file.string() +
                                         " is in use by another postured. Stop that one first, or "
                                         "use another journal file.");
  }
  throw system_error("The journal's lock " + lock.string() + " cannot be taken", error);
}

WriterLock::~WriterLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

WriterLock::WriterLock(WriterLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

}  // namespace postured
