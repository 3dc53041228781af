// IMU samples -> which way is up, in the sensor's frame. Heading is neither observable without a
// magnetometer nor needed for posture.
//
// Right-invariant error-state Kalman filter in a gravity-aligned world frame, z up (Barrau and
// Bonnabel 2017, IEEE TAC 62:1797): the gyroscope is integrated to the attitude, the accelerometer
// to a velocity and a position. Pseudo-measurements "velocity is near zero" and "position is near
// zero" hold those two: a body on a trunk stays about where it is. This takes the place of a
// low-pass on the accelerometer and lets ordinary movement cancel out. Their widths follow recent
// motion. The covariance moves in steps of about 0.1 s, the attitude with every sample.
#pragma once

#include "motion/inclination.hpp"
#include "motion/rest_detector.hpp"
#include "sensor/sensor_events.hpp"

namespace postured {

// Tuning, independent of the sample rate. Noise densities are 1 sigma. The defaults were tuned on
// the 14 odd-numbered trials of the BROAD benchmark (Laidig et al. 2021, Data 6(7):72) at 50 and
// 100 Hz, as recorded and with the noise and bias of a cheap sensor.
struct OrientationParams {
  // Process noise.
  double gyro_noise_deg_s_rthz = 0.07;  // deg/s/sqrt(Hz), attitude random walk
  double gyro_rate_noise_rts = 0.0018;  // sqrt(s), the same per deg/s of rate: scale, cross-axis
  double gyro_bias_initial_deg_s = 3;   // deg/s, 1 sigma of the bias at the start
  double gyro_bias_walk_deg_s_rts = 0.003;  // deg/s/sqrt(s), random walk of the bias
  double accel_noise_m_s2_rthz = 0.004;     // m/s2/sqrt(Hz), velocity random walk
  double accel_motion_noise_rts = 0.015;    // sqrt(s), the same per m/s2 of | |accel| - g |

  // Pseudo-measurements. The density of each is sqrt(base^2 + (per_motion * motion)^2), where
  // motion is the RMS of |accel| - g over motion_tau_s, in m/s2.
  double velocity_prior_m_rts = 0.25;        // m/s*sqrt(s), base of "velocity = 0"
  double velocity_per_motion_s_rts = 0.04;   // s*sqrt(s)
  double position_prior_m_rts = 0.06;        // m*sqrt(s), base of "position = 0"
  double position_per_motion_s2_rts = 0.18;  // s2*sqrt(s)
  double motion_tau_s = 1.0;                 // s, memory of the motion

  // Start: the first accelerometer reading is taken for up.
  double initial_tilt_deg = 1.9;      // deg, 1 sigma while |accel| and gyro are as at rest
  double start_accel_m_s2 = 0.98;     // m/s2, | |accel| - g | up to which they are
  double start_gyro_deg_s = 60;       // deg/s, same for the rate
  double initial_velocity_m_s = 0.1;  // m/s, 1 sigma
  double initial_position_m = 0.05;   // m, 1 sigma

  // At rest.
  RestParams rest;
  double rest_velocity_m_rts = 0.03;  // m/s*sqrt(s), density of "velocity = 0"
  double rest_bias_deg_s_rts = 0.2;   // deg/s*sqrt(s), density of "gyroscope = bias"

  // Where the readings are not to be believed.
  double saturated_rate_deg_s = 300;  // deg/s, assumed missing rate of a saturated gyroscope
  double saturated_accel_m_s2 = 30;   // m/s2, same for the accelerometer
  double missing_rate_deg_s = 20;     // deg/s, unknown rate while samples are missing

  // Timing and output.
  double step_s = 0.1;            // s, covariance step
  double gap_reset_s = 0.5;       // s, a longer gap restarts the tilt (bias is kept)
  double accel_only_tau_s = 1.0;  // s, low-pass when there is no gyroscope
  double settled_deg = 2.5;       // deg, settled once sigma is below it ...
  double unsettled_deg = 8.0;     // deg, ... until sigma is above this
};

class OrientationFilter {
 public:
  explicit OrientationFilter(OrientationParams params = {});

  // Samples in order; dt comes from their own times. The first one initialises. Non-finite samples
  // and those that repeat or turn back time are ignored; values beyond any MEMS sensor (100 rad/s,
  // 1000 m/s2) are cut there and count as saturated.
  const Inclination& update(const ImuSample& sample);
  // After a break longer than gap_reset_s, or a new epoch, the tilt starts again from the next
  // sample; the bias estimate is kept.
  void on_break(const StreamBreak& what);
  void reset();

  const Inclination& current() const { return output_; }
  Vec3 gyro_bias_rad_s() const { return state_.gyro_bias_rad_s; }

 private:
  // Error states, world frame except the bias (sensor frame).
  enum Index { kTilt = 0, kVelocity = 2, kPosition = 5, kBias = 8, kStates = 11 };
  static constexpr int kMoving = kBias;  // the states that the transition changes come first
  using Covariance = Eigen::Matrix<double, kStates, kStates>;
  using ErrorVec = Eigen::Matrix<double, kStates, 1>;

  // Densities of the parameters, squared and in SI units.
  struct Derived {
    double gyro_noise = 0, gyro_rate_noise = 0, bias_walk = 0, accel_noise = 0,
           accel_motion_noise = 0;
    double velocity = 0, velocity_per_motion = 0, position = 0, position_per_motion = 0;
    double rest_velocity = 0, rest_bias = 0, bias_initial = 0;
  };

  // What a covariance step needs to know of the samples since the last one.
  struct Accumulated {
    double elapsed_s = 0;
    Mat3 rotation_s = Mat3::Zero();  // integral of world_from_sensor
    Vec3 gyro_rad = Vec3::Zero();    // integral of the raw rate
    double rate_squared_rad2_s = 0;  // integral of |rate|^2
    double accel_excess_m2_s3 = 0;   // integral of (|accel| - g)^2
    double attitude_doubt_rad = 0;   // what saturation and missing samples may have hidden
    double velocity_doubt_m_s = 0;
  };

  // Everything that changes with samples.
  struct State {
    bool started = false;
    Quat world_from_sensor = Quat::Identity();
    Vec3 velocity_m_s = Vec3::Zero();
    Vec3 position_m = Vec3::Zero();
    Vec3 gyro_bias_rad_s = Vec3::Zero();
    Covariance covariance = Covariance::Zero();
    DeviceTime last_time{};
    double last_dt_s = 0;
    Vec3 last_gyro_rad_s = Vec3::Zero(), last_but_one_gyro_rad_s = Vec3::Zero();
    Vec3 last_accel_world_m_s2 = Vec3::Zero();  // without gravity
    double motion_m2_s4 = 0;                    // low-passed (|accel| - g)^2
    Accumulated step;
    // Without a gyroscope.
    Vec3 accel_low_pass_m_s2 = Vec3::Zero();
    double accel_only_for_s = 0;
  };

  void start(const ImuSample& sample);
  void integrate(const ImuSample& sample, double dt_s);
  void covariance_step();
  void propagate();
  void hold_near_zero(int first, const Vec3& value, double variance, ErrorVec& error);
  void bias_at_rest(ErrorVec& error);
  void apply_correction(const ErrorVec& error);
  void update_accel_only(const ImuSample& sample, double dt_s);
  void publish_sigma(double sigma_deg);

  OrientationParams params_;
  Derived derived_;
  State state_;
  RestDetector rest_;
  bool pending_restart_ = false;
  Inclination output_;
};

}  // namespace postured
