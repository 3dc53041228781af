#include "coach/hour_summary.hpp"

#include <cmath>

#include "posture/minute.hpp"

namespace postured {

void HourSummary::update(const PostureSecond& second) {
  const auto local = second.wall.utc.time_since_epoch() + second.wall.utc_offset;
  const std::int64_t hour = std::chrono::floor<std::chrono::hours>(local).count();
  if (hour != hour_) {
    text_.clear();
    const bool follows = hour == hour_ + 1;
    if (follows && judged_s_ >= kLeastJudged_s && lean_s_ >= kLeastLean_s) {
      text_ = std::to_string(std::lround(lean_s_ / 60.0)) + " of " +
              std::to_string(std::lround(judged_s_ / 60.0)) + " minutes leaning forward";
    }
    hour_ = hour;
    judged_s_ = lean_s_ = of_this_hour_s_ = 0;
  }
  of_this_hour_s_ += 1;
  if (!is_judged(second)) return;
  judged_s_ += 1;
  lean_s_ += second.lean_state == LeanState::slouched || second.rounding == Rounding::rounded;
}

std::optional<Popup> HourSummary::due() const {
  if (text_.empty() || of_this_hour_s_ > kOffered_s) return std::nullopt;
  Popup popup;
  popup.kind = PromptKind::lean;
  popup.summary = "The last hour";
  popup.body = text_ + ".";
  popup.notice = true;
  return popup;
}

}  // namespace postured
