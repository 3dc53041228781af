// The D-Bus object /org/postured/Postured1: shows ControlState, hands calls to the daemon. It
// decides nothing. Callers are not trusted: arguments are checked for range, calls are limited in
// rate, no method takes a path.
#pragma once

#include <cstdint>
#include <functional>

#include "coach/prompt.hpp"
#include "desktop/bus.hpp"
#include "desktop/control_handlers.hpp"
#include "desktop/control_method.hpp"
#include "desktop/control_state.hpp"
#include "desktop/lifetime.hpp"
#include "desktop/token_bucket.hpp"

namespace postured {

class ControlService {
 public:
  ControlService(Bus& bus, ControlHandlers handlers);
  ControlService(const ControlService&) = delete;
  ControlService& operator=(const ControlService&) = delete;
  ~ControlService();

  // Shows a new state; one PropertiesChanged names what changed. Continuous values are rounded to
  // what is shown and announced at most once a second (the next update carries what was held back).
  void update(ControlState state);
  // Sends the Prompt signal.
  void announce(const PromptEvent& event);

  const ControlState& state() const { return state_; }
  std::uint64_t calls_refused() const { return calls_refused_; }

  // What the vtable's C functions call.
  CallReply handle(sd_bus_message* call);
  const ControlHandlers& handlers() const { return handlers_; }
  // Keeps the call; what is returned answers it once. One that is never called would leave the
  // caller waiting.
  std::function<void(ControlResult)> answer_later(sd_bus_message* call);

 private:
  void publish();

  static constexpr double kCallsPerSecond = 20;
  static constexpr double kCallBurst = 20;

  Bus& bus_;
  ControlHandlers handlers_;
  ControlState state_;      // what Get answers
  ControlState announced_;  // what listeners have been told
  TokenBucket calls_{kCallsPerSecond, kCallBurst};
  // A little less than a second: updates come once a second, give or take the scheduler.
  TokenBucket continuous_{1 / 0.9, 1};
  std::uint64_t calls_refused_ = 0;
  BusSlot object_;
  Bus::ListenerId listener_ = 0;
  Lifetime lifetime_;
};

}  // namespace postured
