// How long the body has been standing still: after 42 to 71 min of it backs begin to hurt (domain
// model 3.1). Sitting, lying and walking are breaks from it, credited as those from sitting.
#pragma once

#include "coach/credited_time.hpp"
#include "posture/posture_second.hpp"

namespace postured {

class StandingClock {
 public:
  // As the sitting clock: unknown body for so long is time at the desk, and so a break from
  // standing; an hour without valid data and the count says nothing about now.
  static constexpr double kDeskAfter_s = 60, kForgotten_s = 3600;

  // Unknown body and seconds without valid data rest.
  void update(const PostureSecond& second) {
    invalid_s_ = second.valid ? 0 : invalid_s_ + 1;
    if (invalid_s_ >= kForgotten_s) *this = {};
    if (!second.valid) return;
    unknown_s_ = second.body == BodyState::unknown ? unknown_s_ + 1 : 0;
    standing_ = second.body == BodyState::standing;
    if (standing_) {
      time_.count();
    } else if (second.body != BodyState::unknown || unknown_s_ >= kDeskAfter_s) {
      time_.take_break();
    }
  }
  void on_gap(double duration_s) {
    if (duration_s >= CreditedTime::kFullCredit_s) *this = {};
  }

  double standing_s() const { return time_.elapsed_s(); }  // credited
  bool standing() const { return standing_; }

 private:
  CreditedTime time_;
  double unknown_s_ = 0, invalid_s_ = 0;
  bool standing_ = false;
};

}  // namespace postured
