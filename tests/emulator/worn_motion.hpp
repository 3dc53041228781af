// The simulated wearer's motion as the virtual chip feels it, with the truth beside it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <ostream>
#include <vector>

#include "simulation/kinematics.hpp"
#include "simulation/work_days.hpp"
#include "virtual_imu/virtual_chip.hpp"

namespace postured::emulator {

class WornMotion : private DayListener {
 public:
  // The clip is clipped on `begin_s` after time zero. One line a second goes to `truth`:
  // "second lean_deg side_deg body worn", the lean from comfortable upright sitting, by the
  // skeleton and not by any sensor. The clip does not wobble on the clothes: what it does is true.
  WornMotion(std::uint64_t seed, double begin_s, std::ostream* truth);

  // Times must not decrease (by less than a filter's delay they may).
  virtual_imu::TrueMotion at(std::uint64_t t_us);

  // The wearer's finger, asked once for each press: how long the button is held. It goes down so
  // early that the device has understood a hold when the wearer begins what it announces.
  std::optional<double> take_press_s();

  static constexpr double kHold_s = 2.3, kTap_s = 0.15;  // the device takes 2 s for a hold

 private:
  void on_activity(const Activity& activity, double t_s) override;
  void on_straighten(double, double) override {}
  void on_answer_pressed(PromptKind, Answer) override {}
  void note_truth(double t_s, const BodyMotion& motion);

  struct Due {
    double at_s;
    Activity activity;
  };
  static BehaviourParams behaviour(std::uint64_t seed);
  static KinematicsParams kinematics(std::uint64_t seed);

  double begin_s_;
  std::ostream* truth_;
  WorkDays days_;
  Kinematics kinematics_;
  Mat3 chip_from_clip_;
  bool begun_ = false;
  std::deque<Due> due_;
  std::deque<double> presses_s_;
  double last_s_ = 0;
  std::int64_t second_ = -1;
  std::vector<double> leans_deg_, sides_deg_;
  BodyMotion last_;
};

}  // namespace postured::emulator
