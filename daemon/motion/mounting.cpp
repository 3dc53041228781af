#include "motion/mounting.hpp"

#include <algorithm>
#include <cmath>

namespace postured {
namespace {

// Below this sine an axis is too close to the vertical to tell a horizontal direction (about 5
// deg).
constexpr double kParallelSine = 0.09;

Mat3 rows(const Vec3& x, const Vec3& y, const Vec3& z) {
  Mat3 m;
  m.row(0) = x;
  m.row(1) = y;
  m.row(2) = z;
  return m;
}

}  // namespace

// Domain model 1.1: "lateral first, then sagittal", so that flexion may pass 90 deg.
TrunkAngles trunk_angles(const Mounting& mounting, const Vec3& up_sensor) {
  const Vec3 u = mounting.segment_from_sensor * up_sensor;
  return {.theta_deg = kDegPerRad * std::atan2(-u.x(), u.y()),
          .phi_deg = kDegPerRad * std::asin(std::clamp(-u.z(), -1.0, 1.0)),
          // atan2 of sine and cosine keeps its precision near 0, where acos loses it.
          .inclination_deg = kDegPerRad * std::atan2(std::hypot(u.x(), u.z()), u.y())};
}

Mounting mounting_from_up(const Vec3& up_sensor_upright) {
  const double length = up_sensor_upright.norm();
  if (!(length > 1e-9) || !std::isfinite(length)) return {};
  const Vec3 y = up_sensor_upright / length;
  const Vec3 x = y.unitOrthogonal();
  return {.segment_from_sensor = rows(x, y, x.cross(y)),
          .axis_known = false,
          .from_standing = true,
          .sit_ref_deg = 0};
}

Mounting with_right_axis(const Mounting& mounting, const Vec3& right_sensor) {
  Mounting result = mounting;
  result.axis_known = false;
  const Vec3 y = mounting.segment_from_sensor.row(1);
  const Vec3 level = right_sensor - right_sensor.dot(y) * y;
  const double length = right_sensor.norm();
  if (!std::isfinite(length) || !(level.norm() > kParallelSine * length)) return result;
  const Vec3 z = level.normalized();
  result.segment_from_sensor = rows(y.cross(z), y, z);
  result.axis_known = true;
  return result;
}

Mounting rezeroed(const Mounting& previous, const Vec3& up_sensor_sitting) {
  const double s = previous.sit_ref_deg * kRadPerDeg;
  const Vec3 expected =
      previous.segment_from_sensor.transpose() * Vec3(-std::sin(s), std::cos(s), 0);
  const Vec3 old_right = previous.segment_from_sensor.row(2);
  const Vec3 u = up_sensor_sitting.normalized();
  const Vec3 level_right = old_right - old_right.dot(u) * u;
  if (angle_between_deg(expected, u) > kSameClip_deg || level_right.norm() < 0.5) {
    Mounting sitting = mounting_from_up(u);
    sitting.from_standing = false;
    return sitting;
  }
  // u = -sin(s) X + cos(s) Y with X, Y orthogonal to Z: solved for X and Y.
  const Vec3 z = level_right.normalized();
  const Vec3 forward = u.cross(z);
  Mounting result = previous;
  result.segment_from_sensor.row(0) = std::cos(s) * forward - std::sin(s) * u;
  result.segment_from_sensor.row(1) = std::cos(s) * u + std::sin(s) * forward;
  result.segment_from_sensor.row(2) = z;
  return result;
}

}  // namespace postured
