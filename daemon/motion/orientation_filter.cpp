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
  params_.good_log_odds = std::min(params_.good_log_odds, params_.good_log_odds_calibrated);
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
