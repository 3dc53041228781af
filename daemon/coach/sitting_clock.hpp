// How long the body has been sitting, whatever anyone mutes. Natural breaks are credited:
// elapsed *= 1 - min(1, break_s / 120); a break of 120 s resets to zero (domain model 3.2).
#pragma once

#include "posture/posture_second.hpp"

namespace postured {

class SittingClock {
 public:
  static constexpr double kFullCredit_s = 120;
  // An interruption shorter than this is a fidget and earns nothing.
  static constexpr double kLeastBreak_s = 10;

  void update(const PostureSecond& second);
  // Time passed without any second (suspend): counts as neither sitting nor, below 120 s, a break.
  void on_gap(double duration_s);

  double sitting_s() const { return sitting_s_; }  // credited
  double break_s() const { return break_s_; }      // of the break under way, 0 when sitting
  bool sitting() const { return break_s_ == 0 && sitting_s_ > 0; }

 private:
  double sitting_s_ = 0;
  double sitting_before_break_s_ = 0;
  double break_s_ = 0;
  double unknown_s_ = 0;
};

}  // namespace postured
