// What the orientation filter knows at one sample.
#pragma once

#include "base/vector.hpp"

namespace postured {

struct Inclination {
  Vec3 up_sensor = Vec3::UnitZ();  // unit vector, points to the sky, in the sensor's frame
  Vec3 gyro_rad_s = Vec3::Zero();  // sensor frame, as corrected by the filter
  double sigma_deg = 180;          // 1 sigma of the direction of up_sensor
  bool at_rest = false;
  bool settled = false;  // in_reading_terms() it is sure enough to be shown to people

  // The accelerometer's bias as learnt so far, and how sure up_sensor would be without that part.
  Vec3 accel_bias_m_s2 = Vec3::Zero();
  double reading_sigma_deg = 180;
};

// The same with up_sensor as the accelerometer itself would show it at rest: bias and all.
//
// A posture is compared with a reference that the same sensor took. In these terms the bias, which
// is in both, cancels where they are near each other, and what the filter learns of it on the way
// never looks like a lean. (Against the true vertical 40 mg are 2.3 deg; at 30 deg from a reference
// at most 1.2 deg of them are left.)
inline Inclination in_reading_terms(const Inclination& inclination) {
  Inclination reading = inclination;
  const Vec3 up = kGravity_m_s2 * inclination.up_sensor + inclination.accel_bias_m_s2;
  if (up.norm() > 0.5 * kGravity_m_s2) reading.up_sensor = up.normalized();
  reading.accel_bias_m_s2.setZero();
  reading.sigma_deg = inclination.reading_sigma_deg;
  return reading;
}

}  // namespace postured
