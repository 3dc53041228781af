#include "simulation/gait.hpp"

#include <cmath>
#include <complex>
#include <numbers>

#include "base/vector.hpp"

namespace postured {

void Gait::begin(double t_s, double step_rate_hz, Random& random) {
  start_s_ = t_s;
  stride_rad_s_ = std::numbers::pi * step_rate_hz;
  slow_rad_s_ = 2 * std::numbers::pi * random.uniform(0.05, 0.1);
  slow_depth_rad_ = random.uniform(0.1, 0.4);
  // Amplitudes are chosen as accelerations and divided by the squared rate of their harmonic.
  const auto displacement_m = [&](double acceleration_g, int harmonic) {
    const double rate = harmonic * stride_rad_s_;
    return acceleration_g * kGravity_m_s2 / (rate * rate);
  };
  const double vertical_g = random.uniform(0.19, 0.26);
  up_m_[0] = displacement_m(vertical_g, 2);
  up_m_[1] = displacement_m(0.3 * vertical_g, 4);
  up_m_[2] = displacement_m(0.12 * vertical_g, 6);
  forward_m_[0] = displacement_m(random.uniform(0.06, 0.1), 2);
  forward_m_[1] = displacement_m(0.03, 4);
  right_m_[0] = displacement_m(random.uniform(0.04, 0.08), 1);
  right_m_[1] = displacement_m(0.03, 3);
  pitch_rad_ = kRadPerDeg * random.uniform(0.7, 1.4);
  roll_rad_ = kRadPerDeg * random.uniform(1, 2.2);
  yaw_rad_ = kRadPerDeg * random.uniform(2, 4);
}

GaitMotion Gait::at(double t_s) const {
  const double t = t_s - start_s_;
  const double slow = slow_rad_s_ * t;
  const double sin_slow = std::sin(slow), cos_slow = std::cos(slow);
  const Jet phase{stride_rad_s_ * t + slow_depth_rad_ * sin_slow,
                  stride_rad_s_ + slow_depth_rad_ * slow_rad_s_ * cos_slow,
                  -slow_depth_rad_ * slow_rad_s_ * slow_rad_s_ * sin_slow};
  // z^k = cos k phase + i sin k phase.
  const std::complex<double> z1(std::cos(phase.x), std::sin(phase.x));
  const std::complex<double> z2 = z1 * z1, z3 = z2 * z1, z4 = z2 * z2, z6 = z4 * z2;
  const double v2 = phase.v * phase.v;
  const auto sine = [&](int k, const std::complex<double>& z) {
    return Jet{z.imag(), k * phase.v * z.real(), k * phase.a * z.real() - k * k * v2 * z.imag()};
  };
  const auto cosine = [&](int k, const std::complex<double>& z) {
    return Jet{z.real(), -k * phase.v * z.imag(), -k * phase.a * z.imag() - k * k * v2 * z.real()};
  };
  const Jet sin1 = sine(1, z1), cos1 = cosine(1, z1), sin2 = sine(2, z2), cos2 = cosine(2, z2);
  const Jet sin4 = sine(4, z4), cos4 = cosine(4, z4);
  GaitMotion m;
  m.up_m = -up_m_[0] * cos2 + -up_m_[1] * sin4 + up_m_[2] * cosine(6, z6);
  m.forward_m = forward_m_[0] * sin2 + forward_m_[1] * cos4;
  m.right_m = right_m_[0] * sin1 + right_m_[1] * sine(3, z3);
  m.pitch_rad = pitch_rad_ * cos2;
  m.roll_rad = roll_rad_ * cos1;
  m.yaw_rad = yaw_rad_ * sin1;
  return m;
}

}  // namespace postured
