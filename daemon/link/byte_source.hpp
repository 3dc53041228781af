// Where sensor bytes come from: a port, a pty, a capture, a recording, the simulated wearer. All on
// the one reactor; handlers are called from it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/time.hpp"
#include "coach/prompt.hpp"
#include "sensor/sensor_kind.hpp"

namespace postured {

struct SourceHandlers {
  // "ttyACM0", "simulated wearer"; and what kind of sensor speaks there. Called again without a
  // loss between when it turns out to be of another kind.
  std::function<void(const std::string& name, SensorKind kind)> on_open;
  std::function<void(std::span<const std::uint8_t>)> on_bytes;
  std::function<void(const std::string& why)> on_lost;  // a reconnect follows by itself
};

// A serial port in use.
struct LinkInfo {
  std::string path;      // "/dev/ttyACM0"
  std::string identity;  // what stays the same under another name (port_finder.hpp)
  SensorKind kind = SensorKind::postured;
  int baud = 0;
  bool recognised = false;  // that kind has spoken, or is taken on trust (sensor.kind)
};

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual void start(SourceHandlers handlers) = 0;
  virtual void stop() = 0;  // idempotent
  // Dropped when not open, and while what is there has not been recognised as a sensor.
  virtual void write(std::span<const std::uint8_t> bytes) = 0;
  // The person saw a prompt: only the simulated wearer listens.
  virtual void prompt_shown(PromptKind /*kind*/) {}
  // Somebody can take the sensor into the hand: not that of a file or of the simulated wearer.
  virtual bool can_be_handled() const { return true; }
  virtual std::string describe() const = 0;                              // for status and logs
  virtual std::optional<LinkInfo> link() const { return std::nullopt; }  // none: no port is open
  // Of a source that searches: the ports that it listens to, or left alone, and words about each.
  virtual std::map<std::string, std::string> ports_heard() const { return {}; }
};

}  // namespace postured
