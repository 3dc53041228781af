// Reads one serial port on the reactor with bounded work and few wake-ups. No reconnecting: that is
// the sources' business.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "link/serial_port.hpp"

namespace postured {

class PortReader {
 public:
  // What sends a reading at a time would wake the daemon a hundred times a second. So after each
  // reading the kernel collects for this long: a stream costs ten wake-ups a second, silence none.
  static constexpr std::chrono::milliseconds kGather{100};

  explicit PortReader(boost::asio::io_context& io, std::chrono::milliseconds gather = kGather)
      : port_(io), pause_(io), gather_(gather) {}
  ~PortReader() { close(); }
  PortReader(const PortReader&) = delete;
  PortReader& operator=(const PortReader&) = delete;

  struct Handlers {
    std::function<void(std::span<const std::uint8_t>)> on_bytes;
    // The port is gone; it is closed already. Both handlers may call close() and open(), and
    // destroy the reader.
    std::function<void(const std::string& why)> on_lost;
  };
  SerialPortError open(const std::string& path, Handlers handlers, int baud = 115200);
  SerialPortError set_baud(int baud) { return port_.set_baud(baud); }
  // From now on these are called: the port has got another owner.
  void set_handlers(Handlers handlers) { handlers_ = std::move(handlers); }
  void close();  // idempotent; no handler is called afterwards
  bool is_open() const { return port_.is_open(); }
  const std::string& name() const { return port_.name(); }

  // Dropped when the port is closed or does not take them at once: commands are few and small, and
  // a device that does not read must not stop the reactor.
  // The answer is read as soon as it comes.
  void write(std::span<const std::uint8_t> bytes);

 private:
  void wait();
  void drain();
  void drain_at(std::chrono::steady_clock::time_point when);
  void lost(int error);

  SerialPort port_;
  boost::asio::steady_timer pause_;
  std::chrono::milliseconds gather_;
  Handlers handlers_;
  std::chrono::steady_clock::time_point window_start_, last_drain_;
  std::size_t window_bytes_ = 0;
  bool pausing_ = false;
  std::array<std::uint8_t, 4096> buffer_{};
  // Renewed by open() and dropped by close(): handlers of an earlier opening find theirs expired.
  std::shared_ptr<const bool> opening_;
};

}  // namespace postured
