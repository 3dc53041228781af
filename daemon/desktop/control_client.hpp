// Talks to a running postured from a command-line program: synchronous, each call with a timeout.
#pragma once

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>

#include "coach/exercise_session.hpp"
#include "coach/prompt.hpp"
#include "coach/water.hpp"
#include "desktop/control_state.hpp"
#include "desktop/control_wire.hpp"
#include "desktop/sd_handles.hpp"
#include "posture/posture_second.hpp"
#include "sensor/sensor_command.hpp"

namespace postured {

// Why a call failed; what() is a sentence that says what to do.
class ControlFailure : public std::runtime_error {
 public:
  enum class Kind {
    no_bus,       // no session bus can be reached
    not_running,  // nobody owns org.postured.Postured1
    no_answer,    // it did not answer in time
    refused,      // it said no
  };
  ControlFailure(Kind kind, const std::string& message)
      : std::runtime_error(message), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

// Every function throws ControlFailure. postured is never started by a call.
class ControlClient {
 public:
  explicit ControlClient(std::chrono::milliseconds timeout = std::chrono::seconds(2));

  ControlState get_all();
  void calibrate();
  void calibrate_standing();
  void calibrate_range();
  void calibrate_sensor();
  void zero();
  void zero_profile(const std::string& profile);
  void choose_profile(const std::string& profile);
  void cancel_calibration();
  void snooze(std::uint32_t minutes);
  void answer(PromptId id, Answer answer);
  void pause(std::uint32_t minutes);
  void pause_until_tomorrow();
  void resume();
  void correct(BodyState body, std::uint32_t minutes_ago_from, std::uint32_t minutes_ago_to);
  std::string start_recording(std::uint32_t seconds, const std::string& note);  // its file name
  std::string stop_recording();                                                 // its path
  // What was done, in words.
  std::string log_drink(std::uint32_t ml);
  std::string answer_fluids(FluidsLimited answer);
  std::vector<ControlDict> exercises();
  std::string start_exercise(const std::string& id);
  std::string finish_exercise(ExerciseOutcome outcome);
  std::string log_exercise(const std::string& id, std::uint32_t seconds, ExerciseOutcome outcome);
  std::string hide_exercise(const std::string& id, bool hidden);
  void reload();
  // Both wait until it is done; what was done, in words.
  std::string forget_days(const std::string& days);
  std::string compact_journal();
  std::vector<ControlDict> sensors();
  std::vector<ControlDict> desktop_sources();  // what tells of the desktop: DesktopSource
  // "upper" or "lower", and what to do, in range; returns what was done, in words.
  std::string command_sensor(const std::string& clip, const SensorCommand& command);
  void swap_clips();

 private:
  using Append = std::function<int(sd_bus_message*)>;
  BusMessage call(const char* interface, const char* member, const Append& append);
  BusMessage call(const char* member, const Append& append = {});
  std::string call_for_text(const char* member, const Append& append);

  std::chrono::milliseconds timeout_;
  BusHandle bus_;
};

}  // namespace postured
