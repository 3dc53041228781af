// About which axis the trunk turned while its owner sat down. Sitting down flexes the trunk forward
// by 25-45 deg whoever does it (Schenkman et al. 1990, Phys Ther 70:638), at the pelvis as at the
// chest: the one movement of a calibration that cannot be made sideways by mistake.
#pragma once

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <optional>

#include "motion/mounting.hpp"

namespace postured {

class SitDownAxis {
 public:
  static constexpr double kCounts_deg = 15;
  static constexpr double kDeepEnough_deg = 20;

  explicit SitDownAxis(const Vec3& up_when_standing) : upright_(up_when_standing) {}

  void add(const Vec3& up_sensor) {
    const Vec3 axis = upright_.cross(up_sensor);
    const double tilt_deg = kDegPerRad * std::atan2(axis.norm(), upright_.dot(up_sensor));
    deepest_deg_ = std::max(deepest_deg_, tilt_deg);
    if (tilt_deg > kCounts_deg) scatter_ += axis * axis.transpose();
  }
  // Between that axis and `right_sensor` as lines, 0..90; nullopt: they sat down too upright.
  std::optional<double> disagreement_deg(const Vec3& right_sensor) const {
    if (deepest_deg_ < kDeepEnough_deg) return std::nullopt;
    const Vec3 axis = Eigen::SelfAdjointEigenSolver<Mat3>(scatter_).eigenvectors().col(2);
    return kDegPerRad *
           std::atan2(axis.cross(right_sensor).norm(), std::abs(axis.dot(right_sensor)));
  }

 private:
  Vec3 upright_;
  double deepest_deg_ = 0;
  Mat3 scatter_ = Mat3::Zero();
};

}  // namespace postured
