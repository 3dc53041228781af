#include "motion/sensor_grade.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace postured {

using namespace error_state;

SensorGrade::SensorGrade(const OrientationParams& params)
    : log_odds_(params.good_log_odds), evidence_(params.grade_evidence) {
  const auto add = [this](int i, double good, double cheap) {
    const double g = std::min(good, 0.999 * cheap);
    variance_(i) = 1 / (1 / (g * g) - 1 / (cheap * cheap));
    log_determinant_ += std::log(variance_(i));
    log_prior_ratio_ += std::log(cheap / g);
  };
  for (int column = 0; column < 3; ++column) {
    for (int row = 0; row < 3; ++row) {
      const bool scale = row == column;
      add(3 * column + row, scale ? params.good.gyro_scale : params.good.gyro_cross,
          scale ? params.cheap.gyro_scale : params.cheap.gyro_cross);
    }
  }
  constexpr double kPerMg = 1e-3 * kGravity_m_s2;
  for (int i = 9; i < kCount; ++i) {
    add(i, params.good.accel_bias_mg * kPerMg, params.cheap.accel_bias_mg * kPerMg);
  }
}

GradeVerdict SensorGrade::judge(const ErrorCovariance& covariance,
                                const SensorErrors& errors) const {
  const ErrorMatrix& p = covariance.matrix();
  Errors estimate;
  estimate << errors.gyro_matrix.reshaped(), errors.accel_bias_m_s2;
  Eigen::Matrix<double, kCount, kCount> spread = p.block<kCount, kCount>(kFirst, kFirst);
  spread.diagonal() += variance_;
  const Eigen::LLT<Eigen::Matrix<double, kCount, kCount>> cholesky(spread);

  // Right-hand sides: "errors = 0", and the tilt's part in them for its variance.
  Eigen::Matrix<double, kCount, 3> rhs;
  rhs.col(0) = -estimate;
  rhs.rightCols<2>() = p.block<kCount, 2>(kFirst, kTilt);
  const Eigen::Matrix<double, kCount, 3> half = cholesky.matrixL().solve(rhs);

  // p(data | good) / p(data | cheap): the mean of N_good / N_cheap over what the data left
  // possible.
  double log_ratio = log_prior_ratio_ + 0.5 * log_determinant_ - 0.5 * half.col(0).squaredNorm();
  for (int i = 0; i < kCount; ++i) log_ratio -= std::log(cholesky.matrixLLT()(i, i));
  const double exponent = std::clamp(evidence_ * log_ratio + log_odds_, -40.0, 40.0);

  GradeVerdict verdict;
  verdict.good = 1 / (1 + std::exp(-exponent));
  const double x = half.col(1).dot(half.col(0)), y = half.col(2).dot(half.col(0));
  verdict.tilt_x_rad = verdict.good * x;
  verdict.tilt_y_rad = verdict.good * y;
  const double cheap_variance = 0.5 * (p(kTilt, kTilt) + p(kTilt + 1, kTilt + 1));
  const double gained = 0.5 * half.rightCols<2>().squaredNorm();
  const double apart = 0.5 * (x * x + y * y);
  verdict.tilt_variance_rad2 =
      cheap_variance - verdict.good * gained + verdict.good * (1 - verdict.good) * apart;
  verdict.pull.segment<kCount>(kFirst) = verdict.good * cholesky.matrixU().solve(half.col(0));
  return verdict;
}

}  // namespace postured
