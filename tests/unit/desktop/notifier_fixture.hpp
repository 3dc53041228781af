// A Notifier on a private bus, with what it reported, and a fake server when asked.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "desktop/notifier.hpp"
#include "unit/desktop/desktop_test.hpp"
#include "unit/desktop/fake_notification_server.hpp"

namespace postured::test {

inline Popup stand_popup(PromptId id) {
  return {Popup::Action::show, id, PromptKind::stand, "30 minutes sitting", "Two minutes' walk?"};
}

class NotifierTest : public DesktopTest {
 protected:
  void SetUp() override {
    DesktopTest::SetUp();
    if (IsSkipped()) return;
    bus_daemon_.start();
    bus_.start();
    ASSERT_TRUE(run_until([&] { return bus_.ready(); }));
  }

  void start_server(std::vector<std::string> capabilities = {"body", "body-markup", "actions"}) {
    server_ = std::make_unique<FakeNotificationServer>(io_, std::move(capabilities));
    ASSERT_TRUE(run_until([&] { return server_->ready(); }));
  }

  // The id the server gave, 0 if it was not shown.
  std::uint32_t show(PromptId id) {
    notifier_.show(stand_popup(id));
    return run_until([&] { return notifier_.shown() == id; }) ? server_->received.back().id : 0;
  }

  Bus bus_{io_, "org.postured.Test1"};
  std::vector<std::pair<PromptId, Answer>> answers_;
  bool tell_why_ = false;  // as the coach does
  std::vector<std::pair<PromptId, std::string>> failures_;
  Notifier notifier_{
      bus_,
      io_,
      {.on_answer =
           [this](PromptId id, Answer a) {
             answers_.emplace_back(id, a);
             if (a != Answer::why || !tell_why_) return;
             Popup told = stand_popup(id);
             told.body = "You sat for 30 min.";
             notifier_.show(told);
           },
       .on_failed = [this](PromptId id,
                           const std::string& why) { failures_.emplace_back(id, why); }}};
  std::unique_ptr<FakeNotificationServer> server_;
};

}  // namespace postured::test
