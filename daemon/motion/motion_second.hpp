// One second of movement, summarised: what the posture step sees of the signal.
#pragma once

#include <array>
#include <limits>

#include "base/time.hpp"
#include "base/unknown.hpp"
#include "base/vector.hpp"

namespace postured {

inline constexpr int kMotionSeriesHz = 20;

struct MotionSecond {
  BootTime start{};                // of [start, start + 1 s), on a whole second
  Unknown reason = Unknown::none;  // why the angles cannot be judged; none = valid
  int samples = 0;
  double lean_deg = std::numeric_limits<double>::quiet_NaN();  // median theta - sit_ref; total
                                                               // inclination while axis unknown
  double side_deg = std::numeric_limits<double>::quiet_NaN();  // median phi; NaN: axis unknown
  double inclination_deg = std::numeric_limits<double>::quiet_NaN();  // median
  double lean_range_deg = 0;  // max - min of lean within the second
  double turn_deg = 0;        // about the vertical, net, left +; 0 without a gyroscope
  double sigma_deg = 180;     // of the direction, at the end
  double accel_sd_g = 0;      // SD of |accel|
  double gyro_rms_dps = 0;    // of the bias-free rate; 0 without a gyroscope
  bool axis_known = false;
  bool from_standing = true;             // the reference was taken standing: tilt tells sitting
  Vec3 up_sensor = Vec3::Zero();         // mean sky direction, sensor frame
  Vec3 reference_sensor = Vec3::Zero();  // the same at the reference; zero without one
  Vec3 forward_sensor = Vec3::Zero();    // of the mounting; zero while its axis is unknown
  Vec3 ahead_sensor = Vec3::Zero();      // as WalkingAhead has it; means something when walking
  // |accel| - 1 g, at kMotionSeriesHz, oldest first: for cadence. A single missing value is the
  // mean of its neighbours (rates near 20 Hz); zero where more are missing.
  std::array<float, kMotionSeriesHz> accel_series_g{};
};

}  // namespace postured
