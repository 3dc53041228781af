// Activities -> smooth rigid-body motion of the trunk, with exact derivatives: what a perfect
// sensor on the chest would feel.
#pragma once

#include <random>

#include "base/vector.hpp"
#include "simulation/behaviour.hpp"

namespace postured {

struct KinematicsParams {
  std::uint64_t seed = 1;
  Vec3 sensor_position_m{0.10, 0.35, 0.0};  // from the hip, segment frame (X forward, Y up)
  double sit_tilt_deg = 6;                  // theta of comfortable upright sitting, from standing
  double cloth_wobble_deg = 1;              // 1 sigma of the clip's rotation against the trunk
  double step_rate_hz = 1.9;
};

// The true state of trunk and clip at one instant.
struct BodyMotion {
  double theta_deg = 0;      // forward inclination of the trunk from standing
  double phi_deg = 0;        // right +
  Mat3 world_from_segment;   // of the clip: trunk and wobble together
  Vec3 specific_force_m_s2;  // at the sensor, segment frame
  Vec3 angular_rate_rad_s;   // segment frame
  BodyState body = BodyState::unknown;
  bool worn = false;
};

class Kinematics {
 public:
  explicit Kinematics(KinematicsParams params);

  void begin(const Activity& activity);
  // Advances by dt (at most 20 ms) and returns the motion there.
  const BodyMotion& step(double dt_s);

 private:
  KinematicsParams params_;
  std::mt19937_64 random_;
  Activity activity_;
  BodyMotion motion_;
  struct Axis;  // one smoothed angle: value, rate, acceleration
  // (The implementation may add private state here.)
};

}  // namespace postured
