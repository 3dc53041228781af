#include "coach/side_lean_cause.hpp"

#include <cmath>

#include "coach/duration_words.hpp"
#include "posture/minute.hpp"

namespace postured {

namespace {

constexpr double kRestMost_s = 5;  // as long as the lean tracker's timers rest

}  // namespace

void SideLeanCause::update(const PostureSecond& second, bool on_the_phone) {
  constexpr LeanParams kLimits;
  const bool aside = std::abs(second.side_deg) >= kLimits.side_deg - kLimits.hysteresis_deg;
  complying_ = second.valid && (second.body == BodyState::walking || !aside);
  if (!is_judged(second) || on_the_phone) {
    rest_s_ += 1;
    if (rest_s_ > kRestMost_s) lasted_s_ = 0;
    return;
  }
  rest_s_ = 0;
  side_deg_ = second.side_deg;
  lasted_s_ = second.lean_state == LeanState::side_lean ? lasted_s_ + 1 : 0;
}

void SideLeanCause::on_gap() {
  lasted_s_ = 0;
  complying_ = false;
}

Cause SideLeanCause::cause() const {
  constexpr LeanParams kLimits;
  Cause cause;
  cause.kind = PromptKind::side_lean;
  cause.complying = complying_;
  cause.holds = enabled_ && lasted_s_ > 0;
  if (!cause.holds) {
    cause.gone = enabled_ ? "no longer leaning aside" : "prompts about leaning aside are off";
    return cause;
  }
  // The state begins when it was held for so long.
  cause.lasted_s = lasted_s_ + kLimits.side_hold_s - 1;
  const std::string duration = in_words(cause.lasted_s);
  cause.reason = "leaning aside for " + duration + ", now " +
                 std::to_string(std::lround(std::abs(side_deg_))) + " deg to the " +
                 (side_deg_ > 0 ? "right" : "left");
  cause.summary = "Leaning aside for " + duration;
  cause.body = "Sit in the middle for a while, or change sides?";
  return cause;
}

}  // namespace postured
