#include "posture/bend_direction.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace postured {

void BendDirection::restart(bool calibrated) {
  *this = {};
  most_own_deg_ = calibrated ? kOwnCalibrated_deg : kOwnOther_deg;
}

void BendDirection::add(double direction_deg) {
  double deg = std::remainder(direction_deg, 180.0);  // an axis has no sign
  if (std::abs(deg) > kSagittal_deg) return;
  last_deg_.push_back(deg);
  if (last_deg_.size() > kStrokes) last_deg_.pop_front();
  if (last_deg_.size() < kStrokes) return;
  std::vector<double> sorted(last_deg_.begin(), last_deg_.end());
  std::sort(sorted.begin(), sorted.end());
  const double middle = sorted[kStrokes / 2];
  if (!own_known_) {
    own_known_ = true;
    own_deg_ = std::clamp(middle, -most_own_deg_, most_own_deg_);
  }
  off_deg_ = middle - own_deg_;
  turned_ = turned_ || std::abs(off_deg_) > kTurned_deg;
}

}  // namespace postured
