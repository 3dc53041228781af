#include "posture/walk_direction.hpp"

#include <algorithm>
#include <cmath>

namespace postured {

void WalkDirection::update(const Vec3& ahead_segment, bool walking) {
  if (walking) {
    sum_ += ahead_segment;
    walked_s_ += 1;
    pause_s_ = 0;
    if (!ahead_segment.isZero()) ++level_s_;
    if (walked_s_ >= kWalk_s && level_s_ >= kLevel_s && !judged_) judge();
  } else if (walked_s_ > 0) {
    pause_s_ += 1;
    if (pause_s_ > kLongestPause_s) {
      sum_.setZero();
      walked_s_ = pause_s_ = 0;
      level_s_ = 0;
      judged_ = false;
    }
  }
}

void WalkDirection::judge() {
  judged_ = true;
  const double deg = kDegPerRad * std::atan2(sum_.z(), sum_.x());
  const double off_deg = walks_ > 0 ? std::remainder(deg - usual_deg_, 360.0) : 0;
  const double spread_deg = walks_ > 2 ? std::sqrt(spread_deg2_ / (walks_ - 1)) : 0;
  if (std::abs(off_deg) > std::clamp(3 * spread_deg, kTurned_deg, kMost_deg)) {
    turned_ = turned_ || (last_off_deg_ != 0 && std::abs(off_deg - last_off_deg_) < kSameWay_deg);
    last_off_deg_ = off_deg;
    return;
  }
  last_off_deg_ = 0;
  if (walks_ == kLearn) return;  // it must not follow a clip that creeps
  ++walks_;
  spread_deg2_ += off_deg * off_deg;
  usual_deg_ += (walks_ == 1 ? deg : off_deg / walks_);
}

}  // namespace postured
