// A private session bus and a reactor, for tests of the desktop edge.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "desktop/bus.hpp"
#include "unit/desktop/child_process.hpp"

namespace postured::test {

using namespace std::chrono_literals;

// dbus-daemon on a socket of its own; DBUS_SESSION_BUS_ADDRESS points there while this lives. It
// can be killed and started again at the same address.
class PrivateBus {
 public:
  PrivateBus();
  PrivateBus(const PrivateBus&) = delete;
  PrivateBus& operator=(const PrivateBus&) = delete;
  ~PrivateBus();

  void start();
  void kill() { daemon_.reset(); }
  void signal(int number) const { daemon_->signal(number); }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  std::string old_address_;
  std::unique_ptr<ChildProcess> daemon_;
};

class DesktopTest : public ::testing::Test {
 protected:
  void SetUp() override;

  // Runs the reactor until `done` or the time is up; returns done().
  bool run_until(const std::function<bool()>& done, std::chrono::milliseconds limit = 5s);
  void run_for(std::chrono::milliseconds time);
  // Handlers that ran in a span of time: wake-ups, from above.
  std::size_t handlers_run_in(std::chrono::milliseconds time);

  boost::asio::io_context io_{1};
  PrivateBus bus_daemon_;
};

}  // namespace postured::test
