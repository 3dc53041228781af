#include "desktop/service_manager.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>

namespace postured {
namespace {

constexpr int kKeepEnvironment = 0;

// A line break would start another assignment ("STATUS=a\nSTOPPING=1").
std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return line;
}

// Failing to tell is no reason to fail: nobody listens then.
void notify(const std::string& assignments) { sd_notify(kKeepEnvironment, assignments.c_str()); }

}  // namespace

ServiceManager::ServiceManager(boost::asio::io_context& io, std::function<bool()> healthy)
    : healthy_(std::move(healthy)), timer_(io) {
  std::uint64_t limit_us = 0;
  if (sd_watchdog_enabled(kKeepEnvironment, &limit_us) > 0) {
    // Half of the limit, as sd_watchdog_enabled(3) recommends; not so short that it would spin.
    period_ = std::chrono::microseconds(std::max<std::uint64_t>(limit_us / 2, 1000));
  }
}

void ServiceManager::ready(std::string_view status) {
  status_ = one_line(status);
  notify("READY=1\nSTATUS=" + status_);
  if (period_.count() > 0) beat();
}

void ServiceManager::status(std::string_view text) {
  std::string line = one_line(text);
  if (line == status_) return;
  status_ = std::move(line);
  notify("STATUS=" + status_);
}

void ServiceManager::reloading() {
  const auto now_us = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now().time_since_epoch());  // CLOCK_MONOTONIC, as asked for
  notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now_us.count()));
}

void ServiceManager::reloaded() { notify("READY=1"); }

void ServiceManager::stopping() {
  timer_.cancel();
  period_ = std::chrono::microseconds(0);
  notify("STOPPING=1");
}

void ServiceManager::beat() {
  if (!healthy_ || healthy_()) notify("WATCHDOG=1");
  timer_.expires_after(period_);
  timer_.async_wait(lifetime_.guard([this](const boost::system::error_code& error) {
    if (!error && period_.count() > 0) beat();
  }));
}

}  // namespace postured
