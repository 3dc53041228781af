// posturectl status: one look at the running daemon.
#include <cmath>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "ctl/commands.hpp"
#include "ctl/daemon_call.hpp"
#include "ctl/words.hpp"

namespace postured {
namespace {

// "LeanDeg" on D-Bus is "lean_deg" in JSON.
std::string snake_case(const char* name) {
  std::string out;
  for (const char* c = name; *c != '\0'; ++c) {
    const bool upper = *c >= 'A' && *c <= 'Z';
    if (upper && !out.empty()) out += '_';
    out += upper ? static_cast<char>(*c - 'A' + 'a') : *c;
  }
  return out;
}

nlohmann::ordered_json to_json(const ControlState& state) {
  nlohmann::ordered_json json;
  for_each_control_property([&](const auto& property) {
    const auto& value = state.*property.kMember;
    auto& slot = json[snake_case(property.name)];
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, double>) {
      if (std::isfinite(value)) slot = value;  // NaN stays null
    } else {
      slot = value;
    }
  });
  return json;
}

void print(const ControlState& state) {
  const auto row = [](const char* label, const std::string& value) {
    if (!value.empty()) std::cout << label << value << '\n';
  };
  row("Posture      ", headline(state));
  row("Angle        ", lean_words(state));
  row("Back         ", curvature_words(state));
  row("Lean         ", state.lean_rule);
  row("Body         ", body_words(state));
  row("Sitting      ", sitting_words(state));
  row("Lean prompts ", state.lean_prompts);
  row("On screen    ", shown_words(state));
  row("Waiting      ", waiting_words(state));
  row("Quiet        ", quiet_words(state));
  row("Paused       ", pause_words(state));
  row("Water        ", water_words(state));
  row("Exercise     ", exercise_words(state));
  if (!state.profiles.empty()) row("Profile      ", profile_words(state));
  row("Sensor       ", sensor_words(state));
  row("             ", sensor_calibration_words(state));
  row("             ", state.sensor_missing);
  row("Lower clip   ", lower_sensor_words(state));
  row("Note         ", state.clips_note);
  if (state.calibration_step != "idle") row("Calibration  ", state.calibration_instruction);
  row("Journal      ", state.journal);
}

}  // namespace

void add_status_command(CLI::App& app, int& exit_code) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("status", "Posture, sitting time and sensor, right now.");
  command->add_flag("--json", *json, "For scripts; what is not known is null");
  command->footer("Example: posturectl status --json | jq .sitting_seconds");
  command->callback([json, &exit_code] {
    exit_code = call_daemon("status", [&](ControlClient& daemon) {
      const ControlState state = daemon.get_all();
      if (*json) {
        std::cout << to_json(state).dump(2) << '\n';
      } else {
        print(state);
      }
    });
  });
}

}  // namespace postured
