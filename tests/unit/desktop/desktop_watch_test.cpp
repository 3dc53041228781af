// The merge of all that tells of the desktop.
#include "desktop/desktop_watch.hpp"

#include <set>

#include "unit/desktop/presence_fixture.hpp"

namespace postured::test {
namespace {

TEST(MergeLocked, OneThatSaysLockedWinsAndSilenceSaysNothing) {
  const std::optional<bool> unknown;
  for (const auto& other : {unknown, std::optional(false), std::optional(true)}) {
    EXPECT_EQ(merge_locked(true, other), true);
    EXPECT_EQ(merge_locked(other, true), true);
    EXPECT_EQ(merge_locked(unknown, other), other);
    EXPECT_EQ(merge_locked(other, unknown), other);
  }
  EXPECT_EQ(merge_locked(false, false), false);
}

class DesktopWatchTest : public PresenceTest {
 protected:
  void SetUp() override {
    PresenceTest::SetUp();
    // No system bus, whatever this machine has.
    ::setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1);
  }
  void TearDown() override { ::unsetenv("DBUS_SYSTEM_BUS_ADDRESS"); }

  void watch(const DisplayServers& servers) {
    watch_ = std::make_unique<DesktopWatch>(
        io_, bus_,
        DesktopHandlers{.now = boot_now,
                        .on_context = [this](const DesktopContext& c) { told_.push_back(c); },
                        .on_boundary = [this](Boundary b) { boundaries_.push_back(b); },
                        .on_sleep = {}},
        servers);
    watch_->start();
  }

  std::unique_ptr<DesktopWatch> watch_;
  std::vector<DesktopContext> told_;
  std::vector<Boundary> boundaries_;
};

TEST_F(DesktopWatchTest, WithoutAnyDesktopAllIsUnknownAndEachSourceSaysWhy) {
  ::unsetenv("WAYLAND_DISPLAY");
  ::setenv("XDG_RUNTIME_DIR", bus_daemon_.folder().c_str(), 1);
  watch({});
  run_for(300ms);
  EXPECT_EQ(watch_->context(), DesktopContext{});
  EXPECT_TRUE(told_.empty());
  std::set<std::string> uses;
  for (const DesktopSource& source : watch_->sources()) {
    uses.insert(source.use);
    EXPECT_FALSE(source.health.name.empty());
    EXPECT_FALSE(source.health.sentence.empty()) << source.health.name;
    EXPECT_FALSE(source.use != "quiet" && source.health.working) << source.health.name;
  }
  for (const char* use : {"input", "lock", "suspend", "awake", "windows"}) {
    EXPECT_EQ(uses.count(use), 1U) << use;
  }
  // Retries: the system bus (0.2, 0.4, ... s) and Wayland.
  EXPECT_LE(handlers_run_in(1s), 8U);
}

TEST_F(DesktopWatchTest, TellsEachChangeOnceFromWhicheverSourceItComes) {
  if (!XServer::installed()) GTEST_SKIP() << "Xvfb is not installed (package xvfb)";
  XServer server;
  server.start();
  server.move_pointer();
  watch({.wayland = false, .x11 = server.display()});
  ASSERT_TRUE(run_until([&] { return watch_->context().input == Input::active; }));
  const auto saver = screen_saver("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver");
  ASSERT_TRUE(run_until([&] { return watch_->context().locked == false; }));
  saver->set(true);
  ASSERT_TRUE(run_until([&] { return watch_->context().locked == true; }));
  const auto manager = session_manager();
  manager->actions = 8;
  ASSERT_TRUE(run_until([&] { return watch_->context().idle_inhibited; }));
  EXPECT_EQ(watch_->context().input, Input::active);
  for (std::size_t i = 1; i < told_.size(); ++i) EXPECT_NE(told_[i], told_[i - 1]);
  EXPECT_EQ(told_.back(), watch_->context());
  server.set_root_property("_NET_ACTIVE_WINDOW", 1);
  run_for(50ms);
  server.set_root_property("_NET_ACTIVE_WINDOW", 2);
  ASSERT_TRUE(run_until([&] { return boundaries_ == std::vector{Boundary::window_switch}; }));
}

TEST_F(DesktopWatchTest, AnXServerBesideWaylandIsNotAsked) {
  if (!XServer::installed()) GTEST_SKIP() << "Xvfb is not installed (package xvfb)";
  XServer server;
  server.start();
  watch({.wayland = true, .x11 = server.display()});
  run_for(300ms);
  EXPECT_EQ(watch_->context().input, Input::unknown);
  for (const DesktopSource& source : watch_->sources()) {
    if (source.health.name != "x11_idle") continue;
    EXPECT_EQ(source.health.sentence, "X11: not asked, this session runs on Wayland.");
  }
}

}  // namespace
}  // namespace postured::test
