// How a seated trunk moves when only the arms do: waving them, or typing hard. Periodic, as walking
// is, so that whoever counts steps by rhythm alone is caught.
//
// Waving, 1.2-2.1 times a second: two arms of 5 % of the body each (Winter 2009, Biomechanics and
// Motor Control of Human Movement) swing by about 15 cm; the trunk, 58 % with the head and held by
// the seat, gives way by about a centimetre sideways and half of that up, and turns by some
// degrees. Typing, 4-7 strokes a second: jolts of 10-30 mg.
#pragma once

#include "simulation/gait.hpp"

namespace postured {

class ArmMotion {
 public:
  enum class Kind { waving, typing };

  // Rate and amplitudes vary from one time to the next.
  void begin(Kind kind, double t_s, Random& random);
  // At full amplitude; the caller fades it in and out.
  GaitMotion at(double t_s) const;

 private:
  double start_s_ = 0;
  double rate_rad_s_ = 1;
  double up_m_ = 0, forward_m_ = 0, right_m_ = 0;
  double pitch_rad_ = 0, roll_rad_ = 0, yaw_rad_ = 0;
};

}  // namespace postured
