// The D-Bus object /org/postured/Postured1: shows ControlState, hands calls to the daemon. It
// decides nothing. Callers are not trusted: arguments are checked for range, calls are limited in
// rate, no method takes a path.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "coach/prompt.hpp"
#include "desktop/bus.hpp"
#include "desktop/control_state.hpp"
#include "desktop/control_wire.hpp"
#include "desktop/lifetime.hpp"
#include "desktop/token_bucket.hpp"
#include "motion/reference_profiles.hpp"
#include "pipeline/spine_pair.hpp"
#include "sensor/sensor_command.hpp"

namespace postured {

// The outcome of a call: a value (empty where the method returns none) or why it was not done, as
// a sentence for people.
struct ControlResult {
  std::string value;
  std::optional<std::string> not_possible;

  static ControlResult done(std::string value = {}) { return {std::move(value), std::nullopt}; }
  static ControlResult refused(std::string why) { return {{}, std::move(why)}; }
};

// What the daemon does when asked. An empty function: that method answers NotPossible. Arguments
// are in range already.
struct ControlHandlers {
  std::function<ControlResult()> calibrate, calibrate_standing, calibrate_range, calibrate_sensor,
      zero, cancel_calibration;
  std::function<ControlResult(Profile)> choose_profile, zero_profile;
  std::function<ControlResult(std::chrono::minutes)> snooze;  // 1..480
  std::function<ControlResult(PromptId, Answer)> answer;
  // 1..86400 s; a note of at most 200 characters without control characters. Gives the file's name.
  std::function<ControlResult(std::chrono::seconds, const std::string& note)> start_recording;
  std::function<ControlResult()> stop_recording;  // gives the file's path
  std::function<ControlResult()> reload;
  std::function<std::vector<ControlDict>()> sensors;
  // Calls `done` once, now or later, with what was done in words.
  std::function<void(ClipSide, const SensorCommand&, std::function<void(ControlResult)> done)>
      command_sensor;
  std::function<ControlResult()> swap_clips;
};

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

  // What the vtable's C functions call. An error of the call: its name and a sentence.
  struct CallError {
    const char* name;
    std::string message;
  };
  struct CallReply {
    std::string value;
    std::optional<CallError> error;
  };
  CallReply handle(sd_bus_message* call);
  // The same for commands to a sensor: the answer comes later, unless there is an error at once.
  std::optional<CallError> handle_sensor_command(sd_bus_message* call);
  std::vector<ControlDict> sensors() const;

 private:
  CallReply dispatch(const std::string& member, sd_bus_message* call);
  CallReply snooze(sd_bus_message* call);
  CallReply answer(sd_bus_message* call);
  CallReply with_profile(sd_bus_message* call,
                         const std::function<ControlResult(Profile)>& handler);
  CallReply start_recording(sd_bus_message* call);
  void publish();
  std::optional<CallError> over_limit();

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
