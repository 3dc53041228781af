// Where this person's trunk is when not sitting: from the standing reference to where walking
// carries it, and, once the person was clearly seen sitting, whatever leans the other way. Standing
// people sway along these; a sitting trunk leaves them. (Walking as a reference for posture at the
// hip: domain model 1.6, F20.)
#pragma once

#include "base/vector.hpp"
#include "motion/motion_second.hpp"
#include "posture/seat_tilt.hpp"

namespace postured {

class UprightRange {
 public:
  // A second that was walked, on whatever ground.
  void add_walking(const MotionSecond& second);
  // A second of clear, quiet sitting at the belt: which way this person's pelvis goes.
  void add_sitting(const MotionSecond& second);
  // Where this second's tilt lies: from the reference alone until more was learned. Forgets what
  // was learned when the reference is another one (the clip sits elsewhere).
  UprightDistance distance(const MotionSecond& second);

  // Tilts beyond this are sitting at the hip whatever the person (cut of F20, 11.6 deg).
  static constexpr double kClearlySitting_deg = 11.6;

 private:
  // Mean sky direction of the last minute of its kind, sensor frame.
  struct Place {
    Vec3 up = Vec3::Zero();
    double for_s = 0;
    void add(const Vec3& up_sensor);
    bool known() const;
  };
  bool same_reference(const Vec3& reference);

  Place walking_, sitting_;
  Vec3 reference_ = Vec3::Zero();  // that they belong to
};

}  // namespace postured
