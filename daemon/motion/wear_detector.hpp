// Is the clip on a living body? From seconds: a clip on a desk shows neither breathing nor sway.
//
// Not worn: every axis still (accel SD < 4 mg) and the sky direction within 0.5 deg for 5 minutes
// (domain model 1.5); after a handling event (orientation change > 25 deg within 2 s) 20 s are
// enough. Worn again: movement for 5 s. A re-clip needs a new zero: reference_suspect.
#pragma once

#include "motion/motion_second.hpp"

namespace postured {

class WearDetector {
 public:
  // Returns none, not_worn, or reference_suspect (worn again, not zeroed since).
  Unknown update(const MotionSecond& second);
  // A zero or a full calibration was taken.
  void on_reference();
  // A gap is no removal: evidence starts anew, the verdict stays.
  void on_gap();

 private:
  Unknown verdict_ = Unknown::none;
  double still_for_s_ = 0;
  double moving_for_s_ = 0;
  double since_handling_s_ = 1e9;
  Vec3 still_up_ = Vec3::Zero();
  Vec3 last_up_ = Vec3::Zero();
  Vec3 last_but_one_up_ = Vec3::Zero();
};

}  // namespace postured
