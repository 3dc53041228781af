// References from stretches of samples: standing upright, slow forward bends, comfortable sitting.
// Gates say what was wrong and what to do; the caller decides whether a failed gate refuses (the
// calibration) or only warns (replay --stand-ref). Thresholds: domain model 1.2.
#pragma once

#include <string>

#include "motion/inclination.hpp"
#include "motion/mounting.hpp"
#include "sensor/sensor_events.hpp"

namespace postured {

// What one check of a reference found. `problem` is empty when it passed.
struct GateResult {
  std::string problem;  // "You moved while holding still was asked for (the tilt varied by 3 deg)."
  std::string advice;   // "Stand relaxed, look ahead, breathe normally."
  bool ok() const { return problem.empty(); }
};

// A still stretch: its mean sky direction.
class StillReference {
 public:
  static constexpr double kMaxGyroSd_deg_s = 2;
  static constexpr double kMaxTiltSd_deg = 1;

  void add(const ImuSample& sample, const Inclination& inclination);
  void clear() { *this = {}; }

  std::size_t samples() const { return n_; }
  double duration_s() const;
  Vec3 up_sensor() const;  // unit mean; meaningful once there is a sample
  // RMS over the axes that can vary: two for the sky direction, three for the rate.
  double tilt_sd_deg() const;
  double gyro_sd_deg_s() const;
  // Rejects: shorter than min_s, gyro SD > 2 deg/s, tilt SD > 1 deg (domain model 1.2, step 1).
  GateResult gate(double min_s) const;

 private:
  std::size_t n_ = 0;
  DeviceTime first_{}, last_{};
  Vec3 sum_up_ = Vec3::Zero();
  Vec3 first_up_ = Vec3::Zero();  // sums are of the difference to it, so that none cancel
  double sum_up_squared_ = 0;
  Vec3 sum_gyro_ = Vec3::Zero();
  double sum_gyro_squared_ = 0;
};

// Where a bend counts: how far it must go, and how far back. Of a trunk clip; lower down it shows
// less.
struct BendLimits {
  double bent_deg = 30;
  double back_deg = 15;
};

// Forward bends: the axis they turn about, pointing to the wearer's right.
class BendReference {
 public:
  static constexpr double kMinRate_deg_s = 10;
  static constexpr double kMinExplainedVariance = 0.75;
  // The cross product is level by construction, so this bounds the axis' tilt out of it as well.
  static constexpr double kMaxDisagreement_deg = 10;

  explicit BendReference(const Mounting& upright, const BendLimits& limits = {})
      : upright_(upright), limits_(limits) {}
  void add(const ImuSample& sample, const Inclination& inclination);

  int bends() const { return bends_; }  // excursions to >= bent_deg and back below back_deg
  // Excursions beyond back_deg that turned back before bent_deg: what the person may take for a
  // bend.
  int shallow_bends() const { return shallow_bends_; }
  double deepest_deg() const { return deepest_deg_; }
  double explained_variance() const;  // of the first principal component of gyro above 10 deg/s
  // Functional axis (first principal component of the gyroscope) checked against the cross product
  // of upright and bent sky directions; without a gyroscope the cross product alone. Zero before
  // the first bend.
  Vec3 right_sensor() const;
  // Angle between the two, 0..90; 0 without a gyroscope.
  double disagreement_deg() const;
  // 1 when all bends went the same way, 0 when they cancel (to the left and to the right).
  double consistency() const;
  // explained variance >= 0.75, agreement <= 10 deg, at least min_bends to one side.
  GateResult gate(int min_bends) const;

 private:
  Vec3 right_from_gyro() const;

  Mounting upright_;
  BendLimits limits_;
  int bends_ = 0;
  int shallow_bends_ = 0;
  bool away_ = false;
  double excursion_deg_ = 0;
  double deepest_deg_ = 0;
  std::size_t gyro_n_ = 0;
  Mat3 gyro_scatter_ = Mat3::Zero();
  Vec3 bent_cross_sum_ = Vec3::Zero();
  double bent_cross_length_ = 0;
};

}  // namespace postured
