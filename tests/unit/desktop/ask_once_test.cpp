#include "desktop/ask_once.hpp"

#include <future>

#include "unit/desktop/desktop_test.hpp"
#include "unit/desktop/fake_notification_server.hpp"

namespace postured::test {
namespace {

class AskOnceTest : public DesktopTest {
 protected:
  void SetUp() override {
    DesktopTest::SetUp();
    if (!IsSkipped()) bus_daemon_.start();
  }
  void start_server(std::vector<std::string> capabilities = {"body", "actions"}) {
    server_ = std::make_unique<FakeNotificationServer>(io_, std::move(capabilities));
    ASSERT_TRUE(run_until([&] { return server_->ready(); }));
  }
  void ask(std::chrono::seconds wait = std::chrono::seconds(20)) {
    reply_ = std::async(std::launch::async, [wait] {
      return ask_once({"Your week is there", "How you <b>sat</b>.", "Open"}, wait);
    });
  }
  Reply reply() {
    EXPECT_TRUE(run_until([&] { return reply_.wait_for(0s) == std::future_status::ready; }, 10s));
    return reply_.get();
  }
  std::uint32_t shown() {
    EXPECT_TRUE(run_until([&] { return !server_->received.empty(); }));
    return server_->received.back().id;
  }

  std::unique_ptr<FakeNotificationServer> server_;
  std::future<Reply> reply_;
};

TEST_F(AskOnceTest, TheButtonAndAClickOnThePopupAreHeardAndItIsTakenAway) {
  start_server();
  for (const char* key : {"open", "default"}) {
    server_->received.clear();
    ask();
    const auto id = shown();
    const auto& popup = server_->received.back();
    EXPECT_EQ(popup.actions, (std::vector<std::string>{"open", "Open", "default", "Open"}));
    EXPECT_EQ(popup.hints.at("urgency"), "y0");
    EXPECT_EQ(popup.hints.at("suppress-sound"), "b1");
    EXPECT_EQ(popup.body.find("<b>"), std::string::npos);
    server_->emit_action(id + 7, key);      // another program's
    server_->emit_action(id, "elsewhere");  // not ours
    server_->emit_closed(id + 7, 2);
    server_->emit_action(id, key);
    EXPECT_EQ(reply(), Reply::pressed);
    EXPECT_TRUE(run_until([&] { return server_->on_screen.empty(); }));
  }
}

TEST_F(AskOnceTest, ClosedByHandOrByTimeOrWithItsServerIsNoAnswer) {
  start_server();
  ask();
  server_->emit_closed(shown(), 2);
  EXPECT_EQ(reply(), Reply::closed);
  server_->received.clear();
  ask(1s);
  shown();
  EXPECT_EQ(reply(), Reply::closed);
  EXPECT_TRUE(run_until([&] { return server_->on_screen.empty(); }));
  server_->received.clear();
  ask();
  shown();
  server_.reset();
  EXPECT_EQ(reply(), Reply::closed);
}

TEST_F(AskOnceTest, WithoutButtonsServerOrBusItDoesNotWait) {
  start_server({"body"});
  ask();
  EXPECT_EQ(reply(), Reply::shown_unasked);
  EXPECT_TRUE(server_->received.back().actions.empty());
  server_->erroring = true;
  ask();
  EXPECT_EQ(reply(), Reply::not_shown);
  server_.reset();
  ask();
  EXPECT_EQ(reply(), Reply::not_shown);
  bus_daemon_.kill();
  ask();
  EXPECT_EQ(reply(), Reply::not_shown);
}

}  // namespace
}  // namespace postured::test
