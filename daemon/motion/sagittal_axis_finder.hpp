// Finds the sagittal plane in silence, from ordinary movement: people bend forward and come back
// far more often and deeper than sideways or backwards. An excursion counts when the trunk leaves
// upright by at least 20 deg and returns within 12 s; static tilts (a pelvis when sitting, lying)
// do not. Two excursions that agree within 30 deg settle the axis; until then it is unknown.
// (Sagittal plane from everyday trunk movement: domain model 1.2, [F15].)
#pragma once

#include <optional>
#include <vector>

#include "motion/inclination.hpp"
#include "motion/mounting.hpp"

namespace postured {

class SagittalAxisFinder {
 public:
  static constexpr double kOut_deg = 20;
  static constexpr double kBack_deg = 12;
  static constexpr double kMaxExcursion_s = 12;
  static constexpr double kAgree_deg = 30;

  explicit SagittalAxisFinder(const Mounting& upright) : upright_(upright) {}

  // Times increase; unsettled directions are ignored.
  void update(double t_s, const Inclination& inclination);
  void on_gap();  // an excursion under way is dropped; what was learned stays
  // The segment's right axis in the sensor's frame, once two excursions agree. Further ones that
  // agree refine it.
  std::optional<Vec3> right_sensor() const { return right_sensor_; }

 private:
  void finish_excursion(double t_s);

  Mounting upright_;
  bool upright_seen_ = false;  // an excursion starts from upright
  bool out_ = false;
  double out_since_s_ = 0;
  double peak_deg_ = 0;
  Vec3 peak_right_ = Vec3::Zero();
  std::vector<Vec3> waiting_;  // excursions that agreed with no other yet, newest last
  Vec3 agreed_sum_ = Vec3::Zero();
  std::optional<Vec3> right_sensor_;
};

}  // namespace postured
