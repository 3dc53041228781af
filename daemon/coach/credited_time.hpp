// Time of one posture that counts towards a limit, with credit for breaks from it:
//   elapsed *= 1 - min(1, break_s / 120)        (domain model 3.2)
// so that 120 s reset it. A break shorter than 10 s is a fidget and earns nothing.
#pragma once

#include <algorithm>

namespace postured {

class CreditedTime {
 public:
  static constexpr double kFullCredit_s = 120;
  static constexpr double kLeastBreak_s = 10;

  // A second of the posture; `seen` by a sensor.
  void count(bool seen) {
    break_s_ = 0;
    elapsed_s_ += 1;
    if (!seen) unseen_s_ += 1;
  }
  // A second of a break, or as many as it turns out to have lasted already.
  void take_break(double lasted_s = 0) {
    if (break_s_ == 0) {
      before_s_ = elapsed_s_;
      unseen_before_s_ = unseen_s_;
    }
    break_s_ = std::max(break_s_ + 1, lasted_s);
    if (break_s_ < kLeastBreak_s) return;
    const double kept = 1 - std::min(1.0, break_s_ / kFullCredit_s);
    elapsed_s_ = before_s_ * kept;
    unseen_s_ = unseen_before_s_ * kept;
  }

  double elapsed_s() const { return elapsed_s_; }
  double unseen_s() const { return unseen_s_; }  // of it
  double break_s() const { return break_s_; }    // of the break under way

 private:
  double elapsed_s_ = 0, unseen_s_ = 0, break_s_ = 0;
  double before_s_ = 0, unseen_before_s_ = 0;  // when the break began
};

}  // namespace postured
