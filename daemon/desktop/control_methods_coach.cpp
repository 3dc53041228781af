#include <array>

#include "desktop/control_method.hpp"
#include "desktop/control_service.hpp"

namespace postured {
namespace {

CallReply snooze(ControlService& service, sd_bus_message* call) {
  std::uint32_t minutes = 0;
  if (sd_bus_message_read(call, "u", &minutes) < 0) {
    return invalid("Snooze takes a number of minutes.");
  }
  if (minutes < 1 || minutes > kLongestSnooze_min) {
    return out_of_range("A snooze", minutes, kLongestSnooze_min, "minutes");
  }
  return run(service.handlers().snooze, std::chrono::minutes(minutes));
}

CallReply answer(ControlService& service, sd_bus_message* call) {
  std::int64_t id = 0;
  const char* token = nullptr;
  if (sd_bus_message_read(call, "xs", &id, &token) < 0 || id <= 0) {
    return invalid("Answer takes the number of a prompt and an answer.");
  }
  const auto answer = answer_from_string(token);
  if (answer) return run(service.handlers().answer, id, *answer);
  return invalid(
      "An answer is one of done, snooze, snooze_5, snooze_10, snooze_30, dismiss, not_today, why.");
}

constexpr std::array kMethods{
    ControlMethod{"Snooze", "u", "", SD_BUS_PARAM(minutes), snooze},
    ControlMethod{"Answer", "xs", "", SD_BUS_PARAM(prompt) SD_BUS_PARAM(answer), answer},
};

}  // namespace

std::span<const ControlMethod> coach_methods() { return kMethods; }

}  // namespace postured
