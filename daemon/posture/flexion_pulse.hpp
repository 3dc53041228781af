// The trunk's short forward bend when somebody sits down or gets up: 15-50 deg for 1.5-4 s and back
// (domain model 1.6 names it soft evidence: reaching for a cup looks alike).
#pragma once

#include "motion/motion_second.hpp"

namespace postured {

class FlexionPulse {
 public:
  enum class Seen { nothing, bend, lift };  // lift: the body was also accelerated as in rising

  // Seconds of one gap-free stretch; says so in the second that completes a pulse.
  Seen update(const MotionSecond& second);
  void reset() { *this = {}; }

 private:
  bool started_ = false;
  double rest_deg_ = 0;  // inclination before
  double out_s_ = 0;
  double peak_deg_ = 0;  // beyond rest
  double most_accel_sd_g_ = 0;
};

}  // namespace postured
