#include "motion/orientation_filter.hpp"

#include <algorithm>
#include <cmath>

#include "motion/strapdown.hpp"

namespace postured {

using namespace error_state;

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

Vec3 true_rate(const SensorErrors& errors, const Vec3& reading_rad_s) {
  return reading_rad_s - errors.gyro_matrix * reading_rad_s - errors.gyro_bias_rad_s;
}

Mat3 cross_matrix(const Vec3& v) {
  Mat3 m;
  m << 0, -v.z(), v.y(), v.z(), 0, -v.x(), -v.y(), v.x(), 0;
  return m;
}

// The shortest rotation that turns the measured up onto the world's z.
Quat level(const Vec3& accel_m_s2) {
  return Quat::FromTwoVectors(accel_m_s2.norm() > 1e-6 ? accel_m_s2 : Vec3::UnitZ(), Vec3::UnitZ());
}

// Tilt of a level that was taken with an accelerometer whose bias is off: with e = R times that
// error, tilt = (-e_y, e_x) / g.
Eigen::Matrix<double, 2, 3> tilt_from_accel_bias(const Quat& world_from_sensor) {
  const Mat3 rotation = world_from_sensor.toRotationMatrix();
  Eigen::Matrix<double, 2, 3> tilt;
  tilt << -rotation.row(1), rotation.row(0);
  return tilt / kGravity_m_s2;
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
    : params_(params),
      sensor_grade_(params),
      rest_(params.rest),
      accel_only_(params.accel_only_tau_s, params.initial_tilt_deg) {
  derive();
  reset();
}

void OrientationFilter::derive() {
  const OrientationParams& p = params_;
  derived_.gyro_noise = square(p.gyro_noise_deg_s_rthz * kRadPerDeg);
  derived_.gyro_rate_noise = square(p.gyro_rate_noise_rts);
  derived_.bias_walk = square(p.gyro_bias_walk_deg_s_rts * kRadPerDeg);
  derived_.accel_noise = square(p.accel_noise_m_s2_rthz);
  derived_.accel_motion_noise = square(p.accel_motion_noise_rts);
  derived_.velocity = square(p.velocity_prior_m_rts);
  derived_.velocity_per_motion = square(p.velocity_per_motion_s_rts);
  derived_.velocity_per_rate = square(p.velocity_per_rate_m_rts);
  derived_.position = square(p.position_prior_m_rts);
  derived_.position_per_motion = square(p.position_per_motion_s2_rts);
  derived_.position_per_rate = square(p.position_per_rate_m_s_rts);
  derived_.rest_velocity = square(p.rest_velocity_m_rts);
  derived_.rest_bias = square(p.rest_bias_deg_s_rts * kRadPerDeg);
  derived_.bias_initial = square(p.gyro_bias_initial_deg_s * kRadPerDeg);
  derived_.scale_initial = square(p.cheap.gyro_scale);
  derived_.cross_initial = square(p.cheap.gyro_cross);
  derived_.accel_bias_initial = square(p.cheap.accel_bias_mg * 1e-3 * kGravity_m_s2);
  derived_.delay_initial = square(p.accel_delay_initial_s);
}

void OrientationFilter::reset() {
  state_ = {};
  ErrorCovariance& p = state_.covariance;
  p.add_variance(kGyroBias, 3, derived_.bias_initial);
  p.add_variance(kGyroMatrix, 9, derived_.cross_initial);
  for (int i = 0; i < 3; ++i) p(kGyroMatrix + 4 * i, kGyroMatrix + 4 * i) = derived_.scale_initial;
  p.add_variance(kAccelBias, 3, derived_.accel_bias_initial);
  p.add_variance(kAccelDelay, 1, derived_.delay_initial);
  pending_restart_ = false;
  output_ = {};
}

void OrientationFilter::set_accelerometer_prior(double bias_sigma_m_s2, double scale_sigma) {
  // Near rest a scale error acts like a bias of that share of gravity.
  const double sigma_mg = 1e3 * std::hypot(bias_sigma_m_s2 / kGravity_m_s2, scale_sigma);
  params_.cheap.accel_bias_mg = std::max(sigma_mg, 0.1);
  params_.good.accel_bias_mg = std::min(params_.good.accel_bias_mg, params_.cheap.accel_bias_mg);
  sensor_grade_ = SensorGrade(params_);
  derive();
  state_.errors.accel_bias_m_s2.setZero();
  state_.covariance.reset(kAccelBias, 3, derived_.accel_bias_initial);
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

// Tilt from one accelerometer reading. What is known of the sensor stays.
void OrientationFilter::start(const ImuSample& sample) {
  const SensorErrors errors = state_.errors;
  const ErrorCovariance covariance = state_.covariance;
  state_ = {};
  state_.started = true;
  pending_restart_ = false;
  state_.last_time = sample.time;
  state_.errors = errors;
  state_.covariance = covariance;
  const Vec3 accel_m_s2 = sample.accel_m_s2 - errors.accel_bias_m_s2;
  state_.world_from_sensor = level(accel_m_s2);
  state_.last_gyro_rad_s = sample.gyro_rad_s;
  state_.last_but_one_gyro_rad_s = sample.gyro_rad_s;
  state_.last_accel_world_m_s2 =
      state_.world_from_sensor * accel_m_s2 - kGravity_m_s2 * Vec3::UnitZ();

  // A reading that is not gravity alone, or taken in a turn, is worth less.
  const double excess = std::abs(sample.accel_m_s2.norm() - kGravity_m_s2);
  const Vec3 rate_rad_s = true_rate(errors, sample.gyro_rad_s);
  const double tilt_deg =
      params_.initial_tilt_deg +
      kDegPerRad * std::max(0.0, excess - params_.start_accel_m_s2) / kGravity_m_s2 +
      0.05 * std::max(0.0, rate_rad_s.norm() * kDegPerRad - params_.start_gyro_deg_s);
  start_covariance(std::min(tilt_deg, 60.0) * kRadPerDeg);

  rest_.start(sample.gyro_rad_s, sample.accel_m_s2);
  accel_only_.start(sample.accel_m_s2);
  output_ = {};
  if (sample.has_gyro) output_.gyro_rad_s = rate_rad_s;
  if (on_step) on_step(nullptr);
  apply_grade();
}

// The tilt was taken from the accelerometer, so an error of its bias is in it.
void OrientationFilter::start_covariance(double tilt_rad) {
  ErrorCovariance& p = state_.covariance;
  p.reset(kTilt, 2, 0);
  p.reset(kVelocity, 3, square(params_.initial_velocity_m_s));
  p.reset(kPosition, 3, square(params_.initial_position_m));
  p.add_dependent(kTilt, kAccelBias, tilt_from_accel_bias(state_.world_from_sensor));
  p.add_variance(kTilt, 2, square(tilt_rad));
}

void OrientationFilter::integrate(const ImuSample& sample, double dt_s) {
  State& s = state_;
  // Attitude: the turn between the samples, by the corrected rate.
  const Vec3 rate_rad_s = true_rate(s.errors, sample.gyro_rad_s);
  const Vec3 raw_turn = rotation_between({.before_rad_s = s.last_but_one_gyro_rad_s,
                                          .from_rad_s = s.last_gyro_rad_s,
                                          .to_rad_s = sample.gyro_rad_s,
                                          .dt_before_s = s.last_dt_s,
                                          .dt_s = dt_s});
  const Vec3 turn = raw_turn - s.errors.gyro_matrix * raw_turn - dt_s * s.errors.gyro_bias_rad_s;
  s.world_from_sensor = s.world_from_sensor * quaternion_from_rotation(turn);
  // One Newton step back to unit length; each product leaves it within rounding.
  s.world_from_sensor.coeffs() *= 1.5 - 0.5 * s.world_from_sensor.squaredNorm();
  const Mat3 rotation = s.world_from_sensor.toRotationMatrix();

  // Velocity and position: the specific force without gravity, trapezoid rule. What the
  // accelerometer shows now was true in the attitude of accel_delay_s ago; the sign of that time is
  // learnt, so it may also be ahead.
  const Vec3 accel = sample.accel_m_s2 - s.errors.accel_bias_m_s2;
  const Vec3 accel_turn = rate_rad_s.cross(accel);
  Vec3 accel_world = rotation * (accel + s.errors.accel_delay_s * accel_turn);
  accel_world.z() -= kGravity_m_s2;
  const Vec3 gained = 0.5 * dt_s * (s.last_accel_world_m_s2 + accel_world);
  const Vec3 moved = dt_s * (s.velocity_m_s + 0.5 * gained);
  s.position_m += moved;
  s.velocity_m_s += gained;

  Accumulated& step = s.step;
  step.velocity_gained_m_s += gained;
  step.position_gained_m += moved;
  step.elapsed_s += dt_s;
  step.rotation_s += dt_s * rotation;
  for (int axis = 0; axis < 3; ++axis) {
    step.turned_rate_rad.middleCols<3>(3 * axis) += raw_turn(axis) * rotation;
  }
  step.accel_turn_m_s += dt_s * (rotation * accel_turn);
  step.gyro_rad += dt_s * sample.gyro_rad_s;
  step.rate_squared_rad2_s += dt_s * rate_rad_s.squaredNorm();
  step.accel_excess_m2_s3 += dt_s * square(sample.accel_m_s2.norm() - kGravity_m_s2);
  note_doubt(sample, dt_s);

  output_.at_rest = rest_.update(sample.gyro_rad_s, sample.accel_m_s2, dt_s);
  s.last_but_one_gyro_rad_s = s.last_gyro_rad_s;
  s.last_gyro_rad_s = sample.gyro_rad_s;
  s.last_accel_world_m_s2 = accel_world;
  s.last_dt_s = dt_s;
  output_.gyro_rad_s = rate_rad_s;
  output_.up_sensor = rotation.transpose() * s.graded_up;
  if (step.elapsed_s > params_.step_s - 0.5 * dt_s) covariance_step();
}

// Readings that hide something widen the covariance by what they may hide.
void OrientationFilter::note_doubt(const ImuSample& sample, double dt_s) {
  Accumulated& step = state_.step;
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
    step.velocity_doubt_m_s += dt_s * std::sqrt(state_.motion_m2_s4);
  }
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

void OrientationFilter::update_accel_only(const ImuSample& sample, double dt_s) {
  accel_only_.update(sample.accel_m_s2, dt_s);
  state_.world_from_sensor = level(accel_only_.low_pass_m_s2());
  output_.up_sensor = state_.world_from_sensor.conjugate() * Vec3::UnitZ();
  output_.gyro_rad_s.setZero();
  output_.at_rest = rest_.update(Vec3::Zero(), sample.accel_m_s2, dt_s);
  // Runners are not told to wait for ever.
  output_.settled = output_.settled || accel_only_.full();
  publish_sigma(accel_only_.sigma_deg(), accel_only_.sigma_deg());
}

void OrientationFilter::publish_sigma(double sigma_deg, double reading_sigma_deg) {
  output_.sigma_deg = std::min(sigma_deg, 180.0);
  output_.reading_sigma_deg = std::min(reading_sigma_deg, 180.0);
  output_.settled =
      reading_sigma_deg < (output_.settled ? params_.unsettled_deg : params_.settled_deg);
}

}  // namespace postured
