#include "posture/walk_reference.hpp"

#include <algorithm>
#include <cmath>

namespace postured {
namespace {

Vec3 leaning(double deg) { return {-std::sin(deg * kRadPerDeg), std::cos(deg * kRadPerDeg), 0}; }

}  // namespace

void WalkReference::restart(bool from_standing) {
  const bool walks_so = walks_so_ || (walks_ == 0 && verdict_ == Verdict::moved);
  *this = {};
  walks_so_ = walks_so;
  from_standing_ = from_standing && !walks_so;
}

WalkReference::Verdict WalkReference::update(const Vec3& up_segment, bool walking) {
  since_good_s_ += 1;
  if (walking) {
    sum_ += up_segment;
    walked_s_ += 1;
    pause_s_ = 0;
    if (walked_s_ >= kWalk_s && !judged_) judge();
  } else if (walked_s_ > 0) {
    pause_s_ += 1;
    if (pause_s_ > kLongestPause_s) {
      sum_.setZero();
      walked_s_ = pause_s_ = 0;
      judged_ = false;
    }
  }
  return verdict_;
}

void WalkReference::judge() {
  judged_ = true;
  if (verdict_ == Verdict::moved) return;  // only a new reference settles it
  const Vec3 walk = sum_.normalized();
  if (walks_ == 0 && !from_standing_) {
    off_deg_ = 0;
  } else {
    off_deg_ = angle_between_deg(walk, walks_ > 0 ? reference_ : leaning(kUsual_deg));
  }
  const double spread_deg = walks_ > 2 ? std::sqrt(spread_deg2_ / (walks_ - 1)) : 0;
  const double warn_deg =
      walks_ == 0 ? kAgreed_deg : std::clamp(3 * spread_deg, kWarn_deg, kMostWarn_deg);
  const double moved_deg = std::clamp(4 * spread_deg, kMoved_deg, kMost_deg);
  if (off_deg_ <= warn_deg) {
    verdict_ = Verdict::none;
    last_off_.setZero();
    last_far_ = false;
    since_good_s_ = 0;
    // Only the first walks make it: it must not follow a clip that creeps.
    if (walks_ < kLearn) {
      if (walks_ > 0) spread_deg2_ += off_deg_ * off_deg_;
      reference_ = (walks_ * reference_ + walk).normalized();
      ++walks_;
    }
    return;
  }
  const bool far = off_deg_ > moved_deg, off = off_deg_ > kAgreed_deg;
  const bool same_way =
      off && !last_off_.isZero() && angle_between_deg(walk, last_off_) < kSameWay_deg;
  const bool moved = (far && last_far_) || same_way;
  verdict_ = moved ? Verdict::moved : Verdict::maybe_moved;
  last_far_ = far;
  last_off_ = off ? walk : Vec3(Vec3::Zero());
}

}  // namespace postured
