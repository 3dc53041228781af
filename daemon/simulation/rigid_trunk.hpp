// The mechanics of one rigid trunk with a clip on it: from angles and displacements with their
// exact derivatives to what a gyroscope and an accelerometer in the clip feel.
//
// World: X forward at heading 0, Y up, Z right. Trunk: R = Ry(heading + yaw) Rx(phi) Rz(-theta),
// segment frame and signs of motion/mounting.hpp (so theta = atan2(-u_x, u_y), phi = asin(-u_z)).
// The clip turns against the trunk about its own centre; its displacement by the cloth is left out.
#pragma once

#include "base/vector.hpp"
#include "simulation/smooth.hpp"

namespace postured {

struct TrunkState {
  Jet theta_rad, phi_rad,
      yaw_rad;      // forward, right, left +; yaw is the trunk's against the heading
  Jet heading_rad;  // of travel
  Jet speed_m_s;    // along the heading; its v is an acceleration
  Jet hip_forward_m, hip_up_m, hip_right_m;  // in the heading's frame
  Jet lever_m[3];                            // from the hip to the sensor, trunk frame
  Vec3 cloth = Vec3::Zero();                 // rotation of the clip by the cloth: Gibbs vector
  Vec3 cloth_rate_s = Vec3::Zero();          // tan(angle / 2) * axis, and its derivative
  Mat3 trunk_from_clip = Mat3::Identity();   // without the cloth
  Vec3 clip_rate_rad_s = Vec3::Zero();       // by which trunk_from_clip turns, clip frame
};

// In the clip's frame.
struct Felt {
  Vec3 specific_force_m_s2, angular_rate_rad_s;
};
Felt feel(const TrunkState& state);

Mat3 world_from_trunk(const TrunkState& state);

// Where the clip is; the hip stands at the origin when its displacements are zero.
struct ClipPose {
  Mat3 world_from_clip = Mat3::Identity();
  Vec3 position_m = Vec3::Zero();
  Vec3 velocity_m_s = Vec3::Zero();  // includes the walking speed
};
ClipPose clip_pose(const TrunkState& state);

}  // namespace postured
