#include "coach/sitting_clock.hpp"

#include "posture/continuity.hpp"

namespace postured {

void SittingClock::count_sitting(CreditedTime::Evidence evidence) {
  unknown_s_ = 0;
  sitting_now_ = true;
  time_.count(evidence);
}

void SittingClock::take_break(double lasted_s) {
  sitting_now_ = false;
  unknown_s_ = 0;
  time_.take_break(lasted_s);
}

void SittingClock::follow_body(BodyState body, const DeskPresence& desk) {
  switch (body) {
    case BodyState::sitting:
      count_sitting(CreditedTime::Evidence::seen);
      return;
    case BodyState::unknown:
      if (desk == DeskPresence::away && desk.locked) {
        take_break(desk.for_s);
        return;
      }
      unknown_s_ += 1;
      if (sitting_now_ || unknown_s_ >= kDeskAfter_s) count_sitting(CreditedTime::Evidence::worn);
      return;
    case BodyState::standing:
    case BodyState::walking:
    case BodyState::lying:
      take_break();
      return;
  }
}

void SittingClock::follow_desk(const DeskPresence& desk) {
  switch (desk.where) {
    case DeskPresence::away:
      invalid_s_ = at_desk_s_ = 0;
      take_break(desk.for_s);
      return;
    case DeskPresence::there:
      invalid_s_ = 0;
      at_desk_s_ += 1;
      // A moment without data within a break does not end it.
      if (at_desk_s_ > (sitting_now_ ? kIgnoredGap_s : kDeskAfter_s)) {
        count_sitting(CreditedTime::Evidence::desk);
      }
      return;
    case DeskPresence::unknown:
      break;
  }
  at_desk_s_ = 0;
  invalid_s_ += 1;
  if (invalid_s_ >= kForgotten_s) *this = {};
}

void SittingClock::update(const PostureSecond& second, const DeskPresence& desk) {
  if (!second.valid) {
    follow_desk(desk);
    return;
  }
  invalid_s_ = at_desk_s_ = 0;
  follow_body(second.body, desk);
}

void SittingClock::on_gap(double duration_s) {
  if (duration_s >= kFullCredit_s) *this = {};
}

void SittingClock::restore(double sitting_s, double away_s) {
  if (!(sitting_s > 0) || !(away_s >= 0) || away_s >= kFullCredit_s) return;
  *this = {};
  time_.restore(sitting_s);
}

}  // namespace postured
