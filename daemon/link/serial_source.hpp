// A named port or pty as a source of bytes: opens, recognises what speaks there, notices loss, and
// opens again with backoff or as soon as the node appears.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "link/byte_source.hpp"
#include "link/device_watch.hpp"
#include "link/port_reader.hpp"
#include "sensor/port_hunt.hpp"

namespace postured {

// Real time, whatever clock the daemon runs on: the hardware does not follow a virtual one.
struct SerialSourceTimes {
  std::chrono::milliseconds first_retry{200};  // doubles with each failure
  std::chrono::milliseconds last_retry{5000};
  // When no line speed has shown a sensor although something is sent, it is another device. It is
  // released, so that others can use it, and listened to again slowly. Silence is allowed.
  HuntTimes listen;
  std::chrono::milliseconds wrong_device_retry{30000};
  std::chrono::milliseconds gather = PortReader::kGather;
};

class SerialSource final : public ByteSource {
 public:
  // `path` may be a symbolic link and need not exist yet. `seen`: what was found there before.
  SerialSource(boost::asio::io_context& io, std::string path, SensorWish wish = {},
               std::optional<SensorSeen> seen = {}, SerialSourceTimes times = {});
  ~SerialSource() override { SerialSource::stop(); }

  // on_open comes when the port is open, with the kind that is wished for or was seen there, else
  // ours; again when another one is recognised; after a wrong device only when one is. on_lost
  // comes once for each change of reason.
  void start(SourceHandlers handlers) override;
  void stop() override;
  void write(std::span<const std::uint8_t> bytes) override;
  std::string describe() const override { return path_; }
  std::optional<LinkInfo> link() const override;

 private:
  bool recognised() const { return !hunt_.listens() || hunt_.verdict().has_value(); }
  SensorKind likely_kind() const;
  void open();
  void retry_later(std::chrono::milliseconds delay);
  void on_bytes(std::span<const std::uint8_t> bytes);
  void on_recognised();
  void listen();
  void on_listened();
  void on_wrong_device();
  void report_lost(SerialPortError::Kind kind, const std::string& why);
  void announce(SensorKind kind);

  std::string path_;
  SensorWish wish_;
  std::optional<SensorSeen> seen_;
  SerialSourceTimes times_;
  SourceHandlers handlers_;
  PortHunt hunt_;
  PortReader reader_;
  std::string identity_;  // of the port that is open
  DeviceWatch watch_;
  boost::asio::steady_timer retry_, listen_;
  std::chrono::milliseconds delay_;
  bool on_probation_ = false;                // was a wrong device: announced when recognised
  bool quiet_ = false;                       // all speeds were silent: waiting for the first byte
  std::optional<SensorKind> announced_;      // on_open was called for this opening
  std::vector<std::uint8_t> held_back_;      // bytes before the announcement
  std::optional<SerialPortError> reported_;  // the last on_lost; none while open
  // Dropped by stop(): handlers of waiting timers find theirs expired.
  std::shared_ptr<const bool> started_;
};

}  // namespace postured
