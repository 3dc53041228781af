// The process's time zone: the one place that asks the system for UTC offsets.
#pragma once

#include "base/time.hpp"

namespace postured {

// The label of an instant, with the offset that local clocks show then.
WallTime wall_time(UtcTime utc);
// The instant at which local clocks show this time of this day. In the hour that daylight saving
// skips or repeats, the C library's choice.
UtcTime utc_of_local(std::chrono::local_days day, std::chrono::seconds time_of_day);
// CLOCK_REALTIME, labelled.
WallTime wall_now();

}  // namespace postured
