// Which way is up from an accelerometer alone, for sensors without a gyroscope: the mean over about
// tau_s, from the first sample on. What walking (1.2-2.5 Hz) leaves of its swing after that
// low-pass is about a tenth.
#pragma once

#include "base/vector.hpp"

namespace postured {

class AccelerometerTilt {
 public:
  // `start_sigma_deg`: of the first reading.
  AccelerometerTilt(double tau_s, double start_sigma_deg)
      : tau_s_(tau_s), start_sigma_deg_(start_sigma_deg) {}

  void start(const Vec3& accel_m_s2);
  void update(const Vec3& accel_m_s2, double dt_s);

  const Vec3& low_pass_m_s2() const { return low_pass_m_s2_; }
  double sigma_deg() const;
  // A full mean is as good as this will get.
  bool full() const { return elapsed_s_ > tau_s_; }

 private:
  double tau_s_, start_sigma_deg_;
  double elapsed_s_ = 0;
  Vec3 low_pass_m_s2_ = Vec3::Zero();
  double swing_m2_s4_ = 0;  // low-passed squared deviation
};

}  // namespace postured
