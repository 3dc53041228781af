#include "coach/sitting_clock.hpp"

#include <algorithm>

namespace postured {

void SittingClock::reset() { *this = {}; }

void SittingClock::count_sitting(Evidence evidence) {
  break_s_ = 0;
  unknown_s_ = 0;
  sitting_now_ = true;
  sitting_s_ += 1;
  if (evidence != Evidence::seen) estimated_s_ += 1;
  if (evidence == Evidence::desk) unseen_s_ += 1;
}

void SittingClock::count_desk(Evidence evidence) {
  unknown_s_ += sitting_now_ ? 0 : 1;
  if (sitting_now_ || unknown_s_ >= kDeskAfter_s) count_sitting(evidence);
}

void SittingClock::count_break() {
  if (break_s_ == 0) before_break_ = {sitting_s_, estimated_s_, unseen_s_};
  sitting_now_ = false;
  unknown_s_ = 0;
  break_s_ += 1;
  if (break_s_ < kLeastBreak_s) return;
  const double kept = 1 - std::min(1.0, break_s_ / kFullCredit_s);
  sitting_s_ = before_break_.sitting_s * kept;
  estimated_s_ = before_break_.estimated_s * kept;
  unseen_s_ = before_break_.unseen_s * kept;
}

void SittingClock::update(const PostureSecond& second, DeskPresence desk) {
  const bool told = second.valid || desk != DeskPresence::unknown;
  invalid_s_ = told ? 0 : invalid_s_ + 1;
  if (invalid_s_ >= kForgotten_s) reset();
  if (!told) return;
  if (second.valid && second.body == BodyState::sitting) {
    count_sitting(Evidence::seen);
  } else if (second.valid && second.body != BodyState::unknown) {
    count_break();
  } else if (desk == DeskPresence::away) {
    count_break();
  } else {
    count_desk(second.valid ? Evidence::worn : Evidence::desk);
  }
}

void SittingClock::on_gap(double duration_s) {
  if (duration_s >= kFullCredit_s) reset();
}

void SittingClock::restore(double sitting_s, double away_s) {
  if (!(sitting_s > 0) || !(away_s >= 0) || away_s >= kFullCredit_s) return;
  reset();
  sitting_s_ = sitting_s;
}

}  // namespace postured
