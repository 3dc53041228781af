// Finds the sagittal plane in silence, from ordinary movement: people bend forward and come back
// far more often and deeper than sideways or backwards. An excursion counts when the trunk leaves
// upright by at least 20 deg and returns within 12 s; static tilts (a pelvis when sitting, lying)
// do not. Two excursions that agree within 30 deg settle the axis; until then it is unknown.
#pragma once

#include <optional>

#include "motion/inclination.hpp"
#include "motion/mounting.hpp"

namespace postured {

class SagittalAxisFinder {
 public:
  explicit SagittalAxisFinder(const Mounting& upright) : upright_(upright) {}

  void update(double t_s, const Inclination& inclination);
  void on_gap();  // an excursion under way is dropped; what was learned stays
  // The segment's right axis in the sensor's frame, once two excursions agree.
  std::optional<Vec3> right_sensor() const { return right_sensor_; }

 private:
  void finish_excursion(double t_s);

  Mounting upright_;
  bool out_ = false;
  double out_since_s_ = 0;
  double peak_deg_ = 0;
  Vec3 peak_tilt_ = Vec3::Zero();  // horizontal part of the sky direction at the peak
  Vec3 agreed_sum_ = Vec3::Zero();
  int agreed_ = 0;
  std::optional<Vec3> right_sensor_;
};

}  // namespace postured
