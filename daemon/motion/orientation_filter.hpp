// IMU samples -> which way is up, in the sensor's frame. Heading is neither observable without a
// magnetometer nor needed for posture.
//
// Right-invariant error-state Kalman filter in a gravity-aligned world frame, z up (Barrau and
// Bonnabel 2017, IEEE TAC 62:1797):
//   1. The gyroscope, corrected by its matrix and bias, is integrated to the attitude
//      (strapdown.hpp).
//   2. The accelerometer, corrected by its bias and by how much later it reads than the gyroscope,
//      is turned into the world, and without gravity integrated to a velocity and a position.
//   3. Pseudo-measurements "velocity is near zero" and "position is near zero" hold those two: a
//      body on a trunk stays about where it is. This takes the place of a low-pass on the
//      accelerometer, lets ordinary movement cancel out, and shows the sensor's own errors. Their
//      widths follow recent motion. At rest the velocity is zero and the gyroscope shows its bias.
//   4. Whether the sensor is a good or a cheap one is learnt too (sensor_grade.hpp).
// The covariance moves in steps of step_s (error_covariance.hpp), the attitude with every sample.
#pragma once

#include <functional>
#include <vector>

#include "motion/accelerometer_tilt.hpp"
#include "motion/error_covariance.hpp"
#include "motion/inclination.hpp"
#include "motion/orientation_params.hpp"
#include "motion/rest_detector.hpp"
#include "motion/sensor_grade.hpp"
#include "sensor/sensor_events.hpp"

namespace postured {

// One covariance step, for those who go back over it (fixed_lag_smoother.hpp).
struct OrientationStep {
  ErrorTransition transition;
  std::vector<ObservationEffect> observations;               // in the order they were made
  Eigen::Matrix<double, 2, error_state::kStates> tilt_rows;  // of the covariance after them
  ErrorVec pull = ErrorVec::Zero();                          // of the sensor's grade
  double tilt_x_rad = 0, tilt_y_rad = 0;                     // by which the step moved the estimate
};

class OrientationFilter {
 public:
  explicit OrientationFilter(OrientationParams params = {});

  // Samples in order; dt comes from their own times. The first one initialises. Non-finite samples
  // and those that repeat or turn back time are ignored; values beyond any MEMS sensor (100 rad/s,
  // 1000 m/s2) are cut there and count as saturated.
  const Inclination& update(const ImuSample& sample);
  // After a break longer than gap_reset_s, or a new epoch, the tilt starts again from the next
  // sample; what was learnt of the sensor is kept.
  void on_break(const StreamBreak& what);
  void reset();
  // The samples were corrected by an accelerometer calibration that is this sure (1 sigma of each
  // axis; scale is relative). What was learnt of the accelerometer's bias is forgotten.
  void set_accelerometer_prior(double bias_sigma_m_s2, double scale_sigma);

  const Inclination& current() const { return output_; }
  Vec3 gyro_bias_rad_s() const { return state_.errors.gyro_bias_rad_s; }
  const SensorErrors& sensor_errors() const { return state_.errors; }
  double good_sensor_probability() const { return state_.grade.good; }

  // Before the correction by the sensor's grade: with the wide prior alone.
  const Quat& world_from_sensor() const { return state_.world_from_sensor; }
  Eigen::Matrix<double, 2, error_state::kStates> tilt_rows() const {
    return state_.covariance.matrix().topRows<2>();
  }
  // Of the last sample that was not ignored.
  DeviceTime last_time() const { return state_.last_time; }
  // Called after each covariance step, and with nullptr when the tilt starts anew.
  std::function<void(const OrientationStep*)> on_step;

 private:
  // Densities of the parameters, squared and in SI units.
  struct Derived {
    double gyro_noise = 0, gyro_rate_noise = 0, bias_walk = 0, accel_noise = 0,
           accel_motion_noise = 0;
    double velocity = 0, velocity_per_motion = 0, velocity_per_rate = 0;
    double position = 0, position_per_motion = 0, position_per_rate = 0;
    double rest_velocity = 0, rest_bias = 0;
    double bias_initial = 0, scale_initial = 0, cross_initial = 0, accel_bias_initial = 0,
           delay_initial = 0;
  };

  // What a covariance step needs to know of the samples since the last one.
  struct Accumulated {
    double elapsed_s = 0;
    Mat3 rotation_s = Mat3::Zero();  // integral of world_from_sensor
    Eigen::Matrix<double, 3, 9> turned_rate_rad = Eigen::Matrix<double, 3, 9>::Zero();
    // ... of it times each raw rate
    Vec3 accel_turn_m_s = Vec3::Zero();  // ... times rate x accel
    Vec3 velocity_gained_m_s = Vec3::Zero(), position_gained_m = Vec3::Zero();
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
    SensorErrors errors;
    ErrorCovariance covariance;
    GradeVerdict grade;
    Vec3 graded_up = Vec3::UnitZ();  // up in the filter's world, by the sensor's grade
    DeviceTime last_time{};
    double last_dt_s = 0;
    Vec3 last_gyro_rad_s = Vec3::Zero(), last_but_one_gyro_rad_s = Vec3::Zero();
    Vec3 last_accel_world_m_s2 = Vec3::Zero();  // without gravity
    double motion_m2_s4 = 0;                    // low-passed (|accel| - g)^2
    double rate_rad2_s2 = 0;                    // low-passed |rate|^2
    Accumulated step;
  };

  void derive();
  void start(const ImuSample& sample);
  void start_covariance(double tilt_rad);
  void integrate(const ImuSample& sample, double dt_s);
  void note_doubt(const ImuSample& sample, double dt_s);
  void covariance_step();
  ErrorTransition transition() const;
  void propagate(const ErrorTransition& transition);
  void observe_near_zero(int first, const Vec3& value, double variance, ErrorVec& error,
                         OrientationStep& step);
  void observe_bias_at_rest(ErrorVec& error, OrientationStep& step);
  void apply_correction(const ErrorVec& error);
  void apply_grade();
  void update_accel_only(const ImuSample& sample, double dt_s);
  void publish_sigma(double sigma_deg, double reading_sigma_deg);

  OrientationParams params_;
  Derived derived_;
  SensorGrade sensor_grade_;
  State state_;
  RestDetector rest_;
  AccelerometerTilt accel_only_;
  OrientationStep step_;  // the last one
  bool pending_restart_ = false;
  Inclination output_;
};

}  // namespace postured
