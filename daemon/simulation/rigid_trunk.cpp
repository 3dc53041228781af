#include "simulation/rigid_trunk.hpp"

#include <cmath>

namespace postured {
namespace {

Mat3 turn(const Vec3& axis, double angle_rad) {
  return Eigen::AngleAxisd(angle_rad, axis).toRotationMatrix();
}

// The trunk's angular rate in its own frame: heading turns about `up`, phi about `ahead`, theta
// about -Z.
struct Axes {
  Vec3 up, ahead;
};
Vec3 trunk_rate(const TrunkState& s, const Axes& axes) {
  return (s.heading_rad.v + s.yaw_rad.v) * axes.up + s.phi_rad.v * axes.ahead -
         Vec3(0, 0, s.theta_rad.v);
}

Vec3 value(const Jet (&r)[3]) { return {r[0].x, r[1].x, r[2].x}; }
Vec3 rate(const Jet (&r)[3]) { return {r[0].v, r[1].v, r[2].v}; }
Vec3 acceleration(const Jet (&r)[3]) { return {r[0].a, r[1].a, r[2].a}; }

}  // namespace

Felt feel(const TrunkState& s) {
  const double ct = std::cos(s.theta_rad.x), st = std::sin(s.theta_rad.x);
  const double cp = std::cos(s.phi_rad.x), sp = std::sin(s.phi_rad.x);
  const double cy = std::cos(s.yaw_rad.x), sy = std::sin(s.yaw_rad.x);

  const Axes axes{{-st * cp, ct * cp, -sp}, {ct, st, 0}};
  const Vec3 omega = trunk_rate(s, axes);
  const Vec3 up_rate = axes.up.cross(omega);  // `up` is at rest in the world
  const Vec3 alpha = (s.heading_rad.a + s.yaw_rad.a) * axes.up +
                     (s.heading_rad.v + s.yaw_rad.v) * up_rate + s.phi_rad.a * axes.ahead +
                     s.phi_rad.v * s.theta_rad.v * Vec3(-st, ct, 0) - Vec3(0, 0, s.theta_rad.a);

  // Specific force at the hip: its acceleration in the heading's frame, which turns with rate w ...
  const double w = s.heading_rad.v, dw = s.heading_rad.a;
  const Jet &x = s.hip_forward_m, &z = s.hip_right_m;
  const double fx = s.speed_m_s.v + x.a + 2 * w * z.v + dw * z.x - w * w * x.x;
  const double fy = s.hip_up_m.a + kGravity_m_s2;
  const double fz = -s.speed_m_s.x * w + z.a - 2 * w * x.v - dw * x.x - w * w * z.x;
  // ... turned into the trunk's frame: Rz(theta) Rx(-phi) Ry(-yaw).
  const double gx = fx * cy - fz * sy, gz = fx * sy + fz * cy;
  const double hy = fy * cp + gz * sp;
  Vec3 force(gx * ct - hy * st, gx * st + hy * ct, -fy * sp + gz * cp);

  // From the hip to the sensor: alpha x r + w x (w x r) + 2 w x r' + r''.
  const Vec3 r = value(s.lever_m);
  force +=
      alpha.cross(r) + omega.cross(omega.cross(r) + 2 * rate(s.lever_m)) + acceleration(s.lever_m);

  // Through the cloth (a rotation by the Gibbs vector p has the body rate 2 (p' - p x p') / (1 + p
  // p)) and the mount to the clip.
  const Vec3& p = s.cloth;
  const double k = 2 / (1 + p.squaredNorm());
  const auto through_cloth = [&](const Vec3& v) -> Vec3 {
    const Vec3 c = p.cross(v);
    return v + k * (p.cross(c) - c);
  };
  const Vec3 cloth_rate = k * (s.cloth_rate_s - p.cross(s.cloth_rate_s));
  return {s.trunk_from_clip.transpose() * through_cloth(force),
          s.trunk_from_clip.transpose() * (through_cloth(omega) + cloth_rate) + s.clip_rate_rad_s};
}

Mat3 world_from_trunk(const TrunkState& s) {
  return turn(Vec3::UnitY(), s.heading_rad.x + s.yaw_rad.x) * turn(Vec3::UnitX(), s.phi_rad.x) *
         turn(Vec3::UnitZ(), -s.theta_rad.x);
}

ClipPose clip_pose(const TrunkState& s) {
  const Mat3 trunk = world_from_trunk(s);
  const Mat3 heading = turn(Vec3::UnitY(), s.heading_rad.x);
  const Vec3 hip(s.hip_forward_m.x, s.hip_up_m.x, s.hip_right_m.x);
  const Vec3 hip_rate(s.hip_forward_m.v, s.hip_up_m.v, s.hip_right_m.v);
  const Axes axes{trunk.transpose() * Vec3::UnitY(),
                  {std::cos(s.theta_rad.x), std::sin(s.theta_rad.x), 0}};
  const Vec3 r = value(s.lever_m);
  const double cloth_angle = 2 * std::atan(s.cloth.norm());

  ClipPose pose;
  pose.world_from_clip = trunk;
  if (cloth_angle > 0) pose.world_from_clip *= turn(s.cloth.normalized(), cloth_angle);
  pose.world_from_clip *= s.trunk_from_clip;
  pose.position_m = heading * hip + trunk * r;
  pose.velocity_m_s =
      heading * (Vec3(s.speed_m_s.x, 0, 0) + hip_rate + Vec3(0, s.heading_rad.v, 0).cross(hip)) +
      trunk * (trunk_rate(s, axes).cross(r) + rate(s.lever_m));
  return pose;
}

}  // namespace postured
