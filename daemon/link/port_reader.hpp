// Reads one serial port on the reactor with bounded work, and notices whether our protocol is
// spoken there. No reconnecting: that is the sources' business.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "link/serial_port.hpp"
#include "sensor/frame_decoder.hpp"

namespace postured {

class PortReader {
 public:
  explicit PortReader(boost::asio::io_context& io) : port_(io), pause_(io) {}
  ~PortReader() { close(); }
  PortReader(const PortReader&) = delete;
  PortReader& operator=(const PortReader&) = delete;

  struct Handlers {
    std::function<void(std::span<const std::uint8_t>)> on_bytes;
    // The port is gone; it is closed already. Both handlers may call close() and open().
    std::function<void(const std::string& why)> on_lost;
  };
  SerialPortError open(const std::string& path, Handlers handlers);
  void close();  // idempotent; no handler is called afterwards
  bool is_open() const { return port_.is_open(); }
  const std::string& name() const { return port_.name(); }

  // Dropped when the port is closed or does not take them at once: commands are few and small, and
  // a device that does not read must not stop the reactor.
  void write(std::span<const std::uint8_t> bytes);

  // Since the port was opened: bytes read, and whether a whole frame of our protocol was among them
  // (already true in the on_bytes call that completes the first one).
  std::uint64_t bytes() const { return bytes_; }
  bool speaks_protocol() const { return speaks_protocol_; }

 private:
  void read();
  void on_read(const boost::system::error_code& error, std::size_t count);

  SerialPort port_;
  boost::asio::steady_timer pause_;
  Handlers handlers_;
  FrameDecoder decoder_;
  bool speaks_protocol_ = false;
  std::uint64_t bytes_ = 0;
  std::chrono::steady_clock::time_point window_start_;
  std::size_t window_bytes_ = 0;
  std::array<std::uint8_t, 4096> buffer_{};
  // Renewed by open() and dropped by close(): handlers of an earlier opening find theirs expired.
  std::shared_ptr<const bool> opening_;
};

}  // namespace postured
