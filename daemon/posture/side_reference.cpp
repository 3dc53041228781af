#include "posture/side_reference.hpp"

#include <algorithm>
#include <cmath>

namespace postured {
namespace {

// The value below which a share of them lies.
double quantile(std::vector<double> values, double share) {
  const double at = share * static_cast<double>(values.size() - 1);
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(std::lround(at));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}
double middle_of(const std::vector<double>& values) { return quantile(values, 0.5); }

}  // namespace

void SideReference::on_turn(const Turn& turn, double before_deg, double after_deg) {
  const double change_deg = after_deg - before_deg;
  const bool on_the_spot = turn.lever_m < kOnTheSpot_m &&
                           std::abs(turn.height_m) < kAtItsHeight_m && turn.fit_m_s < kFit_m_s &&
                           turn.duration_s() < kQuick_s && std::abs(change_deg) > kLeastTurn_deg;
  if (!on_the_spot) {
    if (watched_) watched_->carried_deg += change_deg;
    return;
  }
  const bool undoes = watched_ && watched_->change_deg * change_deg < 0;  // a tug at the shirt
  watched_.reset();
  if (!undoes) watched_ = Watched{before_deg, change_deg, 0, {}};
}

bool SideReference::stays() const {
  const double stays_deg = middle_of(watched_->side_deg) - watched_->before_deg;
  return stays_deg * watched_->change_deg > 0 &&
         std::abs(stays_deg) > kStaysShare * std::abs(watched_->change_deg);
}

bool SideReference::always_aside() const {
  const double middle_deg = middle_of(half_hour_deg_);
  if (middle_deg > kBias_deg) return quantile(half_hour_deg_, 0.1) > kAlways_deg;
  if (middle_deg < -kBias_deg) return quantile(half_hour_deg_, 0.9) < -kAlways_deg;
  return false;
}

void SideReference::update(double side_deg) {
  if (watched_) {
    watched_->side_deg.push_back(side_deg - watched_->carried_deg);
    const auto watched_s = static_cast<int>(watched_->side_deg.size());
    if (watched_s >= kStays_s && stays()) {
      slipped_ = true;
      since_s_ = watched_s;
    }
    if (watched_s >= kWatched_s || slipped_) watched_.reset();
  }
  half_hour_deg_.push_back(side_deg);
  if (half_hour_deg_.size() >= kBias_s) {
    if (always_aside()) {
      slipped_ = true;
      since_s_ = kBias_s;
    }
    // The next half hour begins in the middle of this one.
    half_hour_deg_.erase(half_hour_deg_.begin(), half_hour_deg_.begin() + kBias_s / 2);
  }
}

}  // namespace postured
