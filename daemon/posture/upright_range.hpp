// Where this person's trunk is when not sitting: from the standing reference to where walking
// carries it. Standing people sway along that; a sitting trunk leaves it. (Walking as a reference
// for posture at the hip: domain model 1.6, F20.)
//
// The pelvis leaves it backwards, and whatever leans straight the other way is standing. Where back
// is, walking shows (motion/walking_ahead.hpp); until then the mounting, or a clear sit.
#pragma once

#include "base/vector.hpp"
#include "motion/motion_second.hpp"
#include "posture/seat_tilt.hpp"

namespace postured {

class UprightRange {
 public:
  // A pelvis rolls back when its owner sits down; a chest goes either way.
  explicit UprightRange(bool of_pelvis) : of_pelvis_(of_pelvis) {}

  // A second that was walked, on whatever ground.
  void add_walking(const MotionSecond& second);
  // A second of clear, quiet sitting of a pelvis.
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
  // Mean of WalkingAhead over the seconds of level walking: all of them, for the clip stays.
  struct Ahead {
    Vec3 sensor = Vec3::Zero();
    double for_s = 0;
    void add(const MotionSecond& second);
    bool known() const;
  };
  bool same_reference(const Vec3& reference);
  Vec3 back(const MotionSecond& second) const;

  bool of_pelvis_;
  Place walking_, sitting_;
  Ahead ahead_;
  Vec3 reference_ = Vec3::Zero();  // that they belong to
};

}  // namespace postured
