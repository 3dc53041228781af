// How walking moves the trunk: periodic in the stride, with harmonics.
//
// Figures for comfortable walking, 1.6-2.1 steps a second: vertical acceleration of the trunk
// 0.2-0.35 g peak at step rate and its harmonics, sideways at half that rate, fore and aft at step
// rate; trunk pitch, roll and yaw of a few degrees (Winter 1991, The Biomechanics and Motor Control
// of Human Gait; Menz, Lord and Fitzpatrick 2003, Gait Posture 18:35).
#pragma once

#include "simulation/random.hpp"
#include "simulation/smooth.hpp"

namespace postured {

// Of the hip in metres (heading frame) and of the trunk in radians.
struct GaitMotion {
  Jet forward_m, up_m, right_m;
  Jet pitch_rad, roll_rad, yaw_rad;  // forward +, right +, left +
};

class Gait {
 public:
  // One walk: its step rate, amplitudes and phases. They vary from walk to walk.
  void begin(double t_s, double step_rate_hz, Random& random);
  // At full amplitude; the caller fades it in and out.
  GaitMotion at(double t_s) const;

 private:
  double start_s_ = 0;
  double stride_rad_s_ = 0;                                    // one stride = two steps
  double slow_rad_s_ = 0;                                      // the pace itself varies slowly ...
  double slow_depth_rad_ = 0;                                  // ... by this much phase
  double up_m_[3] = {}, forward_m_[2] = {}, right_m_[2] = {};  // by harmonic
  double pitch_rad_ = 0, roll_rad_ = 0, yaw_rad_ = 0;
};

}  // namespace postured
