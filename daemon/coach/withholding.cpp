#include "coach/withholding.hpp"

#include <cmath>

namespace postured {

// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): neighbouring ids give unrelated numbers.
double chance(PromptId id, std::uint64_t seed) {
  std::uint64_t x = static_cast<std::uint64_t>(id) + seed * 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  x ^= x >> 31;
  return std::ldexp(static_cast<double>(x >> 11), -53);
}

}  // namespace postured
