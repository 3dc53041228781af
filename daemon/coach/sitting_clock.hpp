// How long the body has been sitting, whatever anyone mutes. Natural breaks are credited:
// elapsed *= 1 - min(1, break_s / 120); a break of 120 s resets to zero (domain model 3.2).
//
// Only the body counts as a break: standing, walking or lying. Seconds without valid data (not
// worn, no sensor) count as neither sitting nor a break. Unknown body of a worn sensor continues
// the sitting; after a break it counts as time at the desk once it lasted 60 s, because an upper
// trunk sensor cannot see the sitting down (domain model 1.6).
#pragma once

#include "posture/posture_second.hpp"

namespace postured {

class SittingClock {
 public:
  static constexpr double kFullCredit_s = 120;
  // An interruption shorter than this is a fidget and earns nothing.
  static constexpr double kLeastBreak_s = 10;
  // Unknown body for so long is taken for time at the desk.
  static constexpr double kDeskAfter_s = 60;
  // After so long without valid data the count says nothing about now.
  static constexpr double kForgotten_s = 3600;

  void update(const PostureSecond& second);
  // Time passed without any second (suspend): neither sitting nor, below 120 s, a break.
  void on_gap(double duration_s);

  double sitting_s() const { return sitting_s_; }  // credited
  double break_s() const { return break_s_; }      // of the break under way, 0 when sitting
  bool sitting() const { return sitting_now_; }    // as far as the latest second tells
  // Most of it is time at the desk rather than sitting that was seen.
  bool estimated() const { return 2 * estimated_s_ > sitting_s_; }

 private:
  void count_sitting(bool seen);
  void reset();

  double sitting_s_ = 0;
  double estimated_s_ = 0;
  double sitting_before_break_s_ = 0;
  double estimated_before_break_s_ = 0;
  double break_s_ = 0;
  double unknown_s_ = 0;
  double invalid_s_ = 0;
  bool sitting_now_ = false;
};

}  // namespace postured
