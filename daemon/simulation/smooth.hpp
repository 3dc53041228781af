// Smooth motion with exact derivatives: what rigid-body kinematics needs to feel right to a
// gyroscope and an accelerometer at once.
#pragma once

#include <Eigen/Core>

#include "simulation/random.hpp"

namespace postured {

// A quantity with its first and second derivative in time.
struct Jet {
  double x = 0, v = 0, a = 0;
};
inline Jet operator+(const Jet& p, const Jet& q) { return {p.x + q.x, p.v + q.v, p.a + q.a}; }
inline Jet operator*(double k, const Jet& p) { return {k * p.x, k * p.v, k * p.a}; }
inline Jet operator*(const Jet& p, const Jet& q) {
  return {p.x * q.x, p.v * q.x + p.x * q.v, p.a * q.x + 2 * p.v * q.v + p.x * q.a};
}

// Goes to a target in a given time and stays there, from whatever it is doing now: the quintic that
// joins value, rate and acceleration at both ends. From rest to rest this is the minimum-jerk
// movement of human reaching (Flash and Hogan 1985, J Neurosci 5:1688).
class Glide {
 public:
  explicit Glide(double x = 0) : target_(x) {}

  void to(double t_s, double target, double duration_s);
  Jet at(double t_s) const { return moving(t_s) ? curve(t_s) : Jet{target_}; }
  double target() const { return target_; }
  bool moving(double t_s) const { return t_s < end_s_; }

 private:
  Jet curve(double t_s) const;

  double target_;
  double start_s_ = 0, end_s_ = 0;
  double c_[6] = {};
};

// Slow random processes that never stop: cubic B-splines through independent random control points,
// a new one each knot. Every channel has mean 0 and SD 1; with knots 1 s apart its spectrum is flat
// to about 0.2 Hz and gone at 1 Hz, and its rate has an SD of 1.18 a second.
class Wander {
 public:
  static constexpr int kChannels = 8;
  using Values = Eigen::Array<double, kChannels, 1>;

  Wander(std::uint64_t seed, double knot_s);

  // Times must not decrease.
  void advance(double t_s);
  Jet operator[](int channel) const { return {x_[channel], v_[channel], a_[channel]}; }

 private:
  void draw();

  Random random_;
  double knot_s_;
  double knot_start_s_ = 0;
  Values control_[4];
  Values x_, v_, a_;
};

}  // namespace postured
