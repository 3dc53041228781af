// Plays a Behaviour along time: begins activities when they are due, lets reactions cut in, and
// knows whether the day is over. What the signal-level and the second-level wearer share.
#pragma once

#include <limits>

#include "simulation/behaviour.hpp"

namespace postured {

// Called at the time things happen.
class DayListener {
 public:
  virtual ~DayListener() = default;
  virtual void on_activity(const Activity& activity, double t_s) = 0;
  virtual void on_straighten(double hold_s, double t_s) = 0;
  virtual void on_answer_pressed(PromptKind kind, Answer answer) = 0;
};

class WorkDays {
 public:
  explicit WorkDays(const BehaviourParams& params) : behaviour_(params) {}

  void begin_day(double t_s);
  void see(PromptKind kind, double t_s);
  // The person does this now. Ignored after work.
  void insist(const Activity& activity, double t_s);
  // Does what is due by t_s. Times must not decrease. Cheap when nothing is due.
  void advance(double t_s, DayListener& listener) {
    if (t_s >= next_s_) run(t_s, listener);
  }
  // Before the first day, and from the end of a day until the next begin_day(): the sensor is
  // switched off.
  bool over() const { return over_; }

 private:
  void run(double t_s, DayListener& listener);
  void plan();

  Behaviour behaviour_;
  bool over_ = true;
  bool last_of_day_ = false;
  double activity_ends_s_ = 0;
  double next_s_ = std::numeric_limits<double>::infinity();
};

}  // namespace postured
