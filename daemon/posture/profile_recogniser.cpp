#include "posture/profile_recogniser.hpp"

#include <algorithm>
#include <cmath>

namespace postured {

void ProfileRecogniser::update(double theta_deg, BodyState body,
                               const ReferenceProfiles& profiles) {
  if (body != BodyState::sitting || !std::isfinite(theta_deg)) return;
  thetas_deg_.at(static_cast<std::size_t>(seen_++ % kWindow_s)) = theta_deg;
  if (seen_ % kWindow_s != 0) return;  // once a minute is enough, and cannot flicker

  // The median: reaching for the cup does not count.
  std::array<double, kWindow_s> sorted = thetas_deg_;
  std::nth_element(sorted.begin(), sorted.begin() + kWindow_s / 2, sorted.end());
  const double theta = sorted[kWindow_s / 2];
  suggestion_.reset();
  const auto& chosen = profiles.of(profiles.chosen);
  if (profiles.chosen == Profile::standing_desk || !chosen) return;
  double nearest = std::abs(theta - *chosen) - 2 * kSigma_deg;
  for (const Profile other : {Profile::chair, Profile::sofa}) {
    if (other == profiles.chosen || !profiles.of(other)) continue;
    const double away = std::abs(theta - *profiles.of(other));
    if (away < nearest) {
      nearest = away;
      suggestion_ = other;
    }
  }
}

}  // namespace postured
