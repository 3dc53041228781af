// Is this a plausible, living sensor? Looks at samples only; decides with hysteresis.
#pragma once

#include "base/unknown.hpp"
#include "sensor/sensor_events.hpp"

namespace postured {

class SensorHealth {
 public:
  // False when the sample must not reach the filter: not finite, beyond any sensor's range, or no
  // reading at all (acceleration exactly zero, as a chip that does not answer reads; one public
  // data set has a second of it in every five).
  bool accept(const ImuSample& sample);

  // none, stuck (no axis changes for 2 s, without a gyroscope for 10 s: real sensors are never
  // noise-free) or implausible (for 1 s the mean over about 2 s was no gravity: |accel| below
  // 0.7 g, or an acceleration of one direction above 1.3 g). Leaves a verdict after 1 s of better
  // data.
  Unknown verdict() const { return verdict_; }
  // Told to be turning, and yet every value repeats itself: its turning rate must not be
  // integrated. Long before the verdict, which allows for coarse sensors that lie still.
  bool frozen() const { return frozen_; }
  std::uint64_t rejected() const { return rejected_; }
  void reset();  // the samples were interrupted; rejected() stays

 private:
  void watch_changes(const ImuSample& sample, double dt_s);
  void watch_gravity(const ImuSample& sample, double dt_s);

  std::uint64_t rejected_ = 0;
  Unknown verdict_ = Unknown::none;
  bool stuck_ = false, implausible_ = false, frozen_ = false;
  ImuSample last_{};
  bool has_last_ = false;
  double same_for_s_ = 0, alive_for_s_ = 0;
  double mean_norm_m_s2_ = kGravity_m_s2;
  Vec3 mean_accel_m_s2_ = Vec3::Zero();
  double beyond_for_s_ = 0, within_for_s_ = 0;
};

}  // namespace postured
