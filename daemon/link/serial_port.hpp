// One serial port or pseudo-terminal, opened for this program alone: 8N1, raw, no flow control.
// Real ports go through libserialport, ptys (where a simulator stands in for a sensor) through
// termios, because libserialport 0.1.1 refuses them.
#pragma once

#include <string>

#include "link/asio.hpp"

struct sp_port;

namespace postured {

struct SerialPortError {
  enum class Kind { none, not_found, no_permission, in_use, not_a_serial_port, other };
  Kind kind = Kind::none;
  std::string why;  // one sentence: what, where, what to do

  explicit operator bool() const { return kind != Kind::none; }
};

class SerialPort {
 public:
  explicit SerialPort(boost::asio::io_context& io) : stream_(io) {}
  ~SerialPort() { close(); }
  SerialPort(const SerialPort&) = delete;
  SerialPort& operator=(const SerialPort&) = delete;

  // `path` may be a symbolic link (/dev/serial/by-id/...). Closes what was open before. After an
  // error the port is closed. `baud`: a pty has no line speed and takes any.
  SerialPortError open(const std::string& path, int baud = 115200);
  // Of the open port. After an error it may still have the old one.
  SerialPortError set_baud(int baud);
  void close();  // idempotent; pending reads end with operation_aborted
  bool is_open() const { return fd_ >= 0; }
  // "ttyACM0", "pts/3": the device behind the path, without /dev/.
  const std::string& name() const { return name_; }

  // The reactor is woken by each byte that comes while it watches the port, whether somebody waits
  // for it or not. It watches after open(); unwatched, the port can only be read with descriptor().
  void watch();
  void unwatch();
  int descriptor() const { return fd_; }

  // While watched. Non-blocking. A read that ends with any error but operation_aborted means the
  // port is gone.
  boost::asio::posix::stream_descriptor& stream() { return stream_; }

 private:
  SerialPortError open_tty(const std::string& node, int baud);
  SerialPortError open_pty(const std::string& node, int baud);

  boost::asio::posix::stream_descriptor stream_;
  sp_port* port_ = nullptr;  // null for ptys
  int fd_ = -1;
  std::string name_;
};

}  // namespace postured
