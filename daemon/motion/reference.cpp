#include "motion/reference.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

namespace postured {
namespace {

// Fewer fast samples than this do not make an axis; about a second of a slow bend at 20 Hz.
constexpr std::size_t kMinGyroSamples = 20;
// Bends to one side sum up; below this they went to different sides.
constexpr double kMinConsistency = 0.9;
// A second or so is lost to sample times: 5 s of samples span 5 s less one interval.
constexpr double kTimeTolerance_s = 0.1;

std::string whole(double x) { return std::to_string(std::lround(x)); }

// Eigenvalues ascending; none for a zero matrix.
Eigen::SelfAdjointEigenSolver<Mat3> principal_axes(const Mat3& scatter) {
  return Eigen::SelfAdjointEigenSolver<Mat3>(scatter);
}

}  // namespace

void StillReference::add(const ImuSample& sample, const Inclination& inclination) {
  if (n_ == 0) {
    first_ = sample.time;
    first_up_ = inclination.up_sensor;
  }
  last_ = sample.time;
  ++n_;
  const Vec3 up = inclination.up_sensor - first_up_;
  sum_up_ += up;
  sum_up_squared_ += up.squaredNorm();
  sum_gyro_ += inclination.gyro_rad_s;
  sum_gyro_squared_ += inclination.gyro_rad_s.squaredNorm();
}

double StillReference::duration_s() const { return to_seconds(last_ - first_); }

Vec3 StillReference::up_sensor() const {
  const Vec3 sum = static_cast<double>(n_) * first_up_ + sum_up_;
  return sum.norm() > 0 ? Vec3(sum.normalized()) : Vec3(Vec3::UnitZ());
}

double StillReference::tilt_sd_deg() const {
  if (n_ == 0) return 0;
  const double n = static_cast<double>(n_);
  const double variance = sum_up_squared_ / n - (sum_up_ / n).squaredNorm();
  return kDegPerRad * std::sqrt(std::max(0.0, variance) / 2);
}

double StillReference::gyro_sd_deg_s() const {
  if (n_ == 0) return 0;
  const double n = static_cast<double>(n_);
  const double variance = sum_gyro_squared_ / n - (sum_gyro_ / n).squaredNorm();
  return kDegPerRad * std::sqrt(std::max(0.0, variance) / 3);
}

GateResult StillReference::gate(double min_s) const {
  if (n_ < 2 || duration_s() < min_s - kTimeTolerance_s) {
    return {"That was shorter than " + whole(min_s) + " seconds.",
            "Hold still until the next step comes."};
  }
  if (tilt_sd_deg() > kMaxTiltSd_deg) {
    return {"You moved a little (the tilt varied by " + whole(2 * tilt_sd_deg()) + " degrees).",
            "Stay relaxed, look ahead, breathe normally."};
  }
  if (gyro_sd_deg_s() > kMaxGyroSd_deg_s) {
    return {"You moved a little, or the clip swings.",
            "See that the clip sits firmly, then hold still and breathe normally."};
  }
  return {};
}

void BendReference::add(const ImuSample& sample, const Inclination& inclination) {
  const Vec3 upright = upright_.segment_from_sensor.row(1);
  const Vec3 cross = upright.cross(inclination.up_sensor);
  const double angle_deg =
      kDegPerRad * std::atan2(cross.norm(), upright.dot(inclination.up_sensor));
  deepest_deg_ = std::max(deepest_deg_, angle_deg);

  if (angle_deg >= limits_.back_deg) {
    away_ = true;
    excursion_deg_ = std::max(excursion_deg_, angle_deg);
  } else if (away_) {
    ++(excursion_deg_ >= limits_.bent_deg ? bends_ : shallow_bends_);
    away_ = false;
    excursion_deg_ = 0;
  }
  // The cross product is longer the deeper the bend, which is also where it is most certain.
  if (angle_deg >= limits_.bent_deg) {
    bent_cross_sum_ += cross;
    bent_cross_length_ += cross.norm();
  }
  if (sample.has_gyro && inclination.gyro_rad_s.norm() > kMinRate_deg_s * kRadPerDeg) {
    gyro_scatter_ += inclination.gyro_rad_s * inclination.gyro_rad_s.transpose();
    ++gyro_n_;
  }
}

double BendReference::explained_variance() const {
  const double total = gyro_scatter_.trace();
  return total > 0 ? principal_axes(gyro_scatter_).eigenvalues()(2) / total : 0;
}

Vec3 BendReference::right_from_gyro() const {
  if (gyro_n_ < kMinGyroSamples) return Vec3::Zero();
  const Vec3 axis = principal_axes(gyro_scatter_).eigenvectors().col(2);
  // A principal axis has no sign; gravity gives it: bending forward turns up x bent to the right.
  return axis.dot(bent_cross_sum_) < 0 ? Vec3(-axis) : axis;
}

Vec3 BendReference::right_sensor() const {
  if (bent_cross_length_ <= 0) return Vec3::Zero();
  const Vec3 functional = right_from_gyro();
  return functional.isZero() ? Vec3(bent_cross_sum_.normalized()) : functional;
}

double BendReference::disagreement_deg() const {
  const Vec3 functional = right_from_gyro();
  if (functional.isZero() || bent_cross_sum_.isZero()) return 0;
  return kDegPerRad *
         std::atan2(functional.cross(bent_cross_sum_).norm(), functional.dot(bent_cross_sum_));
}

double BendReference::consistency() const {
  return bent_cross_length_ > 0 ? bent_cross_sum_.norm() / bent_cross_length_ : 0;
}

GateResult BendReference::gate(int min_bends) const {
  if (bends_ < min_bends) {
    return {"Only " + std::to_string(bends_) + " of " + std::to_string(min_bends) +
                " bends reached " + whole(limits_.bent_deg) + " degrees (the deepest was " +
                whole(deepest_deg_) + ").",
            "Bend slowly, hands towards the knees, and come all the way up each time."};
  }
  if (consistency() < kMinConsistency) {
    return {"The bends went in different directions.",
            "Bend straight forward each time, as if looking at your shoes."};
  }
  if (gyro_n_ >= kMinGyroSamples && explained_variance() < kMinExplainedVariance) {
    return {"The bends were twisted or swung sideways.",
            "Bend slowly and straight forward, without turning."};
  }
  if (disagreement_deg() > kMaxDisagreement_deg) {
    return {"The bends turned about two different axes (" + whole(disagreement_deg()) +
                " degrees apart).",
            "Bend slowly and straight forward, and stay in place."};
  }
  return {};
}

}  // namespace postured
