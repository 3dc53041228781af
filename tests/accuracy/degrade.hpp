// Makes the readings of a good sensor as bad as those of a cheap one (MPU-6050 class): noise,
// quantisation and clipping, biases, scale and cross-axis errors. Seeded: the same seed and trial
// give the same sensor.
#pragma once

#include <span>
#include <string_view>

#include "accuracy/broad_trial.hpp"

namespace postured::accuracy {

struct Scenario {
  std::string_view name;
  std::string_view what;
  bool noise = false;  // 0.005 deg/s/sqrt(Hz), 400 ug/sqrt(Hz)
  bool quantised = false;
  double accel_range_g = 4, gyro_range_dps = 500;  // of 16 bit, when quantised
  bool gyro_bias = false;                          // 1..3 deg/s an axis, either sign
  bool accel_bias = false;                         // 20..40 mg an axis, either sign
  bool scale = false;  // gyro +-1.5 %, cross-axis +-1 %; accelerometer +-1.5 %
  // An accelerometer calibration was made: what is left is 4 mg and 0.2 % (1 sigma, an axis), and
  // the filter is told so.
  bool calibrated = false;
};

inline constexpr double kCalibratedBias_m_s2 = 0.004 * kGravity_m_s2;
inline constexpr double kCalibratedScale = 0.002;

std::span<const Scenario> scenarios();
// nullptr: there is none of that name.
const Scenario* find_scenario(std::string_view name);

// The sensor is drawn from `seed` and the number that the trial's name begins with.
Trial degrade(const Trial& trial, const Scenario& scenario, unsigned seed);

}  // namespace postured::accuracy
