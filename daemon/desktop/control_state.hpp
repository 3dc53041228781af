// What postured shows on D-Bus: every property of org.postured.Postured1, with its meaning. Service
// and client share this table; config/org.postured.Postured1.xml documents it and a test compares.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

namespace postured {

struct ControlState {
  std::string state = "unknown";     // lean state, the token of to_string(LeanState)
  std::string reason = "no_sensor";  // token of to_string(Unknown); empty: the posture is known
  std::string reason_text;           // its sentence
  std::string body = "unknown";      // token of to_string(BodyState)
  double confidence = 0;             // of body, 0..1
  double lean_deg = std::numeric_limits<double>::quiet_NaN();  // NaN: not known
  double side_deg = std::numeric_limits<double>::quiet_NaN();
  double inclination_deg = std::numeric_limits<double>::quiet_NaN();
  // With two clips.
  double curvature_deg = std::numeric_limits<double>::quiet_NaN();
  double curvature_percent = std::numeric_limits<double>::quiet_NaN();  // of the person's range
  std::string rounding = "none";    // token of to_string(Rounding)
  double sitting_s = 0;             // credited sitting time
  double next_stand_s = -1;         // until the stand prompt is due; -1: none
  std::string lean_rule;            // from where on a lean counts, or that it is being learnt
  std::string lean_prompts;         // how prompts about lean come: training, fading, or not at all
  std::vector<std::string> holds;   // why a due prompt is not shown
  std::vector<std::string> quiet;   // what holds every prompt right now, whether one waits or not
  double snoozed_s = 0;             // what is left of a pause of some minutes
  std::string paused_until;         // local time, ISO 8601, or "tomorrow"; empty: not paused
  std::string next_prompt;          // token of to_string(PromptKind) of what waits; empty: nothing
  std::string next_prompt_waits;    // for what, in words
  std::int64_t waiting_prompt = 0;  // its PromptId; 0: none waits
  std::int64_t shown_prompt = 0;    // PromptId of the popup on screen; 0: none
  std::string shown_kind;           // its kind
  std::string sensor;               // description; empty: none
  std::string sensor_serial;
  std::string sensor_missing;  // what the sensors do not give and what follows, sentences; or empty
  std::string link = "lost";   // "open" or "lost"
  std::string lower_sensor;    // description of the second clip; empty: there is none
  std::string lower_link = "none";  // "none", "open" or "lost"
  std::string clips_note;           // what one of two clips does not contribute, and what follows
  std::string sensor_calibration;   // the date of its own calibration, "2026-11-21"; empty: none
  double rate_hz = 0;
  std::uint64_t frames_dropped = 0;
  std::uint64_t samples_missing = 0;
  std::string calibration_step = "idle";  // token of to_string(CalibrationStep)
  double calibration_fraction = 0;        // of that step, 0..1
  std::string calibration_instruction;
  std::string calibration_problem;
  bool calibrated = false;
  bool axis_known = false;
  std::string profile = "chair";           // chosen by hand; token of to_string(Profile)
  std::string profile_in_force = "chair";  // another one while standing at the standing desk
  std::string suggested_profile;           // a seat that the sitting fits better; empty: none
  std::vector<std::string> profiles;       // those with a reference
  std::string journal = "ok";              // or what is wrong

  // Drinks and exercises.
  std::int64_t drunk_ml = 0;                 // logged today
  std::int64_t drink_goal_ml = 0;            // 0: none, because fluids may be limited
  std::string fluids_limited = "not_asked";  // token of to_string(FluidsLimited)
  double next_drink_s = -1;                  // until a glass is due; -1: none
  std::string exercise_under_way;            // its id; empty: none is being guided
  std::int64_t core_days = 0;                // of this week
  std::int64_t core_goal = 0;

  std::string version;
};

// One property: its name on the bus, its place, and for continuous values the step they are rounded
// to (what a person is shown; 0: not continuous).
template <auto Member>
struct ControlProperty {
  static constexpr auto kMember = Member;
  const char* name;
  double step = 0;
};

inline constexpr auto kControlProperties = std::make_tuple(
    ControlProperty<&ControlState::state>{"State"},
    ControlProperty<&ControlState::reason>{"Reason"},
    ControlProperty<&ControlState::reason_text>{"ReasonText"},
    ControlProperty<&ControlState::body>{"Body"},
    ControlProperty<&ControlState::confidence>{"Confidence", 0.01},
    ControlProperty<&ControlState::lean_deg>{"LeanDeg", 0.1},
    ControlProperty<&ControlState::side_deg>{"SideDeg", 0.1},
    ControlProperty<&ControlState::inclination_deg>{"InclinationDeg", 0.1},
    ControlProperty<&ControlState::curvature_deg>{"CurvatureDeg", 0.1},
    ControlProperty<&ControlState::curvature_percent>{"CurvaturePercent", 1},
    ControlProperty<&ControlState::rounding>{"Rounding"},
    ControlProperty<&ControlState::sitting_s>{"SittingSeconds", 1},
    ControlProperty<&ControlState::next_stand_s>{"NextStandSeconds", 1},
    ControlProperty<&ControlState::lean_rule>{"LeanRule"},
    ControlProperty<&ControlState::lean_prompts>{"LeanPrompts"},
    ControlProperty<&ControlState::holds>{"Holds"}, ControlProperty<&ControlState::quiet>{"Quiet"},
    ControlProperty<&ControlState::snoozed_s>{"SnoozedSeconds", 1},
    ControlProperty<&ControlState::paused_until>{"PausedUntil"},
    ControlProperty<&ControlState::next_prompt>{"NextPrompt"},
    ControlProperty<&ControlState::next_prompt_waits>{"NextPromptWaitsFor"},
    ControlProperty<&ControlState::waiting_prompt>{"WaitingPrompt"},
    ControlProperty<&ControlState::shown_prompt>{"ShownPrompt"},
    ControlProperty<&ControlState::shown_kind>{"ShownKind"},
    ControlProperty<&ControlState::drunk_ml>{"DrunkMl"},
    ControlProperty<&ControlState::drink_goal_ml>{"DrinkGoalMl"},
    ControlProperty<&ControlState::fluids_limited>{"FluidsLimited"},
    ControlProperty<&ControlState::next_drink_s>{"NextDrinkSeconds", 1},
    ControlProperty<&ControlState::exercise_under_way>{"ExerciseUnderWay"},
    ControlProperty<&ControlState::core_days>{"CoreDays"},
    ControlProperty<&ControlState::core_goal>{"CoreGoal"},
    ControlProperty<&ControlState::sensor>{"Sensor"},
    ControlProperty<&ControlState::sensor_serial>{"SensorSerial"},
    ControlProperty<&ControlState::sensor_missing>{"SensorMissing"},
    ControlProperty<&ControlState::sensor_calibration>{"SensorCalibration"},
    ControlProperty<&ControlState::link>{"Link"},
    ControlProperty<&ControlState::lower_sensor>{"LowerSensor"},
    ControlProperty<&ControlState::lower_link>{"LowerLink"},
    ControlProperty<&ControlState::clips_note>{"ClipsNote"},
    ControlProperty<&ControlState::rate_hz>{"RateHz", 0.1},
    ControlProperty<&ControlState::frames_dropped>{"FramesDropped", 1},
    ControlProperty<&ControlState::samples_missing>{"SamplesMissing", 1},
    ControlProperty<&ControlState::calibration_step>{"CalibrationStep"},
    ControlProperty<&ControlState::calibration_fraction>{"CalibrationFraction", 0.01},
    ControlProperty<&ControlState::calibration_instruction>{"CalibrationInstruction"},
    ControlProperty<&ControlState::calibration_problem>{"CalibrationProblem"},
    ControlProperty<&ControlState::calibrated>{"Calibrated"},
    ControlProperty<&ControlState::axis_known>{"AxisKnown"},
    ControlProperty<&ControlState::profile>{"Profile"},
    ControlProperty<&ControlState::profile_in_force>{"ProfileInForce"},
    ControlProperty<&ControlState::suggested_profile>{"SuggestedProfile"},
    ControlProperty<&ControlState::profiles>{"Profiles"},
    ControlProperty<&ControlState::journal>{"Journal"},
    ControlProperty<&ControlState::version>{"Version"});

// Calls f(property) for each row of the table.
template <class F>
void for_each_control_property(F&& f) {
  std::apply([&f](const auto&... property) { (f(property), ...); }, kControlProperties);
}

inline constexpr const char* kControlName = "org.postured.Postured1";
inline constexpr const char* kControlPath = "/org/postured/Postured1";
inline constexpr const char* kControlInterface = "org.postured.Postured1";

inline constexpr const char* kInvalidArgument = "org.postured.Error.InvalidArgument";
inline constexpr const char* kNotPossible = "org.postured.Error.NotPossible";
inline constexpr const char* kLimitExceeded = "org.postured.Error.LimitExceeded";

inline constexpr std::uint32_t kLongestSnooze_min = 480;
inline constexpr std::uint32_t kLongestPause_min = 1440;
inline constexpr std::uint32_t kMostExplained = 50;  // prompts
inline constexpr std::uint32_t kOldestCorrection_min = 720;
inline constexpr std::uint32_t kLongestExercise_s = 14'400;
inline constexpr std::size_t kLongestExerciseName = 48;
inline constexpr std::uint32_t kLongestRecording_s = 86'400;
inline constexpr std::size_t kLongestNote = 200;  // characters

}  // namespace postured
