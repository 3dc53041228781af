// IMU samples -> which way is up, in the sensor's frame. Heading is neither observable without a
// magnetometer nor needed for posture.
//
// Right-invariant error-state Kalman filter in a gravity-aligned world frame (Barrau and Bonnabel
// 2017, IEEE TAC 62:1797): the gyroscope is integrated, and the accelerometer is integrated to a
// velocity that a wide pseudo-measurement "velocity is near zero" holds; this replaces a low-pass
// on the accelerometer and lets ordinary movement cancel out.
#pragma once

#include "motion/inclination.hpp"
#include "sensor/sensor_events.hpp"

namespace postured {

// Tuning, independent of the sample rate.
struct OrientationParams {
  double gyro_noise_deg_s_rthz = 0.05;      // deg/s/sqrt(Hz), attitude random walk
  double gyro_bias_initial_deg_s = 3;       // deg/s, 1 sigma of the bias at the start
  double gyro_bias_walk_deg_s_rts = 0.002;  // deg/s/sqrt(s), random walk of the bias
  double accel_noise_m_s2_rthz = 0.08;      // m/s2/sqrt(Hz), velocity random walk
  double velocity_prior_m_rts = 0.8;        // m/s*sqrt(s), density of the velocity = 0 measurement
  double initial_tilt_deg = 3;              // deg, 1 sigma of the first accelerometer tilt
  double step_s = 0.1;                      // s, covariance step
  double gap_reset_s = 0.5;                 // s, a longer gap restarts the tilt (bias is kept)
  double rest_gyro_deg_s = 1.0;             // deg/s, deviation that still counts as rest
  double rest_accel_m_s2 = 0.12;            // m/s2, same
  double rest_after_s = 0.6;                // s of stillness before rest is believed
  double rest_max_rate_deg_s = 6;           // deg/s, a steadier rate is a turn and not a bias
  double accel_only_tau_s = 1.0;            // s, low-pass when there is no gyroscope
};

class OrientationFilter {
 public:
  explicit OrientationFilter(OrientationParams params = {});

  // Samples in order; non-finite ones must have been rejected before. dt comes from the samples'
  // own times. The first sample initialises.
  const Inclination& update(const ImuSample& sample);
  // After a break longer than gap_reset_s, or a new epoch, the tilt starts again from the next
  // sample; the bias estimate is kept.
  void on_break(const StreamBreak& what);
  void reset();

  const Inclination& current() const { return output_; }
  Vec3 gyro_bias_rad_s() const { return state_.gyro_bias_rad_s; }

 private:
  enum Index { kTilt = 0, kVelocity = 2, kBias = 5, kStates = 8 };
  using Covariance = Eigen::Matrix<double, kStates, kStates>;
  using ErrorVec = Eigen::Matrix<double, kStates, 1>;

  // Everything that changes with samples.
  struct State {
    bool started = false;
    Quat world_from_sensor = Quat::Identity();
    Vec3 velocity_m_s = Vec3::Zero();
    Vec3 gyro_bias_rad_s = Vec3::Zero();
    Covariance covariance = Covariance::Zero();
    DeviceTime last_time{};
    Vec3 last_gyro_rad_s = Vec3::Zero();
    // Accumulated since the last covariance step.
    Mat3 rotation_integral_s = Mat3::Zero();
    Vec3 gyro_integral_rad = Vec3::Zero();
    double step_elapsed_s = 0;
    double saturated_s = 0;
    // Rest detection.
    Vec3 gyro_low_pass_rad_s = Vec3::Zero();
    Vec3 accel_low_pass_m_s2 = Vec3::Zero();
    double still_for_s = 0;
    double since_start_s = 0;
  };

  void start(const ImuSample& sample);
  void integrate(const ImuSample& sample, double dt_s);
  void detect_rest(const ImuSample& sample, double dt_s);
  void covariance_step();
  void apply_correction(const ErrorVec& error);
  void update_accel_only(const ImuSample& sample, double dt_s);
  void publish(const ImuSample& sample);

  OrientationParams params_;
  State state_;
  bool pending_restart_ = false;
  Inclination output_;
};

}  // namespace postured
