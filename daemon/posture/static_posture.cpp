#include "posture/static_posture.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace postured {

namespace {

constexpr int kUnseenMost_s = 5;
constexpr double kStep_deg = 0.25;  // as the journal keeps angles

}  // namespace

void StaticPosture::update(const PostureSecond& second, const FoundMovement& found) {
  const bool away = second.body == BodyState::walking || second.body == BodyState::lying;
  unseen_s_ = stays_put(second) ? 0 : unseen_s_ + 1;
  shifts_ += found.shift;
  if (found.shift || away || second.new_reference || unseen_s_ > kUnseenMost_s) unshifted_s_ = 0;
  if (unseen_s_ > 0) return;
  const double quarters = std::round(std::clamp(second.lean_deg, -180.0, 180.0) / kStep_deg);
  lean_quarters_[static_cast<std::size_t>(next_)] = static_cast<std::int16_t>(quarters);
  next_ = (next_ + 1) % kMost_s;
  unshifted_s_ += 1;
}

double StaticPosture::spread_deg(double span_s) const {
  const int n = std::clamp(static_cast<int>(span_s), 0, std::min(unshifted_s_, kMost_s));
  if (n == 0) return 0;
  std::vector<std::int16_t> values;
  values.reserve(static_cast<std::size_t>(n));
  for (int i = 1; i <= n; ++i) {
    values.push_back(lean_quarters_[static_cast<std::size_t>((next_ - i + kMost_s) % kMost_s)]);
  }
  const auto percentile = [&](int percent) {
    const auto at = values.begin() + (n - 1) * percent / 100;
    std::nth_element(values.begin(), at, values.end());
    return *at;
  };
  const int p90 = percentile(90), p10 = percentile(10);
  return kStep_deg * (p90 - p10);
}

bool StaticPosture::is_static(double limit_s) const {
  return unshifted_s_ >= std::min<double>(limit_s, kMost_s) && spread_deg(limit_s) < kSpread_deg;
}

}  // namespace postured
