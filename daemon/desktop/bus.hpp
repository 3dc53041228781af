// The session or system bus: one connection on the reactor that may own a well-known name, comes
// back after a loss, and never blocks: every call is asynchronous and has a timeout.
#pragma once

#include "desktop/event_pump.hpp"

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace postured {

// What happens to the connection. Callbacks may be empty; they run on the reactor and must not
// destroy listeners.
struct BusListener {
  // Connected: register objects and matches now, before others can see the name.
  std::function<void()> on_connected;
  // The bus answers and the name, if there is one, is ours.
  std::function<void()> on_ready;
  // Another process owns the name; the connection is closed and not tried again.
  std::function<void()> on_name_taken;
  // The connection ended: let go of all slots. A new on_connected follows when it is back.
  std::function<void()> on_lost;
};

enum class BusKind { session, system };

class Bus {
 public:
  // A method return or a method error (sd_bus_message_is_method_error).
  using MessageHandler = std::function<void(sd_bus_message*)>;
  using ListenerId = int;

  static constexpr std::chrono::microseconds kCallTimeout = std::chrono::seconds(2);
  static constexpr std::chrono::milliseconds kFirstRetry{200};
  static constexpr std::chrono::milliseconds kLongestRetry{30'000};

  // `name`: the well-known name to own; "": none.
  Bus(boost::asio::io_context& io, std::string name, BusKind kind = BusKind::session);
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;
  ~Bus();

  // on_connected runs at once when there is a connection already.
  ListenerId add_listener(BusListener listener);
  void remove_listener(ListenerId id);

  // Connects now, or as soon as there is a bus.
  void start();

  bool connected() const { return bus_ != nullptr; }
  bool ready() const { return ready_; }
  // For building messages and adding objects; nullptr without a connection. Call used() after
  // anything that sends.
  sd_bus* get() { return bus_.get(); }
  void used() { pump_.schedule(); }

  // nullptr without a connection.
  BusMessage method_call(const char* destination, const char* path, const char* interface,
                         const char* member);
  // Sends. The handler gets the answer, an error from the bus, or an error when `timeout` passed;
  // it does not run once the slot is let go of. An empty slot: could not be sent.
  BusSlot call(const BusMessage& message, MessageHandler handler,
               std::chrono::microseconds timeout = kCallTimeout);
  // Calls `handler` for each message that fits the D-Bus match rule. An empty slot: no connection.
  BusSlot match(const char* rule, MessageHandler handler);

 private:
  struct Registered {
    ListenerId id;
    BusListener listener;
  };

  void connect();
  void request_name();
  void on_name_reply(sd_bus_message* reply);
  const char* kind_words() const { return kind_ == BusKind::session ? "session" : "system"; }
  void disconnected(const std::string& why);
  void drop_connection();
  void retry_later();
  void announce(std::function<void()> BusListener::*event);

  boost::asio::io_context& io_;
  std::string name_;
  BusKind kind_;
  EventPump pump_;
  BusHandle bus_;
  BusSlot loss_match_;
  BusSlot name_call_;
  boost::asio::steady_timer retry_timer_;
  std::chrono::milliseconds retry_delay_ = kFirstRetry;
  std::vector<Registered> listeners_;
  ListenerId last_listener_ = 0;
  bool ready_ = false;
  bool loss_pending_ = false;
  bool loss_reported_ = false;  // one log line for an outage, not one for each attempt
  Lifetime lifetime_;
};

}  // namespace postured
