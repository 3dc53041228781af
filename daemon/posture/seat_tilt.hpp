// What a tilt says about sitting against standing, from how people stand and sit.
//
// Both are spread about the upright range, normally in two directions; the logarithm of the ratio
// of the two densities is the evidence. Standing again after a standing reference: 1.9 deg
// (typical error of pelvis and upper spine within a person; Donaldson et al. 2021, ISBS
// Proceedings 39:58). Sitting: the pelvis turns by 18.3 deg (Endo et al. 2012, J Orthop Sci
// 17:682), the thoracolumbar spine by 12 deg (domain model 1.1, F31), in two directions 12.9 and
// 8.5 deg each. A clip on a collar moves over 21 deg (5-95 %) while people just stand.
#pragma once

#include <cmath>

namespace postured {

struct SeatTilt {
  double standing_sd_deg, sitting_sd_deg;  // per direction
};

inline constexpr SeatTilt kPelvisTilt{1.9, 12.9}, kChestTilt{1.9, 8.5}, kCollarTilt{6.4, 8.5};

// Log odds of sitting, `away_deg` from the upright range; < 0 is standing. The two meet 5.3 deg
// away at the pelvis and 4.8 deg at the chest.
inline double sitting_log_odds(const SeatTilt& tilt, double away_deg) {
  const double standing = 1 / (tilt.standing_sd_deg * tilt.standing_sd_deg);
  const double sitting = 1 / (tilt.sitting_sd_deg * tilt.sitting_sd_deg);
  return 0.5 * away_deg * away_deg * (standing - sitting) - std::log(standing / sitting);
}

}  // namespace postured
