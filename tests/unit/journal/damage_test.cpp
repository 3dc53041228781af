#include <SQLiteCpp/Database.h>
#include <sys/stat.h>

#include <random>

#include "journal/schema.hpp"
#include "journal/store.hpp"
#include "unit/journal/journal_fixture.hpp"

namespace postured::testing {
namespace {

using namespace std::chrono_literals;
using Kind = JournalError::Kind;

constexpr IsoWeek kWeek{2026, 47};

class DamageTest : public JournalTest {
 protected:
  // A closed journal with a day of minutes; nothing but FILE and FILE.lock is left.
  void fill() {
    JournalStore store = open_to_write();
    std::vector<JournalRecord> records;
    for (int i = 0; i < 600; ++i) {
      Minute minute = make_minute(wall(std::chrono::minutes(i)));
      minute.seconds.assign(120, static_cast<std::uint8_t>(i));
      records.emplace_back(minute);
    }
    store.append(records);
  }

  void expect_moved_aside(const std::string& damaged) {
    JournalStore store = open_to_write();
    const auto aside = store.moved_aside();
    ASSERT_TRUE(aside);
    EXPECT_EQ(aside->filename().string().rfind("journal.db.corrupt-", 0), 0U) << *aside;
    EXPECT_EQ(bytes_of(*aside), damaged);
    EXPECT_TRUE(store.week(kWeek).minutes.empty());
    store.append(std::vector<JournalRecord>{make_minute(wall(9h))});
    EXPECT_EQ(store.week(kWeek).minutes.size(), 1U);
  }
};

TEST_F(DamageTest, MovesAFileWithACorruptPageAside) {
  fill();
  std::string bytes = bytes_of(file_);
  ASSERT_GT(bytes.size(), 60'000U);
  for (std::size_t i = 20'480; i < 28'672; ++i) bytes[i] = static_cast<char>(i * 7);
  write_bytes(file_, bytes);
  expect_moved_aside(bytes);
}

TEST_F(DamageTest, MovesATruncatedFileAside) {
  fill();
  std::string bytes = bytes_of(file_);
  bytes.resize(bytes.size() / 2 + 123);
  write_bytes(file_, bytes);
  expect_moved_aside(bytes);
}

TEST_F(DamageTest, MovesGarbageOfAnyLengthAside) {
  std::mt19937 random(7);
  // Not 1: SQLite itself takes a file of one byte for an empty one.
  for (const std::size_t length : {2U, 15U, 99U, 511U, 512U, 4096U, 100'000U}) {
    SCOPED_TRACE(length);
    std::string garbage(length, '\0');
    for (char& c : garbage) c = static_cast<char>(random());
    garbage[0] = 'x';
    for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
      std::filesystem::remove(entry);
    }
    write_bytes(file_, garbage);
    expect_moved_aside(garbage);
  }
}

TEST_F(DamageTest, NeverOverwritesAnEarlierDamagedFile) {
  for (int i = 0; i < 3; ++i) {
    write_bytes(file_, "garbage " + std::to_string(i));
    open_to_write();
  }
  EXPECT_EQ(files_in_directory(), 5U);  // three damaged, the journal, the lock
}

TEST_F(DamageTest, BeginsAJournalInAnEmptyFile) {
  write_bytes(file_, "");
  JournalStore store = open_to_write();
  EXPECT_FALSE(store.moved_aside());
  EXPECT_TRUE(store.week(kWeek).minutes.empty());
}

TEST_F(DamageTest, AReaderSaysThatTheFileIsDamagedAndLeavesIt) {
  write_bytes(file_, std::string(5000, 'x'));
  EXPECT_EQ(kind_on_open(JournalStore::Access::read), static_cast<int>(Kind::io));
  EXPECT_EQ(files_in_directory(), 1U);
}

TEST_F(DamageTest, RefusesADatabaseOfAnotherProgramUntouched) {
  {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("CREATE TABLE bookmarks(url); INSERT INTO bookmarks VALUES ('a')");
  }
  const std::string before = bytes_of(file_);
  for (const auto access : {JournalStore::Access::write, JournalStore::Access::read}) {
    EXPECT_EQ(kind_on_open(access), static_cast<int>(Kind::unsafe_path));
  }
  EXPECT_EQ(bytes_of(file_), before);
}

TEST_F(DamageTest, RefusesANewerSchemaAndLeavesEveryByte) {
  fill();
  {
    SQLite::Database newer(file_.string(), SQLite::OPEN_READWRITE);
    newer.exec("PRAGMA user_version = 99");
  }
  const std::string before = bytes_of(file_);
  for (const auto access : {JournalStore::Access::write, JournalStore::Access::read}) {
    EXPECT_EQ(kind_on_open(access), static_cast<int>(Kind::newer_schema));
  }
  EXPECT_EQ(bytes_of(file_), before);
}

TEST_F(DamageTest, RefusesANewerSchemaThatIsStillInItsWal) {
  fill();
  // A newer program was killed: its version is only in the WAL.
  const int code = in_child([&]() -> int {
    SQLite::Database newer(file_.string(), SQLite::OPEN_READWRITE);
    newer.exec("PRAGMA user_version = 99");
    ::raise(SIGKILL);
    return 0;
  });
  ASSERT_EQ(code, 128 + SIGKILL);
  const std::filesystem::path wal = file_.string() + "-wal";
  const std::string before = bytes_of(file_), wal_before = bytes_of(wal);
  ASSERT_FALSE(wal_before.empty());
  for (const auto access : {JournalStore::Access::write, JournalStore::Access::read}) {
    EXPECT_EQ(kind_on_open(access), static_cast<int>(Kind::newer_schema));
    EXPECT_EQ(bytes_of(file_), before);
    EXPECT_EQ(bytes_of(wal), wal_before);
  }
}

TEST_F(DamageTest, RefusesLinksAndWhatIsNoFile) {
  const std::filesystem::path target = directory_ / "target";
  for (const char* ending : {"", "-wal", "-shm", ".lock"}) {
    SCOPED_TRACE(ending);
    const std::filesystem::path planted = file_.string() + ending;
    write_bytes(target, "precious");
    std::filesystem::remove(file_.string() + ".lock");  // of the attempt before
    std::filesystem::create_symlink(target, planted);
    EXPECT_EQ(kind_on_open(), static_cast<int>(Kind::unsafe_path));
    std::filesystem::remove(planted);
    std::filesystem::create_hard_link(target, planted);
    EXPECT_EQ(kind_on_open(), static_cast<int>(Kind::unsafe_path));
    std::filesystem::remove(planted);
    ASSERT_EQ(::mkfifo(planted.c_str(), 0600), 0);
    EXPECT_EQ(kind_on_open(), static_cast<int>(Kind::unsafe_path));
    std::filesystem::remove(planted);
    std::filesystem::create_directory(planted);
    EXPECT_EQ(kind_on_open(), static_cast<int>(Kind::unsafe_path));
    std::filesystem::remove(planted);
    EXPECT_EQ(bytes_of(target), "precious");
  }
  std::filesystem::create_symlink(directory_ / "nowhere", file_);
  EXPECT_EQ(kind_on_open(), static_cast<int>(Kind::unsafe_path));
  EXPECT_EQ(kind_on_open(JournalStore::Access::read), static_cast<int>(Kind::unsafe_path));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "nowhere"));
}

TEST_F(DamageTest, FollowsALinkedDirectoryOfOnesOwn) {
  std::filesystem::create_directory(directory_ / "real");
  std::filesystem::create_directory_symlink(directory_ / "real", directory_ / "linked");
  const std::filesystem::path file = directory_ / "linked" / "journal.db";
  JournalStore store(file, JournalStore::Access::write);
  EXPECT_TRUE(store.still_there());
  EXPECT_TRUE(std::filesystem::exists(directory_ / "real" / "journal.db"));
}

TEST_F(DamageTest, RefusesADirectoryEveryoneMayWriteTo) {
  ASSERT_EQ(::chmod(directory_.c_str(), 0777), 0);
  EXPECT_EQ(kind_on_open(), static_cast<int>(Kind::unsafe_path));
  ASSERT_EQ(::chmod(directory_.c_str(), 01777), 0);
  EXPECT_EQ(kind_on_open(), -1);
}

}  // namespace
}  // namespace postured::testing
