// What a desk worker does all day: a seeded model of activities with target postures. Decides what
// the body does; kinematics.hpp decides how it gets there.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "coach/prompt.hpp"
#include "posture/posture_second.hpp"

namespace postured {

struct BehaviourParams {
  std::uint64_t seed = 1;
  double habitual_lean_deg = 6;  // mean lean when working, from comfortable upright sitting
  double slump_deg = 12;         // how far the trunk sinks within a sitting bout
  double slump_tau_s = 560;      // time constant of that (creep: 9.4 min, domain model 3.1)
  double shifts_per_hour = 36;   // postural shifts (domain model 2.4)
  double fidgets_per_hour = 52;
  double natural_bout_min = 38;  // mean sitting bout without prompts
  double comply = 0.6;           // probability of acting on a prompt
  double removals_per_day = 1;   // takes the clip off (lunch), and clips it on again elsewhere
  double work_start_h = 9, work_hours = 8;
};

// One thing the body does for a while.
struct Activity {
  enum class Kind {
    off,          // not worn: the clip lies on the desk
    stand_still,  // tall, for the calibration
    bend,         // one slow forward bend, for the calibration
    sit_tall,     // comfortable upright sitting, for the calibration or a zero
    sit_work,     // sitting, slumping slowly, with shifts and fidgets
    stand,
    walk,
    lie,
  };
  Kind kind = Kind::sit_work;
  double duration_s = 0;
  double target_lean_deg = 0;  // from comfortable upright sitting
  bool presses_hold = false;   // holds the clip's button as it begins: calibrate
  bool presses_tap = false;    // taps it: zero
};

class Behaviour {
 public:
  explicit Behaviour(BehaviourParams params);

  // Begins a working day: clip on, calibrate, work.
  void begin_day();
  // The next activity; call again when its duration has passed. Never empty: after work, `off`.
  Activity next(double day_time_s);
  // The person saw a prompt. May cut the current activity short (returns true) to comply.
  bool react(PromptKind kind);
  // What the person would press on it, if anything: decided with the same seed.
  std::optional<Answer> answer(PromptKind kind);

 private:
  BehaviourParams params_;
  std::mt19937_64 random_;
  std::vector<Activity> queue_;  // next at the back
  int removals_left_ = 0;
};

}  // namespace postured
