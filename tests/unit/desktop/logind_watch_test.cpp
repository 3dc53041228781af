// Against the real systemd-logind: tests/integration/desktop/with_logind.sh, which ctest runs.
#include "desktop/logind_watch.hpp"

#include <signal.h>

#include <cstdlib>

#include "unit/desktop/desktop_test.hpp"
#include "unit/desktop/display_server.hpp"

namespace postured::test {
namespace {

class LogindTest : public DesktopTest {
 protected:
  void SetUp() override {
    const char* session = std::getenv("POSTURED_LOGIND_SESSION");
    if (!session) GTEST_SKIP() << "no logind of our own here: run by desktop_logind";
    session_ = session;
    bus_.start();
    ASSERT_TRUE(run_until([&] { return watch_.health().working; }));
    ASSERT_TRUE(run_until([&] {
      return watch_.health().sentence.find("knows no graphical") == std::string::npos;
    })) << watch_.health().sentence;
  }

  void call(const std::string& path, const std::string& method, const std::string& arguments = "") {
    const std::string line = "busctl call org.freedesktop.login1 " + path +
                             " org.freedesktop.login1." + method + " " + arguments + " >/dev/null";
    EXPECT_EQ(std::system(line.c_str()), 0) << line;
  }
  void set(const std::string& hint, bool value) {
    call(session_, "Session Set" + hint, value ? "b true" : "b false");
  }

  std::string session_;
  int changes_ = 0;
  std::vector<bool> sleep_;
  Bus bus_{io_, "", BusKind::system};
  LogindWatch watch_{bus_, io_, InputSourceHooks{boot_now, [this] { ++changes_; }},
                     [this](bool asleep) { sleep_.push_back(asleep); }};
};

TEST_F(LogindTest, HintsThatWereNeverSetAreUnknown) {
  run_for(100ms);
  EXPECT_EQ(watch_.input().input, Input::unknown);
  EXPECT_EQ(watch_.locked(), std::nullopt);
  EXPECT_FALSE(watch_.input_health().working);
}

TEST_F(LogindTest, FollowsTheHintsOfTheDesktop) {
  set("IdleHint", true);
  ASSERT_TRUE(run_until([&] { return watch_.input().input == Input::idle; }));
  EXPECT_LT(boot_now() - watch_.input().since, 1s);
  set("IdleHint", false);
  ASSERT_TRUE(run_until([&] { return watch_.input().input == Input::active; }));
  set("LockedHint", true);
  ASSERT_TRUE(run_until([&] { return watch_.locked() == true; }));
  set("LockedHint", false);
  ASSERT_TRUE(run_until([&] { return watch_.locked() == false; }));
}

TEST_F(LogindTest, LockIsARequestAndUnlockAFact) {
  call(session_, "Session Lock");
  run_for(300ms);
  EXPECT_EQ(watch_.locked(), std::nullopt);  // no locker here says that it did
  set("LockedHint", true);
  ASSERT_TRUE(run_until([&] { return watch_.locked() == true; }));
  call(session_, "Session Unlock");
  ASSERT_TRUE(run_until([&] { return watch_.locked() == false; }));
  set("LockedHint", false);
}

TEST_F(LogindTest, SeesWhatBlocksIdleness) {
  EXPECT_FALSE(watch_.idle_inhibited());
  // `sleep` holds the lock's descriptor too.
  const std::string line =
      "systemd-inhibit --what=sleep:idle --who=test --why=video --mode=block sleep 0.5 &";
  ASSERT_EQ(std::system(line.c_str()), 0);
  ASSERT_TRUE(run_until([&] { return watch_.idle_inhibited(); }));
  ASSERT_TRUE(run_until([&] { return !watch_.idle_inhibited(); }));
}

TEST_F(LogindTest, TellsOfASuspendAndItsEnd) {
  call("/org/freedesktop/login1", "Manager Suspend", "b false");
  ASSERT_TRUE(run_until([&] { return sleep_.size() == 2; }));
  EXPECT_EQ(sleep_, (std::vector{true, false}));
}

TEST_F(LogindTest, SilenceWakesNobody) {
  run_for(200ms);
  EXPECT_EQ(handlers_run_in(500ms), 0U);
}

TEST_F(LogindTest, AHangingLogindIsSaidSoAndHeardAgain) {
  const pid_t logind = std::atoi(std::getenv("POSTURED_LOGIND_PID"));
  ::kill(logind, SIGSTOP);
  LogindWatch late(bus_, io_, InputSourceHooks{boot_now, {}}, {});
  EXPECT_TRUE(run_until([&] {
    return late.health().sentence.find("does not answer") != std::string::npos;
  })) << late.health().sentence;
  EXPECT_FALSE(late.health().working);
  ::kill(logind, SIGCONT);
  // The one that knew it goes on.
  set("LockedHint", true);
  ASSERT_TRUE(run_until([&] { return watch_.locked() == true; }));
  set("LockedHint", false);
}

}  // namespace
}  // namespace postured::test
