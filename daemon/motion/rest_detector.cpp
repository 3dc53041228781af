#include "motion/rest_detector.hpp"

namespace postured {
namespace {

double square(double x) { return x * x; }

}  // namespace

void RestDetector::start(const Vec3& gyro_rad_s, const Vec3& accel_m_s2) {
  gyro_low_pass_rad_s_ = gyro_rad_s;
  accel_low_pass_m_s2_ = accel_m_s2;
  gyro_variance_ = accel_variance_ = 0;
  still_for_s_ = 0;
}

bool RestDetector::update(const Vec3& gyro_rad_s, const Vec3& accel_m_s2, double dt_s) {
  const double gain = dt_s / (params_.low_pass_s + dt_s);
  gyro_low_pass_rad_s_ += gain * (gyro_rad_s - gyro_low_pass_rad_s_);
  accel_low_pass_m_s2_ += gain * (accel_m_s2 - accel_low_pass_m_s2_);
  const double forget = dt_s / (params_.deviation_s + dt_s);
  gyro_variance_ += forget * ((gyro_rad_s - gyro_low_pass_rad_s_).squaredNorm() - gyro_variance_);
  accel_variance_ += forget * ((accel_m_s2 - accel_low_pass_m_s2_).squaredNorm() - accel_variance_);
  const bool still =
      gyro_variance_ < square(params_.gyro_deg_s * kRadPerDeg) &&
      accel_variance_ < square(params_.accel_m_s2) &&
      gyro_low_pass_rad_s_.squaredNorm() < square(params_.max_rate_deg_s * kRadPerDeg);
  still_for_s_ = still ? still_for_s_ + dt_s : 0;
  return at_rest();
}

}  // namespace postured
