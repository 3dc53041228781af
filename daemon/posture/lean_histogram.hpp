// How often which lean was held: what stays of a minute when its seconds are too old to be kept.
// Quantiles of a week are right to half a bin then. The order of the seconds is gone, and with it
// every figure that needs one (durations, shifts, static time): absent, not zero.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "posture/posture_second.hpp"

namespace postured {

inline constexpr double kLeanBin_deg = 1;

// Judged seconds (is_judged) per bin; the key k stands for k..k+1 deg of lean.
using LeanHistogram = std::map<int, int>;

LeanHistogram lean_histogram(std::span<const PostureSecond> seconds);

// 3 bytes a bin that has any: its key (int16, little-endian), its seconds (at most 255). unpack
// returns nothing for damaged bytes.
std::vector<std::uint8_t> pack_histogram(const LeanHistogram& histogram);
LeanHistogram unpack_histogram(std::span<const std::uint8_t> bytes);

}  // namespace postured
