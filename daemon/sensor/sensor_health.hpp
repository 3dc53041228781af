// Is this a plausible, living sensor? Looks at samples only; decides with hysteresis.
#pragma once

#include "base/unknown.hpp"
#include "sensor/sensor_events.hpp"

namespace postured {

class SensorHealth {
 public:
  // False when the sample must not reach the filter (not finite, or beyond any sensor's range).
  bool accept(const ImuSample& sample);

  // none, stuck (the same raw values for 2 s: real sensors are never noise-free) or implausible
  // (mean |accel| over 2 s outside 0.7..1.3 g).
  Unknown verdict() const { return verdict_; }
  std::uint64_t rejected() const { return rejected_; }
  void reset();

 private:
  void update_verdict(double dt_s);

  Unknown verdict_ = Unknown::none;
  std::uint64_t rejected_ = 0;
  ImuSample last_{};
  bool has_last_ = false;
  double same_for_s_ = 0;
  double mean_accel_m_s2_ = kGravity_m_s2;
  double implausible_for_s_ = 0;
};

}  // namespace postured
