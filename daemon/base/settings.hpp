// Every setting: its key, unit, range, default and reason, in one table. config/postured.toml
// documents the same table; a test keeps both equal.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace postured {

struct Settings {
  struct Sensor {
    std::string source = "auto";
    std::string placement = "chest";
    std::string kind = "auto";  // else the name of a SensorKind
    int baud = 0;               // 0: found out
    struct Lower {
      std::string source;  // empty: there is one clip
      std::string placement = "belt";
      std::string kind = "auto";
      int baud = 0;
      bool operator==(const Lower&) const = default;
    } lower;
    struct Csv {
      std::string columns;     // "t_ms,ax,ay,az,gx,gy,gz"
      double accel_per_g = 0;  // 0: told from gravity itself
      double gyro_per_dps = 1;
      bool operator==(const Csv&) const = default;
    } csv;
    bool operator==(const Sensor&) const = default;
  } sensor;
  struct Lean {
    bool personal = true;  // learn the threshold; setting threshold_deg by hand clears it
    double threshold_deg = 15;
    double delay_s = 60;
    double dose_deg_min = 10;
    double rounded_percent = 80;
    std::string mode = "faded";
    bool operator==(const Lean&) const = default;
  } lean;
  struct SideLean {
    bool enabled = false;
    bool operator==(const SideLean&) const = default;
  } side_lean;
  struct Sitting {
    double limit_min = 30;
    bool operator==(const Sitting&) const = default;
  } sitting;
  struct Standing {
    double limit_min = 40;
    bool operator==(const Standing&) const = default;
  } standing;
  struct Still {
    double limit_min = 20;
    bool operator==(const Still&) const = default;
  } still;
  struct Prompts {
    bool enabled = true;
    int max_per_hour = 4;
    int lean_max_per_hour = 3;
    int lean_max_per_day = 12;
    int snooze_min = 10;
    double wait_min = 5;
    int withhold_percent = 10;
    std::string quiet_hours;
    std::string working_hours;
    std::string hold_for = "do_not_disturb, screen_shared, microphone, camera, full_screen";
    bool operator==(const Prompts&) const = default;
  } prompts;
  struct Water {
    std::string fluids_limited = "not_asked";  // only "no" allows prompts
    bool enabled = true;
    double goal_l = 1.6;
    int glass_ml = 200;
    double interval_min = 90;
    bool operator==(const Water&) const = default;
  } water;
  struct Exercise {
    bool enabled = true;
    int max_per_day = 4;
    int core_per_week = 3;
    int core_from_h = 16;
    double breaths_per_min = 6;
    double breathing_min = 2;
    bool operator==(const Exercise&) const = default;
  } exercise;
  struct Journal {
    int keep_seconds_days = 90;  // 0: for ever
    int keep_minutes_days = 0;   // 0: for ever
    bool operator==(const Journal&) const = default;
  } journal;
  struct Report {
    int keep = 26;
    bool operator==(const Report&) const = default;
  } report;

  bool operator==(const Settings&) const = default;
};

// What a settings file can hold. Whole numbers travel as double.
using SettingValue = std::variant<bool, double, std::string>;
// Where a setting lives.
using SettingField = std::variant<bool*, int*, double*, std::string*>;

// One row of the table. min and max count for numbers; choices for strings ("a|b", empty = any).
struct SettingSpec {
  std::string_view key;   // "lean.threshold_deg"
  std::string_view unit;  // "deg"; empty where there is none
  double min = 0;
  double max = 0;
  std::string_view choices;
  std::string_view why;
  SettingField (*field)(Settings&) = nullptr;
  // Of a text that is neither free nor one of `choices`: what is wrong with it; empty: nothing.
  std::string (*problem)(std::string_view) = nullptr;
  std::string_view form{};  // ... and what it should look like
};

std::span<const SettingSpec> setting_specs();
SettingValue get_setting(const Settings& settings, const SettingSpec& spec);

// Sets one value. Returns an empty string, or what is wrong and what is allowed
// ("99 is outside 10..25 deg"). An unknown key names the nearest known one.
std::string set_setting(Settings& settings, std::string_view key, const SettingValue& value);

// The words of a list such as "microphone, camera".
std::vector<std::string> words_of_list(std::string_view text);

// "10..25 deg", "one of chest, belt", "true or false", "text": what a setting may be.
std::string allowed_values(const SettingSpec& spec);

}  // namespace postured
