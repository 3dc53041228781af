// How far the filter's vertical is off on one trial, by the definition of BROAD's example code
// (Laidig, Caruso, Cereatti, Seel 2021, Data 6(7):72): RMS of the angle between estimated and true
// vertical over the samples flagged as movement; the filter runs from the first sample.
#pragma once

#include "accuracy/broad_trial.hpp"

namespace postured::accuracy {

// The optical stream of the data set is this much later than its inertial stream. Turning an answer
// on by it is a compensation of the data set and no better estimate: with and without are reported.
inline constexpr double kStreamOffset_s = 0.0042;

struct InclinationError {
  double causal_deg = 0;      // with the offset compensated
  double causal_raw_deg = 0;  // without
  double lag_deg = 0;         // with fixed lag, compensated
};

struct RunOptions {
  double lag_s = 2;
  bool accelerometer_calibrated = false;  // the filter is told how sure that is (degrade.hpp)
};

InclinationError run_filter(const Trial& trial, const RunOptions& options);

}  // namespace postured::accuracy
