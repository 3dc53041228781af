// Is somebody walking? From up to four neighbouring seconds of movement.
#pragma once

#include <span>

#include "motion/motion_second.hpp"

namespace postured {

// Height of the best peak of the autocorrelation of |accel| at step periods of 1.2-2.5 Hz, -1..1,
// 0 without movement. Steps repeat; a push or a turn does not.
double step_regularity(std::span<const MotionSecond> seconds);

// How sure one may be that the second at `index` is walked, 0..1; above 0.5 it is. `seconds` is a
// gap-free stretch around it. `before` says that the second before was walked.
double walking_confidence(std::span<const MotionSecond> seconds, std::size_t index, bool before);

}  // namespace postured
