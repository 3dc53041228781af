#include "posture/bend_counter.hpp"

#include <algorithm>
#include <utility>

#include "posture/continuity.hpp"

namespace postured {

std::optional<Bend> BendCounter::update(const PostureSecond& second) {
  const bool jumped = last_ && missing_s(*last_, second.start) > kIgnoredGap_s;
  last_ = second.start;
  unseen_s_ = second.valid ? 0 : unseen_s_ + 1;
  if (jumped || unseen_s_ > kIgnoredGap_s || second.new_reference) {
    open_.reset();
    stood_ago_s_ = 1e9;
  }
  if (!second.valid || !std::isfinite(second.inclination_deg)) return std::nullopt;

  const bool bent = second.inclination_deg > kBegin_deg;
  const bool upright = second.body == BodyState::standing || second.body == BodyState::walking;
  // What the body is called within the bend is a guess: a deep one is as level as lying.
  if (!bent) stood_ago_s_ = upright ? 0 : stood_ago_s_ + 1;
  if (!bent) {
    std::optional<Bend> over = std::exchange(open_, std::nullopt);
    if (!over || !deep_forward_ || over->duration_s > kLongest_s) return std::nullopt;
    return over;
  }
  if (!open_) {
    if (stood_ago_s_ > kStoodWithin_s) return std::nullopt;
    stood_ago_s_ = 1e9;  // one that is dropped does not begin again half-way
    open_ = Bend{};
    open_->start = second.wall;
    deep_forward_ = false;
    turned_deg_ = 0;
  }
  open_->duration_s += 1;
  // The largest of a second is about its middle and half of what it moved.
  const double most_deg = std::min(180.0, second.inclination_deg + 0.5 * second.lean_range_deg);
  open_->peak_deg = std::max(open_->peak_deg, most_deg);
  const bool forward = !second.axis_known || second.lean_deg > kBegin_deg;
  deep_forward_ = deep_forward_ || (forward && most_deg > kDeep_deg);
  if (std::isfinite(second.turn_deg)) turned_deg_ += second.turn_deg;
  if (std::abs(turned_deg_) > std::abs(open_->turn_deg)) open_->turn_deg = turned_deg_;
  return std::nullopt;
}

}  // namespace postured
