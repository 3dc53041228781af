#include "posture/lean_tracker.hpp"

#include <cmath>

#include "posture/continuity.hpp"

namespace postured {

void LeanTracker::reset() {
  forward_ = backward_ = sideways_ = {};
  rest_s_ = 0;
}

bool LeanTracker::comparable(const PostureSecond& second) const {
  return second.axis_known && std::isfinite(second.lean_deg) && second.body != BodyState::walking &&
         second.body != BodyState::lying && second.lean_range_deg <= params_.fast_deg_s;
}

LeanState LeanTracker::judge(const PostureSecond& second) {
  HeldAngleParams limits{params_.threshold_deg, params_.threshold_deg - params_.hysteresis_deg,
                         params_.delay_s, params_.ignored_dip_s, params_.release_hold_s};
  forward_.update(second.lean_deg, limits);
  limits.on_deg = -params_.recline_deg;
  limits.off_deg = limits.on_deg - params_.hysteresis_deg;
  limits.delay_s = params_.recline_hold_s + 1;  // "more than": one second beyond
  backward_.update(-second.lean_deg, limits);
  limits.on_deg = params_.side_deg;
  limits.off_deg = limits.on_deg - params_.hysteresis_deg;
  limits.delay_s = params_.side_hold_s;
  sideways_.update(std::isfinite(second.side_deg) ? std::abs(second.side_deg) : 0, limits);

  if (forward_.out()) return forward_.held() ? LeanState::slouched : LeanState::leaning;
  if (backward_.held()) return LeanState::reclined;
  if (sideways_.held()) return LeanState::side_lean;
  return LeanState::upright;
}

void LeanTracker::update(PostureSecond& second) {
  if (last_ && missing_s(*last_, second.start) > kIgnoredGap_s) reset();
  last_ = second.start;
  if (second.new_reference) reset();

  invalid_s_ = second.valid ? 0 : invalid_s_ + 1;
  if (invalid_s_ > kIgnoredGap_s) reset();
  if (!second.valid) {
    second.lean_state = LeanState::unknown;
    return;
  }
  if (!comparable(second)) {
    rest_s_ += 1;
    if (rest_s_ >= params_.release_hold_s) reset();
    second.lean_state = LeanState::not_judged;
    return;
  }
  rest_s_ = 0;
  second.lean_state = judge(second);
}

}  // namespace postured
