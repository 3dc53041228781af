// What the journal tells the coach of before a start.
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>

#include "app/journal_keeper.hpp"
#include "unit/posture/posture_seconds.hpp"

namespace postured {
namespace {

class CoachHistoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              (std::string("postured-history-") + info->name() + "-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  CoachHistory of(const std::vector<JournalRecord>& records) {
    JournalStore(file(), JournalStore::Access::write).append(records);
    return JournalKeeper(file()).coach_history(now_);
  }
  std::filesystem::path file() const { return folder_ / "journal.db"; }
  WallTime ago(std::chrono::seconds s) const { return {now_ - s, std::chrono::hours(1)}; }
  PromptEvent prompt(PromptId id, std::chrono::seconds s) const {
    PromptEvent event;
    event.id = id;
    event.at = ago(s);
    event.reason = "sat for 30 minutes";
    return event;
  }
  Bout bout(BodyState body, int began_s, double lasted_s) const {
    Bout bout;
    bout.body = body;
    bout.boot_start = BootTime(std::chrono::seconds(100000 - began_s));
    bout.start = ago(std::chrono::seconds(began_s));
    bout.duration_s = lasted_s;
    bout.ended_by = BoutEnd::shutdown;
    return bout;
  }

  std::filesystem::path folder_;
  UtcTime now_ = test::kMorning;
};

TEST_F(CoachHistoryTest, ReachesEightWeeksBackInOrder) {
  using std::chrono::days;
  const CoachHistory history = of({prompt(3, days(1)), prompt(2, days(55)), prompt(1, days(57)),
                                   prompt(4, days(0) + std::chrono::seconds(1))});
  ASSERT_EQ(history.prompts.size(), 3U);
  EXPECT_EQ(history.prompts[0].id, 2);
  EXPECT_EQ(history.prompts[2].id, 4);
  EXPECT_FALSE(history.sitting);
}

TEST_F(CoachHistoryTest, TheSittingIsTheLatestBoutAndOnlyIfItWasOne) {
  const CoachHistory sat =
      of({bout(BodyState::walking, 5000, 200), bout(BodyState::sitting, 1230, 1200)});
  ASSERT_TRUE(sat.sitting);
  EXPECT_EQ(sat.sitting->sitting_s, 1200);
  EXPECT_EQ(sat.sitting->until.utc, now_ - std::chrono::seconds(30));
  EXPECT_FALSE(of({bout(BodyState::standing, 25, 20)}).sitting) << "a break came after it";
}

}  // namespace
}  // namespace postured
