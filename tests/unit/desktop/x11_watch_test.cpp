// Against a real X server.
#include "desktop/x11_watch.hpp"

#include <signal.h>

#include "unit/desktop/desktop_test.hpp"
#include "unit/desktop/display_server.hpp"

namespace postured::test {
namespace {

constexpr auto kX11Pause = 300ms;

class X11WatchTest : public DesktopTest {
 protected:
  void SetUp() override {
    if (!XServer::installed()) GTEST_SKIP() << "Xvfb is not installed (package xvfb)";
    server_.start();
  }

  void watch(const std::string& display, bool use_counter = true) {
    watch_ = std::make_unique<X11Watch>(
        io_, display, InputSourceHooks{boot_now, [this] { ++changes_; }, kX11Pause},
        [this](Boundary boundary) { boundaries_.push_back(boundary); }, use_counter);
    watch_->start();
  }

  bool becomes(Input input, std::chrono::milliseconds limit = 5s) {
    return run_until([&] { return watch_->input().input == input; }, limit);
  }

  XServer server_;
  std::unique_ptr<X11Watch> watch_;
  std::vector<Boundary> boundaries_;
  int changes_ = 0;
};

TEST_F(X11WatchTest, TellsEachPauseAndItsEnd) {
  watch(server_.display());
  for (int round = 0; round < 3; ++round) {
    server_.move_pointer();
    const BootTime moved = boot_now();
    ASSERT_TRUE(becomes(Input::active)) << round;
    EXPECT_TRUE(watch_->input_health().working);
    ASSERT_TRUE(becomes(Input::idle)) << round;
    EXPECT_GE(boot_now() - moved, kX11Pause - 10ms);
    // The last input, not the moment in which the pause was long enough.
    EXPECT_LT(std::chrono::abs(watch_->input().since - moved), 150ms);
  }
}

TEST_F(X11WatchTest, KnowsAPauseThatBeganBefore) {
  server_.move_pointer();
  const BootTime moved = boot_now();
  run_for(2 * kX11Pause);
  watch(server_.display());
  ASSERT_TRUE(becomes(Input::idle));
  EXPECT_LT(std::chrono::abs(watch_->input().since - moved), 150ms);
}

TEST_F(X11WatchTest, TypingWakesNobodyAndNeitherDoesSilence) {
  server_.move_pointer();
  watch(server_.display());
  ASSERT_TRUE(becomes(Input::active));
  run_for(50ms);  // answers to what is asked at first
  std::size_t handlers = 0;
  for (int i = 0; i < 10; ++i) {
    server_.move_pointer();
    handlers += handlers_run_in(50ms);
  }
  EXPECT_EQ(watch_->input().input, Input::active);
  EXPECT_EQ(handlers, 0U);
  ASSERT_TRUE(becomes(Input::idle));
  EXPECT_EQ(handlers_run_in(500ms), 0U);
}

TEST_F(X11WatchTest, WithoutTheCounterItAsksOnceAPause) {
  server_.move_pointer();
  watch(server_.display(), false);
  ASSERT_TRUE(becomes(Input::active));
  ASSERT_TRUE(becomes(Input::idle));
  // The timer and the answer, three times.
  EXPECT_LE(handlers_run_in(3 * kX11Pause), 8U);
  server_.move_pointer();
  ASSERT_TRUE(becomes(Input::active));
}

TEST_F(X11WatchTest, TellsSwitchesOfWindowAndWorkspaceOnce) {
  server_.set_root_property("_NET_ACTIVE_WINDOW", 5);
  server_.set_root_property("_NET_CURRENT_DESKTOP", 0);
  watch(server_.display());
  ASSERT_TRUE(run_until([&] { return watch_->window_health().working; }));
  EXPECT_TRUE(boundaries_.empty());
  server_.set_root_property("_NET_ACTIVE_WINDOW", 5);  // written again: no switch
  server_.set_root_property("_NET_ACTIVE_WINDOW", 0);  // nothing in front
  run_for(100ms);
  EXPECT_TRUE(boundaries_.empty());
  server_.set_root_property("_NET_ACTIVE_WINDOW", 6);
  ASSERT_TRUE(run_until([&] { return boundaries_.size() == 1; }));
  server_.set_root_property("_NET_CURRENT_DESKTOP", 1);
  ASSERT_TRUE(run_until([&] { return boundaries_.size() == 2; }));
  run_for(100ms);
  EXPECT_EQ(boundaries_, (std::vector{Boundary::window_switch, Boundary::workspace_switch}));
}

TEST_F(X11WatchTest, OutlivesTheServerAndComesBack) {
  watch(server_.display());
  ASSERT_TRUE(becomes(Input::idle));
  server_.kill();
  ASSERT_TRUE(becomes(Input::unknown));
  EXPECT_FALSE(watch_->input_health().working);
  EXPECT_NE(watch_->input_health().sentence.find("gone"), std::string::npos);
  EXPECT_LE(handlers_run_in(500ms), 4U);
  server_.start();
  ASSERT_TRUE(becomes(Input::idle, 8s));
  EXPECT_TRUE(watch_->input_health().working);
}

TEST_F(X11WatchTest, AFrozenServerBlocksNothing) {
  server_.signal(SIGSTOP);
  const auto before = std::chrono::steady_clock::now();
  watch(server_.display());
  EXPECT_LE(handlers_run_in(300ms), 2U);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 2s);
  EXPECT_FALSE(watch_->input_health().working);
  EXPECT_NE(watch_->input_health().sentence.find("not answered yet"), std::string::npos);
  server_.signal(SIGCONT);
  ASSERT_TRUE(becomes(Input::idle));
  // And frozen later: nothing is heard, nothing spins.
  server_.signal(SIGSTOP);
  run_for(200ms);  // what it has said before
  EXPECT_EQ(handlers_run_in(500ms), 0U);
  server_.signal(SIGCONT);
}

TEST_F(X11WatchTest, MayEndWhileTheServerHangs) {
  server_.signal(SIGSTOP);
  watch(server_.display());
  run_for(50ms);
  watch_.reset();
  server_.signal(SIGCONT);
  EXPECT_LE(handlers_run_in(200ms), 1U);
}

TEST_F(X11WatchTest, WithoutADisplayNothingIsKnownAndNothingIsTried) {
  watch("");
  EXPECT_EQ(handlers_run_in(200ms), 0U);
  EXPECT_EQ(watch_->input(), InputSeen{});
  EXPECT_FALSE(watch_->input_health().working);
  EXPECT_FALSE(watch_->window_health().working);
}

TEST_F(X11WatchTest, AWrongDisplayIsTriedEverMoreSlowly) {
  watch(":9999");
  // Attempts at 0 and 1 s, then at 3 s: each with a thread's answer and a timer.
  EXPECT_LE(handlers_run_in(1100ms), 4U);
  EXPECT_FALSE(watch_->input_health().working);
}

}  // namespace
}  // namespace postured::test
