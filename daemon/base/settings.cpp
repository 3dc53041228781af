#include "base/settings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace postured {
namespace {

// The names of sensor/sensor_kind.hpp, which this folder cannot see; a test compares.
constexpr std::string_view kKinds =
    "auto|postured|witmotion|bno08x-rvc|bno055|ximu3|razor|sparkfun-9dof|mpu6050-sketch|csv";

constexpr std::array<SettingSpec, 21> kSpecs{{
    {"sensor.source", "", 0, 0, "",
     "Where the readings come from: auto (find the sensor), a port or pty such as /dev/ttyACM0, a "
     "capture or recording file, or simulated.",
     [](Settings& s) -> SettingField { return &s.sensor.source; }},
    {"sensor.placement", "", 0, 0, "chest|upper_back|collar|belt",
     "Where the clip is worn. At the belt sitting and standing are told apart by the pelvis; at "
     "the "
     "chest they are estimated.",
     [](Settings& s) -> SettingField { return &s.sensor.placement; }},
    {"sensor.kind", "", 0, 0, kKinds,
     "Which kind of sensor it is: auto = whatever it proves to be. One that waits to be asked "
     "(bno055, csv) has to be named here, and its port in source.",
     [](Settings& s) -> SettingField { return &s.sensor.kind; }},
    {"sensor.baud", "baud", 0, 921600, "", "Its line speed; 0 = find it out. Ours has 115200.",
     [](Settings& s) -> SettingField { return &s.sensor.baud; }},
    {"sensor.lower.source", "", 0, 0, "",
     "A second clip, below the first: auto, a port, a file or simulated. Empty = there is none. "
     "Only "
     "two clips can tell a rounded back from a forward lean.",
     [](Settings& s) -> SettingField { return &s.sensor.lower.source; }},
    {"sensor.lower.placement", "", 0, 0, "belt|lumbar",
     "Where the second clip is worn. It sees the pelvis, and so sitting and standing.",
     [](Settings& s) -> SettingField { return &s.sensor.lower.placement; }},
    {"sensor.lower.kind", "", 0, 0, kKinds, "As sensor.kind, of the second clip.",
     [](Settings& s) -> SettingField { return &s.sensor.lower.kind; }},
    {"sensor.lower.baud", "baud", 0, 921600, "", "As sensor.baud, of the second clip.",
     [](Settings& s) -> SettingField { return &s.sensor.lower.baud; }},
    {"sensor.csv.columns", "", 0, 0, "",
     "Of a sensor of kind csv: what its columns are, for example t_ms,ax,ay,az,gx,gy,gz; times are "
     "t_s, t_ms or t_us, and - is of no use.",
     [](Settings& s) -> SettingField { return &s.sensor.csv.columns; }},
    {"sensor.csv.accel_per_g", "", 0, 100000, "",
     "How much its acceleration columns show for 1 g: 1, 9.81, 1000 or raw counts. 0 = told from "
     "gravity itself.",
     [](Settings& s) -> SettingField { return &s.sensor.csv.accel_per_g; }},
    {"sensor.csv.gyro_per_dps", "", 0.001, 1000, "",
     "How much its turning rate columns show for 1 deg/s: 1, 0.01745 for rad/s, or raw counts "
     "(131 for an MPU-6050 at 250 deg/s).",
     [](Settings& s) -> SettingField { return &s.sensor.csv.gyro_per_dps; }},
    {"lean.personal", "", 0, 0, "",
     "true = learn how you sit, silently for two days, and count as lean what you exceed for a "
     "quarter of your seated time (10 to 25 deg). false, or a threshold_deg = use that threshold.",
     [](Settings& s) -> SettingField { return &s.lean.personal; }},
    {"lean.threshold_deg", "deg", 10, 25, "",
     "Forward lean from comfortable upright sitting that starts to count, if you would rather set "
     "it. Must exceed twice the 3 deg error of a clip; ISO 11226 calls up to 20 deg acceptable.",
     [](Settings& s) -> SettingField { return &s.lean.threshold_deg; }},
    {"lean.delay_s", "s", 5, 600, "",
     "How long a lean must last before it is logged and may be mentioned. Wearers of shorter "
     "delays "
     "found them a nuisance; makers advise up to 2 minutes.",
     [](Settings& s) -> SettingField { return &s.lean.delay_s; }},
    {"lean.rounded_percent", "%", 70, 90, "",
     "With two clips: the share of your own full slump beyond which the back counts as rounded. "
     "Office sitting is naturally at 43 to 79 %.",
     [](Settings& s) -> SettingField { return &s.lean.rounded_percent; }},
    {"sitting.limit_min", "min", 20, 60, "",
     "Sitting time after which a break is suggested. Trials of 20 to 60 minutes exist; 30 is where "
     "most of the evidence is.",
     [](Settings& s) -> SettingField { return &s.sitting.limit_min; }},
    {"prompts.enabled", "", 0, 0, "", "false = never speak, only keep the log.",
     [](Settings& s) -> SettingField { return &s.prompts.enabled; }},
    {"prompts.max_per_hour", "", 1, 12, "",
     "All prompts together. Alarms that come too often are ignored within two weeks.",
     [](Settings& s) -> SettingField { return &s.prompts.max_per_hour; }},
    {"prompts.lean_max_per_hour", "", 1, 6, "", "Prompts about forward lean in any hour.",
     [](Settings& s) -> SettingField { return &s.prompts.lean_max_per_hour; }},
    {"prompts.lean_max_per_day", "", 1, 40, "", "Prompts about forward lean in a day.",
     [](Settings& s) -> SettingField { return &s.prompts.lean_max_per_day; }},
    {"prompts.snooze_min", "min", 5, 30, "", "How long Snooze lasts.",
     [](Settings& s) -> SettingField { return &s.prompts.snooze_min; }},
}};

std::string number(double value) {
  std::array<char, 32> text{};
  const int n = std::snprintf(text.data(), text.size(), "%g", value);
  return {text.data(), static_cast<std::size_t>(n)};
}

// Levenshtein distance, for "did you mean".
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

std::string unknown_key(std::string_view key) {
  const auto nearest = std::min_element(kSpecs.begin(), kSpecs.end(),
                                        [key](const SettingSpec& a, const SettingSpec& b) {
                                          return distance(key, a.key) < distance(key, b.key);
                                        });
  std::string text = "there is no such setting";
  if (distance(key, nearest->key) <= key.size() / 2) {
    text += "; did you mean " + std::string(nearest->key) + "?";
  }
  return text;
}

bool is_choice(std::string_view choices, std::string_view value) {
  if (choices.empty()) return true;
  while (!choices.empty()) {
    const auto bar = choices.find('|');
    if (choices.substr(0, bar) == value) return true;
    if (bar == std::string_view::npos) return false;
    choices.remove_prefix(bar + 1);
  }
  return false;
}

template <class Number>
std::string set_number(Number& field, const SettingSpec& spec, const SettingValue& value) {
  const double* given = std::get_if<double>(&value);
  if (given == nullptr) return "a number is needed, " + allowed_values(spec);
  if (!(*given >= spec.min && *given <= spec.max)) {
    return number(*given) + " is outside " + allowed_values(spec);
  }
  if constexpr (std::is_same_v<Number, int>) {
    if (*given != std::floor(*given)) return number(*given) + " is not a whole number";
  }
  field = static_cast<Number>(*given);
  return {};
}

}  // namespace

std::span<const SettingSpec> setting_specs() { return kSpecs; }

std::string allowed_values(const SettingSpec& spec) {
  Settings any;
  const SettingField field = spec.field(any);
  if (std::holds_alternative<bool*>(field)) return "true or false";
  if (std::holds_alternative<std::string*>(field)) {
    if (spec.choices.empty()) return "text";
    std::string list(spec.choices);
    for (std::size_t at = 0; (at = list.find('|', at)) != std::string::npos; at += 2) {
      list.replace(at, 1, ", ");
    }
    return "one of " + list;
  }
  std::string range = number(spec.min) + ".." + number(spec.max);
  if (!spec.unit.empty()) range += " " + std::string(spec.unit);
  return range;
}

SettingValue get_setting(const Settings& settings, const SettingSpec& spec) {
  Settings copy = settings;
  return std::visit(
      [](auto* field) -> SettingValue {
        if constexpr (std::is_same_v<decltype(field), int*>) {
          return static_cast<double>(*field);
        } else {
          return *field;
        }
      },
      spec.field(copy));
}

std::string set_setting(Settings& settings, std::string_view key, const SettingValue& value) {
  const auto spec = std::find_if(kSpecs.begin(), kSpecs.end(),
                                 [key](const SettingSpec& s) { return s.key == key; });
  if (spec == kSpecs.end()) return unknown_key(key);
  const SettingField field = spec->field(settings);
  if (bool* const* flag = std::get_if<bool*>(&field)) {
    const bool* given = std::get_if<bool>(&value);
    if (given == nullptr) return "true or false is needed";
    **flag = *given;
    return {};
  }
  if (int* const* whole = std::get_if<int*>(&field)) return set_number(**whole, *spec, value);
  if (double* const* real = std::get_if<double*>(&field)) {
    std::string problem = set_number(**real, *spec, value);
    // What is set by hand is not replaced by what is learnt.
    if (problem.empty() && *real == &settings.lean.threshold_deg) settings.lean.personal = false;
    return problem;
  }
  const std::string* given = std::get_if<std::string>(&value);
  if (given == nullptr) return "text in quotes is needed, " + allowed_values(*spec);
  if (!is_choice(spec->choices, *given)) {
    return "\"" + *given + "\" is not " + allowed_values(*spec);
  }
  *std::get<std::string*>(field) = *given;
  return {};
}

}  // namespace postured
