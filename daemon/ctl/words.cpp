#include "ctl/words.hpp"

#include <fmt/core.h>

#include <cmath>

#include "coach/prompt.hpp"
#include "report/words.hpp"

namespace postured {
namespace {

std::string lean_state_words(const std::string& state) {
  if (state == "upright") return "Upright";
  if (state == "leaning") return "Leaning forward";
  if (state == "slouched") return "Forward lean for a while";
  if (state == "reclined") return "Leaning back";
  if (state == "side_lean") return "Leaning sideways";
  return "";
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text;
}

}  // namespace

std::string headline(const ControlState& state) {
  if (!state.reason.empty()) return "Not known: " + state.reason_text;
  if (state.rounding == "rounded") return "Rounded back for a while";
  const std::string lean = lean_state_words(state.state);
  if (!lean.empty()) return lean;
  if (state.body != "unknown" && state.body != "sitting") return capitalised(state.body);
  return state.axis_known ? "Moving" : "Learning which way is forward";
}

std::string lean_words(const ControlState& state) {
  if (std::isnan(state.lean_deg)) return "";
  const long lean = std::lround(state.lean_deg);
  if (!state.axis_known) return fmt::format("{} deg from upright", std::labs(lean));
  std::string words =
      lean >= 0 ? fmt::format("{} deg forward", lean) : fmt::format("{} deg back", -lean);
  const long side = std::isnan(state.side_deg) ? 0 : std::lround(state.side_deg);
  if (side != 0) {
    words += fmt::format(", {} deg to the {}", std::labs(side), side > 0 ? "right" : "left");
  }
  return words;
}

std::string curvature_words(const ControlState& state) {
  if (std::isnan(state.curvature_deg)) return "";
  const long deg = std::lround(state.curvature_deg);
  std::string words =
      fmt::format("{} deg {} than upright", std::labs(deg), deg >= 0 ? "rounder" : "straighter");
  if (!std::isnan(state.curvature_percent)) {
    words += fmt::format(", {:.0f} % of your range", state.curvature_percent);
  }
  return words;
}

std::string body_words(const ControlState& state) {
  if (state.body == "unknown") return "not known";
  // The pelvis tells sitting from standing; a clip on the upper trunk estimates it.
  const bool estimated =
      state.lower_link != "open" && (state.body == "sitting" || state.body == "standing");
  return fmt::format("{} ({}{:.0f} % sure)", state.body, estimated ? "estimated, " : "",
                     100 * state.confidence);
}

std::string sitting_words(const ControlState& state) {
  if (state.sitting_s < 1) return "not sitting";
  std::string words = duration_words(state.sitting_s);
  if (state.next_stand_s > 0) {
    words += "; a break is suggested in " + duration_words(state.next_stand_s);
  } else if (state.next_stand_s == 0) {
    words += "; a break is due";
  }
  return words;
}

namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string line;
  for (const std::string& text : texts) line += (line.empty() ? "" : "; ") + text;
  return line;
}

}  // namespace

std::string shown_words(const ControlState& state) {
  if (state.shown_prompt == 0) return "";
  return words::prompt_name(prompt_kind_from_string(state.shown_kind)) +
         " (posturectl answer done, snooze, skip, not-today or why)";
}

std::string waiting_words(const ControlState& state) {
  if (state.next_prompt.empty()) return "";
  const std::string name = words::prompt_name(prompt_kind_from_string(state.next_prompt));
  return name + (state.holds.empty() ? ", now" : ", held: " + joined(state.holds));
}

std::string pause_words(const ControlState& state) {
  if (state.paused_until.empty()) return "";
  if (state.paused_until == "tomorrow") return "until tomorrow";
  const auto time = state.paused_until.find('T');
  const std::string until =
      time == std::string::npos ? state.paused_until : state.paused_until.substr(time + 1, 5);
  return "until " + until + " (in " + duration_words(state.snoozed_s) + ")";
}

std::string quiet_words(const ControlState& state) { return joined(state.quiet); }

std::string water_words(const ControlState& state) {
  if (state.drunk_ml == 0 && state.drink_goal_ml == 0) return "";
  std::string words = fmt::format("{:.1f} L", static_cast<double>(state.drunk_ml) / 1000);
  if (state.drink_goal_ml > 0) {
    words += fmt::format(" of {:.1f} L", static_cast<double>(state.drink_goal_ml) / 1000);
  }
  words += " today";
  if (state.next_drink_s == 0) words += "; a glass would keep an even pace";
  if (state.next_drink_s > 0) {
    words += "; a glass may be suggested in " + duration_words(state.next_drink_s);
  }
  return words;
}

std::string exercise_words(const ControlState& state) {
  if (!state.exercise_under_way.empty()) return state.exercise_under_way + " is under way";
  if (state.core_goal == 0) return "";
  return fmt::format("{} of {} core days this week", state.core_days, state.core_goal);
}

std::string sensor_words(const ControlState& state) {
  if (state.link != "open") return state.sensor.empty() ? "none" : state.sensor + ", not connected";
  std::string words = state.sensor;
  if (state.rate_hz > 0) words += fmt::format(", {:.0f} Hz", state.rate_hz);
  if (state.samples_missing + state.frames_dropped == 0) return words + ", nothing lost";
  return words + fmt::format(", {} readings lost, {} frames damaged", state.samples_missing,
                             state.frames_dropped);
}

std::string lower_sensor_words(const ControlState& state) {
  if (state.lower_link == "none") return "";
  return state.lower_sensor + (state.lower_link == "open" ? "" : ", not connected");
}

std::string sensor_calibration_words(const ControlState& state) {
  if (state.link != "open" || state.rate_hz == 0) return "";
  if (state.sensor_calibration.empty()) {
    return "not calibrated (posturectl calibrate sensor does it, in a minute)";
  }
  std::string words = "calibrated on " + state.sensor_calibration;
  if (state.sensor_serial.empty()) words += ", if it is the same one: it has no serial number";
  return words;
}

std::string profile_words(const ControlState& state) {
  std::string words = state.profile;
  if (state.profile_in_force != state.profile) words += "; now " + state.profile_in_force;
  if (!state.suggested_profile.empty()) {
    words +=
        fmt::format(" (this looks more like {0}: posturectl profile {0})", state.suggested_profile);
  }
  return words;
}

std::string duration_words(double seconds) {
  const long s = std::lround(std::max(0.0, seconds));
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min", s / 60);
  return fmt::format("{} h {:02} min", s / 3600, s / 60 % 60);
}

std::string value_of(const ControlDict& row, std::string_view key) {
  for (const auto& [name, value] : row) {
    if (name == key) return value;
  }
  return "";
}

}  // namespace postured
