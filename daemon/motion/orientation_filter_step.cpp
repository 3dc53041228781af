// The covariance step of the orientation filter: what its observations are, and what they change.
#include <cmath>

#include "motion/orientation_filter.hpp"
#include "motion/strapdown.hpp"

namespace postured {

using namespace error_state;

namespace {

double square(double x) { return x * x; }

Mat3 cross_matrix(const Vec3& v) {
  Mat3 m;
  m << 0, -v.z(), v.y(), v.z(), 0, -v.x(), -v.y(), v.x(), 0;
  return m;
}

// Tilt of a level that was taken with an accelerometer whose bias is off: with e = R times that
// error, tilt = (-e_y, e_x) / g.
Eigen::Matrix<double, 2, 3> tilt_from_accel_bias(const Quat& world_from_sensor) {
  const Mat3 rotation = world_from_sensor.toRotationMatrix();
  Eigen::Matrix<double, 2, 3> tilt;
  tilt << -rotation.row(1), rotation.row(0);
  return tilt / kGravity_m_s2;
}

}  // namespace

// The tilt was taken from the accelerometer, so an error of its bias is in it.
void OrientationFilter::start_covariance(double tilt_rad) {
  ErrorCovariance& p = state_.covariance;
  p.reset(kTilt, 2, 0);
  p.reset(kVelocity, 3, square(params_.initial_velocity_m_s));
  p.reset(kPosition, 3, square(params_.initial_position_m));
  p.add_dependent(kTilt, kAccelBias, tilt_from_accel_bias(state_.world_from_sensor));
  p.add_variance(kTilt, 2, square(tilt_rad));
}

void OrientationFilter::covariance_step() {
  State& s = state_;
  const double t = s.step.elapsed_s;
  step_.transition = transition();
  step_.observations.clear();
  propagate(step_.transition);
  s.motion_m2_s4 +=
      t / (params_.motion_tau_s + t) * (s.step.accel_excess_m2_s3 / t - s.motion_m2_s4);
  s.rate_rad2_s2 +=
      t / (params_.rate_tau_s + t) * (s.step.rate_squared_rad2_s / t - s.rate_rad2_s2);

  // A density becomes the variance of one observation that speaks for the whole step.
  const bool rest = output_.at_rest;
  const double velocity = rest ? derived_.rest_velocity
                               : derived_.velocity + derived_.velocity_per_motion * s.motion_m2_s4 +
                                     derived_.velocity_per_rate * s.rate_rad2_s2;
  const double position = derived_.position + derived_.position_per_motion * s.motion_m2_s4 +
                          derived_.position_per_rate * s.rate_rad2_s2;
  ErrorVec error = ErrorVec::Zero();
  observe_near_zero(kVelocity, s.velocity_m_s, velocity / t, error, step_);
  observe_near_zero(kPosition, s.position_m, position / t, error, step_);
  if (rest) observe_bias_at_rest(error, step_);
  s.covariance.make_symmetric();
  s.step = {};
  if (!s.covariance.is_sound(error)) {
    // If rounding ever broke the covariance all the same: begin anew rather than say a wrong angle.
    reset();
    if (on_step) on_step(nullptr);
    return;
  }
  apply_correction(error);
  apply_grade();
  if (!on_step) return;
  step_.tilt_rows = tilt_rows();
  step_.pull = s.grade.pull;
  step_.tilt_x_rad = error(kTilt);
  step_.tilt_y_rad = error(kTilt + 1);
  on_step(&step_);
}

ErrorTransition OrientationFilter::transition() const {
  const Accumulated& step = state_.step;
  constexpr int kBias = kGyroBias - kMoving, kForce = kAccelBias - kMoving,
                kDelay = kAccelDelay - kMoving;
  ErrorTransition f;
  const double t = f.elapsed_s = step.elapsed_s;
  auto& n = f.from_sensor_errors;
  // What a wrong rate turns: the tilt, and velocity and position about the world's origin with it.
  // Both are as in the middle of the step.
  Eigen::Matrix<double, 3, 12> turned;
  turned << -step.rotation_s, -step.turned_rate_rad;
  n.block<2, 12>(kTilt, kBias) = turned.topRows<2>();
  const Vec3 velocity = state_.velocity_m_s - 0.5 * step.velocity_gained_m_s;
  const Vec3 position = state_.position_m - 0.5 * step.position_gained_m;
  n.block<3, 12>(kVelocity, kBias).noalias() = cross_matrix(velocity) * turned;
  n.block<3, 12>(kPosition, kBias).noalias() = cross_matrix(position) * turned;
  n.block<3, 12>(kPosition, kBias) += 0.5 * t * n.block<3, 12>(kVelocity, kBias);
  // The tilt that grows within the step lets gravity in: its mean is half of it, its integral's
  // mean a third of that again.
  n.block<1, 12>(kVelocity, kBias) += 0.5 * kGravity_m_s2 * t * turned.row(1);
  n.block<1, 12>(kVelocity + 1, kBias) -= 0.5 * kGravity_m_s2 * t * turned.row(0);
  n.block<1, 12>(kPosition, kBias) += kGravity_m_s2 * t * t / 6 * turned.row(1);
  n.block<1, 12>(kPosition + 1, kBias) -= kGravity_m_s2 * t * t / 6 * turned.row(0);
  // A wrong force moves the velocity.
  n.block<3, 3>(kVelocity, kForce) = -step.rotation_s;
  n.block<3, 3>(kPosition, kForce) = -0.5 * t * step.rotation_s;
  n.block<3, 1>(kVelocity, kDelay) = step.accel_turn_m_s;
  n.block<3, 1>(kPosition, kDelay) = 0.5 * t * step.accel_turn_m_s;
  return f;
}

void OrientationFilter::propagate(const ErrorTransition& transition) {
  const Accumulated& step = state_.step;
  const double t = step.elapsed_s;
  ErrorCovariance& p = state_.covariance;
  p.propagate(transition);
  p.add_variance(kTilt, 2,
                 derived_.gyro_noise * t + derived_.gyro_rate_noise * step.rate_squared_rad2_s +
                     square(step.attitude_doubt_rad));
  p.add_variance(kVelocity, 3,
                 derived_.accel_noise * t + derived_.accel_motion_noise * step.accel_excess_m2_s3 +
                     square(step.velocity_doubt_m_s));
  p.add_variance(kGyroBias, 3, derived_.bias_walk * t);
}

// "velocity (or position) = 0", axis by axis. True value = error + exp(tilt) estimate = 0, so to
// first order -estimate = error - estimate x tilt.
void OrientationFilter::observe_near_zero(int first, const Vec3& value, double variance,
                                          ErrorVec& error, OrientationStep& step) {
  const Mat3 cross = cross_matrix(value);
  for (int axis = 0; axis < 3; ++axis) {
    step.observations.push_back(state_.covariance.observe({.state = first + axis,
                                                           .tilt_x = -cross(axis, 0),
                                                           .tilt_y = -cross(axis, 1),
                                                           .residual = -value(axis),
                                                           .variance = variance},
                                                          error));
  }
}

// At rest the gyroscope shows its bias.
void OrientationFilter::observe_bias_at_rest(ErrorVec& error, OrientationStep& step) {
  const double t = state_.step.elapsed_s;
  const Vec3 residual = state_.step.gyro_rad / t - state_.errors.gyro_bias_rad_s;
  for (int axis = 0; axis < 3; ++axis) {
    step.observations.push_back(state_.covariance.observe(
        {.state = kGyroBias + axis, .residual = residual(axis), .variance = derived_.rest_bias / t},
        error));
  }
}

// Moves the estimate by the error, in the world frame; the error is zero again.
void OrientationFilter::apply_correction(const ErrorVec& error) {
  State& s = state_;
  const Quat turn = quaternion_from_rotation({error(kTilt), error(kTilt + 1), 0});
  const Mat3 rotation = turn.toRotationMatrix();
  s.world_from_sensor = turn * s.world_from_sensor;
  s.velocity_m_s = rotation * s.velocity_m_s + error.segment<3>(kVelocity);
  s.position_m = rotation * s.position_m + error.segment<3>(kPosition);
  s.errors.gyro_bias_rad_s += error.segment<3>(kGyroBias);
  s.errors.gyro_matrix += error.segment<9>(kGyroMatrix).reshaped(3, 3);
  s.errors.accel_bias_m_s2 += error.segment<3>(kAccelBias);
  s.errors.accel_delay_s += error(kAccelDelay);
}

void OrientationFilter::apply_grade() {
  State& s = state_;
  s.grade = sensor_grade_.judge(s.covariance, s.errors);
  s.graded_up =
      quaternion_from_rotation({-s.grade.tilt_x_rad, -s.grade.tilt_y_rad, 0}) * Vec3::UnitZ();
  output_.up_sensor = s.world_from_sensor.conjugate() * s.graded_up;
  const ErrorMatrix& p = s.covariance.matrix();
  output_.accel_bias_m_s2 = s.errors.accel_bias_m_s2 + p.middleRows<3>(kAccelBias) * s.grade.pull;
  // In reading terms the part of the tilt that the bias explains does not count.
  const auto from_bias = tilt_from_accel_bias(s.world_from_sensor);
  const Eigen::Matrix2d shared = from_bias * p.block<3, 2>(kAccelBias, kTilt);
  const Eigen::Matrix2d reading =
      p.block<2, 2>(kTilt, kTilt) - shared - shared.transpose() +
      from_bias * p.block<3, 3>(kAccelBias, kAccelBias) * from_bias.transpose();
  publish_sigma(std::sqrt(std::max(0.0, s.grade.tilt_variance_rad2)) * kDegPerRad,
                std::sqrt(std::max(0.0, 0.5 * reading.trace())) * kDegPerRad);
}

}  // namespace postured
