// When the night's quiet hours begin: the last hours before them are no time for a glass of water.
#pragma once

#include <functional>
#include <optional>

#include "base/time.hpp"

namespace postured {

// Quiet for at least so long is a night; a shorter one, such as a lunch, is not.
inline constexpr double kNight_s = 3 * 3600;

// Seconds until a night begins within 24 h, to 5 minutes; 0 within one, nullopt: none is near.
std::optional<double> until_bed_s(const std::function<bool(const WallTime&)>& quiet,
                                  const WallTime& now);

// Where no quiet hours are set, nights are taken to be from 22 to 6.
bool assumed_night(const WallTime& t);

}  // namespace postured
