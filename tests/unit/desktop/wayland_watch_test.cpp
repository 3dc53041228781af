// Against a real sway: 1.7, as in Debian 12, speaks org_kde_kwin_idle, later ones
// ext-idle-notify-v1.
#include "desktop/wayland_watch.hpp"

#include <signal.h>

#include <cstdlib>

#include "unit/desktop/desktop_test.hpp"
#include "unit/desktop/display_server.hpp"

namespace postured::test {
namespace {

constexpr auto kPause = 300ms;

class WaylandWatchTest : public DesktopTest {
 protected:
  void SetUp() override {
    if (!program_exists("sway") || !program_exists("swaymsg")) {
      GTEST_SKIP() << "sway is not installed (package sway)";
    }
    if (!sway_.start()) GTEST_SKIP() << "sway does not start here";
  }

  void watch() {
    watch_ = std::make_unique<WaylandWatch>(
        io_, InputSourceHooks{boot_now, [this] { ++changes_; }, kPause},
        [this](Boundary boundary) { boundaries_.push_back(boundary); });
    watch_->start();
  }

  void move_pointer() { sway_command("seat - cursor move 5 5"); }
  void sway_command(const std::string& command) {
    // Its socket is named after its process.
    const std::string line = "swaymsg -q -s \"$(ls " + sway_.folder().string() +
                             "/sway-ipc.*.sock)\" '" + command + "' >/dev/null 2>&1";
    EXPECT_EQ(std::system(line.c_str()), 0);
  }

  bool becomes(Input input, std::chrono::milliseconds limit = 5s) {
    return run_until([&] { return watch_->input().input == input; }, limit);
  }

  Compositor sway_{{"env", "WLR_BACKENDS=headless", "WLR_RENDERER=pixman",
                    "WLR_LIBINPUT_NO_DEVICES=1", "sway", "-c", "/dev/null"}};
  std::unique_ptr<WaylandWatch> watch_;
  std::vector<Boundary> boundaries_;
  int changes_ = 0;
};

TEST_F(WaylandWatchTest, TellsEachPauseAndItsEnd) {
  watch();
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(becomes(Input::idle)) << round;
    EXPECT_TRUE(watch_->input_health().working);
    EXPECT_LT(std::chrono::abs(boot_now() - kPause - watch_->input().since), 150ms);
    move_pointer();
    ASSERT_TRUE(becomes(Input::active)) << round;
  }
}

TEST_F(WaylandWatchTest, SilenceWakesNobody) {
  watch();
  ASSERT_TRUE(becomes(Input::idle));
  run_for(1100ms);
  EXPECT_EQ(handlers_run_in(500ms), 0U);
}

TEST_F(WaylandWatchTest, SaysWhetherItTellsOfWindows) {
  watch();
  ASSERT_TRUE(becomes(Input::idle));
  EXPECT_TRUE(watch_->window_health().working) << watch_->window_health().sentence;
}

TEST_F(WaylandWatchTest, TellsSwitchesBetweenWindowsAndWhichFillsTheScreen) {
  if (!program_exists("foot")) GTEST_SKIP() << "foot is not installed (package foot)";
  watch();
  ASSERT_TRUE(run_until([&] { return watch_->window_health().working; }));
  const std::vector<std::string> window{"foot", "-c", "/dev/null", "sleep", "60"};
  const ChildProcess first(window);
  run_for(500ms);
  EXPECT_TRUE(boundaries_.empty());  // the first window replaces none
  const ChildProcess second(window);
  ASSERT_TRUE(run_until([&] { return boundaries_.size() == 1; }, 10s));
  sway_command("focus left");
  ASSERT_TRUE(run_until([&] { return boundaries_.size() == 2; }));
  EXPECT_EQ(boundaries_.back(), Boundary::window_switch);
  EXPECT_FALSE(watch_->full_screen());
  sway_command("fullscreen enable");
  ASSERT_TRUE(run_until([&] { return watch_->full_screen(); }));
  sway_command("fullscreen disable");
  ASSERT_TRUE(run_until([&] { return !watch_->full_screen(); }));
  EXPECT_EQ(boundaries_.size(), 2U);
}

TEST_F(WaylandWatchTest, OutlivesTheCompositorAndComesBack) {
  watch();
  ASSERT_TRUE(becomes(Input::idle));
  sway_.kill();
  ASSERT_TRUE(becomes(Input::unknown));
  EXPECT_FALSE(watch_->input_health().working);
  EXPECT_LE(handlers_run_in(500ms), 3U);
  ASSERT_TRUE(sway_.start());
  ASSERT_TRUE(becomes(Input::idle, 8s));
}

TEST_F(WaylandWatchTest, AFrozenCompositorBlocksNothing) {
  sway_.signal(SIGSTOP);
  const auto before = std::chrono::steady_clock::now();
  watch();
  EXPECT_LE(handlers_run_in(300ms), 2U);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
  EXPECT_NE(watch_->input_health().sentence.find("not answered yet"), std::string::npos);
  sway_.signal(SIGCONT);
  ASSERT_TRUE(becomes(Input::idle));
}

TEST_F(WaylandWatchTest, WithoutACompositorItIsTriedEverMoreSlowly) {
  sway_.kill();
  watch();
  // Attempts at 0, 1 and 3 s; the first runs before start() is back.
  EXPECT_LE(handlers_run_in(500ms), 1U);
  EXPECT_EQ(watch_->input(), InputSeen{});
  EXPECT_FALSE(watch_->input_health().working);
}

}  // namespace
}  // namespace postured::test
