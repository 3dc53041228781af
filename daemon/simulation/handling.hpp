// The clip in the hand before it is clipped on: how it is turned for the calibration of the sensor.
#pragma once

#include <cstdint>
#include <vector>

#include "base/vector.hpp"

namespace postured {

inline constexpr double kHandTurn_s = 1.2;  // from one position to the next
inline constexpr double kHandHold_s = 2.6;  // in each
inline constexpr double kHandling_s = 14 * (kHandTurn_s + kHandHold_s) + 3;

// Where the sky is in the clip's frame, position by position: the six faces, each followed by its
// opposite, then the eight corners; each some degrees off, as by hand.
std::vector<Vec3> handling_positions(std::uint64_t seed);

}  // namespace postured
