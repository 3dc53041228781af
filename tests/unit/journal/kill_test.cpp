#include <SQLiteCpp/Database.h>
#include <poll.h>

#include <random>
#include <thread>

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

}  // namespace
}  // namespace postured::testing
