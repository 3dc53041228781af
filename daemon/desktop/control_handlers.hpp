// What the daemon does when it is asked over D-Bus.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "coach/exercise_session.hpp"
#include "coach/prompt.hpp"
#include "coach/water.hpp"
#include "desktop/control_wire.hpp"
#include "motion/reference_profiles.hpp"
#include "pipeline/spine_pair.hpp"
#include "posture/posture_second.hpp"
#include "sensor/sensor_command.hpp"

namespace postured {

// The outcome of a call: a value (empty where the method returns none) or why it was not done, as
// a sentence for people.
struct ControlResult {
  std::string value;
  std::optional<std::string> not_possible;

  static ControlResult done(std::string value = {}) { return {std::move(value), std::nullopt}; }
  static ControlResult refused(std::string why) { return {{}, std::move(why)}; }
};

// An empty function: that method answers NotPossible. Arguments are in range already.
struct ControlHandlers {
  std::function<ControlResult()> calibrate, calibrate_standing, calibrate_range, calibrate_sensor,
      zero, cancel_calibration;
  std::function<ControlResult(Profile)> choose_profile, zero_profile;

  std::function<ControlResult(std::chrono::minutes)> snooze;  // 1..480
  std::function<ControlResult(PromptId, Answer)> answer;
  std::function<ControlResult(std::chrono::minutes)> pause;  // 1..1440
  std::function<ControlResult()> pause_until_tomorrow, resume;
  std::function<std::vector<std::string>(int)> explain;  // 1..50 prompts, a story each
  // From so long ago until so long ago the body was this: 1..720 min, and less.
  std::function<ControlResult(BodyState, std::chrono::minutes from, std::chrono::minutes to)>
      correct;

  // 1..86400 s; a note of at most 200 characters without control characters. Gives the file's name.
  std::function<ControlResult(std::chrono::seconds, const std::string& note)> start_recording;
  std::function<ControlResult()> stop_recording;  // gives the file's path

  // Drinks and exercises; each gives what was done in words.
  std::function<ControlResult(int)> log_drink;  // 0..kLargestDrink_ml; 0: a glass
  std::function<ControlResult(FluidsLimited)> answer_fluids;
  std::function<std::vector<ControlDict>()> exercises;
  std::function<ControlResult(const std::string& id)> start_exercise;
  std::function<ControlResult(ExerciseOutcome)> finish_exercise;
  std::function<ControlResult(const std::string& id, std::chrono::seconds, ExerciseOutcome)>
      log_exercise;  // 0..kLongestExercise_s
  std::function<ControlResult(const std::string& id, bool)> hide_exercise;

  // A range of days as text, not checked yet. `done` is called once, later, with what was done.
  std::function<void(const std::string& days, std::function<void(ControlResult)> done)> forget_days;
  std::function<void(std::function<void(ControlResult)> done)> compact_journal;

  std::function<ControlResult()> reload;

  std::function<std::vector<ControlDict>()> sensors;
  // Calls `done` once, now or later, with what was done in words.
  std::function<void(ClipSide, const SensorCommand&, std::function<void(ControlResult)> done)>
      command_sensor;
  std::function<ControlResult()> swap_clips;

  // What tells of the desktop: use, name, working (yes, no), sentence.
  std::function<std::vector<ControlDict>()> desktop_sources;
};

}  // namespace postured
