// Tuning of the orientation filter, independent of the sample rate. Noise densities are 1 sigma.
//
// The defaults were found by CMA-ES (Hansen 2016, arXiv:1604.00772) on the 14 odd-numbered trials
// of the BROAD benchmark (Laidig et al. 2021, Data 6(7):72): as recorded at 100 Hz, and made
// as bad as a cheap sensor at 100 Hz. One set serves good and cheap sensors.
#pragma once

#include "motion/rest_detector.hpp"

namespace postured {

// How far the errors of a sensor may be off at the start, 1 sigma of each.
struct SensorPrior {
  double accel_bias_mg = 0;
  double gyro_scale = 0;  // relative error of an axis
  double gyro_cross = 0;  // share of another axis' rate
};

struct OrientationParams {
  // Process noise.
  double gyro_noise_deg_s_rthz = 0.02014;      // deg/s/sqrt(Hz), attitude random walk
  double gyro_rate_noise_rts = 0.0005139;      // sqrt(s), the same per rad/s of rate
  double gyro_bias_walk_deg_s_rts = 0.006892;  // deg/s/sqrt(s), random walk of the bias
  double accel_noise_m_s2_rthz = 0.06198;      // m/s2/sqrt(Hz), velocity random walk
  double accel_motion_noise_rts = 0.003271;    // sqrt(s), the same per m/s2 of | |accel| - g |

  // Pseudo-measurements. The density of each is sqrt(base^2 + (per_motion * motion)^2 +
  // (per_rate * rate)^2), where motion is the RMS of |accel| - g over motion_tau_s, in m/s2, and
  // rate the RMS of the angular rate over rate_tau_s, in rad/s.
  double velocity_prior_m_rts = 4.678;          // m/s*sqrt(s), base of "velocity = 0"
  double velocity_per_motion_s_rts = 0.06768;   // s*sqrt(s)
  double velocity_per_rate_m_rts = 0.0365;      // m*sqrt(s)
  double position_prior_m_rts = 0.1346;         // m*sqrt(s), base of "position = 0"
  double position_per_motion_s2_rts = 0.1267;   // s2*sqrt(s)
  double position_per_rate_m_s_rts = 0.004574;  // m*s*sqrt(s)
  double motion_tau_s = 0.1611;                 // s, memory of the motion
  double rate_tau_s = 0.9242;                   // s, memory of the rate

  // The sensor's own errors, which the filter learns on the way. Which of the two priors holds is
  // learnt as well (sensor_grade.hpp).
  SensorPrior cheap{70.09, 0.02888, 0.008123};
  SensorPrior good{0.6919, 0.003619, 0.00422};
  double good_log_odds = 3.586;         // of "good" before anything was measured
  double good_log_odds_calibrated = 0;  // of "good" once the accelerometer is calibrated: who does
                                        // that has a sensor that needs it
  double grade_evidence = 0.1944;       // exponent of the evidence, < 1: trusts it less
  double gyro_bias_initial_deg_s = 3;   // deg/s, 1 sigma on each axis
  double accel_delay_initial_s = 0.002033;  // s, 1 sigma: how much later the accelerometer reads

  // Start: the first accelerometer reading is taken for up.
  double initial_tilt_deg = 2.2;      // deg, 1 sigma while |accel| and gyro are as at rest
  double start_accel_m_s2 = 0.98;     // m/s2, | |accel| - g | up to which they are
  double start_gyro_deg_s = 60;       // deg/s, same for the rate
  double initial_velocity_m_s = 0.1;  // m/s, 1 sigma
  double initial_position_m = 0.05;   // m, 1 sigma

  // At rest.
  RestParams rest;
  double rest_velocity_m_rts = 0.1731;  // m/s*sqrt(s), density of "velocity = 0"
  double rest_bias_deg_s_rts = 0.5731;  // deg/s*sqrt(s), density of "gyroscope = bias"

  // Where the readings are not to be believed.
  double saturated_rate_deg_s = 133.1;  // deg/s, assumed missing rate of a saturated gyroscope
  double saturated_accel_m_s2 = 77.99;  // m/s2, same for the accelerometer
  double missing_rate_deg_s = 20;       // deg/s, unknown rate while samples are missing

  // Timing and output.
  double step_s = 0.18;           // s, covariance step
  double gap_reset_s = 0.5;       // s, a longer gap restarts the tilt (what was learnt is kept)
  double accel_only_tau_s = 1.0;  // s, low-pass when there is no gyroscope
  double settled_deg = 2.5;       // deg, settled once sigma (in reading terms) is below it ...
  double unsettled_deg = 8;       // deg, ... until it is above this
};

}  // namespace postured
