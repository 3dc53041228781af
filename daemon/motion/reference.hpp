// References from stretches of samples: standing upright, slow forward bends, comfortable sitting.
// Gates say what was wrong and what to do; the caller decides whether a failed gate refuses (the
// calibration) or only warns (replay --stand-ref).
#pragma once

#include <string>
#include <vector>

#include "motion/inclination.hpp"
#include "motion/mounting.hpp"
#include "sensor/sensor_events.hpp"

namespace postured {

// What one check of a reference found. `problem` is empty when it passed.
struct GateResult {
  std::string problem;  // "You moved while standing still was asked for (tilt varied by 3 deg)."
  std::string advice;   // "Stand relaxed, look ahead, breathe normally, and try again."
  bool ok() const { return problem.empty(); }
};

// A still stretch: its mean sky direction.
class StillReference {
 public:
  void add(const ImuSample& sample, const Inclination& inclination);
  void clear() { *this = {}; }

  double duration_s() const;
  Vec3 up_sensor() const;  // unit mean; meaningful once there is a sample
  // Rejects: shorter than min_s, gyro SD > 2 deg/s, tilt SD > 1 deg (domain model 1.2, step 1).
  GateResult gate(double min_s) const;

 private:
  std::size_t n_ = 0;
  DeviceTime first_{}, last_{};
  Vec3 sum_up_ = Vec3::Zero();
  Mat3 sum_up_up_ = Mat3::Zero();
  Vec3 sum_gyro_ = Vec3::Zero();
  Vec3 sum_gyro_squared_ = Vec3::Zero();
};

// Forward bends: the axis they turn about, pointing to the wearer's right.
class BendReference {
 public:
  explicit BendReference(const Mounting& upright) : upright_(upright) {}
  void add(const ImuSample& sample, const Inclination& inclination);

  int bends() const { return bends_; }  // excursions to >= 30 deg and back below 15 deg
  double deepest_deg() const { return deepest_deg_; }
  double explained_variance() const;  // of the first principal component of gyro above 10 deg/s
  // Functional axis (first principal component of the gyroscope) checked against the cross product
  // of upright and bent sky directions; without a gyroscope the cross product alone.
  Vec3 right_sensor() const;
  // explained variance >= 0.75, agreement <= 10 deg, at least min_bends of >= 30 deg.
  GateResult gate(int min_bends) const;

 private:
  Vec3 right_from_gravity() const;

  Mounting upright_;
  int bends_ = 0;
  bool bent_ = false;
  double deepest_deg_ = 0;
  Mat3 gyro_scatter_ = Mat3::Zero();
  Vec3 bent_cross_sum_ = Vec3::Zero();
};

}  // namespace postured
