#include "coach/lean_cause.hpp"

#include <algorithm>
#include <cmath>

#include "coach/duration_words.hpp"
#include "posture/minute.hpp"

namespace postured {

void LeanCause::set_params(const LeanDoseParams& params) {
  params_ = params;
  dose_.set_params(params);
}

void LeanCause::update(const PostureSecond& second, bool on_the_phone) {
  latest_ = second;
  dose_.update(second, on_the_phone);
  switch (second.lean_state) {
    case LeanState::leaning:
    case LeanState::slouched:
      leaning_s_ += 1;
      break;
    case LeanState::unknown:
    case LeanState::not_judged:
      break;
    case LeanState::upright:
    case LeanState::reclined:
    case LeanState::side_lean:
      leaning_s_ = 0;
      break;
  }
  const bool known = is_judged(second) && std::isfinite(curvature_percent(second));
  if (known) rounded_s_ = second.rounding == Rounding::none ? 0 : rounded_s_ + 1;
  if (dose_.rounded_due()) {
    rounded_ = true;
  } else if (dose_.lean_due()) {
    rounded_ = false;
  }
}

void LeanCause::on_gap(double duration_s) {
  dose_.on_gap(duration_s);
  latest_ = {};
  leaning_s_ = rounded_s_ = 0;
}

Cause LeanCause::cause() const {
  Cause cause;
  cause.kind = PromptKind::lean;
  cause.lasted_s = std::max(leaning_s_, rounded_s_);
  const double percent = curvature_percent(latest_);
  if (latest_.valid) {
    cause.complying =
        latest_.body == BodyState::walking || (rounded_ ? percent < params_.rounded_release_percent
                                                        : latest_.lean_deg < params_.release_deg);
  }
  cause.holds = rounded_ ? dose_.rounded_due() : dose_.lean_due();
  if (!cause.holds) {
    cause.gone = rounded_ ? "no longer rounded" : "no longer leaning forward";
    if (rounded_ && !std::isfinite(percent)) cause.gone = "the curvature is not known right now";
    return cause;
  }
  const auto now_at = [](double x, const char* unit) {
    return ", now " + std::to_string(std::lround(x)) + unit;
  };
  const std::string duration = in_words(rounded_ ? rounded_s_ : leaning_s_);
  const std::string what = rounded_ ? "ounded back for " : "eaning forward for ";
  cause.reason = (rounded_ ? "r" : "l") + what + duration +
                 (rounded_ ? now_at(percent, " % of the range") : now_at(latest_.lean_deg, " deg"));
  cause.summary = (rounded_ ? "R" : "L") + what + (duration == "1 minute" ? "a minute" : duration);
  cause.body = "Sit back or change position?";
  return cause;
}

}  // namespace postured
