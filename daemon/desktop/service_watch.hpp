// A service of the desktop that may be absent, hang, refuse or restart: follows who owns its name,
// never starts it, and asks it anew when that is worth while.
#pragma once

#include "desktop/bus.hpp"

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <string>

namespace postured {

class ServiceWatch {
 public:
  struct Handlers {
    // Somebody owns the name: add matches and ask. Also after a while of no answer.
    std::function<void()> attach;
    // Nobody does, or the bus is lost: let go of slots, forget what was known.
    std::function<void()> gone;
    // what() changed.
    std::function<void()> changed;
  };
  // A service that did not answer is asked again after this.
  static constexpr std::chrono::seconds kAskAgain{60};

  ServiceWatch(Bus& bus, boost::asio::io_context& io, std::string name, Handlers handlers,
               std::chrono::milliseconds ask_again = kAskAgain);
  ServiceWatch(const ServiceWatch&) = delete;
  ServiceWatch& operator=(const ServiceWatch&) = delete;
  ~ServiceWatch();

  // Asks; `handler` gets answers, not errors: an error makes the service silent or refusing.
  void ask(BusSlot& slot, const BusMessage& question, std::function<void(sd_bus_message*)> handler);
  // A call of one of its methods; nullptr without a bus.
  BusMessage method_call(const char* path, const char* interface, const char* member);
  // Attaches again, as if it had just appeared.
  void attach_again();

  // `unknown`: the bus has not yet said whether there is one.
  enum class State { no_bus, unknown, absent, asked, answers, silent, refuses };
  State state() const { return state_; }
  bool answers() const { return state_ == State::answers; }
  // Why it does not answer, a phrase for people: "nobody offers it here".
  std::string why_not() const;

 private:
  void on_connected();
  void on_lost();
  void on_owner(const std::string& owner);
  void set_state(State state);
  void failed(sd_bus_message* error);

  Bus& bus_;
  std::string name_;
  Handlers handlers_;
  std::chrono::milliseconds ask_again_;
  State state_ = State::no_bus;
  std::string refusal_;
  BusSlot owner_match_, owner_call_;
  boost::asio::steady_timer timer_;
  Bus::ListenerId listener_ = 0;
  Lifetime lifetime_;
};

}  // namespace postured
