// The same person without the signal: behaviour -> posture seconds directly, as the sensing half
// would report them (posturectl simulate --level seconds). Plays years in seconds.
//
// Lean follows slump and shifts, with 1.5 deg of error; what cannot be known is unknown: not worn,
// before calibration, after a re-clip, now and then a gap, and some of the standing. `lean_state`
// and the wall label are left to the coaching half and the caller.
#pragma once

#include <functional>

#include "simulation/desk_life.hpp"
#include "simulation/kinematics.hpp"
#include "simulation/work_days.hpp"

namespace postured {

struct SecondsWearerParams {
  std::uint64_t seed = 1;
  BehaviourParams behaviour{};
  double sit_tilt_deg = KinematicsParams{}.sit_tilt_deg;
  double lean_error_deg = 1.5;    // 1 sigma, of what remains after filter, mount and cloth
  double unknown_standing = 0.2;  // share of standing phases with unknown body
  double gaps_per_hour = 0.3;     // of 1-5 s
  DeskLifeParams desk{};
};

// Used like Wearer: begin_day(), advance_to(), see(), day_over().
class SecondsWearer : private DayListener {
 public:
  explicit SecondsWearer(SecondsWearerParams params);

  void begin_day() { start_day(); }
  bool day_over() const { return days_.over(); }
  // Every whole second that ends by `t_s`; none while switched off. `start` is the time since
  // construction.
  void advance_to(double t_s, const std::function<void(const PostureSecond&)>& on_second);
  void see(PromptKind kind) { days_.see(kind, static_cast<double>(second_)); }

  // The person does this now, and then goes on with the day.
  void act(const Activity& activity) { days_.insist(activity, static_cast<double>(second_)); }

  std::function<void(PromptKind, Answer)> on_answer;  // a button is pressed; may be empty
  // What the desktop notices; called within advance_to(), before the second in which it is so.
  DeskLife& desk() { return desk_; }

 private:
  void start_day();
  void on_activity(const Activity& activity, double t_s) override;
  void on_straighten(double hold_s, double t_s) override;
  void on_answer_pressed(PromptKind kind, Answer answer) override;
  PostureSecond observe(double t_s);
  Unknown reason(double t_s);
  BodyState body(double t_s, double& confidence) const;

  SecondsWearerParams params_;
  Random random_;
  WorkDays days_;
  Restlessness restless_;
  DeskLife desk_;
  std::int64_t second_ = 0;

  Activity::Kind kind_ = Activity::Kind::off;
  bool seated_ = false;
  double seat_change_until_s_ = 0;  // standing up or sitting down
  bool body_unknown_ = false;
  bool calibrated_today_ = false, referenced_ = false;
  double gap_until_s_ = 0;
  double lean_deg_ = 0, side_deg_ = 0;  // as they are
  double target_lean_deg_ = 0, target_side_deg_ = 0, slump_deg_ = 0;
  double fidget_lean_deg_ = 0, fidget_side_deg_ = 0;  // of this second
};

}  // namespace postured
