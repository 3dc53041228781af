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

CallReply pause(ControlService& service, sd_bus_message* call) {
  std::uint32_t minutes = 0;
  if (sd_bus_message_read(call, "u", &minutes) < 0) {
    return invalid("Pause takes a number of minutes.");
  }
  if (minutes < 1 || minutes > kLongestPause_min) {
    return out_of_range("A pause", minutes, kLongestPause_min, "minutes");
  }
  return run(service.handlers().pause, std::chrono::minutes(minutes));
}

CallReply pause_until_tomorrow(ControlService& service, sd_bus_message*) {
  return run(service.handlers().pause_until_tomorrow);
}

CallReply resume(ControlService& service, sd_bus_message*) {
  return run(service.handlers().resume);
}

CallReply explain(ControlService& service, sd_bus_message* call) {
  std::uint32_t n = 0;
  if (sd_bus_message_read(call, "u", &n) < 0) return invalid("Explain takes a number of prompts.");
  if (n < 1 || n > kMostExplained) return out_of_range("A story", n, kMostExplained, "prompts");
  if (!service.handlers().explain) return not_available();
  return {service.handlers().explain(static_cast<int>(n)), std::nullopt};
}

CallReply correct(ControlService& service, sd_bus_message* call) {
  const char* token = nullptr;
  std::uint32_t from = 0, to = 0;
  if (sd_bus_message_read(call, "suu", &token, &from, &to) < 0) {
    return invalid("Correct takes a body state and two numbers of minutes.");
  }
  const BodyState body = body_state_from_string(token);
  if (body == BodyState::unknown) {
    return invalid("A body is one of sitting, standing, walking, lying.");
  }
  if (from < 1 || from > kOldestCorrection_min) {
    return out_of_range("A beginning", from, kOldestCorrection_min, "minutes ago");
  }
  if (to >= from) return invalid("A stretch ends after its beginning: fewer minutes ago.");
  return run(service.handlers().correct, body, std::chrono::minutes(from),
             std::chrono::minutes(to));
}

constexpr std::array kMethods{
    ControlMethod{"Snooze", "u", "", SD_BUS_PARAM(minutes), snooze},
    ControlMethod{"Answer", "xs", "", SD_BUS_PARAM(prompt) SD_BUS_PARAM(answer), answer},
    ControlMethod{"Pause", "u", "", SD_BUS_PARAM(minutes), pause},
    ControlMethod{"PauseUntilTomorrow", "", "", "", pause_until_tomorrow},
    ControlMethod{"Resume", "", "", "", resume},
    ControlMethod{"Explain", "u", "as", SD_BUS_PARAM(prompts) SD_BUS_PARAM(stories), explain},
    ControlMethod{"Correct", "suu", "",
                  SD_BUS_PARAM(body) SD_BUS_PARAM(minutes_ago_from) SD_BUS_PARAM(minutes_ago_to),
                  correct},
};

}  // namespace

std::span<const ControlMethod> coach_methods() { return kMethods; }

}  // namespace postured
