// Do-not-disturb and the sum of all sources, with servers that are absent, slow, or change; GNOME's
// switch with the real dconf.
#include <signal.h>

#include <fstream>
#include <random>

#include "desktop/dconf_file.hpp"
#include "desktop/do_not_disturb.hpp"
#include "desktop/quiet_watch.hpp"
#include "desktop/x11_watch.hpp"
#include "unit/desktop/desktop_test.hpp"
#include "unit/desktop/display_server.hpp"
#include "unit/desktop/fake_notification_server.hpp"

namespace postured::test {
namespace {

constexpr const char* kDconfService = "/usr/libexec/dconf-service";

class QuietTest : public DesktopTest {
 protected:
  void SetUp() override {
    DesktopTest::SetUp();
    if (IsSkipped()) return;
    bus_daemon_.start();
    bus_.start();
    ASSERT_TRUE(run_until([&] { return bus_.ready(); }));
  }
  void start_server(const std::string& name) {
    server_ = std::make_unique<FakeNotificationServer>(io_);
    server_->name = name;
    ASSERT_TRUE(run_until([&] { return server_->ready(); }));
  }
  bool says(const std::string& words) {
    return run_until([&] { return quiet_.health().sentence.find(words) != std::string::npos; });
  }

  Bus bus_{io_, "org.postured.QuietTest"};
  int changes_ = 0;
  DoNotDisturb quiet_{bus_, io_, [this] { ++changes_; }, 100ms};
  std::unique_ptr<FakeNotificationServer> server_;
};

TEST_F(QuietTest, AServerMayComeLateAndGoAgain) {
  EXPECT_TRUE(says("No notification server is running"));
  EXPECT_EQ(handlers_run_in(200ms), 0U);  // nothing is polled
  start_server("Somebody");
  EXPECT_TRUE(says("Somebody does not tell whether do-not-disturb is on"));
  EXPECT_EQ(handlers_run_in(200ms), 0U);
  server_.reset();
  EXPECT_TRUE(says("No notification server is running"));
  EXPECT_EQ(changes_, 0);
}

// The fake answers as libnotificationmanager of Plasma 5.27.5 was recorded: GetServerInformation
// ("Plasma", "KDE", "5.27.5", "1.2"), Properties.Get of Inhibited a boolean, and on each change
// PropertiesChanged(org.freedesktop.Notifications, {Inhibited: it}, []). PlasmaTest asks the real
// one.
TEST_F(QuietTest, PlasmasInhibitionsAreDoNotDisturb) {
  start_server("Plasma");
  server_->set_inhibited(true);
  EXPECT_TRUE(run_until([&] { return quiet_.on(); }));
  EXPECT_TRUE(says("Plasma: do-not-disturb is on"));
  server_->set_inhibited(false);
  EXPECT_TRUE(run_until([&] { return !quiet_.on(); }));
  server_->set_inhibited(true);
  EXPECT_TRUE(run_until([&] { return quiet_.on(); }));
  // What ended holds nobody back.
  server_.reset();
  EXPECT_TRUE(run_until([&] { return !quiet_.on(); }));
  EXPECT_EQ(changes_, 4);
}

TEST_F(QuietTest, ALostBusEndsItAndTheNextOneIsAsked) {
  start_server("Plasma");
  server_->set_inhibited(true);
  ASSERT_TRUE(run_until([&] { return quiet_.on(); }));
  bus_daemon_.kill();
  EXPECT_TRUE(run_until([&] { return !quiet_.on(); }));
  EXPECT_TRUE(says("no session bus"));
  bus_daemon_.start();
  EXPECT_TRUE(run_until([&] { return quiet_.on(); }));
}

// An independent server that knows nothing of ours, stopped by the kernel.
TEST_F(QuietTest, DbusmockServerHangsAndContinues) {
  if (!std::filesystem::exists("/usr/lib/python3/dist-packages/dbusmock")) {
    GTEST_SKIP() << "python3-dbusmock is not installed";
  }
  const ChildProcess mock(
      {"/usr/bin/python3", "-m", "dbusmock", "--session", "--template", "notification_daemon"});
  ASSERT_TRUE(run_until([&] { return quiet_.health().sentence.starts_with("mock"); }, 10s))
      << quiet_.health().sentence;
  mock.signal(SIGSTOP);
  DoNotDisturb late(
      bus_, io_, [] {}, 100ms);
  EXPECT_TRUE(run_until(
      [&] { return late.health().sentence.find("did not answer") != std::string::npos; }, 4s))
      << late.health().sentence;
  mock.signal(SIGCONT);
  EXPECT_TRUE(run_until([&] { return late.health().sentence.starts_with("mock"); }));
}

TEST_F(QuietTest, GnomesSwitchIsReadFromTheRealDconf) {
  for (const char* program : {kDconfService, "/usr/bin/dconf"}) {
    if (!std::filesystem::exists(program)) {
      GTEST_SKIP() << program << " is not installed (packages dconf-service, dconf-cli)";
    }
  }
  const std::string folder = bus_daemon_.folder().string();
  const char* old = std::getenv("XDG_CONFIG_HOME");
  const std::string old_folder = old ? old : "";
  ::setenv("XDG_CONFIG_HOME", folder.c_str(), 1);
  const ChildProcess service({kDconfService});
  const auto dconf = [&](const std::string& command, const std::string& key,
                         const std::string& value) {
    const ChildProcess child({"/usr/bin/dconf", command, key, value});
    run_for(200ms);
  };
  start_server("gnome-shell");
  EXPECT_TRUE(says("gnome-shell tells when do-not-disturb is on; it is off"));
  const std::string key = "/org/gnome/desktop/notifications/show-banners";
  dconf("write", key, "false");
  EXPECT_TRUE(run_until([&] { return quiet_.on(); })) << quiet_.health().sentence;
  dconf("write", "/org/gnome/desktop/notifications/show-in-lock-screen", "false");
  EXPECT_TRUE(quiet_.on());
  dconf("write", key, "true");
  EXPECT_TRUE(run_until([&] { return !quiet_.on(); }));
  dconf("write", key, "false");
  EXPECT_TRUE(run_until([&] { return quiet_.on(); }));
  dconf("reset", "-f", "/org/gnome/desktop/notifications/");
  EXPECT_TRUE(run_until([&] { return !quiet_.on(); }));

  // The same file cut and damaged: no crash, no invented switch.
  dconf("write", key, "false");
  std::ifstream file(folder + "/dconf/user", std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  ASSERT_EQ(read_dconf_switch(whole, key).value, false);
  EXPECT_EQ(read_dconf_switch(whole, key + "x").value, std::nullopt);
  EXPECT_EQ(read_dconf_switch(whole, "x" + key).value, std::nullopt);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    read_dconf_switch(whole.substr(0, length), key);
  }
  std::mt19937 random(3);
  for (int trial = 0; trial < 5000; ++trial) {
    std::string damaged = whole;
    for (int i = 0; i < 4; ++i) {
      damaged[random() % damaged.size()] = static_cast<char>(random());
    }
    read_dconf_switch(damaged, key);
  }
  ::setenv("XDG_CONFIG_HOME", old_folder.c_str(), 1);
}

TEST_F(QuietTest, TheWatchTellsTheSumAndNamesItsSources) {
  std::vector<std::set<Quiet>> told;
  QuietWatch watch(bus_, io_, [&](const std::set<Quiet>& now) { told.push_back(now); });
  start_server("Plasma");
  server_->set_inhibited(true);
  EXPECT_TRUE(run_until([&] { return told.size() == 1; }));
  server_->set_inhibited(false);
  EXPECT_TRUE(run_until([&] { return told.size() == 2; }));
  EXPECT_EQ(told, (std::vector<std::set<Quiet>>{{Quiet::do_not_disturb}, {}}));
  std::set<std::string> names;
  for (const SourceHealth& source : watch.sources()) {
    names.insert(source.name);
    EXPECT_EQ(source.sentence.back(), '.') << source.sentence;
  }
  EXPECT_EQ(names, (std::set<std::string>{"do_not_disturb", "pipewire"}));
}

class FullScreenTest : public DesktopTest {};

TEST_F(FullScreenTest, OfTheWindowInFrontOnX11) {
  if (!XServer::installed()) GTEST_SKIP() << "Xvfb is not installed (package xvfb)";
  XServer server;
  server.start();
  const std::uint32_t film = server.open_window(), letter = server.open_window();
  server.set_full_screen(letter, false);
  server.set_root_property("_NET_ACTIVE_WINDOW", film);
  int changes = 0;
  X11Watch watch(io_, server.display(), InputSourceHooks{boot_now, [&] { ++changes; }, 1h}, {});
  watch.start();
  ASSERT_TRUE(run_until([&] { return watch.full_screen_health().working; }));
  EXPECT_FALSE(watch.full_screen());
  const auto becomes = [&](bool filled) {
    return run_until([&] { return watch.full_screen() == filled; });
  };
  server.set_full_screen(film, true);
  EXPECT_TRUE(becomes(true));
  server.set_root_property("_NET_ACTIVE_WINDOW", letter);
  EXPECT_TRUE(becomes(false));
  server.set_full_screen(film, false);  // behind: not looked at
  server.set_full_screen(film, true);
  server.set_root_property("_NET_ACTIVE_WINDOW", film);
  EXPECT_TRUE(becomes(true));
  server.set_root_property("_NET_ACTIVE_WINDOW", 0);  // nothing is in front
  EXPECT_TRUE(becomes(false));
  server.set_root_property("_NET_ACTIVE_WINDOW", film);
  EXPECT_TRUE(becomes(true));
  // Its window goes without a word, then the server.
  server.close_window(film);
  server.set_root_property("_NET_ACTIVE_WINDOW", letter);
  EXPECT_TRUE(becomes(false));
  server.set_full_screen(letter, true);
  EXPECT_TRUE(becomes(true));
  run_for(50ms);
  EXPECT_EQ(handlers_run_in(300ms), 0U);
  server.kill();
  EXPECT_TRUE(becomes(false));
  EXPECT_FALSE(watch.full_screen_health().working);
}

}  // namespace
}  // namespace postured::test
