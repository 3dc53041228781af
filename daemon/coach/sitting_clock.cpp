#include "coach/sitting_clock.hpp"

#include <algorithm>

namespace postured {

void SittingClock::reset() { *this = {}; }

void SittingClock::count_sitting(bool seen) {
  break_s_ = 0;
  unknown_s_ = 0;
  sitting_now_ = true;
  sitting_s_ += 1;
  if (!seen) estimated_s_ += 1;
}

void SittingClock::update(const PostureSecond& second) {
  if (!second.valid) {
    invalid_s_ += 1;
    if (invalid_s_ >= kForgotten_s) reset();
    return;
  }
  invalid_s_ = 0;
  switch (second.body) {
    case BodyState::sitting:
      count_sitting(true);
      return;
    case BodyState::unknown:
      if (sitting_now_) {
        count_sitting(false);
      } else {
        unknown_s_ += 1;
        if (unknown_s_ >= kDeskAfter_s) count_sitting(false);
      }
      return;
    case BodyState::standing:
    case BodyState::walking:
    case BodyState::lying:
      break;
  }
  if (break_s_ == 0) {
    sitting_before_break_s_ = sitting_s_;
    estimated_before_break_s_ = estimated_s_;
  }
  sitting_now_ = false;
  unknown_s_ = 0;
  break_s_ += 1;
  if (break_s_ < kLeastBreak_s) return;
  const double kept = 1 - std::min(1.0, break_s_ / kFullCredit_s);
  sitting_s_ = sitting_before_break_s_ * kept;
  estimated_s_ = estimated_before_break_s_ * kept;
}

void SittingClock::on_gap(double duration_s) {
  if (duration_s >= kFullCredit_s) reset();
}

}  // namespace postured
