// When seconds still belong together.
#pragma once

#include "base/time.hpp"

namespace postured {

// Missing or invalid seconds up to this long are bridged; longer ones are a gap.
inline constexpr double kIgnoredGap_s = 2;

// How much time lies between two seconds that should follow each other.
constexpr double missing_s(BootTime previous_start, BootTime start) {
  return to_seconds(start - previous_start) - 1;
}

}  // namespace postured
