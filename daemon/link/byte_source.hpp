// Where sensor bytes come from: a port, a pty, a capture, a recording, the simulated wearer. All on
// the one reactor; handlers are called from it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/time.hpp"
#include "coach/prompt.hpp"

namespace postured {

struct SourceHandlers {
  std::function<void(const std::string& name)> on_open;  // "ttyACM0", "simulated wearer"
  std::function<void(std::span<const std::uint8_t>)> on_bytes;
  std::function<void(const std::string& why)> on_lost;  // a reconnect follows by itself
};

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual void start(SourceHandlers handlers) = 0;
  virtual void stop() = 0;                                      // idempotent
  virtual void write(std::span<const std::uint8_t> bytes) = 0;  // dropped when not open
  // The person saw a prompt: only the simulated wearer listens.
  virtual void prompt_shown(PromptKind /*kind*/) {}
  // Somebody can take the sensor into the hand: not that of a file or of the simulated wearer.
  virtual bool can_be_handled() const { return true; }
  virtual std::string describe() const = 0;  // for status and logs
};

}  // namespace postured
