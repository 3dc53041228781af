#include <sys/stat.h>

#include "journal/store.hpp"
#include "unit/journal/journal_fixture.hpp"

namespace postured::testing {
namespace {

using namespace std::chrono_literals;
using Kind = JournalError::Kind;

constexpr IsoWeek kWeek{2026, 47};

class ReadingTest : public JournalTest {
 protected:
  // One minute in the file itself.
  void write_one() {
    JournalStore store = open_to_write();
    store.append(std::vector<JournalRecord>{make_minute(wall(9h))});
  }
  // A second minute that is only in the WAL of a killed writer.
  void write_one_and_die() {
    ASSERT_EQ(in_child([&]() -> int {
                JournalStore store = open_to_write();
                store.append(std::vector<JournalRecord>{make_minute(wall(10h))});
                ::raise(SIGKILL);
                return 0;
              }),
              128 + SIGKILL);
  }
  std::size_t minutes_read() const { return open_to_read().week(kWeek).minutes.size(); }

  // How many minutes a user without write permission reads; 99 when it fails.
  int minutes_read_without_permission() const {
    for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
      ::chmod(entry.path().c_str(), 0444);
    }
    ::chmod(directory_.c_str(), 0555);
    const int minutes = in_child([&]() -> int {
      constexpr uid_t kNobody = 65534;
      if (::geteuid() == 0 && ::setuid(kNobody) != 0) return 97;
      return static_cast<int>(minutes_read());
    });
    ::chmod(directory_.c_str(), 0700);
    return minutes;
  }
};

TEST_F(ReadingTest, CreatesNothing) {
  EXPECT_EQ(kind_on_open(JournalStore::Access::read), static_cast<int>(Kind::io));
  EXPECT_EQ(
      kind_thrown([&] { JournalStore(directory_ / "no" / "such", JournalStore::Access::read); }),
      static_cast<int>(Kind::io));
  EXPECT_EQ(files_in_directory(), 0U);
  write_one();
  const std::string before = bytes_of(file_);
  EXPECT_EQ(files_in_directory(), 2U);  // the journal and the lock
  EXPECT_EQ(minutes_read(), 1U);
  EXPECT_EQ(files_in_directory(), 2U);
  EXPECT_EQ(bytes_of(file_), before);
}

TEST_F(ReadingTest, SeesWhatAKilledWriterLeftInItsWal) {
  write_one();
  write_one_and_die();
  EXPECT_EQ(files_in_directory(), 4U);
  EXPECT_EQ(minutes_read(), 2U);
  EXPECT_EQ(files_in_directory(), 4U);
  std::filesystem::remove(file_.string() + "-shm");
  EXPECT_EQ(minutes_read(), 2U);
  EXPECT_EQ(files_in_directory(), 3U);
}

TEST_F(ReadingTest, WorksWithoutPermissionToWriteAnything) {
  write_one();
  EXPECT_EQ(minutes_read_without_permission(), 1);
}

TEST_F(ReadingTest, SeesTheWalWithoutPermissionToWriteAnything) {
  write_one();
  ::chmod(file_.c_str(), 0600);
  write_one_and_die();
  EXPECT_EQ(minutes_read_without_permission(), 2);
  std::filesystem::remove(file_.string() + "-shm");
  EXPECT_EQ(minutes_read_without_permission(), 2);
}

TEST_F(ReadingTest, FollowsAWriterThatComesAndGoes) {
  write_one();
  const JournalStore reader = open_to_read();
  EXPECT_EQ(reader.week(kWeek).minutes.size(), 1U);
  {
    JournalStore writer = open_to_write();
    writer.append(std::vector<JournalRecord>{make_minute(wall(11h))});
    EXPECT_EQ(reader.week(kWeek).minutes.size(), 2U);
    writer.append(std::vector<JournalRecord>{make_minute(wall(12h))});
    EXPECT_EQ(reader.week(kWeek).minutes.size(), 3U);
  }
  EXPECT_EQ(reader.week(kWeek).minutes.size(), 3U);
  {
    JournalStore writer = open_to_write();
    writer.append(std::vector<JournalRecord>{make_minute(wall(13h))});
  }
  EXPECT_EQ(open_to_read().week(kWeek).minutes.size(), 4U);
}

TEST_F(ReadingTest, HandlesNamesWithAMeaningInAUri) {
  file_ = directory_ / "50% of #1? \u00e9.db";
  write_one();
  EXPECT_EQ(minutes_read(), 1U);
}

TEST_F(ReadingTest, IsEmptyForAJournalThatHasJustBegun) {
  write_bytes(file_, "");
  const JournalStore reader = open_to_read();
  EXPECT_TRUE(reader.week(kWeek).minutes.empty());
  EXPECT_FALSE(reader.latest_week());
  EXPECT_FALSE(reader.latest_calibration("chest"));
  write_one();
  EXPECT_EQ(reader.week(kWeek).minutes.size(), 1U);
}

TEST_F(ReadingTest, RefusesToWrite) {
  write_one();
  JournalStore reader = open_to_read();
  EXPECT_EQ(kind_thrown([&] { reader.append(std::vector<JournalRecord>{make_minute(wall(14h))}); }),
            static_cast<int>(Kind::read_only));
}

TEST_F(ReadingTest, AWriterWithoutPermissionIsToldSo) {
  write_one();
  ::chmod(file_.c_str(), 0400);
  ::chmod(directory_.c_str(), 0500);
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(file_.c_str(), 65534, 65534), 0);
    ASSERT_EQ(::chown((file_.string() + ".lock").c_str(), 65534, 65534), 0);
    ASSERT_EQ(::chown(directory_.c_str(), 65534, 65534), 0);
  }
  EXPECT_EQ(in_child([&]() -> int {
              if (::geteuid() == 0 && ::setuid(65534) != 0) return 97;
              return kind_on_open();
            }),
            static_cast<int>(Kind::read_only));
}

}  // namespace
}  // namespace postured::testing
