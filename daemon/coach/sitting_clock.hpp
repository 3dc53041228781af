// How long the body has been sitting, whatever anyone mutes. Natural breaks are credited
// (credited_time.hpp).
//
// Where a sensor sees the body, only the body counts. Where none does, the desktop's input tells of
// time at the desk (desk_presence.hpp); it is counted apart, as unseen, and goes on from what was
// seen before.
//
// | second, or gap                      | counts as                                               |
// |-------------------------------------|---------------------------------------------------------|
// | sitting                             | sitting                                                 |
// | standing, walking, lying            | break                                                   |
// | body unknown, clip worn             | what it was; after a break time at the desk once it     |
// |                                     | lasted 60 s: an upper trunk sensor cannot see the       |
// |                                     | sitting down (domain model 1.6)                         |
// | ... locked, no input for 60 s       | break (3.2: idle counts only with other evidence)       |
// | no valid data: unworn, unplugged,   | neither; after an hour the count says nothing about now |
// | the clip in doubt                   |                                                         |
// | ... with input at the desk          | time at the desk: at once when the person was seen      |
// |                                     | sitting, else after 60 s. A clip on the chair earns     |
// |                                     | no break                                                |
// | ... locked, no input for 60 s, or   | break since the last input                              |
// |     no input for 300 s              |                                                         |
// | suspend, or the daemon did not run  | below 120 s neither, from there on a full break         |
#pragma once

#include "coach/credited_time.hpp"
#include "coach/desk_presence.hpp"
#include "posture/posture_second.hpp"

namespace postured {

class SittingClock {
 public:
  static constexpr double kFullCredit_s = CreditedTime::kFullCredit_s;
  static constexpr double kLeastBreak_s = CreditedTime::kLeastBreak_s;
  // Unknown body, or a body that no sensor sees, for so long is taken for time at the desk.
  static constexpr double kDeskAfter_s = 60;
  // After so long without valid data the count says nothing about now.
  static constexpr double kForgotten_s = 3600;

  // One second.
  void update(const PostureSecond& second, const DeskPresence& desk = {});
  // Time passed without any second.
  void on_gap(double duration_s);
  // The daemon was not there for `away_s`, and this had been sat before: goes on, or was a break.
  void restore(double sitting_s, double away_s);

  double sitting_s() const { return time_.elapsed_s(); }  // credited
  double unseen_s() const { return time_.unseen_s(); }    // of it: time at the desk
  double break_s() const { return time_.break_s(); }      // of the break under way, 0 when sitting
  bool sitting() const { return sitting_now_; }           // as far as the latest second tells
  // Most of it is time at the desk rather than sitting that was seen.
  bool estimated() const { return 2 * time_.estimated_s() > sitting_s(); }
  // Most of it was seen by no sensor at all.
  bool unseen() const { return 2 * time_.unseen_s() > sitting_s(); }

 private:
  void count_sitting(CreditedTime::Evidence evidence);
  void take_break(double lasted_s = 0);
  void follow_body(BodyState body, const DeskPresence& desk);
  void follow_desk(const DeskPresence& desk);

  CreditedTime time_;
  double unknown_s_ = 0;
  double invalid_s_ = 0;  // without knowing anything
  double at_desk_s_ = 0;  // by input, since the body was last seen
  bool sitting_now_ = false;
};

}  // namespace postured
