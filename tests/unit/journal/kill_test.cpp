#include <SQLiteCpp/Database.h>
#include <poll.h>
#include <sys/resource.h>

#include <random>
#include <thread>

#include "journal/backup.hpp"
#include "journal/check.hpp"
#include "journal/journal_job.hpp"
#include "journal/store.hpp"
#include "unit/journal/journal_fixture.hpp"

namespace postured::testing {
namespace {

using namespace std::chrono_literals;
using KillTest = JournalTest;

// Appends one minute and one bout checkpoint after the other, and says through the pipe how many
// were acknowledged.
[[noreturn]] void append_until_killed(const std::filesystem::path& file, int first, int pipe) {
  JournalStore store(file, JournalStore::Access::write);
  store.close_orphans();
  for (int i = first;; ++i) {
    Minute minute = make_minute(wall(std::chrono::minutes(i)));
    minute.seconds.assign(150, static_cast<std::uint8_t>(i));
    const std::vector<JournalRecord> records{
        minute,
        make_bout(wall(std::chrono::minutes(first)), 60.0 * (i - first + 1), BoutEnd::open)};
    store.append(records);
    if (::write(pipe, &i, sizeof i) != sizeof i) ::_exit(1);
  }
}

TEST_F(KillTest, LosesNoAcknowledgedRowWhateverMomentItIsKilledAt) {
  constexpr int kKills = 40;
  std::mt19937 random(20261121);
  std::uniform_int_distribution<int> delay_us(0, 60'000);
  int acknowledged = -1;
  int rounds_with_rows = 0;
  for (int round = 0; round < kKills; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const int first = acknowledged + 1;
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      try {
        append_until_killed(file_, first, ends[1]);
      } catch (...) {
        ::_exit(2);
      }
    }
    ::close(ends[1]);
    // Every other one lives to write, however busy the machine is.
    if (pollfd first_row{ends[0], POLLIN, 0}; round % 2 == 0) ::poll(&first_row, 1, 5000);
    std::this_thread::sleep_for(std::chrono::microseconds(delay_us(random)));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << status;
    for (int row = 0; ::read(ends[0], &row, sizeof row) == sizeof row;) acknowledged = row;
    ::close(ends[0]);
    if (acknowledged >= first) ++rounds_with_rows;

    JournalStore store = open_to_write();
    ASSERT_FALSE(store.moved_aside());
    store.close_orphans();
    SQLite::Database check(file_.string());
    ASSERT_EQ(check.execAndGet("PRAGMA integrity_check").getString(), "ok");
    const int rows = check.execAndGet("SELECT count(*) FROM minute").getInt();
    // The one under way may be there too: committed, but not yet acknowledged.
    ASSERT_GE(rows, acknowledged + 1);
    ASSERT_LE(rows, acknowledged + 2);
    EXPECT_EQ(check.execAndGet("SELECT count(*) FROM bout WHERE ended_by = 'open'").getInt(), 0);
    acknowledged = rows - 1;
  }
  EXPECT_GT(rounds_with_rows, kKills / 4) << "the kills came too early to test anything";
}

// What tends the whole file, killed at any moment: every minute and every figure is still there, or
// the forgetting was whole.
TEST_F(KillTest, TendingTheFileIsWholeOrUndoneWhateverMomentItIsKilledAt) {
  constexpr int kMinutes = 1500;
  constexpr int kRounds = 12;
  {
    std::vector<JournalRecord> records;
    for (int i = 0; i < kMinutes; ++i) {
      Minute minute;
      MinuteBuilder builder([&minute](const Minute& built) { minute = built; });
      for (int s = 0; s < 60; ++s) {
        PostureSecond second;
        second.wall = wall(i * 1min + s * 1s);
        second.valid = true;
        second.reason = Unknown::none;
        second.body = BodyState::sitting;
        second.lean_deg = i % 30;
        second.side_deg = s % 7;
        second.lean_state = LeanState::upright;
        builder.update(second);
      }
      builder.flush();
      records.emplace_back(minute);
    }
    records.emplace_back(make_minute(wall(24h * 365)));
    records.emplace_back(PainEntry{wall(48h), 4, "low back", ""});
    open_to_write().append(records);
  }
  std::mt19937 random(20261122);
  std::uniform_int_distribution<int> delay_us(0, 30'000);
  for (int round = 0; round < kRounds; ++round) {
    const auto file = directory_ / ("round" + std::to_string(round) + ".db");
    std::filesystem::copy_file(file_, file);
    const bool forgetting = round % 3 == 2;
    const pid_t child = ::fork();
    if (child == 0) {
      try {
        JournalStore store(file, JournalStore::Access::write);
        RunningJob job = forgetting ? RunningJob(ForgetJob{*day_range_from_string("2026-11-16")})
                                    : RunningJob(CompactJob{{90, 0}});
        while (!job.step(store)) {
        }
      } catch (...) {
        ::_exit(2);
      }
      ::_exit(0);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(2'000 + delay_us(random)));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);

    const JournalStore store(file, JournalStore::Access::write);
    ASSERT_FALSE(store.moved_aside());
    store.inspect([&](SQLite::Database& database) {
      EXPECT_TRUE(check_journal(database, kMonday + 24h * 800).empty());
      const auto minutes = database.execAndGet("SELECT count(*) FROM minute").getInt();
      const auto judged = database.execAndGet("SELECT sum(judged_s) FROM minute").getInt();
      const bool untouched = minutes == kMinutes + 1 && judged == kMinutes * 60 + 45;
      const bool forgotten = forgetting && minutes == kMinutes + 1 - 24 * 60;
      EXPECT_TRUE(untouched || forgotten) << minutes << ' ' << judged;
      EXPECT_EQ(database.execAndGet("SELECT count(*) FROM pain").getInt(), 1);
    });
  }
}

TEST_F(KillTest, AFullDiskLeavesNoHalfBackupAndTheJournalAsItIs) {
  {
    std::vector<JournalRecord> records;
    for (int i = 0; i < 2000; ++i) records.emplace_back(make_minute(wall(i * 1min)));
    open_to_write().append(records);
  }
  const std::string before = bytes_of(file_);
  const auto target = directory_ / "backup.db";
  const int code = in_child([&]() -> int {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{20'000, 20'000};  // as if the disk ended there
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      back_up(open_to_read(), target);
      return 0;
    } catch (const JournalError& error) {
      return std::string(error.what()).size() > 20 ? 1 : 2;
    }
  });
  EXPECT_EQ(code, 1);
  EXPECT_FALSE(std::filesystem::exists(target));
  EXPECT_EQ(bytes_of(file_), before);
}

}  // namespace
}  // namespace postured::testing
