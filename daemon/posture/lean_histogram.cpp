#include "posture/lean_histogram.hpp"

#include <algorithm>
#include <cmath>

#include "posture/minute.hpp"

namespace postured {

LeanHistogram lean_histogram(std::span<const PostureSecond> seconds) {
  LeanHistogram histogram;
  for (const PostureSecond& second : seconds) {
    if (is_judged(second))
      ++histogram[static_cast<int>(std::floor(second.lean_deg / kLeanBin_deg))];
  }
  return histogram;
}

std::vector<std::uint8_t> pack_histogram(const LeanHistogram& histogram) {
  std::vector<std::uint8_t> bytes;
  for (const auto& [bin, seconds] : histogram) {
    const auto key = static_cast<std::uint16_t>(static_cast<std::int16_t>(bin));
    bytes.push_back(static_cast<std::uint8_t>(key & 0xFFU));
    bytes.push_back(static_cast<std::uint8_t>(key >> 8U));
    bytes.push_back(static_cast<std::uint8_t>(std::clamp(seconds, 0, 255)));
  }
  return bytes;
}

LeanHistogram unpack_histogram(std::span<const std::uint8_t> bytes) {
  LeanHistogram histogram;
  if (bytes.size() % 3 != 0) return {};
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto key = static_cast<std::uint16_t>(bytes[i] | (bytes[i + 1] << 8U));
    const auto bin = static_cast<std::int16_t>(key);
    const bool in_order = histogram.empty() || bin > histogram.rbegin()->first;
    if (!in_order || bytes[i + 2] == 0 || bin < -180 || bin > 180) return {};
    histogram[bin] = bytes[i + 2];
  }
  return histogram;
}

}  // namespace postured
