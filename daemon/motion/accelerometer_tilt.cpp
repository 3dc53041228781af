#include "motion/accelerometer_tilt.hpp"

#include <algorithm>
#include <cmath>

namespace postured {

void AccelerometerTilt::start(const Vec3& accel_m_s2) {
  elapsed_s_ = 0;
  low_pass_m_s2_ = accel_m_s2;
  swing_m2_s4_ = 0;
}

void AccelerometerTilt::update(const Vec3& accel_m_s2, double dt_s) {
  elapsed_s_ += dt_s;
  low_pass_m_s2_ += dt_s / (std::min(tau_s_, elapsed_s_) + dt_s) * (accel_m_s2 - low_pass_m_s2_);
  const double deviation = (accel_m_s2 - low_pass_m_s2_).squaredNorm();
  swing_m2_s4_ += dt_s / (tau_s_ + dt_s) * (deviation - swing_m2_s4_);
}

double AccelerometerTilt::sigma_deg() const {
  const double swing_deg = kDegPerRad * 0.1 * std::sqrt(swing_m2_s4_) / kGravity_m_s2;
  const double start_deg = start_sigma_deg_ * std::exp(-elapsed_s_ / tau_s_);
  return std::sqrt(1 + swing_deg * swing_deg + start_deg * start_deg);
}

}  // namespace postured
