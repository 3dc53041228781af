#include "motion/orientation_filter.hpp"

#include <algorithm>
#include <cmath>

#include "motion/strapdown.hpp"

namespace postured {
namespace {

// Beyond what any MEMS sensor can report: the largest full scales are 4000 deg/s and 200 g.
constexpr double kMaxRate_rad_s = 100;
constexpr double kMaxAccel_m_s2 = 1000;
// The smallest full scales on the market: a flagged axis below them cannot be the saturated one.
constexpr double kSmallestGyroRange_rad_s = 0.9 * 125 * kRadPerDeg;
constexpr double kSmallestAccelRange_m_s2 = 0.9 * 2 * kGravity_m_s2;
// The slowest rate that counts as complete, with some jitter.
constexpr double kSlowestStep_s = 0.06;

double square(double x) { return x * x; }

Mat3 cross_matrix(const Vec3& v) {
  Mat3 m;
  m << 0, -v.z(), v.y(), v.z(), 0, -v.x(), -v.y(), v.x(), 0;
  return m;
}

// The shortest rotation that turns the measured up onto the world's z.
Quat level(const Vec3& accel_m_s2) {
  return Quat::FromTwoVectors(accel_m_s2.norm() > 1e-6 ? accel_m_s2 : Vec3::UnitZ(), Vec3::UnitZ());
}

ImuSample cut_to_plausible(const ImuSample& sample) {
  ImuSample cut = sample;
  if (sample.gyro_rad_s.cwiseAbs().maxCoeff() > kMaxRate_rad_s ||
      sample.accel_m_s2.cwiseAbs().maxCoeff() > kMaxAccel_m_s2) {
    cut.gyro_rad_s = sample.gyro_rad_s.cwiseMax(-kMaxRate_rad_s).cwiseMin(kMaxRate_rad_s);
    cut.accel_m_s2 = sample.accel_m_s2.cwiseMax(-kMaxAccel_m_s2).cwiseMin(kMaxAccel_m_s2);
    cut.saturated = true;
  }
  return cut;
}

}  // namespace

OrientationFilter::OrientationFilter(OrientationParams params)
    : params_(params), rest_(params.rest) {
  derived_.gyro_noise = square(params.gyro_noise_deg_s_rthz * kRadPerDeg);
  derived_.gyro_rate_noise = square(params.gyro_rate_noise_rts);
  derived_.bias_walk = square(params.gyro_bias_walk_deg_s_rts * kRadPerDeg);
  derived_.accel_noise = square(params.accel_noise_m_s2_rthz);
  derived_.accel_motion_noise = square(params.accel_motion_noise_rts);
  derived_.velocity = square(params.velocity_prior_m_rts);
  derived_.velocity_per_motion = square(params.velocity_per_motion_s_rts);
  derived_.position = square(params.position_prior_m_rts);
  derived_.position_per_motion = square(params.position_per_motion_s2_rts);
  derived_.rest_velocity = square(params.rest_velocity_m_rts);
  derived_.rest_bias = square(params.rest_bias_deg_s_rts * kRadPerDeg);
  derived_.bias_initial = square(params.gyro_bias_initial_deg_s * kRadPerDeg);
  reset();
}

void OrientationFilter::reset() {
  state_ = {};
  for (int i = 0; i < 3; ++i) state_.covariance(kBias + i, kBias + i) = derived_.bias_initial;
  pending_restart_ = false;
  output_ = {};
}

void OrientationFilter::on_break(const StreamBreak& what) {
  switch (what.cause) {
    case StreamBreak::Cause::lost_samples:
    case StreamBreak::Cause::time_gap:
      return;  // same time base: the step between the samples tells
    case StreamBreak::Cause::device_reset:
    case StreamBreak::Cause::link_lost:
      pending_restart_ = true;
  }
}

const Inclination& OrientationFilter::update(const ImuSample& raw) {
  if (!raw.accel_m_s2.allFinite() || !raw.gyro_rad_s.allFinite()) return output_;
  const ImuSample sample = cut_to_plausible(raw);
  if (!state_.started || pending_restart_) {
    start(sample);
    return output_;
  }
  const double dt_s = to_seconds(sample.time - state_.last_time);
  if (dt_s <= 0) return output_;
  if (dt_s > params_.gap_reset_s) {
    start(sample);
    return output_;
  }
  state_.last_time = sample.time;
  if (sample.has_gyro) {
    integrate(sample, dt_s);
  } else {
    update_accel_only(sample, dt_s);
  }
  return output_;
}

// Tilt from one accelerometer reading. The bias and what is known of it stay.
void OrientationFilter::start(const ImuSample& sample) {
  const Vec3 bias = state_.gyro_bias_rad_s;
  const Mat3 bias_covariance = state_.covariance.bottomRightCorner<3, 3>();
  state_ = {};
  state_.started = true;
  pending_restart_ = false;
  state_.last_time = sample.time;
  state_.gyro_bias_rad_s = bias;
  state_.world_from_sensor = level(sample.accel_m_s2);
  state_.last_gyro_rad_s = sample.gyro_rad_s;
  state_.last_but_one_gyro_rad_s = sample.gyro_rad_s;
  state_.last_accel_world_m_s2 =
      state_.world_from_sensor * sample.accel_m_s2 - kGravity_m_s2 * Vec3::UnitZ();
  state_.accel_low_pass_m_s2 = sample.accel_m_s2;

  // A reading that is not gravity alone, or taken in a turn, is worth less.
  const double excess = std::abs(sample.accel_m_s2.norm() - kGravity_m_s2);
  const double rate_deg_s = (sample.gyro_rad_s - bias).norm() * kDegPerRad;
  const double tilt_deg =
      params_.initial_tilt_deg +
      kDegPerRad * std::max(0.0, excess - params_.start_accel_m_s2) / kGravity_m_s2 +
      0.05 * std::max(0.0, rate_deg_s - params_.start_gyro_deg_s);
  const double tilt_rad = std::min(tilt_deg, 60.0) * kRadPerDeg;
  Covariance& p = state_.covariance;
  for (int i = 0; i < 2; ++i) p(kTilt + i, kTilt + i) = square(tilt_rad);
  for (int i = 0; i < 3; ++i) {
    p(kVelocity + i, kVelocity + i) = square(params_.initial_velocity_m_s);
    p(kPosition + i, kPosition + i) = square(params_.initial_position_m);
  }
  p.bottomRightCorner<3, 3>() = bias_covariance;

  rest_.start(sample.gyro_rad_s, sample.accel_m_s2);
  output_ = {};
  output_.up_sensor = state_.world_from_sensor.conjugate() * Vec3::UnitZ();
  if (sample.has_gyro) output_.gyro_rad_s = sample.gyro_rad_s - bias;
  publish_sigma(tilt_rad * kDegPerRad);
}

void OrientationFilter::integrate(const ImuSample& sample, double dt_s) {
  State& s = state_;
  // Attitude: the rate between the samples, without the bias.
  const Vec3 rate_rad_s = sample.gyro_rad_s - s.gyro_bias_rad_s;
  const Vec3 turn = rotation_between({.before_rad_s = s.last_but_one_gyro_rad_s,
                                      .from_rad_s = s.last_gyro_rad_s,
                                      .to_rad_s = sample.gyro_rad_s,
                                      .dt_before_s = s.last_dt_s,
                                      .dt_s = dt_s}) -
                    dt_s * s.gyro_bias_rad_s;
  s.world_from_sensor = s.world_from_sensor * quaternion_from_rotation(turn);
  // One Newton step back to unit length; each product leaves it within rounding.
  s.world_from_sensor.coeffs() *= 1.5 - 0.5 * s.world_from_sensor.squaredNorm();
  const Mat3 rotation = s.world_from_sensor.toRotationMatrix();

  // Velocity and position: the specific force without gravity, trapezoid rule.
  Vec3 accel_world = rotation * sample.accel_m_s2;
  accel_world.z() -= kGravity_m_s2;
  const Vec3 gained = 0.5 * dt_s * (s.last_accel_world_m_s2 + accel_world);
  s.position_m += dt_s * (s.velocity_m_s + 0.5 * gained);
  s.velocity_m_s += gained;

  Accumulated& step = s.step;
  step.elapsed_s += dt_s;
  step.rotation_s += dt_s * rotation;
  step.gyro_rad += dt_s * sample.gyro_rad_s;
  step.rate_squared_rad2_s += dt_s * rate_rad_s.squaredNorm();
  step.accel_excess_m2_s3 += dt_s * square(sample.accel_m_s2.norm() - kGravity_m_s2);
  if (sample.saturated) {
    if (sample.gyro_rad_s.cwiseAbs().maxCoeff() > kSmallestGyroRange_rad_s) {
      step.attitude_doubt_rad += dt_s * params_.saturated_rate_deg_s * kRadPerDeg;
    }
    if (sample.accel_m_s2.cwiseAbs().maxCoeff() > kSmallestAccelRange_m_s2) {
      step.velocity_doubt_m_s += dt_s * params_.saturated_accel_m_s2;
    }
  }
  if (dt_s > kSlowestStep_s) {
    step.attitude_doubt_rad += dt_s * params_.missing_rate_deg_s * kRadPerDeg;
    step.velocity_doubt_m_s += dt_s * std::sqrt(s.motion_m2_s4);
  }

  output_.at_rest = rest_.update(sample.gyro_rad_s, sample.accel_m_s2, dt_s);
  s.last_but_one_gyro_rad_s = s.last_gyro_rad_s;
  s.last_gyro_rad_s = sample.gyro_rad_s;
  s.last_accel_world_m_s2 = accel_world;
  s.last_dt_s = dt_s;
  output_.gyro_rad_s = rate_rad_s;
  output_.up_sensor = rotation.row(2).transpose();
  if (step.elapsed_s > params_.step_s - 0.5 * dt_s) covariance_step();
}

void OrientationFilter::covariance_step() {
  State& s = state_;
  propagate();
  const double t = s.step.elapsed_s;
  s.motion_m2_s4 +=
      t / (params_.motion_tau_s + t) * (s.step.accel_excess_m2_s3 / t - s.motion_m2_s4);

  // A density becomes the variance of one measurement that speaks for the whole step.
  const bool rest = output_.at_rest;
  const double velocity = rest ? derived_.rest_velocity
                               : derived_.velocity + derived_.velocity_per_motion * s.motion_m2_s4;
  const double position = derived_.position + derived_.position_per_motion * s.motion_m2_s4;
  ErrorVec error = ErrorVec::Zero();
  hold_near_zero(kVelocity, s.velocity_m_s, velocity / t, error);
  hold_near_zero(kPosition, s.position_m, position / t, error);
  if (rest) bias_at_rest(error);
  apply_correction(error);
  // The updates above take P for symmetric. Rounding makes it less so, and they amplify that: left
  // alone, the filter diverges after some hours while its sigma stays small.
  s.covariance = (0.5 * (s.covariance + s.covariance.transpose())).eval();

  const double tilt_variance =
      0.5 * (s.covariance(kTilt, kTilt) + s.covariance(kTilt + 1, kTilt + 1));
  s.step = {};
  if (!error.allFinite() || !(s.covariance.diagonal().minCoeff() > 0)) {
    // If rounding ever broke the covariance all the same: begin anew rather than say a wrong angle.
    reset();
    return;
  }
  publish_sigma(std::sqrt(tilt_variance) * kDegPerRad);
}

// The errors over one step T, with B the integral of the rotation, g = (0, 0, -G), and the true
// value = error composed with the estimate in the world frame (right-invariant):
//   tilt'     = tilt - B bias
//   velocity' = velocity + T g x tilt - velocity_hat x (B bias)
//   position' = position + T velocity + T^2/2 g x tilt - position_hat x (B bias)
// so the transition does not depend on the attitude estimate but through the bias.
void OrientationFilter::propagate() {
  State& s = state_;
  const Accumulated& step = s.step;
  const double t = step.elapsed_s;
  Eigen::Matrix<double, kMoving, 3> from_bias;
  from_bias.topRows<2>() = -step.rotation_s.topRows<2>();
  from_bias.middleRows<3>(kVelocity) = -cross_matrix(s.velocity_m_s) * step.rotation_s;
  from_bias.middleRows<3>(kPosition) = -cross_matrix(s.position_m) * step.rotation_s;

  // m -> m F', column by column: position first, because it reads the old velocity and tilt.
  const auto times_transition = [&](Covariance& m) {
    m.middleCols<3>(kPosition) += t * m.middleCols<3>(kVelocity);
    m.col(kPosition) += 0.5 * kGravity_m_s2 * t * t * m.col(kTilt + 1);
    m.col(kPosition + 1) -= 0.5 * kGravity_m_s2 * t * t * m.col(kTilt);
    m.col(kVelocity) += kGravity_m_s2 * t * m.col(kTilt + 1);
    m.col(kVelocity + 1) -= kGravity_m_s2 * t * m.col(kTilt);
    m.leftCols<kMoving>() += m.middleCols<3>(kBias) * from_bias.transpose();
  };
  Covariance& p = s.covariance;
  times_transition(p);
  p.transposeInPlace();
  times_transition(p);

  const double tilt_noise = derived_.gyro_noise * t +
                            derived_.gyro_rate_noise * step.rate_squared_rad2_s +
                            square(step.attitude_doubt_rad);
  const double velocity_noise = derived_.accel_noise * t +
                                derived_.accel_motion_noise * step.accel_excess_m2_s3 +
                                square(step.velocity_doubt_m_s);
  for (int i = 0; i < 2; ++i) p(kTilt + i, kTilt + i) += tilt_noise;
  for (int i = 0; i < 3; ++i) {
    p(kVelocity + i, kVelocity + i) += velocity_noise;
    p(kBias + i, kBias + i) += derived_.bias_walk * t;
  }
}

// Pseudo-measurement "velocity (or position) = 0", axis by axis (Kalman's sequential form: no
// matrix inverse). True value = error + exp(tilt) estimate = 0, so to first order
//   -estimate = error - estimate x tilt.
void OrientationFilter::hold_near_zero(int first, const Vec3& value, double variance,
                                       ErrorVec& error) {
  Covariance& p = state_.covariance;
  const Mat3 cross = cross_matrix(value);
  for (int axis = 0; axis < 3; ++axis) {
    const double x = -cross(axis, 0);
    const double y = -cross(axis, 1);
    const ErrorVec ph = p.col(first + axis) + x * p.col(kTilt) + y * p.col(kTilt + 1);
    const double spread = ph(first + axis) + x * ph(kTilt) + y * ph(kTilt + 1) + variance;
    const double expected = error(first + axis) + x * error(kTilt) + y * error(kTilt + 1);
    const ErrorVec gain = ph / spread;
    error += gain * (-value(axis) - expected);
    p.noalias() -= gain * ph.transpose();
  }
}

// At rest the gyroscope shows its bias.
void OrientationFilter::bias_at_rest(ErrorVec& error) {
  Covariance& p = state_.covariance;
  const double t = state_.step.elapsed_s;
  const Vec3 residual = state_.step.gyro_rad / t - state_.gyro_bias_rad_s;
  for (int axis = 0; axis < 3; ++axis) {
    const ErrorVec ph = p.col(kBias + axis);
    const ErrorVec gain = ph / (ph(kBias + axis) + derived_.rest_bias / t);
    error += gain * (residual(axis) - error(kBias + axis));
    p.noalias() -= gain * ph.transpose();
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
  s.gyro_bias_rad_s += error.segment<3>(kBias);
  output_.up_sensor = s.world_from_sensor.conjugate() * Vec3::UnitZ();
}

// Without a gyroscope: the mean of the accelerometer over about accel_only_tau_s, from the first
// sample on. What walking (1.2-2.5 Hz) leaves of its swing after that low-pass is about a tenth.
void OrientationFilter::update_accel_only(const ImuSample& sample, double dt_s) {
  State& s = state_;
  s.accel_only_for_s += dt_s;
  const double tau_s = params_.accel_only_tau_s;
  const double gain = dt_s / (std::min(tau_s, s.accel_only_for_s) + dt_s);
  s.accel_low_pass_m_s2 += gain * (sample.accel_m_s2 - s.accel_low_pass_m_s2);
  const double slow_gain = dt_s / (tau_s + dt_s);
  const double deviation = (sample.accel_m_s2 - s.accel_low_pass_m_s2).squaredNorm();
  s.motion_m2_s4 += slow_gain * (deviation - s.motion_m2_s4);

  s.world_from_sensor = level(s.accel_low_pass_m_s2);
  output_.up_sensor = s.world_from_sensor.conjugate() * Vec3::UnitZ();
  output_.gyro_rad_s.setZero();
  output_.at_rest = rest_.update(Vec3::Zero(), sample.accel_m_s2, dt_s);
  const double swing_deg = kDegPerRad * 0.1 * std::sqrt(s.motion_m2_s4) / kGravity_m_s2;
  const double start_deg = params_.initial_tilt_deg * std::exp(-s.accel_only_for_s / tau_s);
  // A full mean is as good as this will get; runners are not told to wait for ever.
  output_.settled = output_.settled || s.accel_only_for_s > tau_s;
  publish_sigma(std::sqrt(1 + square(swing_deg) + square(start_deg)));
}

void OrientationFilter::publish_sigma(double sigma_deg) {
  output_.sigma_deg = std::min(sigma_deg, 180.0);
  output_.settled = sigma_deg < (output_.settled ? params_.unsettled_deg : params_.settled_deg);
}

}  // namespace postured
