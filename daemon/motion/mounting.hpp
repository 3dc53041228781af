// How the clip sits on the trunk, and the angles that follow.
//
// Segment frame = ISB thorax: X forward, Y up (cranial), Z right (Wu et al. 2005, J Biomech
// 38:981). Signs: flex+ = forward, lat+ = right; axial rotation is not observable without a
// magnetometer.
#pragma once

#include "base/vector.hpp"

namespace postured {

struct Mounting {
  Mat3 segment_from_sensor = Mat3::Identity();  // rows X, Y, Z of the segment in the sensor's frame
  bool axis_known = false;                      // false: only Y (up when standing) means something
  bool from_standing = true;                    // Y was taken standing: false after a zero without
                                                // calibration, and then sitting and standing
                                                // cannot be told by the tilt
  double sit_ref_deg = 0;  // theta of comfortable upright sitting; 0 until it was taken
};

struct TrunkAngles {
  double theta_deg = 0;        // forward inclination from the standing reference, -180..180
  double phi_deg = 0;          // lateral inclination, right +, -90..90
  double inclination_deg = 0;  // total, 0..180
};

// u = segment_from_sensor * up_sensor: theta = atan2(-u_x, u_y), phi = asin(-u_z),
// inclination = acos(u_y). theta and phi mean nothing while the axis is unknown.
// Sign of u: up_sensor is where the sky is; bending forward turns the sky towards the back (-X).
TrunkAngles trunk_angles(const Mounting& mounting, const Vec3& up_sensor);

// A mounting from the sky direction when upright, with any horizontal axes (axis_known = false).
Mounting mounting_from_up(const Vec3& up_sensor_upright);

// Adds the sagittal plane: `right_sensor` is the segment's Z (to the right) in the sensor's frame;
// it is made orthogonal to Y. Returns a mounting with axis_known = false if it is parallel to Y.
Mounting with_right_axis(const Mounting& mounting, const Vec3& right_sensor);

// A clip on the same clothes, put on anew, hangs within this of how it hung before.
inline constexpr double kSameClip_deg = 45;

// The mounting after the clip was put on anew on the same clothes: the wearer sits as when
// `previous.sit_ref_deg` was taken, so theta becomes that and phi 0, and the right axis stays as
// near as possible to the old one. axis_known = false when the clip sits so differently (more than
// kSameClip_deg) that the old axis means nothing.
Mounting rezeroed(const Mounting& previous, const Vec3& up_sensor_sitting);

}  // namespace postured
