// What a desk worker does all day: a seeded model of activities. Decides what the body does, and
// how the person answers prompts; restlessness.hpp says how a body fidgets within an activity, and
// kinematics.hpp how it moves.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "coach/prompt.hpp"
#include "simulation/random.hpp"

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
  double comply_lean = -1;       // ... about a lean; negative: the same
  double press_unheeded =
      0.65;                     // probability of pressing a button of a prompt that is not acted on
  double removals_per_day = 1;  // takes the clip off (lunch first), and clips it on again elsewhere
  double lies_per_day = 0;      // lies down for some minutes
  double work_start_h = 9;      // when the loop over days should call begin_day()
  double work_hours = 8;
  bool handles_sensor = false;  // before clipping on, turns the clip in the hand: the sensor's
                                // calibration (handling.hpp)
};

// One thing the body does for a while. Its duration includes getting there (standing up takes 2 s).
struct Activity {
  enum class Kind {
    handle,       // turns the clip in the hand, position by position
    off,          // takes the clip off; it lies on the desk
    clip_on,      // clips it on, then stands or sits upright
    stand_still,  // tall, for the calibration
    bend,         // one slow forward bend, for the calibration
    sit_tall,     // comfortable upright sitting, still, for the calibration or a zero
    sit_work,     // sitting, slumping slowly, with shifts and fidgets
    stand,
    walk,
    lie,
    wave_arms,  // sitting, with both arms in the air
    type_hard,  // sitting, hammering at the keyboard
    lift,       // standing: one deep bend down to something, turned about with it, and up again
    on_chair,   // the clip hangs on the chair, which swivels now and then
  };
  Kind kind = Kind::sit_work;
  double duration_s = 0;
  bool seated = false;        // clip_on: sits while doing it
  bool presses_hold = false;  // holds the clip's button as it begins: calibrate
  bool presses_tap = false;   // taps it: zero
  bool ends_day = false;      // off: the clip is switched off at the end of it
};

// Something the person does because of a prompt.
struct Reaction {
  enum class Kind {
    stand_up,    // the current activity ends now: walks about
    straighten,  // back upright, and stays so for hold_s
    answer,      // presses a button of the popup
  };
  Kind kind = Kind::answer;
  double at_s = 0;
  PromptKind prompt = PromptKind::stand;
  double hold_s = 0;
  Answer answer = Answer::done;
};

// All times are seconds since the wearer began and must not decrease.
class Behaviour {
 public:
  explicit Behaviour(BehaviourParams params);

  // Begins a working day: clip on, calibrate, work.
  void begin_day(double t_s);
  // The next activity; call again when its duration has passed. After work: `off` with ends_day.
  Activity next(double t_s);
  // The person does this next, whatever was planned; the day goes on after it.
  void insist(const Activity& activity) { queue_.insert(queue_.begin(), activity); }
  // The person saw a prompt: decides, from the seed, what follows and when.
  void see(PromptKind kind, double t_s);
  // When the earliest reaction is due (infinity: none), and taking it. A stand_up or straighten
  // that no longer fits the activity (not sitting at work) is dropped.
  double next_reaction_s() const { return next_reaction_s_; }
  std::optional<Reaction> take_reaction();

  const BehaviourParams& params() const { return params_; }

 private:
  void queue(Activity::Kind kind, double duration_s) { queue_.push_back({kind, duration_s}); }
  void queue_break();
  void queue_removal(bool lunch);
  void find_next_reaction();

  BehaviourParams params_;
  Random random_, reaction_random_;
  std::vector<Activity> queue_;  // next in front
  Activity::Kind current_ = Activity::Kind::off;
  double day_end_s_ = 0;
  std::vector<double> removals_s_, lies_s_;  // when; next at the back
  bool lunch_taken_ = false;
  std::vector<Reaction> reactions_;
  double next_reaction_s_;
};

}  // namespace postured
