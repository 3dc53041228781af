#include "posture/upright_range.hpp"

#include <algorithm>
#include <cmath>

namespace postured {

namespace {

constexpr double kEnough_s = 5, kMemory_s = 60;
constexpr double kMostWalking_deg = 30;  // more is climbing, or a clip that moved
// A new reference with the clip where it was differs by how people stand (seat_tilt.hpp).
constexpr double kSameReference_deg = 5;

double angle_deg(const Vec3& a, const Vec3& b) {
  return kDegPerRad * std::atan2(a.cross(b).norm(), a.dot(b));
}

// Which way and how far: a vector across the reference, as long as the angle in degrees.
Vec3 tilt_deg(const Vec3& up, const Vec3& reference) {
  const Vec3 across = up - up.dot(reference) * reference;
  const double length = across.norm();
  return length > 0 ? Vec3(across * (angle_deg(up, reference) / length)) : Vec3::Zero();
}

}  // namespace

void UprightRange::Place::add(const Vec3& up_sensor) {
  for_s = std::min(for_s + 1, kMemory_s);
  up += (up_sensor - up) / for_s;
}

bool UprightRange::Place::known() const { return for_s >= kEnough_s && up.norm() > 0.5; }

bool UprightRange::same_reference(const Vec3& reference) {
  if (!(reference.norm() > 0.5)) return false;
  if (!(reference_.norm() > 0.5) || angle_deg(reference, reference_) > kSameReference_deg) {
    walking_ = sitting_ = {};
    reference_ = reference;
  }
  return true;
}

void UprightRange::add_walking(const MotionSecond& second) {
  if (!same_reference(second.reference_sensor)) return;
  if (second.inclination_deg <= kMostWalking_deg) walking_.add(second.up_sensor);
}

void UprightRange::add_sitting(const MotionSecond& second) {
  if (!same_reference(second.reference_sensor)) return;
  sitting_.add(second.up_sensor);
}

UprightDistance UprightRange::distance(const MotionSecond& second) {
  UprightDistance from{second.inclination_deg, 0};
  if (!same_reference(second.reference_sensor)) return from;
  const Vec3& reference = second.reference_sensor;
  const Vec3 tilt = tilt_deg(second.up_sensor, reference);
  if (walking_.known()) {
    const Vec3 line = tilt_deg(walking_.up, reference);
    const double squared = line.squaredNorm();
    const double share = squared > 0 ? std::clamp(tilt.dot(line) / squared, 0.0, 1.0) : 0;
    from = {(tilt - share * line).norm(), line.norm()};
  }
  if (sitting_.known()) {
    const Vec3 seat = tilt_deg(sitting_.up, reference).normalized();
    const double along_deg = tilt.dot(seat);
    if (along_deg < 0) from.away_deg = std::min(from.away_deg, (tilt - along_deg * seat).norm());
  }
  return from;
}

}  // namespace postured
