// Counters of STATUS: they stay at 65535 rather than wrap.
#pragma once

#include <stdint.h>

namespace posture_clip {

inline void count_up(uint16_t& counter, uint32_t by = 1) {
  counter = by > 0xFFFFU - counter ? uint16_t{0xFFFF} : static_cast<uint16_t>(counter + by);
}

}  // namespace posture_clip
