// What the orientation filter knows at one sample.
#pragma once

#include "base/vector.hpp"

namespace postured {

struct Inclination {
  Vec3 up_sensor = Vec3::UnitZ();  // unit vector, points to the sky, in the sensor's frame
  Vec3 gyro_rad_s = Vec3::Zero();  // sensor frame, bias removed
  // The accelerometer's bias as learnt so far, by which up_sensor differs from what the bare
  // reading shows at rest (see without_accel_bias()).
  Vec3 accel_bias_m_s2 = Vec3::Zero();
  double sigma_deg = 180;  // 1 sigma of the direction of up_sensor
  bool at_rest = false;
  bool settled = false;  // sigma_deg is small enough to be shown to people
};

}  // namespace postured
