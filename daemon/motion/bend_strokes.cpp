#include "motion/bend_strokes.hpp"

#include <algorithm>
#include <cmath>

namespace postured {

std::optional<BendStroke> BendStrokes::update(const ImuSample& sample,
                                              const Inclination& inclination) {
  if (!inclination.settled) {
    on_break();
    return std::nullopt;
  }
  if (n_ > 0 && sample.time < next_) return std::nullopt;
  if (n_ > 0 && to_seconds(sample.time - next_) > kSpan_s) on_break();
  next_ = sample.time + from_seconds(kStep_s);
  if (n_ == kSteps) {
    std::rotate(up_.begin(), up_.begin() + 1, up_.end());
    --n_;
  }
  up_.at(n_++) = inclination.up_sensor;
  if (n_ < kSteps) return std::nullopt;

  const Vec3 cross = up_.front().cross(up_.back());
  const double swing_deg = kDegPerRad * std::atan2(cross.norm(), up_.front().dot(up_.back()));
  if (swing_deg >= kLeast_deg && swing_deg > best_.swing_deg) {
    best_ = {cross.normalized(), swing_deg};
  }
  // Half of the peak: this stroke is over, and the next may be the way back.
  if (best_.swing_deg == 0 || swing_deg > 0.5 * best_.swing_deg) return std::nullopt;
  const BendStroke stroke = best_;
  best_ = {};
  if (stroke.swing_deg > kMost_deg) return std::nullopt;
  return stroke;
}

}  // namespace postured
