// The linear algebra names used everywhere.
#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <cmath>
#include <numbers>

namespace postured {

using Vec3 = Eigen::Vector3d;
using Mat3 = Eigen::Matrix3d;
using Quat = Eigen::Quaterniond;

inline constexpr double kGravity_m_s2 = 9.80665;  // standard gravity, ISO 80000-3
inline constexpr double kDegPerRad = 180.0 / std::numbers::pi;
inline constexpr double kRadPerDeg = std::numbers::pi / 180.0;

// 0..180, exact near both ends; 0 where one of them is zero.
inline double angle_between_deg(const Vec3& a, const Vec3& b) {
  return kDegPerRad * std::atan2(a.cross(b).norm(), a.dot(b));
}

}  // namespace postured
