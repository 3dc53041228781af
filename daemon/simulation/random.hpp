// Seeded random numbers of the simulation. The standard distributions may differ between libraries
// and are slow; these are the same everywhere, so one seed means one day, byte for byte.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>

namespace postured {

class Random {
 public:
  // Different streams of one seed are independent of each other.
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0) : bits_(mix(seed, stream)) {}

  // A new seed from two numbers (splitmix64: Steele, Lea and Flood 2014, OOPSLA).
  static std::uint64_t mix(std::uint64_t seed, std::uint64_t stream) {
    std::uint64_t z = seed + (stream + 1) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  double uniform(double low, double high) {
    return low + (high - low) * (static_cast<double>(bits_() >> 11) * 0x1p-53);
  }
  bool chance(double probability) { return uniform(0, 1) < probability; }
  double sign() { return chance(0.5) ? 1 : -1; }
  double exponential(double mean) { return -mean * std::log(1 - uniform(0, 1)); }

  // Mean 0, SD 1: the sum of four uniform numbers (Irwin-Hall). One draw of the generator instead
  // of a logarithm and a square root; tails end at 3.46 SD, which no use here depends on.
  double normal() {
    const std::uint64_t b = bits_();
    const std::uint64_t sum =
        (b & 0xFFFFu) + ((b >> 16) & 0xFFFFu) + ((b >> 32) & 0xFFFFu) + (b >> 48);
    constexpr double kMean = 2.0 * 65535.0;
    constexpr double kSd = 37837.2;  // 65536 * sqrt(4 / 12)
    return (static_cast<double>(sum) - kMean) / kSd;
  }

 private:
  std::mt19937_64 bits_;
};

}  // namespace postured
