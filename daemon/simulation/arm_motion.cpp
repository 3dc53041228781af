#include "simulation/arm_motion.hpp"

#include <cmath>
#include <numbers>

#include "base/vector.hpp"

namespace postured {

void ArmMotion::begin(Kind kind, double t_s, Random& random) {
  *this = {};
  start_s_ = t_s;
  const bool waves = kind == Kind::waving;
  rate_rad_s_ = 2 * std::numbers::pi * (waves ? random.uniform(1.2, 2.1) : random.uniform(4, 7));
  if (waves) {
    right_m_ = random.uniform(0.006, 0.014);
    up_m_ = random.uniform(0.003, 0.007);
    forward_m_ = random.uniform(0.002, 0.006);
    pitch_rad_ = kRadPerDeg * random.uniform(0.5, 1.5);
    roll_rad_ = kRadPerDeg * random.uniform(0.8, 2.5);
    yaw_rad_ = kRadPerDeg * random.uniform(2, 5);
  } else {
    up_m_ = random.uniform(0.01, 0.03) * kGravity_m_s2 / (rate_rad_s_ * rate_rad_s_);
    pitch_rad_ = kRadPerDeg * random.uniform(0.02, 0.08);
  }
}

GaitMotion ArmMotion::at(double t_s) const {
  const auto wave = [&](double harmonic, double phase) {
    const double rate = harmonic * rate_rad_s_;
    const double angle = rate * (t_s - start_s_) + phase;
    return Jet{std::sin(angle), rate * std::cos(angle), -rate * rate * std::sin(angle)};
  };
  GaitMotion m;
  m.right_m = right_m_ * wave(1, 0);
  m.roll_rad = roll_rad_ * wave(1, 0.4);
  m.yaw_rad = yaw_rad_ * wave(1, 1.2);
  m.up_m = up_m_ * wave(1, 0.8);
  m.forward_m = forward_m_ * wave(1, 2);
  m.pitch_rad = pitch_rad_ * wave(1, 1.6);
  return m;
}

}  // namespace postured
