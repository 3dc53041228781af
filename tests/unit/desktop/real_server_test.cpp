// A Notifier and do-not-disturb with real notification servers. They run only inside the scripts of
// tests/integration/desktop, which start a display, a bus and the server:
//   with_x_server.sh dunst desktop_test --gtest_filter='DunstTest.*:AnyServerTest.*'
//   with_sway.sh mako desktop_test --gtest_filter='MakoTest.*:AnyServerTest.*'
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>

#include "desktop/do_not_disturb.hpp"
#include "desktop/notifier.hpp"
#include "desktop/popup_buttons.hpp"
#include "desktop/wayland_watch.hpp"

namespace postured::test {
namespace {

using namespace std::chrono_literals;

class RealServerTest : public ::testing::Test {
 protected:
  explicit RealServerTest(std::string only_with = "") : only_with_(std::move(only_with)) {}

  void SetUp() override {
    const char* server = std::getenv("POSTURED_SERVER");
    if (!server || (!only_with_.empty() && server != only_with_)) {
      GTEST_SKIP() << "run inside with_x_server.sh or with_sway.sh to test with a real server";
    }
    bus_.start();
    ASSERT_TRUE(run_until([&] { return bus_.ready(); }));
  }

  template <class Done>
  bool run_until(Done done, std::chrono::milliseconds limit = 5s) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!done() && std::chrono::steady_clock::now() < end) {
      io_.restart();
      io_.run_one_for(20ms);
    }
    return done();
  }
  void run_for(std::chrono::milliseconds time) {
    run_until([] { return false; }, time);
  }
  void shell(const std::string& command) {
    EXPECT_EQ(std::system(command.c_str()), 0) << command;  // NOLINT(cert-env33-c)
  }
  void script(const std::string& command) {
    shell(POSTURED_SOURCE_DIR "/tests/integration/desktop/" + command);
  }
  void show(PromptId id, const std::string& body = "Two minutes' walk?") {
    answers_.clear();
    notifier_.show(popup(id, body));
    ASSERT_TRUE(run_until([&] { return notifier_.shown() == id; })) << failure_;
  }
  static Popup popup(PromptId id, const std::string& body) {
    return {Popup::Action::show, id, PromptKind::stand, "30 minutes sitting", body};
  }
  bool answered(PromptId id, Answer answer) {
    const std::vector<std::pair<PromptId, Answer>> expected{{id, answer}};
    return run_until([&] { return answers_ == expected; });
  }
  // Off, on, off: by the commands of the real thing.
  void expect_switch(const std::string& on, const std::string& off) {
    ASSERT_TRUE(run_until([&] { return quiet_.health().working; })) << quiet_.health().sentence;
    EXPECT_FALSE(quiet_.on());
    shell(on);
    EXPECT_TRUE(run_until([&] { return quiet_.on(); })) << quiet_.health().sentence;
    shell(off);
    EXPECT_TRUE(run_until([&] { return !quiet_.on(); })) << quiet_.health().sentence;
  }

  std::string only_with_;
  boost::asio::io_context io_{1};
  Bus bus_{io_, "org.postured.RealServerTest"};
  std::vector<std::pair<PromptId, Answer>> answers_;
  std::string failure_;
  Notifier notifier_{bus_,
                     io_,
                     {.on_answer = [this](PromptId id, Answer a) { answers_.emplace_back(id, a); },
                      .on_failed = [this](PromptId, const std::string& why) { failure_ = why; }}};
  int quiet_changes_ = 0;
  DoNotDisturb quiet_{bus_, io_, [this] { ++quiet_changes_; }, 100ms};
};

// What holds with each of them.
using AnyServerTest = RealServerTest;

TEST_F(AnyServerTest, UpdatesReplacesAndClosesWithoutAnAnswerOfItsOwn) {
  show(1);
  show(1, "29 s left");
  notifier_.show(popup(1, "27 s left"));
  show(2);
  if (const char* picture = std::getenv("POSTURED_SCREENSHOT"); picture && *picture) {
    run_for(700ms);
    shell((std::getenv("WAYLAND_DISPLAY") ? "grim " : "import -window root ") +
          std::string(picture));
  }
  notifier_.close(2);
  run_for(300ms);
  EXPECT_TRUE(answers_.empty());
  EXPECT_EQ(failure_, "");
  show(3, "Plasma refuses what it was told less than a second ago.");
  EXPECT_TRUE(answers_.empty());
}

class DunstTest : public RealServerTest {
 protected:
  DunstTest() : RealServerTest("dunst") {}
};

TEST_F(DunstTest, EveryButtonComesBackAsItsAnswer) {
  PromptId id = 0;
  for (const Answer answer : kAnswers) {
    Popup asked = popup(++id, "Two minutes' walk?");
    asked.answers.assign(kAnswers.begin(), kAnswers.end());
    answers_.clear();
    notifier_.show(asked, {.snooze_min = 15});
    ASSERT_TRUE(run_until([&] { return notifier_.shown() == id; })) << failure_;
    script("press_action.sh '" + button_label(answer, 15) + "'");
    EXPECT_TRUE(answered(id, answer)) << to_string(answer);
    EXPECT_EQ(notifier_.shown(), std::nullopt);
    shell("dunstctl close-all");
  }
}

TEST_F(DunstTest, ClosedByHandIsADismissalAndByUsIsNot) {
  show(1);
  notifier_.close(1);
  show(2);
  EXPECT_TRUE(answers_.empty());
  script("wait_for_popup.sh");
  shell("dunstctl close");
  EXPECT_TRUE(answered(2, Answer::dismiss));
}

TEST_F(DunstTest, OnePopupHoweverOftenItIsUpdated) {
  show(1);
  script("wait_for_popup.sh");
  show(1, "29 s left");
  show(2);
  script("wait_for_popup.sh");  // exactly one
}

TEST_F(DunstTest, PausedIsDoNotDisturb) {
  expect_switch("dunstctl set-paused true", "dunstctl set-paused false");
  EXPECT_EQ(quiet_changes_, 2);
}

class XfceTest : public RealServerTest {
 protected:
  XfceTest() : RealServerTest("xfce4-notifyd") {}
};

TEST_F(XfceTest, AClickOnAButtonIsItsAnswer) {
  if (std::system("command -v xdotool >/dev/null") != 0) {  // NOLINT(cert-env33-c)
    GTEST_SKIP() << "xdotool is not installed";
  }
  PromptId id = 0;
  for (const Answer answer : {Answer::done, Answer::why, Answer::not_today}) {
    Popup asked = popup(++id, "Two minutes' walk?");
    asked.answers = {answer};
    answers_.clear();
    notifier_.show(asked);
    ASSERT_TRUE(run_until([&] { return notifier_.shown() == id; })) << failure_;
    script("click_popup_button.sh xfce4-notifyd");
    EXPECT_TRUE(answered(id, answer)) << to_string(answer);
    run_for(300ms);  // what it says of its closing is no further answer
    EXPECT_EQ(answers_.size(), 1U);
  }
}

TEST_F(XfceTest, ItsSettingIsDoNotDisturb) {
  const std::string set = "xfconf-query -c xfce4-notifyd -p /do-not-disturb ";
  expect_switch(set + "-n -t bool -s true", set + "-s false");
  expect_switch(set + "-s true", set + "-r");
}

class NotificationDaemonTest : public RealServerTest {
 protected:
  NotificationDaemonTest() : RealServerTest("notification-daemon") {}
};

TEST_F(NotificationDaemonTest, HasNoDoNotDisturbAndThatIsSaid) {
  EXPECT_TRUE(run_until([&] {
    return quiet_.health().sentence ==
           "Notification Daemon does not tell whether do-not-disturb is on; use 'posturectl "
           "pause'.";
  })) << quiet_.health().sentence;
  EXPECT_FALSE(quiet_.health().working);
  EXPECT_FALSE(quiet_.on());
}

class PlasmaTest : public RealServerTest {
 protected:
  PlasmaTest() : RealServerTest("plasma") {}
};

TEST_F(PlasmaTest, ItsInhibitionIsDoNotDisturb) {
  expect_switch("touch $XDG_RUNTIME_DIR/quiet", "rm $XDG_RUNTIME_DIR/quiet");
  EXPECT_EQ(quiet_changes_, 2);
}

class MakoTest : public RealServerTest {
 protected:
  MakoTest() : RealServerTest("mako") {}
};

TEST_F(MakoTest, EveryButtonComesBackAsItsAnswer) {
  PromptId id = 0;
  for (const Answer answer : kAnswers) {
    Popup asked = popup(++id, "Two minutes' walk?");
    asked.answers.assign(kAnswers.begin(), kAnswers.end());
    answers_.clear();
    notifier_.show(asked);
    ASSERT_TRUE(run_until([&] { return notifier_.shown() == id; })) << failure_;
    shell("makoctl invoke " + std::string(to_string(answer)));
    EXPECT_TRUE(answered(id, answer)) << to_string(answer);
  }
}

TEST_F(MakoTest, DismissedByHandIsADismissal) {
  show(1);
  shell("makoctl dismiss");
  EXPECT_TRUE(answered(1, Answer::dismiss));
}

TEST_F(MakoTest, ItsModeIsDoNotDisturb) {
  expect_switch("makoctl mode -s do-not-disturb", "makoctl mode -s default");
}

// Not of mako, but of sway, which is there with it. The window is any small program's.
TEST_F(MakoTest, AWindowThatFillsSwaysScreenIsSeen) {
  if (std::system("command -v xfce4-notifyd-config >/dev/null") != 0) {  // NOLINT(cert-env33-c)
    GTEST_SKIP() << "xfce4-notifyd-config is not installed (package xfce4-notifyd)";
  }
  WaylandWatch watch(io_, InputSourceHooks{[] { return BootTime{}; }, [] {}, 1h}, {});
  watch.start();
  ASSERT_TRUE(run_until([&] { return watch.full_screen_health().working; }));
  shell("GDK_BACKEND=wayland xfce4-notifyd-config >/dev/null 2>&1 &");
  shell(
      "for i in $(seq 100); do swaymsg -t get_tree | grep -q xfce4-notifyd-config && exit 0; "
      "sleep 0.05; done; exit 1");
  run_for(200ms);
  EXPECT_FALSE(watch.full_screen());
  shell("swaymsg -q fullscreen enable");
  EXPECT_TRUE(run_until([&] { return watch.full_screen(); }));
  shell("swaymsg -q fullscreen disable");
  EXPECT_TRUE(run_until([&] { return !watch.full_screen(); }));
  shell("swaymsg -q fullscreen enable");
  EXPECT_TRUE(run_until([&] { return watch.full_screen(); }));
  shell("swaymsg -q workspace 2");  // it is out of sight
  EXPECT_TRUE(run_until([&] { return !watch.full_screen(); }));
  shell("swaymsg -q workspace 1");
  EXPECT_TRUE(run_until([&] { return watch.full_screen(); }));
  shell("swaymsg -q kill");
  EXPECT_TRUE(run_until([&] { return !watch.full_screen(); }));
}

class SwayncTest : public RealServerTest {
 protected:
  SwayncTest() : RealServerTest("swaync") {}
};

TEST_F(SwayncTest, ItsSwitchIsDoNotDisturb) {
  expect_switch("swaync-client -dn >/dev/null", "swaync-client -df >/dev/null");
}

}  // namespace
}  // namespace postured::test
