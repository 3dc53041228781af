// Does the person walk about instead of keeping still? Steps shake the trunk: an SD of |accel|
// above 0.08 g for some seconds (domain model 1.6 gives 0.06 to 0.1 g). Slow bends and sitting down
// stay below, or are over sooner.
#pragma once

#include "sensor/sensor_events.hpp"

namespace postured {

class WalkingAbout {
 public:
  static constexpr double kSd_m_s2 = 0.08 * kGravity_m_s2;
  static constexpr double kFor_s = 5;
  static constexpr double kMemory_s = 1.5;

  void add(const ImuSample& sample, double dt_s) {
    const double off = sample.accel_m_s2.norm() - kGravity_m_s2;
    variance_ += (off * off - variance_) * dt_s / (kMemory_s + dt_s);
    for_s_ = variance_ > kSd_m_s2 * kSd_m_s2 ? for_s_ + dt_s : 0;
  }
  bool seen() const { return for_s_ >= kFor_s; }

 private:
  double variance_ = 0;
  double for_s_ = 0;
};

}  // namespace postured
