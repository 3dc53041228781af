// A minute that was written in two parts: the daemon restarted, or the clock was set back.
#pragma once

#include <cstdint>
#include <span>

#include "posture/minute.hpp"

namespace postured {

// The minute with the seconds of both; where both have a second, a valid one wins, then the later.
// `stored_seconds` is the packed form of what the journal has for the same minute.
Minute merge_minutes(std::span<const std::uint8_t> stored_seconds, const Minute& added);

}  // namespace postured
