// Sat for long. By the sitting clock, which nothing but the body moves.
#pragma once

#include <optional>

#include "coach/cause.hpp"
#include "coach/sitting_clock.hpp"
#include "coach/sitting_history.hpp"

namespace postured {

class StandCause {
 public:
  explicit StandCause(double limit_s = 30 * 60) : limit_s_(limit_s) {}

  void update(const PostureSecond& second, const DeskPresence& desk);
  void on_gap(double duration_s);
  // What the daemon knows of before it started.
  void restore(double sitting_s, double away_s);
  // "I was standing": the clock is put right (sitting_history.hpp).
  void correct(BootTime from, double duration_s, BodyState body);
  void set_limit(double limit_s) { limit_s_ = limit_s; }

  Cause cause() const;
  const SittingClock& clock() const { return clock_; }

 private:
  double limit_s_;
  SittingClock clock_;
  SittingHistory history_;
  PostureSecond latest_;
  DeskPresence desk_;
  std::optional<BootTime> break_at_;  // the last second of a break
};

}  // namespace postured
