// The journal's file before SQLite sees it: safe paths, permissions, one writer, damage aside.
// Throws JournalError with a sentence.
#pragma once

#include <cstdint>
#include <filesystem>

namespace postured {

// FILE with one of SQLite's endings ("-wal", "-shm") or ours (".lock").
std::filesystem::path beside(const std::filesystem::path& file, const char* ending);

// The same file with the real path of its directory, which SQLITE_OPEN_NOFOLLOW needs: it refuses
// links anywhere on the way. Creates missing directories (0700). The directory must not be open to
// every user's writing, unless sticky as /tmp is.
std::filesystem::path resolve_for_writing(const std::filesystem::path& file);
// Creates nothing; throws when there is no such file, or it is a link or no ordinary file.
std::filesystem::path resolve_for_reading(const std::filesystem::path& file);

// Creates an empty file (0600 whatever the umask), or checks what is there: an ordinary file of
// ours, with one name, no link; the same for -wal and -shm. Others lose their access to it.
void prepare_file(const std::filesystem::path& file);

// Renames the file with its -wal and -shm to FILE.corrupt-TIME and so on. Returns the new name.
std::filesystem::path move_aside(const std::filesystem::path& file);

// Changes when anything was written to the file or a writer came: for readers without locks.
struct FileStamp {
  std::uintmax_t inode = 0;
  std::int64_t size = 0, changed_ns = 0, wal_size = -1, wal_changed_ns = 0;
  bool operator==(const FileStamp&) const = default;
};
FileStamp file_stamp(const std::filesystem::path& file);

// The right to write, for one process at a time, as long as this lives (flock on FILE.lock). Taken
// at once or JournalError{locked}. The lock file stays: removing it would race with the next one.
class WriterLock {
 public:
  explicit WriterLock(const std::filesystem::path& file);
  ~WriterLock();
  WriterLock(WriterLock&& other) noexcept;
  WriterLock& operator=(WriterLock&&) = delete;

 private:
  int descriptor_;
};

}  // namespace postured
