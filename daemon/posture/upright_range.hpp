// The tilts of a pelvis that is not sitting: from the standing reference to where walking carries
// it. Standing people sway along this line; a sitting pelvis leaves it. (Walking as a reference for
// posture at the hip: domain model 1.6, F20.)
#pragma once

#include "base/vector.hpp"
#include "motion/motion_second.hpp"

namespace postured {

class UprightRange {
 public:
  // A second that was walked, on whatever ground.
  void add_walking(const MotionSecond& second);
  // How far this second's tilt is outside: > 0 looks like sitting, < 0 like standing. Measured from
  // the line, or from the standing reference alone until some walking was seen, or when the clip
  // sits otherwise than then.
  double beyond_deg(const MotionSecond& second) const;

 private:
  Vec3 walking_up_ = Vec3::Zero();
  double walking_deg_ = 0;  // from the standing reference
  double walked_s_ = 0;
};

}  // namespace postured
