// Tells systemd how the daemon is: sd_notify(3). Without systemd (no NOTIFY_SOCKET) every call does
// nothing.
#pragma once

#include <utility>

// Boost 1.74 needs <utility> first.
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "desktop/lifetime.hpp"

namespace postured {

class ServiceManager {
 public:
  // `healthy` is asked before each sign of life; false withholds it, and systemd restarts the
  // service after WatchdogSec=. Empty: the running reactor is proof enough.
  explicit ServiceManager(boost::asio::io_context& io, std::function<bool()> healthy = {});

  // READY=1; from now on signs of life are sent at half of WATCHDOG_USEC, if systemd asked.
  void ready(std::string_view status);
  // One line for `systemctl status`; sent only when it changed.
  void status(std::string_view text);
  // Around a reload of the settings.
  void reloading();
  void reloaded();
  void stopping();

  // Zero: no watchdog.
  std::chrono::microseconds heartbeat_period() const { return period_; }

 private:
  void beat();

  std::function<bool()> healthy_;
  std::chrono::microseconds period_{0};
  std::string status_;
  boost::asio::steady_timer timer_;
  Lifetime lifetime_;
};

}  // namespace postured
