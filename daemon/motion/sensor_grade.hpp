// Is it a good sensor or a cheap one? The filter runs with the wide prior of a cheap sensor, which
// costs accuracy on a good one: where the movement never shows the accelerometer's bias, much of it
// stays possible. A good sensor shows itself: what can be seen of its errors is small in all
// directions. So both priors are kept, each with its probability, and the answer is their mean
// (multiple-model estimation, Bar-Shalom, Li and Kirubarajan 2001, section 11.6).
//
// The narrow prior needs no filter of its own. The sensor's errors stay as they are, so a narrower
// prior of them is one more observation, "errors = 0" with variance 1 / (1/good^2 - 1/cheap^2), and
// it may be made at any time.
#pragma once

#include "motion/error_covariance.hpp"
#include "motion/orientation_params.hpp"

namespace postured {

// The sensor's errors as the filter has learnt them with the wide prior.
struct SensorErrors {
  Vec3 gyro_bias_rad_s = Vec3::Zero();
  Mat3 gyro_matrix = Mat3::Zero();  // true rate = (1 - gyro_matrix) * reading - bias
  Vec3 accel_bias_m_s2 = Vec3::Zero();
  double accel_delay_s = 0;
};

struct GradeVerdict {
  double good = 0;  // probability of the good prior, 0..1
  // What the mean of both adds to the estimate of the wide prior.
  double tilt_x_rad = 0, tilt_y_rad = 0;
  double tilt_variance_rad2 = 0;  // mean of both axes, of the mean of both priors
  // The same as a force on the errors, for smoothing: error = P * pull.
  ErrorVec pull = ErrorVec::Zero();
};

class SensorGrade {
 public:
  explicit SensorGrade(const OrientationParams& params);

  GradeVerdict judge(const ErrorCovariance& covariance, const SensorErrors& errors) const;

 private:
  // Gyroscope matrix and accelerometer bias lie next to each other.
  static constexpr int kFirst = error_state::kGyroMatrix;
  static constexpr int kCount = 12;
  using Errors = Eigen::Matrix<double, kCount, 1>;

  double log_odds_, evidence_;
  Errors variance_;  // of the observation "errors = 0"
  double log_determinant_ = 0;
  double log_prior_ratio_ = 0;
};

}  // namespace postured
