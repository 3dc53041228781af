// What the motion tests share.
#pragma once

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>

#include "base/vector.hpp"
#include "effort.hpp"
#include "motion/inclination.hpp"
#include "motion/mounting.hpp"
#include "sensor/sensor_events.hpp"

namespace postured::testing_motion {

using testing_effort::kOptimised;

inline DeviceTime device_time(double t_s) {
  return DeviceTime(std::chrono::microseconds(std::llround(t_s * 1e6)));
}
inline BootTime boot_time(double t_s) {
  return BootTime(std::chrono::microseconds(std::llround(t_s * 1e6)));
}

inline ImuSample sample_at(double t_s, const Vec3& accel_m_s2, const Vec3& gyro_rad_s) {
  ImuSample sample;
  sample.time = device_time(t_s);
  sample.accel_m_s2 = accel_m_s2;
  sample.gyro_rad_s = gyro_rad_s;
  return sample;
}

// Sky direction in the segment frame for a trunk bent forward by theta and to the right by phi,
// from first principles: start from (0, 1, 0); leaning right by phi lowers the right side (Z), so
// the sky moves towards -Z; bending forward by theta lowers the front (X): it moves towards -X.
inline Vec3 up_segment(double theta_deg, double phi_deg) {
  const double theta = theta_deg * kRadPerDeg;
  const double phi = phi_deg * kRadPerDeg;
  return {-std::sin(theta) * std::cos(phi), std::cos(theta) * std::cos(phi), -std::sin(phi)};
}

inline Mat3 random_rotation(std::mt19937& random) {
  std::normal_distribution<double> normal;
  return Quat(normal(random), normal(random), normal(random), normal(random))
      .normalized()
      .toRotationMatrix();
}

inline double angle_between_deg(const Vec3& a, const Vec3& b) {
  return kDegPerRad * std::atan2(a.cross(b).norm(), a.dot(b));
}

inline std::filesystem::path recordings() {
  const char* set = std::getenv("POSTURED_DATA");
  return set != nullptr ? set : POSTURED_SOURCE_DIR "/../shared/data";
}

}  // namespace postured::testing_motion
