// One popup on the desktop through org.freedesktop.Notifications (specification 1.2), whatever the
// server does: absent, frozen, erroring, restarting, answering late, closing twice.
//
// It keeps what should be on screen (wanted) and what is (shown), and sends the one call that
// brings them together; one call at a time, because the id that a call returns is what the next
// one replaces. So popups never stack.
#pragma once

#include "desktop/bus.hpp"

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "coach/prompt.hpp"

namespace postured {

struct NotifierHandlers {
  // A button, or the popup was closed by hand (dismiss). At most once for each show().
  std::function<void(PromptId, Answer)> on_answer;
  // It could not be shown within 2 s, or was lost with its server: `why` is a phrase for people.
  // Never called from within show().
  std::function<void(PromptId, const std::string& why)> on_failed;
};

struct PopupOptions {
  int snooze_min = 10;  // shown on the button of Answer::snooze
};

class Notifier {
 public:
  static constexpr std::chrono::milliseconds kShowWithin{2000};
  static constexpr std::chrono::milliseconds kBetweenUpdates{1000};

  Notifier(Bus& bus, boost::asio::io_context& io, NotifierHandlers handlers);
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;
  ~Notifier();

  // Shows this one in place of any other. With the id of the one on screen it changes its words,
  // such as a countdown: in place, its buttons keep working, and at most once a second (of several
  // within a second the last one is shown). After Answer::why a show() of that id tells the reason;
  // without one the popup is closed.
  void show(const Popup& popup, const PopupOptions& options = {});
  // Takes it off the screen. Another id than the latest: nothing happens.
  void close(PromptId id);

  std::optional<PromptId> shown() const { return shown_; }

 private:
  struct Wanted {
    Popup popup;
    PopupOptions options;
    int turn;  // tells an update from what it updates
  };
  struct Capabilities {
    bool actions = false;
    bool body_markup = false;
    bool menu = false;  // of its buttons
  };

  void on_connected();
  void on_lost();
  void on_owner_changed(sd_bus_message* signal);
  void on_action(sd_bus_message* signal);
  void on_closed(sd_bus_message* signal);

  void proceed();
  void ask_capabilities();
  void on_capabilities(sd_bus_message* reply);
  void ask_name(Capabilities offered);
  bool too_soon();
  void send_notify(const Wanted& wanted);
  void on_notify_reply(PromptId id, int turn, sd_bus_message* reply);
  void drop_wanted();
  void send_close();
  void forget_server();

  void start_deadline();
  void fail_wanted(const std::string& why);
  void fail_shown(const std::string& why);
  void report_failure(PromptId id, const std::string& why);
  void report_health(bool works, const std::string& why);

  Bus& bus_;
  boost::asio::io_context& io_;
  NotifierHandlers handlers_;
  std::optional<Wanted> wanted_;
  int last_turn_ = 0;
  std::optional<PromptId> shown_;
  std::optional<Capabilities> capabilities_;  // of the present server
  std::uint32_t server_id_ = 0;               // what it returned last; 0: nothing to replace
  BusSlot call_;                              // the one call under way
  BusSlot close_call_;
  BusSlot owner_match_, action_match_, closed_match_;
  boost::asio::steady_timer deadline_;
  boost::asio::steady_timer next_update_;
  std::chrono::steady_clock::time_point sent_{};  // the last Notify
  bool works_ = true;                             // for one log line at each change
  Bus::ListenerId listener_ = 0;
  Lifetime lifetime_;
};

}  // namespace postured
