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

Mounting without_accel_bias(const Mounting& mounting, const Vec3& accel_bias_m_s2) {
  const Vec3 up = mounting.segment_from_sensor.row(1).transpose();
  const Vec3 reading = kGravity_m_s2 * up - accel_bias_m_s2;
  if (!(reading.norm() > 0.5 * kGravity_m_s2)) return mounting;
  Mounting turned = mounting;
  turned.segment_from_sensor *= Quat::FromTwoVectors(up, reading).conjugate().toRotationMatrix();
  return turned;
}

}  // namespace postured
