// A Notifier with a real notification server. Runs only inside tests/integration/desktop/
// with_dunst.sh, which starts a display, a bus and dunst:
//   with_dunst.sh desktop_test --gtest_filter='DunstTest.*'
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>

#include "desktop/notifier.hpp"

namespace postured::test {
namespace {

using namespace std::chrono_literals;

class DunstTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("POSTURED_DUNST_SCRIPTS");
    if (!folder) {
      GTEST_SKIP() << "run inside tests/integration/desktop/with_dunst.sh to test with dunst";
    }
    scripts_ = folder;
    bus_.start();
    ASSERT_TRUE(run_until([&] { return bus_.ready(); }));
  }

  template <class Done>
  bool run_until(Done done) {
    const auto end = std::chrono::steady_clock::now() + 5s;
    while (!done() && std::chrono::steady_clock::now() < end) {
      io_.restart();
      io_.run_one_for(20ms);
    }
    return done();
  }
  // Any of the scripts beside with_dunst.sh.
  void script(const std::string& command) {
    EXPECT_EQ(std::system((scripts_ + "/" + command).c_str()), 0)
        << command;  // NOLINT(cert-env33-c)
  }
  bool show(PromptId id, PromptKind kind, const std::string& summary, const std::string& body) {
    answer_.reset();
    notifier_.show({Popup::Action::show, id, kind, summary, body});
    return run_until([&] { return notifier_.shown() == id; });
  }

  std::string scripts_;
  boost::asio::io_context io_{1};
  Bus bus_{io_, "org.postured.DunstTest"};
  std::optional<std::pair<PromptId, Answer>> answer_;
  std::string failure_;
  Notifier notifier_{bus_,
                     io_,
                     {.on_answer =
                          [this](PromptId id, Answer a) {
                            answer_ = {id, a};
                          },
                      .on_failed = [this](PromptId, const std::string& why) { failure_ = why; }}};
};

TEST_F(DunstTest, EveryButtonComesBackAsItsAnswer) {
  ASSERT_TRUE(show(1, PromptKind::stand, "30 minutes sitting", "Two minutes' walk?")) << failure_;
  if (const char* picture = std::getenv("POSTURED_SCREENSHOT")) {
    script(std::string("take_screenshot.sh ") + picture);
  }
  script("press_action.sh Snooze");
  ASSERT_TRUE(run_until([&] { return answer_.has_value(); }));
  EXPECT_EQ(*answer_, std::make_pair(PromptId{1}, Answer::snooze));

  ASSERT_TRUE(show(2, PromptKind::lean, "Forward lean for 60 s", "Sit back & breathe?"));
  script("press_action.sh Done");
  ASSERT_TRUE(run_until([&] { return answer_.has_value(); }));
  EXPECT_EQ(*answer_, std::make_pair(PromptId{2}, Answer::done));
}

TEST_F(DunstTest, ClosedByHandIsADismissalAndByUsIsNot) {
  ASSERT_TRUE(show(1, PromptKind::stand, "30 minutes sitting", "Two minutes' walk?"));
  notifier_.close(1);
  ASSERT_TRUE(show(2, PromptKind::stand, "30 minutes sitting", "Two minutes' walk?"));
  EXPECT_FALSE(answer_.has_value());
  script("wait_for_popup.sh");
  EXPECT_EQ(std::system("dunstctl close"), 0);
  ASSERT_TRUE(run_until([&] { return answer_.has_value(); }));
  EXPECT_EQ(*answer_, std::make_pair(PromptId{2}, Answer::dismiss));
}

}  // namespace
}  // namespace postured::test
