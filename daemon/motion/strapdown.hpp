// Attitude from rates: how far the sensor turned between two samples.
#pragma once

#include <cmath>

#include "base/vector.hpp"

namespace postured {

// Three successive rates: `before` at -dt_before_s, `from` at 0, `to` at dt_s.
struct RateSamples {
  Vec3 before_rad_s = Vec3::Zero();
  Vec3 from_rad_s = Vec3::Zero();
  Vec3 to_rad_s = Vec3::Zero();
  double dt_before_s = 0;  // 0 = there is no earlier sample
  double dt_s = 0;
};

// The rotation vector (rad, sensor frame) of the turn from `from` to `to`.
//
// Integral of the parabola through the three rates (third-order Adams-Moulton, written with divided
// differences so that uneven steps are exact too) plus the first coning term dt^2/12 * w1 x w2 of
// the Bortz equation (Bortz 1971, IEEE TAES 7:61). Without an earlier sample, or when it is so far
// off that the parabola would extrapolate, the trapezoid rule remains.
inline Vec3 rotation_between(const RateSamples& r) {
  Vec3 turn = 0.5 * r.dt_s * (r.from_rad_s + r.to_rad_s) +
              (r.dt_s * r.dt_s / 12) * r.from_rad_s.cross(r.to_rad_s);
  if (r.dt_before_s > 0.5 * r.dt_s && r.dt_before_s < 2 * r.dt_s) {
    const Vec3 curvature =
        ((r.to_rad_s - r.from_rad_s) / r.dt_s - (r.from_rad_s - r.before_rad_s) / r.dt_before_s) /
        (r.dt_s + r.dt_before_s);
    turn -= (r.dt_s * r.dt_s * r.dt_s / 6) * curvature;
  }
  return turn;
}

// The unit quaternion of a rotation vector. Small turns use the series of sin and cos, which is
// exact to 1e-13 below 0.1 rad and saves most of the time.
inline Quat quaternion_from_rotation(const Vec3& turn_rad) {
  const double h2 = 0.25 * turn_rad.squaredNorm();  // half angle, squared
  double half_sinc = 0.5;
  double cosine = 1;
  if (h2 < 0.0025) {
    half_sinc = 0.5 * (1 - h2 / 6 * (1 - h2 / 20));
    cosine = 1 - h2 / 2 * (1 - h2 / 12 * (1 - h2 / 30));
  } else {
    const double h = std::sqrt(h2);
    half_sinc = 0.5 * std::sin(h) / h;
    cosine = std::cos(h);
  }
  return {cosine, half_sinc * turn_rad.x(), half_sinc * turn_rad.y(), half_sinc * turn_rad.z()};
}

}  // namespace postured
