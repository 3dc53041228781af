// Accelerometer bias, scale and cross-axis sensitivity from holding the sensor still in many
// orientations: whichever way it is held, gravity has the same length. Ellipsoid fit of
// |K (f - b)| = g over the mean specific forces f, as Frosio et al. 2009 (IEEE Trans Instrum Meas
// 58:2032) and Tedaldi et al. 2014 (ICRA, 3042).
//
// K is symmetric: gravity cannot see a rotation of the axes, and a symmetric K adds none of its own
// (the antisymmetric half of the cross-axis errors stays, as a small turn of the accelerometer
// against the gyroscope). Scale is against standard gravity, so that local gravity (9.78 to 9.83
// m/s2) comes out as what the orientation filter takes it for.
#pragma once

#include <span>
#include <vector>

#include "base/vector.hpp"
#include "motion/reference.hpp"

namespace postured {

struct AccelerometerCalibration {
  Vec3 bias_m_s2 = Vec3::Zero();
  Mat3 correction = Mat3::Identity();  // K, symmetric, near the identity
  // 1 sigma of the worst axis, formal; bias and diagonal of K.
  double bias_sigma_m_s2 = 0;
  double scale_sigma = 0;
  double residual_m_s2 = 0;             // RMS of |K (f - b)| - g over the poses
  int poses = 0;                        // that the fit kept
  Vec3 gyro_bias_rad_s = Vec3::Zero();  // mean reading at rest; zero without a gyroscope

  bool operator==(const AccelerometerCalibration&) const = default;
  Vec3 apply(const Vec3& raw_m_s2) const { return correction * (raw_m_s2 - bias_m_s2); }
  // Measured over true, of each axis: 1.01 reads 1 % too much.
  Vec3 scale() const { return correction.diagonal().cwiseInverse(); }
};

// One orientation held still: the mean reading.
struct StillPose {
  Vec3 accel_m_s2 = Vec3::Zero();
  Vec3 gyro_rad_s = Vec3::Zero();
};

struct AccelerometerFitParams {
  // 1 sigma of what is expected of a sensor before it is measured; generous against the data sheet
  // of the MPU-6050 (zero-g offset 50-80 mg, scale 3 %, cross-axis 2 %). They decide only what the
  // poses leave open: six faces alone say nothing about the cross-axis terms.
  double bias_prior_m_s2 = 0.06 * kGravity_m_s2;
  double scale_prior = 0.03;
  double cross_prior = 0.01;
  // 1 sigma of a pose's length: a hand's remaining movement over a second and a half, and the
  // averaged noise of the chip.
  double pose_sigma_m_s2 = 1.5e-3 * kGravity_m_s2;
  // A pose that the others contradict by more than this (Baarda's w-test 1968) is left out, one at
  // a time, up to a fifth of them.
  double outlier_sigmas = 3.5;

  // Gates.
  int min_poses = 9;  // as many as unknowns
  double max_bias_sigma_m_s2 = 2.5e-3 * kGravity_m_s2;
  double max_scale_sigma = 0.002;
  double max_residual_m_s2 = 6e-3 * kGravity_m_s2;  // four times what a pose should have
  double max_bias_m_s2 = 0.25 * kGravity_m_s2;      // beyond: broken, or not an accelerometer's
  double max_scale_error = 0.1;
};

struct AccelerometerFit {
  AccelerometerCalibration calibration;
  GateResult gate;           // not ok: do not use it
  bool needs_poses = false;  // the gate would pass with more orientations
  int left_out = 0;          // poses taken for outliers
};

// Poses in any order; non-finite ones are left out.
AccelerometerFit fit_accelerometer(std::span<const StillPose> poses,
                                   const AccelerometerFitParams& params = {});

}  // namespace postured
