// What a Notifier does when the server or the bus fails.
#include <signal.h>

#include "unit/desktop/notifier_fixture.hpp"

namespace postured::test {
namespace {

TEST_F(NotifierTest, AnAbsentServerIsReportedAtOnceAndLaterOnesAreUsed) {
  notifier_.show(stand_popup(1));
  EXPECT_TRUE(failures_.empty());  // never from within show()
  ASSERT_TRUE(run_until([&] { return failures_.size() == 1; }, 1s));
  EXPECT_EQ(failures_[0].first, 1);
  EXPECT_EQ(failures_[0].second, "no notification server is running on this desktop");
  start_server();
  EXPECT_NE(show(2), 0U);
}

TEST_F(NotifierTest, AnErrorOfTheServerIsReportedWithItsWords) {
  start_server();
  server_->erroring = true;
  notifier_.show(stand_popup(1));
  ASSERT_TRUE(run_until([&] { return failures_.size() == 1; }, 1s));
  EXPECT_EQ(failures_[0].second,
            "the notification server refused: Exceeded maximum number of notifications");
  server_->erroring = false;
  EXPECT_NE(show(2), 0U);
}

TEST_F(NotifierTest, AFrozenServerFailsInTwoSecondsAndItsLatePopupIsClosed) {
  start_server();
  ASSERT_NE(show(1), 0U);
  notifier_.close(1);
  server_->frozen = true;
  const auto start = std::chrono::steady_clock::now();
  notifier_.show(stand_popup(2));
  ASSERT_TRUE(run_until([&] { return failures_.size() == 1; }, 3s));
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_GE(took, 1900ms);
  EXPECT_LT(took, 2500ms);
  EXPECT_EQ(failures_[0].second, "the notification server did not answer within 2 s");
  // It wakes up: the popup appears, and goes.
  server_->answer_held();
  ASSERT_TRUE(run_until([&] { return server_->closed.size() == 2; }));
  EXPECT_TRUE(server_->on_screen.empty());
  EXPECT_EQ(notifier_.shown(), std::nullopt);
}

TEST_F(NotifierTest, ALateAnswerAfterANewerShowDoesNotConfuseIds) {
  start_server();
  server_->always_new_ids = true;
  server_->frozen = true;
  notifier_.show(stand_popup(1));
  run_until([&] { return server_->held() == 1; });  // GetCapabilities
  server_->answer_held();
  server_->frozen = true;
  run_until([&] { return server_->held() == 1; });  // Notify of 1
  notifier_.show(stand_popup(2));
  run_for(50ms);
  EXPECT_EQ(server_->held(), 1U);  // one call at a time
  server_->answer_held();
  ASSERT_TRUE(run_until([&] { return notifier_.shown() == 2; }));
  ASSERT_EQ(server_->received.size(), 2U);
  EXPECT_EQ(server_->received[1].replaces, server_->received[0].id);
  server_->emit_action(server_->received[0].id, "done");
  server_->emit_action(server_->received[1].id, "snooze");
  run_for(100ms);
  ASSERT_EQ(answers_.size(), 1U);
  EXPECT_EQ(answers_[0], std::make_pair(PromptId{2}, Answer::snooze));
}

TEST_F(NotifierTest, ClosedBeforeItWasShownDoesNotStay) {
  start_server();
  ASSERT_NE(show(1), 0U);
  server_->frozen = true;
  notifier_.show(stand_popup(2));
  ASSERT_TRUE(run_until([&] { return server_->held() == 1; }));
  notifier_.close(2);
  server_->answer_held();
  ASSERT_TRUE(run_until([&] { return server_->on_screen.empty(); }));
  run_for(50ms);
  EXPECT_EQ(notifier_.shown(), std::nullopt);
  EXPECT_TRUE(failures_.empty());
}

TEST_F(NotifierTest, AServerThatRestartsLosesItsPopupAndItsIds) {
  start_server();
  ASSERT_NE(show(1), 0U);
  server_.reset();
  ASSERT_TRUE(run_until([&] { return failures_.size() == 1; }));
  EXPECT_EQ(failures_[0].second, "the notification server ended");
  start_server({"body"});
  ASSERT_NE(show(2), 0U);
  EXPECT_EQ(server_->received.at(0).replaces, 0U);
  EXPECT_EQ(server_->capabilities_asked, 1);
  EXPECT_TRUE(server_->received.at(0).actions.empty());  // the new server's capabilities count
}

TEST_F(NotifierTest, AServerThatEndsInACallIsAFailure) {
  start_server();
  server_->frozen = true;
  notifier_.show(stand_popup(1));
  ASSERT_TRUE(run_until([&] { return server_->held() == 1; }));
  server_.reset();
  ASSERT_TRUE(run_until([&] { return failures_.size() == 1; }, 1s));
}

TEST_F(NotifierTest, ALostBusIsReportedAndTheNextPopupIsShownOnTheNewOne) {
  start_server();
  ASSERT_NE(show(1), 0U);
  bus_daemon_.kill();
  ASSERT_TRUE(run_until([&] { return failures_.size() == 1; }));
  EXPECT_EQ(failures_[0].second, "the session bus was lost");
  notifier_.show(stand_popup(2));
  ASSERT_TRUE(run_until([&] { return failures_.size() == 2; }));
  EXPECT_EQ(failures_[1].second, "there is no session bus");
  bus_daemon_.start();
  ASSERT_TRUE(run_until([&] { return bus_.ready() && server_->ready(); }));
  const auto id = show(3);
  ASSERT_NE(id, 0U);
  EXPECT_EQ(server_->received.back().replaces, 0U);
  server_->emit_action(id, "done");
  EXPECT_TRUE(run_until([&] { return answers_.size() == 1; }));
}

// An independent server, stopped by the kernel.
class DbusmockTest : public NotifierTest {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists("/usr/lib/python3/dist-packages/dbusmock")) {
      GTEST_SKIP() << "python3-dbusmock is not installed: only the fake server was used";
    }
    NotifierTest::SetUp();
  }
  bool try_until_shown(PromptId id) {
    notifier_.show(stand_popup(id));
    const auto failed = failures_.size();
    run_until([&] { return notifier_.shown() == id || failures_.size() > failed; });
    return notifier_.shown() == id;
  }
  // Asks again until it is there, with prompts from `first` on.
  bool start_mock(PromptId first) {
    mock_ = std::make_unique<ChildProcess>(std::vector<std::string>{
        "/usr/bin/python3", "-m", "dbusmock", "--session", "--template", "notification_daemon",
        "-p", R"({"capabilities": "body actions"})"});
    for (PromptId id = first; id < first + 100; ++id) {
      if (try_until_shown(id)) return true;
      run_for(100ms);
    }
    return false;
  }
  static void emit(const std::string& signal_and_arguments) {
    const std::string command =
        "busctl --user call org.freedesktop.Notifications /org/freedesktop/Notifications "
        "org.freedesktop.DBus.Mock EmitSignal sssav org.freedesktop.Notifications " +
        signal_and_arguments;
    EXPECT_EQ(std::system(command.c_str()), 0) << command;  // NOLINT(cert-env33-c)
  }

  std::unique_ptr<ChildProcess> mock_;
};

// Its ids begin at 1 each time it starts.
TEST_F(DbusmockTest, ARestartedServerThatGivesTheSameIdsIsNotMistaken) {
  ASSERT_TRUE(start_mock(1)) << "dbusmock did not start";
  const PromptId before = *notifier_.shown();
  failures_.clear();
  mock_.reset();
  ASSERT_TRUE(run_until([&] { return failures_.size() == 1; }));
  EXPECT_EQ(failures_[0].first, before);
  ASSERT_TRUE(start_mock(before + 1));
  const PromptId now = *notifier_.shown();
  emit("NotificationClosed uu 2 u 2 u 2");  // nobody's
  run_for(100ms);
  EXPECT_TRUE(answers_.empty());
  emit("ActionInvoked us 2 u 1 s not_today");
  emit("NotificationClosed uu 2 u 1 u 2");
  emit("NotificationClosed uu 2 u 1 u 2");
  run_for(100ms);
  EXPECT_EQ(answers_, (std::vector{std::pair{now, Answer::not_today}}));
}

TEST_F(DbusmockTest, AServerThatStopsAndContinues) {
  ASSERT_TRUE(start_mock(1)) << "dbusmock did not start";

  mock_->signal(SIGSTOP);
  failures_.clear();
  notifier_.show(stand_popup(1001));
  // Meanwhile the reactor is free.
  int beats = 0;
  boost::asio::steady_timer timer(io_);
  std::function<void()> beat = [&] {
    timer.expires_after(10ms);
    timer.async_wait([&](const boost::system::error_code& error) {
      if (!error) ++beats, beat();
    });
  };
  beat();
  ASSERT_TRUE(run_until([&] { return failures_.size() == 1; }, 3s));
  EXPECT_GT(beats, 100);
  timer.cancel();

  mock_->signal(SIGCONT);
  EXPECT_TRUE(try_until_shown(1002));
}

}  // namespace
}  // namespace postured::test
