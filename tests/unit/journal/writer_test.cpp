#include "journal/writer.hpp"

#include <SQLiteCpp/Database.h>
#include <sys/resource.h>

#include <csignal>
#include <limits>

#include "journal/sqlite_error.hpp"
#include "unit/journal/journal_fixture.hpp"

namespace postured::testing {
namespace {

using namespace std::chrono_literals;

constexpr IsoWeek kWeek{2026, 47};
constexpr WriterParams kQuick{10'000, 5ms, 20ms, 20ms};

class WriterTest : public JournalTest {
 protected:
  static JournalRecord row(int i) { return make_minute(wall(std::chrono::minutes(i))); }
  static JournalRecord large_row(int i) {
    Minute minute = make_minute(wall(std::chrono::minutes(i)));
    minute.seconds.assign(300, 'x');
    return minute;
  }
  std::size_t minutes_stored() const { return open_to_read().week(kWeek).minutes.size(); }

  // Waits until `holds` is true, at most 5 s.
  static bool eventually(const std::function<bool()>& holds) {
    for (int i = 0; i < 1000 && !holds(); ++i) std::this_thread::sleep_for(5ms);
    return holds();
  }
};

TEST_F(WriterTest, StoresWhatIsSubmittedAndFlushWaitsForIt) {
  JournalWriter writer(open_to_write(), file_);
  for (int i = 0; i < 1000; ++i) writer.submit(row(i));
  EXPECT_TRUE(writer.flush(10s));
  const WriterState state = writer.state();
  EXPECT_EQ(state.written, 1000U);
  EXPECT_EQ(state.dropped, 0U);
  EXPECT_EQ(state.queued, 0U);
  EXPECT_EQ(state.trouble, "");
  EXPECT_EQ(minutes_stored(), 1000U);
  EXPECT_TRUE(writer.alive(1s));
}

TEST_F(WriterTest, WritesWhatIsQueuedBeforeItEnds) {
  {
    JournalWriter writer(open_to_write(), file_);
    for (int i = 0; i < 3000; ++i) writer.submit(row(i));
  }
  EXPECT_EQ(minutes_stored(), 3000U);
}

TEST_F(WriterTest, DropsARowNoTableTakesAndStoresTheOthers) {
  JournalWriter writer(open_to_write(), file_, kQuick);
  writer.submit(row(0));
  writer.submit(make_bout(wall(9h), std::numeric_limits<double>::quiet_NaN()));
  writer.submit(row(1));
  EXPECT_TRUE(writer.flush(5s));
  EXPECT_EQ(writer.state().written, 2U);
  EXPECT_EQ(writer.state().dropped, 1U);
  EXPECT_EQ(writer.state().trouble, "");
  EXPECT_NE(writer.state().notice, "");
  EXPECT_EQ(minutes_stored(), 2U);
}

TEST_F(WriterTest, WaitsForALockAndLosesNothing) {
  JournalWriter writer(open_to_write(), file_, kQuick);
  {
    SQLite::Database backup(file_.string(), SQLite::OPEN_READWRITE);
    backup.exec("BEGIN IMMEDIATE");
    for (int i = 0; i < 10; ++i) writer.submit(row(i));
    EXPECT_FALSE(writer.flush(50ms));
    EXPECT_FALSE(writer.alive(10ms));  // a turn is waiting for the lock
    EXPECT_TRUE(eventually([&] { return !writer.state().trouble.empty(); }));
    EXPECT_EQ(writer.state().queued, 10U);
    backup.exec("COMMIT");
  }
  EXPECT_TRUE(writer.flush(5s));
  EXPECT_EQ(writer.state().trouble, "");
  EXPECT_EQ(minutes_stored(), 10U);
}

TEST_F(WriterTest, DropsTheOldestRowsWhenTheQueueIsFullAndCountsThem) {
  WriterParams params = kQuick;
  params.capacity = 20;
  SQLite::Database backup(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  JournalWriter writer(open_to_write(), file_, params);
  backup.exec("BEGIN IMMEDIATE");
  for (int i = 0; i < 50; ++i) writer.submit(row(i));
  EXPECT_TRUE(eventually([&] { return !writer.state().trouble.empty(); }));
  WriterState state = writer.state();
  EXPECT_EQ(state.queued, 20U);
  EXPECT_EQ(state.dropped, 30U);
  backup.exec("COMMIT");
  EXPECT_TRUE(writer.flush(5s));
  state = writer.state();
  EXPECT_EQ(state.written, 20U);
  EXPECT_EQ(state.written + state.dropped, 50U);
  const WeekData week = open_to_read().week(kWeek);
  ASSERT_EQ(week.minutes.size(), 20U);
  EXPECT_EQ(week.minutes.back().start, wall(49min));
}

TEST_F(WriterTest, GoesOnByItselfWhenTheDiskHasRoomAgain) {
  // In a child: the limit on file sizes is the process's own.
  EXPECT_EQ(in_child([&]() -> int {
              std::signal(SIGXFSZ, SIG_IGN);
              JournalWriter writer(open_to_write(), file_, kQuick);
              rlimit before{};
              ::getrlimit(RLIMIT_FSIZE, &before);
              rlimit limit = before;
              limit.rlim_cur = 150'000;  // bytes: some rows fit
              ::setrlimit(RLIMIT_FSIZE, &limit);
              for (int i = 0; i < 2000; ++i) writer.submit(large_row(i));
              if (!eventually([&] { return !writer.state().trouble.empty(); })) return 1;
              if (writer.flush(100ms)) return 2;
              if (writer.state().dropped != 0) return 3;
              ::setrlimit(RLIMIT_FSIZE, &before);
              if (!eventually([&] { return writer.state().written == 2000; })) return 4;
              if (!writer.state().trouble.empty()) return 5;
              return minutes_stored() == 2000 ? 0 : 6;
            }),
            0);
}

TEST_F(WriterTest, NamesAFullDiskAsSuch) {
  SQLite::Database tiny(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  tiny.exec("CREATE TABLE t(x); PRAGMA max_page_count = 3");
  try {
    for (int i = 0; i < 1000; ++i) tiny.exec("INSERT INTO t VALUES (zeroblob(1000))");
    FAIL() << "the limit did not hold";
  } catch (const SQLite::Exception& error) {
    const JournalError translated = journal_error(error, file_);
    EXPECT_EQ(translated.kind, JournalError::Kind::full);
    EXPECT_NE(std::string(translated.what()).find(file_.string()), std::string::npos);
  }
}

TEST_F(WriterTest, OpensAnewWhenTheFileWasUnlinked) {
  JournalWriter writer(open_to_write(), file_, kQuick);
  writer.submit(row(0));
  EXPECT_TRUE(writer.flush(5s));
  for (const char* ending : {"", "-wal", "-shm"}) {
    std::filesystem::remove(file_.string() + ending);
  }
  // Noticed even while nothing is submitted.
  EXPECT_TRUE(eventually([&] { return !writer.state().notice.empty(); }));
  EXPECT_TRUE(std::filesystem::exists(file_));
  writer.submit(row(1));
  EXPECT_TRUE(writer.flush(5s));
  EXPECT_EQ(minutes_stored(), 1U);
}

TEST_F(WriterTest, MovesAFileDamagedUnderItAsideAndGoesOn) {
  JournalWriter writer(open_to_write(), file_, {10'000, 5ms, 20ms, 60s});
  writer.submit(row(0));
  EXPECT_TRUE(writer.flush(5s));
  for (const char* ending : {"-wal", "-shm"}) std::filesystem::remove(file_.string() + ending);
  std::filesystem::remove(file_);
  write_bytes(file_, std::string(10'000, 'x'));  // as a wrong restore would
  writer.submit(row(1));
  EXPECT_TRUE(writer.flush(5s));
  EXPECT_NE(writer.state().notice.find(".corrupt-"), std::string::npos) << writer.state().notice;
  EXPECT_EQ(writer.state().trouble, "");
  EXPECT_EQ(minutes_stored(), 1U);
}

TEST_F(WriterTest, KeepsTheQueueWhileTheDirectoryIsGone) {
  JournalWriter writer(open_to_write(), file_, kQuick);
  const std::filesystem::path away = directory_.string() + "-away";
  std::filesystem::rename(directory_, away);
  std::ofstream(directory_) << "in the way";
  writer.submit(row(0));
  EXPECT_TRUE(eventually([&] { return !writer.state().trouble.empty(); }));
  std::filesystem::remove(directory_);
  std::filesystem::rename(away, directory_);
  EXPECT_TRUE(writer.flush(5s));
  EXPECT_EQ(minutes_stored(), 1U);
}

TEST_F(WriterTest, EndsPromptlyInTrouble) {
  SQLite::Database backup(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  const auto start = std::chrono::steady_clock::now();
  {
    JournalWriter writer(open_to_write(), file_);
    backup.exec("BEGIN IMMEDIATE");
    writer.submit(row(0));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
}

}  // namespace
}  // namespace postured::testing
