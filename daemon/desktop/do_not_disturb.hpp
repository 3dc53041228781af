// The desktop's do-not-disturb switch. There is no standard for it: whoever shows the notifications
// is asked for its name, and then in its own manner (do_not_disturb_servers.hpp).
#pragma once

#include "desktop/bus.hpp"

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>
#include <vector>

#include "desktop/do_not_disturb_servers.hpp"
#include "desktop/source_health.hpp"

namespace postured {

class DoNotDisturb {
 public:
  // After a server did not answer, and for those that do not tell of a change.
  static constexpr std::chrono::seconds kAskAgain{30};

  // `changed` runs on the reactor when on() may have changed.
  DoNotDisturb(Bus& bus, boost::asio::io_context& io, std::function<void()> changed,
               std::chrono::milliseconds ask_again = kAskAgain);
  DoNotDisturb(const DoNotDisturb&) = delete;
  DoNotDisturb& operator=(const DoNotDisturb&) = delete;
  ~DoNotDisturb();

  bool on() const { return on_; }
  SourceHealth health() const;

 private:
  enum class State { no_bus, no_server, asking, silent, unsupported, known };

  void on_connected();
  void on_lost();
  void on_owner(bool there);
  void identify();
  void on_identified(sd_bus_message* reply);
  void watch();
  void ask();
  void on_answer(sd_bus_message* reply);
  void ask_again_later();
  void become(State state, bool on);

  Bus& bus_;
  std::function<void()> changed_;
  std::chrono::milliseconds ask_again_;
  State state_ = State::no_bus;
  bool on_ = false;
  std::string server_;                          // as it calls itself
  const DoNotDisturbServer* manner_ = nullptr;  // how it is asked
  bool ask_once_more_ = false;                  // it changed while it was asked
  BusSlot owner_match_, call_;
  std::vector<BusSlot> change_matches_;
  boost::asio::steady_timer again_;
  Bus::ListenerId listener_ = 0;
  Lifetime lifetime_;
};

}  // namespace postured
