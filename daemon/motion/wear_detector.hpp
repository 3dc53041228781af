// Is the clip on a living body? From seconds: a clip on a desk shows neither breathing nor sway.
//
// Not worn: accel SD < 4 mg, rate < 0.2 deg/s RMS and the sky direction within 0.5 deg for 5
// minutes (domain model 1.5); when the stillness began soon after a handling event (orientation
// change > 25 deg within 2 s) and more than 45 deg from how the clip hung while worn, 60 s are
// enough: a bend is no removal, nor is keeping quiet afterwards. Worn again: movement for 5 s in a
// row. A re-clip needs a new zero: reference_suspect. From the third second of such a stillness
// until it is settled the verdict is `handled`: a clip that was just put down must not read as a
// trunk that lies or leans.
//
// Built to err towards "worn". A person at rest turns the clip by 0.3 to 1 deg/s RMS (sitting,
// standing and lying people of the HAPT and DSADS recordings), a desk by less than 0.1; where the
// rate is missing, only the five minutes count.
#pragma once

#include "motion/motion_second.hpp"

namespace postured {

class WearDetector {
 public:
  static constexpr double kStillAccelSd_g = 0.004;
  static constexpr double kStillGyro_dps = 0.2;
  static constexpr double kStillTilt_deg = 0.5;
  static constexpr double kStillFor_s = 300;
  static constexpr double kStillAfterHandling_s = 60;
  static constexpr double kHandledAfter_s = 3;
  static constexpr double kPutDownTilt_deg = 45;
  static constexpr double kHandling_deg = 25;
  static constexpr double kMovingFor_s = 5;

  // One second after the other, valid or not; a second without samples counts as a gap.
  // Returns none, handled, not_worn, or reference_suspect (worn again, not zeroed since).
  Unknown update(const MotionSecond& second);
  // The same without `handled`.
  Unknown verdict() const { return verdict_; }
  // A zero or a full calibration was taken.
  void on_reference();
  // The reference is of an earlier clip-on: suspect until on_reference().
  void suspect_reference() { verdict_ = Unknown::reference_suspect; }
  // A gap is no removal: evidence starts anew, the verdict stays.
  void on_gap();

 private:
  static constexpr double kNever_s = 1e9;

  bool is_still(const MotionSecond& second) const;

  Unknown verdict_ = Unknown::none;
  double still_for_s_ = 0;
  double moving_for_s_ = 0;
  double since_handling_s_ = kNever_s;
  Vec3 still_up_ = Vec3::Zero();  // sky direction when the stillness began; zero = not still
  Vec3 worn_up_ = Vec3::Zero();   // slow mean of the sky direction while it moves
  Vec3 last_up_ = Vec3::Zero();   // zero = none
  Vec3 last_but_one_up_ = Vec3::Zero();
};

}  // namespace postured
