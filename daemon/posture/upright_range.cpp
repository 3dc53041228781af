#include "posture/upright_range.hpp"

#include <algorithm>
#include <cmath>

#include "motion/walking_ahead.hpp"

namespace postured {

namespace {

constexpr double kEnough_s = 5, kMemory_s = 60;
constexpr double kMostWalking_deg = 30;  // more is climbing, or a clip that moved
// So long of level walking, and pointing one way.
constexpr double kEnoughAhead_s = 10, kLongestAhead_s = 600, kOneWay = 0.15;
// A new reference with the clip where it was differs by how people stand (seat_tilt.hpp).
constexpr double kSameReference_deg = 5;

// Which way and how far: a vector across the reference, as long as the angle in degrees.
Vec3 tilt_deg(const Vec3& up, const Vec3& reference) {
  const Vec3 across = up - up.dot(reference) * reference;
  const double length = across.norm();
  return length > 0 ? Vec3(across * (angle_between_deg(up, reference) / length)) : Vec3::Zero();
}

}  // namespace

void UprightRange::Place::add(const Vec3& up_sensor) {
  for_s = std::min(for_s + 1, kMemory_s);
  up += (up_sensor - up) / for_s;
}

bool UprightRange::Place::known() const { return for_s >= kEnough_s && up.norm() > 0.5; }

void UprightRange::Ahead::add(const MotionSecond& second) {
  if (!shows_ahead(second.ahead_sensor, second.accel_sd_g)) return;
  for_s = std::min(for_s + 1, kLongestAhead_s);
  sensor += (second.ahead_sensor - sensor) / for_s;
}

bool UprightRange::Ahead::known() const {
  return for_s >= kEnoughAhead_s && sensor.norm() > kOneWay;
}

bool UprightRange::same_reference(const Vec3& reference) {
  if (!(reference.norm() > 0.5)) return false;
  if (!(reference_.norm() > 0.5) || angle_between_deg(reference, reference_) > kSameReference_deg) {
    walking_ = sitting_ = {};
    ahead_ = {};
    reference_ = reference;
  }
  return true;
}

void UprightRange::add_walking(const MotionSecond& second) {
  if (!same_reference(second.reference_sensor)) return;
  if (second.inclination_deg <= kMostWalking_deg) walking_.add(second.up_sensor);
  ahead_.add(second);
}

void UprightRange::add_sitting(const MotionSecond& second) {
  if (!same_reference(second.reference_sensor)) return;
  sitting_.add(second.up_sensor);
}

// Which way the sky goes when the pelvis rolls back: ahead. Zero while nobody knows.
Vec3 UprightRange::back(const MotionSecond& second) const {
  Vec3 ahead = Vec3::Zero();
  if (!of_pelvis_) return ahead;
  if (ahead_.known()) {
    ahead = ahead_.sensor;
  } else if (second.axis_known) {
    ahead = second.forward_sensor;
  } else if (sitting_.known()) {
    ahead = sitting_.up;
  }
  ahead -= ahead.dot(reference_) * reference_;
  return ahead.normalized();  // zero stays zero
}

UprightDistance UprightRange::distance(const MotionSecond& second) {
  UprightDistance from{second.inclination_deg};
  if (!same_reference(second.reference_sensor)) return from;
  const Vec3 tilt = tilt_deg(second.up_sensor, reference_);
  Vec3 away = tilt;
  if (walking_.known()) {
    const Vec3 line = tilt_deg(walking_.up, reference_);
    const double squared = line.squaredNorm();
    const double share = squared > 0 ? std::clamp(tilt.dot(line) / squared, 0.0, 1.0) : 0;
    away = tilt - share * line;
    from.range_deg = away.norm();
    from.range_length_deg = line.norm();
  }
  if (const Vec3 back_unit = back(second); !back_unit.isZero()) {
    const double back_deg = tilt.dot(back_unit);
    if (back_deg < 0) {  // straight forward of standing
      from.range_deg = std::min(from.range_deg, (tilt - back_deg * back_unit).norm());
    }
    from.back_deg = std::max(back_deg, away.dot(back_unit));
  }
  return from;
}

}  // namespace postured
