// What a tilt says about sitting against standing, from how people stand and sit.
//
// Both are spread normally, in two directions, about where the person stands; the logarithm of the
// ratio of the two densities is the evidence. Standing again after a reference: 1.9 deg (typical
// error within a person, pelvis and upper spine; Donaldson et al. 2021, ISBS Proceedings 39:58).
// Sitting: the pelvis turns by 18.3 deg (Endo et al. 2012, J Orthop Sci 17:682), the thoracolumbar
// spine by 12 deg (domain model 1.1, F31). A clip on a collar moves over 21 deg (5-95 %) while
// people just stand.
#pragma once

#include <cmath>
#include <numbers>

namespace postured {

struct SeatTilt {
  double standing_sd_deg;  // in each direction
  double sitting_rms_deg;  // of the whole tilt
};

inline constexpr SeatTilt kPelvisTilt{1.9, 18.3}, kChestTilt{1.9, 12}, kCollarTilt{6.4, 12};

// Where one second's tilt lies, seen from where this person stands.
struct UprightDistance {
  double away_deg = 0;   // from the range of upright tilts
  double range_deg = 0;  // length of that range; 0: the reference alone
};

// Log odds of sitting; < 0 is standing. From a point, the two are equally likely 5.3 deg away at
// the pelvis and 4.8 deg at the chest. Standing that is spread along a line is thinner at each of
// its places, so the line is narrower.
inline double sitting_log_odds(const SeatTilt& tilt, const UprightDistance& from) {
  const double sitting_sd_deg = tilt.sitting_rms_deg / std::numbers::sqrt2;
  const double width_deg = std::sqrt(2 * std::numbers::pi) * tilt.standing_sd_deg;
  const double z = from.away_deg / tilt.standing_sd_deg;
  const double z_sitting = from.away_deg / sitting_sd_deg;
  return 0.5 * (z * z - z_sitting * z_sitting) -
         2 * std::log(sitting_sd_deg / tilt.standing_sd_deg) +
         std::log1p(from.range_deg / width_deg);
}

}  // namespace postured
