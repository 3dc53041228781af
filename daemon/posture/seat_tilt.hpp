// What a tilt says about sitting against standing, from how people stand and sit: the logarithm of
// the ratio of two densities over tilts in two directions.
//
// Standing again after a reference differs by 1.9 deg in each direction (typical error within a
// person, pelvis and upper spine; Donaldson et al. 2021, ISBS Proceedings 39:58). That is a mean
// over people, of whom some stand less alike, and a belt shifts with the trousers: a normal of
// which the spread is only estimated is Student's t, with long tails. (At the chest it told sitting
// less well.) And people also stand as they walk, or between.
//
// Sitting: the pelvis turns by 18.3 deg (Endo et al. 2012, J Orthop Sci 17:682), the thoracolumbar
// spine by 12 deg (domain model 1.1, F31); the densities are normal. The pelvis turns backwards:
// where back is known, only what standing differs by carries a sitting pelvis forward of standing.
// A clip on a collar moves over 21 deg (5-95 %) while people just stand.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace postured {

struct SeatTilt {
  double standing_sd_deg;  // in each direction
  double sitting_rms_deg;  // of the whole tilt
  // Degrees of freedom of standing, few for a poorly known spread; infinite: normal.
  double freedom = std::numeric_limits<double>::infinity();
};

inline constexpr SeatTilt kPelvisTilt{1.9, 18.3, 4}, kChestTilt{1.9, 12}, kCollarTilt{6.4, 12};

// Where one second's tilt lies, seen from where this person stands.
struct UprightDistance {
  double reference_deg = 0;          // from the standing reference
  double range_deg = reference_deg;  // from the range of upright tilts: its nearest place
  double range_length_deg = 0;       // of that range; 0: the reference alone
  // Backwards from standing; NaN: nobody knows where back is, or it says nothing.
  double back_deg = std::numeric_limits<double>::quiet_NaN();
};

// Log density of standing `deg` away, but for the factor that makes its integral one in units of
// the spread.
inline double standing_log_density(const SeatTilt& tilt, double deg) {
  const double z = deg / tilt.standing_sd_deg;
  if (std::isinf(tilt.freedom)) return -0.5 * z * z;
  return -0.5 * (tilt.freedom + 2) * std::log1p(z * z / tilt.freedom);
}

// Log odds of sitting; < 0 is standing. From the reference alone, the two are equally likely 6.3
// deg away at the pelvis.
inline double sitting_log_odds(const SeatTilt& tilt, const UprightDistance& from) {
  const double sitting_sd_deg = tilt.sitting_rms_deg / std::numbers::sqrt2;
  // Further out the tails compare nothing any more; nobody sits the less for leaning further.
  constexpr double kFarthest_deg = 30;
  const double reference_deg = std::min(from.reference_deg, kFarthest_deg);
  const double range_deg = std::min(from.range_deg, kFarthest_deg);
  const double z_sitting = reference_deg / sitting_sd_deg;
  double sitting =
      -0.5 * z_sitting * z_sitting - 2 * std::log(sitting_sd_deg / tilt.standing_sd_deg);
  if (std::isfinite(from.back_deg)) {
    // Twice the normal distribution function; the spread is that of two stances.
    sitting += std::log(std::max(1e-6, std::erfc(-0.5 * from.back_deg / tilt.standing_sd_deg)));
  }
  double standing = standing_log_density(tilt, reference_deg);
  if (from.range_length_deg > 0) {
    // As often at the reference as along the range, where it is thinner at each place.
    const double width_deg = std::sqrt(2 * std::numbers::pi) * tilt.standing_sd_deg;
    const double along =
        standing_log_density(tilt, range_deg) - std::log1p(from.range_length_deg / width_deg);
    standing = std::log(0.5 * (std::exp(standing) + std::exp(along)));
  }
  return sitting - standing;
}

}  // namespace postured
