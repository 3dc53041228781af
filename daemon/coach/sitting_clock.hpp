// How long the body has been sitting, whatever anyone mutes. Natural breaks are credited:
// elapsed *= 1 - min(1, break_s / 120); a break of 120 s resets to zero (domain model 3.2).
//
// | second, or gap                      | counts as                                               |
// |-------------------------------------|---------------------------------------------------------|
// | sitting                             | sitting                                                 |
// | standing, walking, lying            | break                                                   |
// | body unknown, clip worn             | what it was; after a break time at the desk once it     |
// |                                     | lasted 60 s: an upper trunk sensor cannot see the       |
// |                                     | sitting down (1.6)                                      |
// | ... with no input, screen locked    | break (3.2: idle counts only with other evidence)       |
// | no valid data: unworn, unplugged    | neither; after an hour the count says nothing about now |
// | ... with input at the desk          | as body unknown, and told as unseen                     |
// | ... with no input, screen locked    | break                                                   |
// | suspend, or the daemon did not run  | below 120 s neither, from there on a full break         |
#pragma once

#include "coach/cause.hpp"
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

  void update(const PostureSecond& second, DeskPresence desk = DeskPresence::unknown);
  // Time passed without any second.
  void on_gap(double duration_s);
  // The daemon was not there for `away_s`, and this had been sat before: goes on, or was a break.
  void restore(double sitting_s, double away_s);

  double sitting_s() const { return sitting_s_; }  // credited
  double break_s() const { return break_s_; }      // of the break under way, 0 when sitting
  bool sitting() const { return sitting_now_; }    // as far as the latest second tells
  // Most of it is time at the desk rather than sitting that was seen.
  bool estimated() const { return 2 * estimated_s_ > sitting_s_; }
  // Most of it was seen by no sensor at all.
  bool unseen() const { return 2 * unseen_s_ > sitting_s_; }

 private:
  enum class Evidence { seen, worn, desk };
  void count_sitting(Evidence evidence);
  void count_desk(Evidence evidence);
  void count_break();
  void reset();

  struct Count {
    double sitting_s = 0, estimated_s = 0, unseen_s = 0;
  };
  double sitting_s_ = 0, estimated_s_ = 0, unseen_s_ = 0;
  Count before_break_;
  double break_s_ = 0;
  double unknown_s_ = 0;
  double invalid_s_ = 0;
  bool sitting_now_ = false;
};

}  // namespace postured
