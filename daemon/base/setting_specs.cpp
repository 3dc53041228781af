// The table of settings: key, unit, range, reason, field.
#include <array>

#include "base/settings.hpp"
#include "base/week_hours.hpp"

namespace postured {
namespace {

// The names of sensor/sensor_kind.hpp, which this folder cannot see; a test compares.
constexpr std::string_view kKinds =
    "auto|postured|witmotion|bno08x-rvc|bno055|ximu3|razor|sparkfun-9dof|mpu6050-sketch|csv";

// The tokens of coach/desktop_context.hpp, which this folder cannot see; a test compares.
constexpr std::string_view kQuietForm =
    "a list of do_not_disturb, screen_shared, microphone, camera, full_screen";

std::string quiet_list_problem(std::string_view text) {
  for (const std::string& word : words_of_list(text)) {
    const bool whole = (", " + std::string(kQuietForm.substr(10)) + ",").find(", " + word + ",") !=
                       std::string::npos;
    if (!whole) return "\"" + word + "\" is not of it; allowed is " + std::string(kQuietForm);
  }
  return {};
}

constexpr std::string_view kHoursForm = "hours of the week such as mon-fri 08:00-12:00 13:00-18:00";

constexpr auto kSpecs = std::to_array<SettingSpec>({
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
     "How long a lean must last before it is logged as one. When it is spoken of is dose_deg_min. "
     "Wearers of alarms after a shorter time found them a nuisance; makers advise up to 2 minutes.",
     [](Settings& s) -> SettingField { return &s.lean.delay_s; }},
    {"lean.dose_deg_min", "deg.min", 2, 60, "",
     "How much of a lean is spoken of: degrees beyond the release, 5 deg below the threshold, "
     "times "
     "minutes. 10 = 20 deg for a minute, 30 deg for half of one, at a threshold of 15 deg.",
     [](Settings& s) -> SettingField { return &s.lean.dose_deg_min; }},
    {"lean.rounded_percent", "%", 70, 90, "",
     "With two clips: the share of your own full slump beyond which the back counts as rounded. "
     "Office sitting is naturally at 43 to 79 %.",
     [](Settings& s) -> SettingField { return &s.lean.rounded_percent; }},
    {"lean.mode", "", 0, 0, "faded|training|silent",
     "faded = real-time prompts thin out: two training sessions of 20 minutes a day in the first "
     "week, then two of three, one of three, then a word at the end of the hour. training = every "
     "lean that is due. silent = only keep the log.",
     [](Settings& s) -> SettingField { return &s.lean.mode; }},
    {"sitting.limit_min", "min", 20, 60, "",
     "Sitting time after which a break is suggested. Trials of 20 to 60 minutes exist; 30 is where "
     "most of the evidence is.",
     [](Settings& s) -> SettingField { return &s.sitting.limit_min; }},
    {"standing.limit_min", "min", 30, 60, "",
     "Standing time after which walking or sitting is suggested: backs begin to hurt after 42 to "
     "71 "
     "minutes of it.",
     [](Settings& s) -> SettingField { return &s.standing.limit_min; }},
    {"still.limit_min", "min", 15, 30, "",
     "Time in one position, upright or not, after which another one is suggested. Everybody slumps "
     "after about 20 minutes.",
     [](Settings& s) -> SettingField { return &s.still.limit_min; }},
    {"side_lean.enabled", "", 0, 0, "",
     "true = also speak of leaning more than 10 deg to one side for 2 minutes.",
     [](Settings& s) -> SettingField { return &s.side_lean.enabled; }},
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
    {"prompts.wait_min", "min", 0, 10, "",
     "How long a prompt waits at most for a good moment: a pause in typing, another window, an "
     "unlock, the end of a call, a posture shift under way. 0 = it does not wait.",
     [](Settings& s) -> SettingField { return &s.prompts.wait_min; }},
    {"prompts.withhold_percent", "%", 0, 20, "",
     "So many of the prompts to stand and about lean are kept back by chance, so that the report "
     "can tell what prompts really do. 0 = none.",
     [](Settings& s) -> SettingField { return &s.prompts.withhold_percent; }},
    {"prompts.quiet_hours", "", 0, 0, "",
     "When nothing is said, such as 22:00-07:00, or for each day fri-sat 23:00-09:00; "
     "sun-thu 22:00-07:00. Empty = never.",
     [](Settings& s) -> SettingField { return &s.prompts.quiet_hours; }, week_hours_problem,
     kHoursForm},
    {"prompts.working_hours", "", 0, 0, "",
     "When anything may be said, such as mon-fri 08:00-12:00 13:00-18:00; sat 09:00-12:00. "
     "Empty = always.",
     [](Settings& s) -> SettingField { return &s.prompts.working_hours; }, week_hours_problem,
     kHoursForm},
    {"prompts.hold_for", "", 0, 0, "",
     "What on the desktop holds prompts until it is over. Who listens in calls may want to be "
     "told: leave out microphone and camera then.",
     [](Settings& s) -> SettingField { return &s.prompts.hold_for; }, quiet_list_problem,
     kQuietForm},
    {"water.fluids_limited", "", 0, 0, "not_asked|no|yes|unsure",
     "Has a clinician told you to limit fluids, or salt or potassium (heart failure, kidney or "
     "liver disease, low sodium, some medicines)? Only no allows suggestions to drink; "
     "'posturectl water' asks too, and the more careful of both answers holds.",
     [](Settings& s) -> SettingField { return &s.water.fluids_limited; }},
    {"water.enabled", "", 0, 0, "", "false = no suggestions to drink; drinks can be logged.",
     [](Settings& s) -> SettingField { return &s.water.enabled; }},
    {"water.goal_l", "L", 1.2, 3, "",
     "Drinks in a day, all of them. 1.6 for women and 2.0 for men is what EFSA's intakes leave "
     "after food; thirst suffices for most healthy adults.",
     [](Settings& s) -> SettingField { return &s.water.goal_l; }},
    {"water.glass_ml", "mL", 150, 250, "",
     "How much is suggested at a time, and logged when you say nothing else.",
     [](Settings& s) -> SettingField { return &s.water.glass_ml; }},
    {"water.interval_min", "min", 60, 120, "",
     "After the last drink or suggestion. No trial supports one interval; 90 min of 150 to 190 mL "
     "spread the goal over 16 waking hours.",
     [](Settings& s) -> SettingField { return &s.water.interval_min; }},
    {"exercise.enabled", "", 0, 0, "",
     "false = exercises are never offered; they can be listed, run and logged.",
     [](Settings& s) -> SettingField { return &s.exercise.enabled; }},
    {"exercise.max_per_day", "", 1, 12, "",
     "Offers in a day, an hour apart at least. Of all prompts they are the least urgent.",
     [](Settings& s) -> SettingField { return &s.exercise.max_per_day; }},
    {"exercise.core_per_week", "", 2, 5, "",
     "Days a week with 10 to 15 minutes for the core, the goal that the report looks at.",
     [](Settings& s) -> SettingField { return &s.exercise.core_per_week; }},
    {"exercise.core_from_h", "h", 0, 23, "",
     "From this hour of the day core exercises may be offered: most people do them after work.",
     [](Settings& s) -> SettingField { return &s.exercise.core_from_h; }},
    {"exercise.breaths_per_min", "1/min", 4, 8, "",
     "Of guided breathing. About 6 is where slow breathing was studied most.",
     [](Settings& s) -> SettingField { return &s.exercise.breaths_per_min; }},
    {"exercise.breathing_min", "min", 1, 5, "", "How long guided breathing lasts.",
     [](Settings& s) -> SettingField { return &s.exercise.breathing_min; }},
    {"journal.keep_seconds_days", "days", 0, 3650, "",
     "How long single seconds are kept. Older minutes keep their figures and a histogram of lean; "
     "what needs the order of seconds is absent from reports about them. 0 = for ever.",
     [](Settings& s) -> SettingField { return &s.journal.keep_seconds_days; }},
    {"journal.keep_minutes_days", "days", 0, 3650, "",
     "How long minutes are kept; reports reach back no further. 0 = for ever: a working year takes "
     "about 14 MB.",
     [](Settings& s) -> SettingField { return &s.journal.keep_minutes_days; }},
    {"report.keep", "", 1, 520, "",
     "So many of the weekly pages are kept; older ones can be made again from the journal.",
     [](Settings& s) -> SettingField { return &s.report.keep; }},
});

}  // namespace

std::span<const SettingSpec> setting_specs() { return kSpecs; }

}  // namespace postured
