#include "posture/break_tracker.hpp"

#include <utility>

#include "posture/continuity.hpp"

namespace postured {

std::string_view to_string(BreakGrade grade) {
  switch (grade) {
    case BreakGrade::none:
      return "none";
    case BreakGrade::micro:
      return "micro";
    case BreakGrade::short_break:
      return "short";
    case BreakGrade::full:
      return "full";
    case BreakGrade::long_break:
      return "long";
  }
  return "none";
}

BreakGrade grade_of_break(double duration_s, double walking_s) {
  if (duration_s >= 300) return BreakGrade::long_break;
  if (duration_s >= 120 && walking_s >= BreakTracker::kWalked_s) return BreakGrade::full;
  if (duration_s >= 60) return BreakGrade::short_break;
  return duration_s >= 30 ? BreakGrade::micro : BreakGrade::none;
}

void BreakTracker::finish() {
  std::optional<Break> ended = std::exchange(open_, std::nullopt);
  sat_ = false;
  if (!ended) return;
  ended->grade = grade_of_break(ended->duration_s, ended->walking_s);
  if (ended->grade != BreakGrade::none && on_break_) on_break_(*ended);
}

void BreakTracker::update(const PostureSecond& second) {
  const bool jumped = last_ && missing_s(*last_, second.start) > kIgnoredGap_s;
  last_ = second.start;
  unseen_s_ = second.valid ? 0 : unseen_s_ + 1;
  if (jumped || unseen_s_ > kIgnoredGap_s) finish();
  if (!second.valid) return;
  switch (second.body) {
    case BodyState::sitting:
      finish();
      sat_ = true;
      unknown_s_ = 0;
      return;
    case BodyState::unknown:
      unknown_s_ += 1;
      if (open_ && unknown_s_ >= kDeskAfter_s) {
        finish();
        sat_ = true;
      }
      return;
    case BodyState::standing:
    case BodyState::walking:
    case BodyState::lying:
      break;
  }
  if (!open_) {
    if (!sat_) return;
    open_ = Break{};
    open_->start = second.wall;
    unknown_s_ = 0;
  }
  open_->duration_s += 1 + std::exchange(unknown_s_, 0);
  open_->walking_s += second.body == BodyState::walking;
}

}  // namespace postured
