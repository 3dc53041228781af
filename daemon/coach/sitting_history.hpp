// The body of the last 12 hours, so that the sitting clock can be put right: a correction changes
// what is kept here, and the clock is run over it again.
#pragma once

#include <deque>

#include "coach/sitting_clock.hpp"
#include "posture/correction.hpp"

namespace postured {

class SittingHistory {
 public:
  // What the sitting clock was given, in the same order.
  void update(const PostureSecond& second, const DeskPresence& desk);
  void on_gap(double duration_s);
  void restore(double sitting_s, double away_s) { base_.restore(sitting_s, away_s); }

  // From `from` on the body was `body`, for `duration_s`; what is later than the last second or
  // older than what is kept stays as it is. A gap in between becomes that body too.
  void correct(BootTime from, double duration_s, BodyState body);
  // The clock as it would be by what is kept. Without a correction it is the clock that was fed
  // alongside.
  SittingClock clock() const;

 private:
  // Equal seconds in a row, or a gap. Seconds lie evenly between `from` and `to`.
  struct Run {
    BootTime from{}, to{};
    int seconds = 0;  // 0: a gap
    bool valid = false;
    BodyState body = BodyState::unknown;
    DeskPresence desk;  // in its first second
  };
  static void play(SittingClock& clock, const Run& run);
  static Run part(const Run& run, BootTime from, BootTime to);

  SittingClock base_;  // up to the oldest run
  std::deque<Run> runs_;
};

}  // namespace postured
