// "I was standing": what the wearer says of a stretch that was seen otherwise. It stands beside
// what was recorded and never replaces it; whoever reads applies it.
#pragma once

#include "base/time.hpp"
#include "posture/posture_second.hpp"

namespace postured {

inline constexpr double kLongestCorrection_s = 12 * 3600;

struct Correction {
  WallTime at{};    // when it was said
  WallTime from{};  // what it is about begins here
  double duration_s = 0;
  BodyState body = BodyState::unknown;  // sitting, standing, walking or lying

  UtcTime end() const {
    return from.utc + std::chrono::floor<std::chrono::milliseconds>(from_seconds(duration_s));
  }
  bool operator==(const Correction&) const = default;
};

}  // namespace postured
