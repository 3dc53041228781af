// The methods of our D-Bus object: one row each, one list a theme. A row reads and checks the
// arguments (callers are not trusted), then hands them to the daemon's handler.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "desktop/control_handlers.hpp"
#include "desktop/control_state.hpp"
#include "desktop/sd_handles.hpp"

namespace postured {

class ControlService;

// An error of the call: its name and a sentence.
struct CallError {
  const char* name;
  std::string message;
};

struct CallReply {
  std::variant<std::monostate, std::string, std::vector<std::string>, std::vector<ControlDict>>
      value;
  std::optional<CallError> error;
  bool later = false;  // answered by ControlService::answer_later()
};

struct ControlMethod {
  const char* name;
  const char* takes;  // D-Bus signatures
  const char* returns;
  const char* arguments;  // names of what it takes, then returns: SD_BUS_PARAM(a) SD_BUS_PARAM(b)
  CallReply (*call)(ControlService& service, sd_bus_message* message);
};

// One list a theme, each in control_methods_<theme>.cpp.
std::span<const ControlMethod> calibration_methods();
std::span<const ControlMethod> sensor_methods();
std::span<const ControlMethod> recording_methods();
std::span<const ControlMethod> coach_methods();
std::span<const ControlMethod> journal_methods();
std::span<const ControlMethod> self_care_methods();
std::span<const ControlMethod> desktop_methods();

// Every method, in the order of the lists.
const std::vector<ControlMethod>& control_methods();

inline CallReply fail(const char* name, std::string message) {
  return {{}, CallError{name, std::move(message)}};
}
inline CallReply invalid(std::string message) { return fail(kInvalidArgument, std::move(message)); }
inline CallReply not_available() { return fail(kNotPossible, "This is not available now."); }
// "A snooze of 0 minutes is outside 1..480 minutes."
CallReply out_of_range(const char* what, std::uint32_t value, std::uint32_t max, const char* unit);

// What a handler without a value to return did.
template <class... Parameters, class... Arguments>
CallReply run(const std::function<ControlResult(Parameters...)>& handler, Arguments&&... args) {
  if (!handler) return not_available();
  const ControlResult result = handler(std::forward<Arguments>(args)...);
  if (result.not_possible) return fail(kNotPossible, *result.not_possible);
  return {};
}
// ... and of one that returns a text.
template <class... Parameters, class... Arguments>
CallReply run_for_text(const std::function<ControlResult(Parameters...)>& handler,
                       Arguments&&... args) {
  if (!handler) return not_available();
  ControlResult result = handler(std::forward<Arguments>(args)...);
  if (result.not_possible) return fail(kNotPossible, *result.not_possible);
  return {std::move(result.value), std::nullopt};
}

}  // namespace postured
