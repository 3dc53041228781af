#include "sensor/foreign/accel_scale.hpp"

#include <algorithm>

namespace postured {
namespace {

constexpr std::size_t kEnough = 50;

}  // namespace

bool AccelScale::add(const Vec3& reading) {
  if (m_s2_ > 0) return true;
  lengths_.push_back(reading.norm());
  if (lengths_.size() < kEnough) return false;
  const auto middle = lengths_.begin() + kEnough / 2;
  std::nth_element(lengths_.begin(), middle, lengths_.end());
  const double median = *middle;
  const auto between = [median](double low, double high) {
    return median >= low && median <= high;
  };
  if (between(0.5, 1.5)) {
    m_s2_ = kGravity_m_s2;
  } else if (between(5, 15)) {
    m_s2_ = 1;
  } else if (between(900, 1100)) {
    m_s2_ = kGravity_m_s2 / 1000;
  } else if (between(180, 40'000)) {
    // 256 counts per g (8 bits at +-0.5 g, 10 at +-2 g) to 32768. 1024 would pass for mg, 2 % off:
    // the direction of gravity is what matters, and it has no scale.
    m_s2_ = kGravity_m_s2 / median;
    counts_ = true;
  } else {
    problem_ = "the accelerations have a length of " + std::to_string(median) +
               ", which is gravity in none of g, mg, m/s2 and counts";
  }
  lengths_.clear();
  return m_s2_ > 0;
}

}  // namespace postured
