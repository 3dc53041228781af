// How long the body has been sitting, whatever anyone mutes. Natural breaks are credited
// (credited_time.hpp).
//
// Where a sensor sees the body, only the body counts as a break: standing, walking or lying.
// Unknown body of a worn sensor continues the sitting; after a break it counts as time at the desk
// once it lasted 60 s, because an upper trunk sensor cannot see the sitting down (domain
// model 1.6).
//
// Where no sensor sees the body, the desktop's input tells of time at the desk (desk_presence.hpp).
// It is counted apart, as unseen, and continues what was seen before. Each gap has its rule:
//   suspend           from 120 s on a full break: nobody worked here, and the count says nothing
//                     about now; shorter: neither
//   locked            with no input for 60 s: a break since the last input
//   no input          for 300 s, and nothing plays: a break since the last input
//   unplugged, clip   neither by itself. With input it is time at the desk: at once when the person
//   unworn or in      was seen sitting, else after 60 s. A clip on the chair earns nothing.
//   doubt
//   nothing known     after an hour the count is forgotten
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

  // One second; `desk` matters only while no sensor sees the body.
  void update(const PostureSecond& second, const DeskPresence& desk = {});
  // Time passed without any second (suspend): neither sitting nor, below 120 s, a break.
  void on_gap(double duration_s);

  double sitting_s() const { return time_.elapsed_s(); }  // credited
  double unseen_s() const { return time_.unseen_s(); }    // of it: time at the desk
  double break_s() const { return time_.break_s(); }      // of the break under way, 0 when sitting
  bool sitting() const { return sitting_now_; }           // as far as the latest second tells
  // Most of it is time at the desk rather than sitting that was seen.
  bool estimated() const { return 2 * unseen_s() > sitting_s(); }

 private:
  void count_sitting(bool seen);
  void take_break(double lasted_s = 0);
  void follow_desk(const DeskPresence& desk);

  CreditedTime time_;
  double unknown_s_ = 0;
  double invalid_s_ = 0;  // without knowing anything
  double at_desk_s_ = 0;  // by input, not yet counted
  bool sitting_now_ = false;
};

}  // namespace postured
