// Which way is ahead while somebody walks. In walking the body slows down while it rises over the
// standing leg and gains speed while it falls (kinetic and potential energy are out of phase:
// Cavagna, Thys & Zamboni 1976, J Physiol 262:639). So the level part of the acceleration against
// the vertical speed, step by step, points straight ahead, wherever on the trunk the clip sits and
// however it is turned. Steps go left and right by turns; twice a stride nothing does but ahead.
//
// As a share: the amplitude ahead over the vertical one at a usual step rate. Level walking has
// about 0.4; downstairs it is near zero, or points back; in a run the two are in phase, and it
// points back too.
#pragma once

#include "motion/inclination.hpp"
#include "sensor/sensor_events.hpp"

namespace postured {

// Does a walked second show where ahead is: half of the usual share at least, and no run?
inline bool shows_ahead(const Vec3& ahead, double accel_sd_g) {
  constexpr double kLeastShare = 0.2, kMostWalking_g = 0.6;
  return ahead.norm() >= kLeastShare && accel_sd_g <= kMostWalking_g;
}

class WalkingAhead {
 public:
  // Samples in order; what the last second's samples say is taken out once a second.
  void add(const ImuSample& sample, const Vec3& up_sensor);
  // Level vector in the sensor's frame, as long as the share; zero without movement. Begins anew.
  Vec3 take();
  // The next sample does not follow the last one.
  void on_gap() { fast_ = {}; }

 private:
  struct Fast {  // what goes with the steps, without the slow part: drift, and curves
    bool known = false;
    DeviceTime last{};
    double rise_m_s = 0;            // the vertical speed
    Vec3 slow_m_s2 = Vec3::Zero();  // of the level acceleration
  };
  Fast fast_;
  Vec3 against_rise_ = Vec3::Zero();
  double vertical_squared_ = 0;
  int samples_ = 0;
};

}  // namespace postured
