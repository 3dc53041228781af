// A named port or pty as a source of bytes: opens, reads, notices loss, and opens again with
// backoff or as soon as the node appears.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "link/byte_source.hpp"
#include "link/device_watch.hpp"
#include "link/port_reader.hpp"

namespace postured {

// Real time, whatever clock the daemon runs on: the hardware does not follow a virtual one.
struct SerialSourceTimes {
  std::chrono::milliseconds first_retry{200};  // doubles with each failure
  std::chrono::milliseconds last_retry{5000};
  // Bytes without one good frame for this long: it is another device. It is released, so that
  // others can use it, and listened to again slowly. Silence is allowed: the daemon asks for HELLO.
  std::chrono::milliseconds listen{3000};
  std::chrono::milliseconds wrong_device_retry{30000};
};

class SerialSource final : public ByteSource {
 public:
  // `path` may be a symbolic link and need not exist yet.
  SerialSource(boost::asio::io_context& io, std::string path, SerialSourceTimes times = {});
  ~SerialSource() override { SerialSource::stop(); }

  // on_lost comes once for each change of reason, on_open when the port is open (after a wrong
  // device: when the first good frame arrived).
  void start(SourceHandlers handlers) override;
  void stop() override;
  void write(std::span<const std::uint8_t> bytes) override { reader_.write(bytes); }
  std::string describe() const override { return path_; }

 private:
  void open();
  void retry_later(std::chrono::milliseconds delay);
  void on_bytes(std::span<const std::uint8_t> bytes);
  void start_listening_time();
  void on_wrong_device();
  void report_lost(SerialPortError::Kind kind, const std::string& why);
  void announce();

  std::string path_;
  SerialSourceTimes times_;
  SourceHandlers handlers_;
  PortReader reader_;
  DeviceWatch watch_;
  boost::asio::steady_timer retry_, listen_;
  std::chrono::milliseconds delay_;
  bool on_probation_ = false;            // was a wrong device: announced at its first good frame
  bool announced_ = false;               // on_open was called for this opening
  std::vector<std::uint8_t> held_back_;  // bytes before the announcement
  std::optional<SerialPortError> reported_;  // the last on_lost; none while open
  // Dropped by stop(): handlers of waiting timers find theirs expired.
  std::shared_ptr<const bool> started_;
};

}  // namespace postured
