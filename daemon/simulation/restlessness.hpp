// How a body sits or stands within one activity: it slumps slowly, shifts every minute or two, and
// fidgets. A stream of small movements in time order, the same for the signal (kinematics.hpp) and
// for whole seconds (seconds_wearer.hpp).
#pragma once

#include "simulation/behaviour.hpp"

namespace postured {

// A small movement that is to begin now.
struct Movement {
  enum class Kind {
    settle,  // takes up the activity's posture
    drift,   // only slump_deg changes, slowly
    shift,   // another posture, in less than 5 s (domain model 2.4)
    fidget,  // out and back: lean_deg and side_deg are the excursion
    turn,    // the heading changes by turn_deg
  };
  Kind kind = Kind::drift;
  double lean_deg = 0;   // of the posture: from comfortable upright sitting, or from standing
  double side_deg = 0;   // right +
  double slump_deg = 0;  // comes on top of lean_deg
  double turn_deg = 0;   // left +
  double duration_s = 1;
};

class Restlessness {
 public:
  explicit Restlessness(const BehaviourParams& params);

  // The body has begun an activity and has arrived in it at t_s.
  void begin(Activity::Kind kind, double t_s);
  // Back upright, and no slump for hold_s.
  void straighten(double t_s, double hold_s);
  // When the next movement begins (infinity: never), and taking it.
  double next_s() const { return next_s_; }
  Movement take();

 private:
  Movement posture(Movement::Kind kind, double duration_s) const;
  void choose_posture(double t_s);
  void plan();

  BehaviourParams params_;
  Random random_;
  Activity::Kind kind_ = Activity::Kind::off;
  double base_lean_deg_ = 0;  // of this bout
  double lean_deg_ = 0, side_deg_ = 0;
  double slumped_ = 0;       // share of slump_deg, 0..1
  double held_until_s_ = 0;  // upright on purpose
  double special_lean_deg_ = 0, special_side_deg_ = 0;
  double special_until_s_ = 0;  // leaning to the screen, back or aside for a while
  bool settles_ = false;
  double settle_s_, drift_s_, shift_s_, fidget_s_, turn_s_, next_s_;
};

}  // namespace postured
