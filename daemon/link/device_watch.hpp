// Tells, without polling, that device nodes appeared or changed (inotify on directories such as
// /dev and /dev/serial/by-id).
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "link/asio.hpp"

namespace postured {

class DeviceWatch {
 public:
  // `interesting` is asked for each name that appears or changes in one of the directories. A
  // directory that does not exist is waited for.
  DeviceWatch(boost::asio::io_context& io, std::vector<std::string> directories,
              std::function<bool(std::string_view name)> interesting);
  ~DeviceWatch() { stop(); }
  DeviceWatch(const DeviceWatch&) = delete;
  DeviceWatch& operator=(const DeviceWatch&) = delete;

  // Calls `on_change` once for each burst of changes, 200 ms after its first: udev sets the
  // permissions of a node after creating it. Where the kernel refuses to watch, nothing is called:
  // callers need a slow retry of their own.
  void start(std::function<void()> on_change);
  void stop();  // idempotent
  bool is_running() const { return started_ != nullptr; }

 private:
  void watch_directories();
  void read();
  void on_events(std::size_t count);

  boost::asio::posix::stream_descriptor stream_;
  boost::asio::steady_timer settle_;
  std::vector<std::string> directories_;
  std::vector<std::string> parts_;  // names on the way to the directories
  std::function<bool(std::string_view)> interesting_;
  std::function<void()> on_change_;
  bool settling_ = false;
  alignas(8) std::array<char, 4096> buffer_{};
  std::shared_ptr<const bool> started_;
};

}  // namespace postured
