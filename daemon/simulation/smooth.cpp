#include "simulation/smooth.hpp"

#include <cmath>

namespace postured {

void Glide::to(double t_s, double target, double duration_s) {
  const Jet now = at(t_s);
  const double T = duration_s;
  const double d = target - now.x - now.v * T - 0.5 * now.a * T * T;
  const double dv = -now.v - now.a * T;
  const double da = -now.a;
  const double T3 = T * T * T;
  c_[0] = now.x;
  c_[1] = now.v;
  c_[2] = 0.5 * now.a;
  c_[3] = (10 * d - 4 * dv * T + 0.5 * da * T * T) / T3;
  c_[4] = (-15 * d + 7 * dv * T - da * T * T) / (T3 * T);
  c_[5] = (6 * d - 3 * dv * T + 0.5 * da * T * T) / (T3 * T * T);
  start_s_ = t_s;
  end_s_ = t_s + T;
  target_ = target;
}

Jet Glide::curve(double t_s) const {
  const double t = t_s - start_s_;
  return {c_[0] + t * (c_[1] + t * (c_[2] + t * (c_[3] + t * (c_[4] + t * c_[5])))),
          c_[1] + t * (2 * c_[2] + t * (3 * c_[3] + t * (4 * c_[4] + t * 5 * c_[5]))),
          2 * c_[2] + t * (6 * c_[3] + t * (12 * c_[4] + t * 20 * c_[5]))};
}

Wander::Wander(std::uint64_t seed, double knot_s) : random_(seed), knot_s_(knot_s) {
  for (Values& control : control_) control.setZero();
  for (int i = 0; i < 4; ++i) draw();
  advance(0);
}

void Wander::draw() {
  // The mean square of the cubic B-spline over its support is 151/315 (knots one apart).
  const double scale = std::sqrt(315.0 / 151.0);
  for (int i = 0; i < 3; ++i) control_[i] = control_[i + 1];
  for (int i = 0; i < kChannels; ++i) control_[3][i] = scale * random_.normal();
}

void Wander::advance(double t_s) {
  // After a long jump nothing of the old curve is left: four new points are enough.
  if (t_s - knot_start_s_ > 8 * knot_s_) {
    knot_start_s_ = (std::floor(t_s / knot_s_) - 4) * knot_s_;
  }
  while (t_s >= knot_start_s_ + knot_s_) {
    knot_start_s_ += knot_s_;
    draw();
  }
  const double s = (t_s - knot_start_s_) / knot_s_;
  const double r = 1 - s;
  const double w1 = 1 / knot_s_, w2 = w1 * w1;
  x_ = r * r * r / 6 * control_[0] + ((3 * s - 6) * s * s + 4) / 6 * control_[1] +
       (((-3 * s + 3) * s + 3) * s + 1) / 6 * control_[2] + s * s * s / 6 * control_[3];
  v_ = -0.5 * r * r * w1 * control_[0] + (1.5 * s - 2) * s * w1 * control_[1] +
       ((-1.5 * s + 1) * s + 0.5) * w1 * control_[2] + 0.5 * s * s * w1 * control_[3];
  a_ = r * w2 * control_[0] + (3 * s - 2) * w2 * control_[1] + (1 - 3 * s) * w2 * control_[2] +
       s * w2 * control_[3];
}

}  // namespace postured
