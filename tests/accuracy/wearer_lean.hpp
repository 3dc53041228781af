// How far the lean is off over a simulated day, beside what a perfect orientation would give with
// the same wearer, cloth and calibration.
#pragma once

#include <cstdint>

#include "motion/orientation_params.hpp"

namespace postured::accuracy {

struct WearerLean {
  bool calibrated = false;
  int seconds = 0;         // that count: calibrated, worn, not walking
  double rmse_deg = 0;     // of the product's filter
  double perfect_deg = 0;  // of a perfect orientation of the clip, cloth wobble and all
  double side_rmse_deg = 0;
};

WearerLean run_wearer(std::uint64_t seed, double rate_hz, double hours, bool cheap_sensor);

}  // namespace postured::accuracy
