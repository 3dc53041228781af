// Drinks and exercises.
#include <array>

#include "desktop/control_method.hpp"
#include "desktop/control_service.hpp"

namespace postured {
namespace {

CallReply log_drink(ControlService& service, sd_bus_message* call) {
  std::uint32_t ml = 0;
  if (sd_bus_message_read(call, "u", &ml) < 0) return invalid("LogDrink takes a number of mL.");
  if (ml > static_cast<std::uint32_t>(kLargestDrink_ml)) {
    return out_of_range("A drink", ml, static_cast<std::uint32_t>(kLargestDrink_ml), "mL");
  }
  return run_for_text(service.handlers().log_drink, static_cast<int>(ml));
}

CallReply water_answer(ControlService& service, sd_bus_message* call) {
  const char* token = nullptr;
  const bool read = sd_bus_message_read(call, "s", &token) >= 0;
  const auto answer = fluids_limited_from_string(read ? token : "");
  if (!answer) return invalid("Whether fluids are limited is one of no, yes, unsure, not_asked.");
  return run_for_text(service.handlers().answer_fluids, *answer);
}

CallReply exercises(ControlService& service, sd_bus_message*) {
  if (!service.handlers().exercises) return not_available();
  return {service.handlers().exercises(), std::nullopt};
}

// Names come from a person's own file: their form is all that is known here.
bool is_exercise_name(std::string_view id) {
  return !id.empty() && id.size() <= kLongestExerciseName &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

constexpr const char* kWhatIsAName =
    "An exercise is named by 1 to 48 of a-z, 0-9 and _; Exercises gives all.";
constexpr const char* kWhatIsAnOutcome = "An outcome is one of done, stopped, hurt.";

CallReply start_exercise(ControlService& service, sd_bus_message* call) {
  const char* id = nullptr;
  if (sd_bus_message_read(call, "s", &id) < 0 || !is_exercise_name(id)) {
    return invalid(kWhatIsAName);
  }
  return run_for_text(service.handlers().start_exercise, std::string(id));
}

CallReply finish_exercise(ControlService& service, sd_bus_message* call) {
  const char* token = nullptr;
  const bool read = sd_bus_message_read(call, "s", &token) >= 0;
  const auto outcome = exercise_outcome_from_string(read ? token : "");
  if (!outcome) return invalid(kWhatIsAnOutcome);
  return run_for_text(service.handlers().finish_exercise, *outcome);
}

CallReply log_exercise(ControlService& service, sd_bus_message* call) {
  const char *id = nullptr, *token = nullptr;
  std::uint32_t seconds = 0;
  if (sd_bus_message_read(call, "sus", &id, &seconds, &token) < 0 || !is_exercise_name(id)) {
    return invalid(kWhatIsAName);
  }
  if (seconds > kLongestExercise_s) {
    return out_of_range("An exercise", seconds, kLongestExercise_s, "seconds");
  }
  const auto outcome = exercise_outcome_from_string(token);
  if (!outcome) return invalid(kWhatIsAnOutcome);
  return run_for_text(service.handlers().log_exercise, std::string(id),
                      std::chrono::seconds(seconds), *outcome);
}

CallReply hide_exercise(ControlService& service, sd_bus_message* call) {
  const char* id = nullptr;
  int hidden = 0;
  if (sd_bus_message_read(call, "sb", &id, &hidden) < 0 || !is_exercise_name(id)) {
    return invalid(kWhatIsAName);
  }
  return run_for_text(service.handlers().hide_exercise, std::string(id), hidden != 0);
}

constexpr std::array kMethods{
    ControlMethod{"LogDrink", "u", "s", SD_BUS_PARAM(ml) SD_BUS_PARAM(answer), log_drink},
    ControlMethod{"WaterAnswer", "s", "s", SD_BUS_PARAM(fluids_limited) SD_BUS_PARAM(answer),
                  water_answer},
    ControlMethod{"Exercises", "", "aa{ss}", SD_BUS_PARAM(exercises), exercises},
    ControlMethod{"StartExercise", "s", "s", SD_BUS_PARAM(exercise) SD_BUS_PARAM(answer),
                  start_exercise},
    ControlMethod{"FinishExercise", "s", "s", SD_BUS_PARAM(outcome) SD_BUS_PARAM(answer),
                  finish_exercise},
    ControlMethod{"LogExercise", "sus", "s",
                  SD_BUS_PARAM(exercise) SD_BUS_PARAM(seconds) SD_BUS_PARAM(outcome)
                      SD_BUS_PARAM(answer),
                  log_exercise},
    ControlMethod{"HideExercise", "sb", "s",
                  SD_BUS_PARAM(exercise) SD_BUS_PARAM(hidden) SD_BUS_PARAM(answer), hide_exercise},
};

}  // namespace

std::span<const ControlMethod> self_care_methods() { return kMethods; }

}  // namespace postured
