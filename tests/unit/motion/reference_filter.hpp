// The orientation filter once more, slow and plain, to be compared with sample by sample: one dense
// matrix for everything, the transition by numerical differentiation of the strapdown equations
// instead of algebra, all observations at once in Joseph's form instead of one after the other, and
// the sensor's grade by a matrix inverse.
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "motion/orientation_params.hpp"
#include "sensor/sensor_events.hpp"

namespace postured::testing_motion {

class ReferenceFilter {
 public:
  static constexpr int kN = 24;
  using Vector = Eigen::Matrix<double, kN, 1>;
  using Matrix = Eigen::MatrixXd;  // dynamic: a tenth of the time to compile

  explicit ReferenceFilter(const OrientationParams& params) : p_(params) {}

  // Even steps of dt_s, no gaps, nothing saturated.
  Vec3 update(const ImuSample& sample, double dt_s) {
    if (samples_.empty()) {
      start(sample);
    } else {
      samples_.push_back(sample);
      now_ = advanced(now_, samples_.size() - 1, dt_s);
      rest(sample, dt_s);
      const double elapsed = static_cast<double>(samples_.size() - 3) * dt_s;
      if (elapsed > p_.step_s - 0.5 * dt_s) step(elapsed, dt_s);
    }
    const Mat3 graded = turn(Vec3(grade_tilt_.x(), grade_tilt_.y(), 0)) * now_.rotation;
    return graded.transpose() * Vec3::UnitZ();
  }

 private:
  struct Nominal {
    Mat3 rotation = Mat3::Identity();
    Vec3 velocity = Vec3::Zero(), position = Vec3::Zero();
    Vec3 gyro_bias = Vec3::Zero(), accel_bias = Vec3::Zero();
    Mat3 gyro_matrix = Mat3::Zero();
    double delay = 0;
  };

  static Mat3 turn(const Vec3& v) {
    return v.norm() < 1e-15 ? Mat3::Identity()
                            : Eigen::AngleAxisd(v.norm(), v.normalized()).toRotationMatrix();
  }

  // True value = error composed with the estimate.
  static Nominal composed(const Vector& e, const Nominal& n) {
    const Mat3 r = turn(Vec3(e(0), e(1), 0));
    Nominal out;
    out.rotation = r * n.rotation;
    out.velocity = r * n.velocity + e.segment<3>(2);
    out.position = r * n.position + e.segment<3>(5);
    out.gyro_bias = n.gyro_bias + e.segment<3>(8);
    out.gyro_matrix = n.gyro_matrix + e.segment<9>(11).reshaped(3, 3);
    out.accel_bias = n.accel_bias + e.segment<3>(20);
    out.delay = n.delay + e(23);
    return out;
  }
  // The error that makes `truth` out of `n`, to first order; heading does not count.
  static Vector error_between(const Nominal& truth, const Nominal& n) {
    const Mat3 r = truth.rotation * n.rotation.transpose();
    const Vec3 tilt(0.5 * (r(2, 1) - r(1, 2)), 0.5 * (r(0, 2) - r(2, 0)), 0);
    Vector e;
    e << tilt.x(), tilt.y(), truth.velocity - n.velocity - tilt.cross(n.velocity),
        truth.position - n.position - tilt.cross(n.position), truth.gyro_bias - n.gyro_bias,
        (truth.gyro_matrix - n.gyro_matrix).reshaped(), truth.accel_bias - n.accel_bias,
        truth.delay - n.delay;
    return e;
  }

  Vec3 world_accel(const Nominal& n, const ImuSample& sample) const {
    const Vec3 rate = sample.gyro_rad_s - n.gyro_matrix * sample.gyro_rad_s - n.gyro_bias;
    const Vec3 accel = sample.accel_m_s2 - n.accel_bias;
    return n.rotation * (accel + n.delay * rate.cross(accel)) - Vec3(0, 0, kGravity_m_s2);
  }

  // From samples_[i - 1] to samples_[i].
  Nominal advanced(const Nominal& from, std::size_t i, double dt) const {
    const Vec3& w0 = samples_[i >= 2 ? i - 2 : 0].gyro_rad_s;
    const Vec3& w1 = samples_[i - 1].gyro_rad_s;
    const Vec3& w2 = samples_[i].gyro_rad_s;
    // Simpson's rule is exact for the parabola through the three rates.
    const Vec3 middle = (-w0 + 6 * w1 + 3 * w2) / 8;
    Vec3 angle = dt / 6 * (w1 + 4 * middle + w2) + dt * dt / 12 * w1.cross(w2);
    angle -= from.gyro_matrix * angle + dt * from.gyro_bias;
    Nominal to = from;
    to.rotation = from.rotation * turn(angle);
    const Vec3 gained =
        0.5 * dt * (world_accel(from, samples_[i - 1]) + world_accel(to, samples_[i]));
    to.position += dt * (from.velocity + 0.5 * gained);
    to.velocity += gained;
    return to;
  }

  void start(const ImuSample& sample) {
    samples_ = {sample, sample, sample};
    now_.rotation = Quat::FromTwoVectors(sample.accel_m_s2, Vec3::UnitZ()).toRotationMatrix();
    Vector sigma = Vector::Zero();
    sigma.segment<3>(2).setConstant(p_.initial_velocity_m_s);
    sigma.segment<3>(5).setConstant(p_.initial_position_m);
    sigma.segment<3>(8).setConstant(p_.gyro_bias_initial_deg_s * kRadPerDeg);
    Mat3 matrix = Mat3::Constant(p_.cheap.gyro_cross);
    matrix.diagonal().setConstant(p_.cheap.gyro_scale);
    sigma.segment<9>(11) = matrix.reshaped();
    sigma.segment<3>(20).setConstant(p_.cheap.accel_bias_mg * 1e-3 * kGravity_m_s2);
    sigma(23) = p_.accel_delay_initial_s;
    covariance_ = sigma.array().square().matrix().asDiagonal();
    // tilt = J * bias + the rest.
    Matrix j = Matrix::Identity(kN, kN);
    j.block<1, 3>(0, 20) = -now_.rotation.row(1) / kGravity_m_s2;
    j.block<1, 3>(1, 20) = now_.rotation.row(0) / kGravity_m_s2;
    covariance_ = j * covariance_ * j.transpose();
    covariance_.topLeftCorner<2, 2>() +=
        std::pow(p_.initial_tilt_deg * kRadPerDeg, 2) * Eigen::Matrix2d::Identity();
    gyro_low_ = sample.gyro_rad_s;
    accel_low_ = sample.accel_m_s2;
    begin_ = now_;
    grade();
  }

  void rest(const ImuSample& sample, double dt) {
    const double slow = dt / (p_.rest.low_pass_s + dt), fast = dt / (p_.rest.deviation_s + dt);
    gyro_low_ += slow * (sample.gyro_rad_s - gyro_low_);
    accel_low_ += slow * (sample.accel_m_s2 - accel_low_);
    gyro_var_ += fast * ((sample.gyro_rad_s - gyro_low_).squaredNorm() - gyro_var_);
    accel_var_ += fast * ((sample.accel_m_s2 - accel_low_).squaredNorm() - accel_var_);
    const bool still = kDegPerRad * std::sqrt(gyro_var_) < p_.rest.gyro_deg_s &&
                       std::sqrt(accel_var_) < p_.rest.accel_m_s2 &&
                       kDegPerRad * gyro_low_.norm() < p_.rest.max_rate_deg_s;
    still_s_ = still ? still_s_ + dt : 0;
  }

  void step(double t, double dt) {
    // Transition: disturb the start of the step, run its samples again.
    Matrix f(kN, kN);
    for (int i = 0; i < kN; ++i) {
      const double h = 1e-5;
      Vector e = Vector::Zero();
      Nominal ends[2];
      for (int side = 0; side < 2; ++side) {
        e(i) = side == 0 ? h : -h;
        ends[side] = composed(e, begin_);
        for (std::size_t k = 3; k < samples_.size(); ++k) ends[side] = advanced(ends[side], k, dt);
      }
      f.col(i) = (error_between(ends[0], now_) - error_between(ends[1], now_)) / (2 * h);
    }
    double rate2 = 0, excess2 = 0;
    Vec3 gyro = Vec3::Zero();
    for (std::size_t k = 3; k < samples_.size(); ++k) {
      const Vec3 g = samples_[k].gyro_rad_s;
      rate2 += dt * (g - begin_.gyro_matrix * g - begin_.gyro_bias).squaredNorm();
      excess2 += dt * std::pow(samples_[k].accel_m_s2.norm() - kGravity_m_s2, 2);
      gyro += dt * g;
    }
    Vector q = Vector::Zero();
    q.segment<2>(0).setConstant(std::pow(p_.gyro_noise_deg_s_rthz * kRadPerDeg, 2) * t +
                                std::pow(p_.gyro_rate_noise_rts, 2) * rate2);
    q.segment<3>(2).setConstant(std::pow(p_.accel_noise_m_s2_rthz, 2) * t +
                                std::pow(p_.accel_motion_noise_rts, 2) * excess2);
    q.segment<3>(8).setConstant(std::pow(p_.gyro_bias_walk_deg_s_rts * kRadPerDeg, 2) * t);
    covariance_ = f * covariance_ * f.transpose();
    covariance_.diagonal() += q;
    motion2_ += t / (p_.motion_tau_s + t) * (excess2 / t - motion2_);
    rate2_ += t / (p_.rate_tau_s + t) * (rate2 / t - rate2_);

    // Observations: velocity, position, and at rest the bias.
    const bool resting = still_s_ >= p_.rest.after_s;
    const int m = resting ? 9 : 6;
    Eigen::MatrixXd h = Eigen::MatrixXd::Zero(m, kN);
    Eigen::VectorXd z(m), r(m);
    const double velocity = resting ? std::pow(p_.rest_velocity_m_rts, 2)
                                    : std::pow(p_.velocity_prior_m_rts, 2) +
                                          std::pow(p_.velocity_per_motion_s_rts, 2) * motion2_ +
                                          std::pow(p_.velocity_per_rate_m_rts, 2) * rate2_;
    const double position = std::pow(p_.position_prior_m_rts, 2) +
                            std::pow(p_.position_per_motion_s2_rts, 2) * motion2_ +
                            std::pow(p_.position_per_rate_m_s_rts, 2) * rate2_;
    for (int axis = 0; axis < 3; ++axis) {
      for (int x = 0; x < 2; ++x) {
        h(axis, x) = Vec3::Unit(x).cross(now_.velocity)(axis);
        h(3 + axis, x) = Vec3::Unit(x).cross(now_.position)(axis);
      }
      h(axis, 2 + axis) = h(3 + axis, 5 + axis) = 1;
      z(axis) = -now_.velocity(axis);
      z(3 + axis) = -now_.position(axis);
      r(axis) = velocity / t;
      r(3 + axis) = position / t;
      if (!resting) continue;
      h(6 + axis, 8 + axis) = 1;
      z(6 + axis) = gyro(axis) / t - now_.gyro_bias(axis);
      r(6 + axis) = std::pow(p_.rest_bias_deg_s_rts * kRadPerDeg, 2) / t;
    }
    const Eigen::MatrixXd spread =
        h * covariance_ * h.transpose() + Eigen::MatrixXd(r.asDiagonal());
    const Eigen::MatrixXd gain = covariance_ * h.transpose() * spread.inverse();
    const Vector error = gain * z;
    const Matrix left = Matrix::Identity(kN, kN) - gain * h;
    covariance_ = left * covariance_ * left.transpose() +
                  gain * Eigen::MatrixXd(r.asDiagonal()) * gain.transpose();

    now_ = composed(error, now_);
    begin_ = now_;
    const std::vector<ImuSample> last(samples_.end() - 3, samples_.end());
    samples_ = last;
    grade();
  }

  // Both priors in full, and the ratio of their evidence from Gaussian densities.
  void grade() {
    using Grade = Eigen::Matrix<double, 12, 1>;
    Grade cheap, good, learnt;
    const auto fill = [](const SensorPrior& prior, Grade& out) {
      Mat3 m = Mat3::Constant(prior.gyro_cross);
      m.diagonal().setConstant(prior.gyro_scale);
      out << m.reshaped(), Vec3::Constant(prior.accel_bias_mg * 1e-3 * kGravity_m_s2);
    };
    fill(p_.cheap, cheap);
    fill(p_.good, good);
    learnt << now_.gyro_matrix.reshaped(), now_.accel_bias;
    const Grade between =
        (good.array().square().inverse() - cheap.array().square().inverse()).inverse();
    const Eigen::Matrix<double, 12, 12> p = covariance_.block<12, 12>(11, 11);
    const Eigen::Matrix<double, 12, 12> spread =
        p + Eigen::Matrix<double, 12, 12>(between.asDiagonal());
    const double log_ratio = (cheap.array() / good.array()).log().sum() +
                             0.5 * (between.array().log().sum() - std::log(spread.determinant())) -
                             0.5 * learnt.dot(spread.inverse() * learnt);
    const double good_share =
        1 / (1 + std::exp(-(p_.grade_evidence * log_ratio + p_.good_log_odds)));
    grade_tilt_ = -good_share * covariance_.block<2, 12>(0, 11) * spread.inverse() * learnt;
  }

  OrientationParams p_;
  Nominal now_, begin_;
  Matrix covariance_;
  std::vector<ImuSample> samples_;  // two before the step, then those of it
  double motion2_ = 0, rate2_ = 0;
  Vec3 gyro_low_, accel_low_;
  double gyro_var_ = 0, accel_var_ = 0, still_s_ = 0;
  Eigen::Vector2d grade_tilt_ = Eigen::Vector2d::Zero();
};

}  // namespace postured::testing_motion
