// Sat for long. By the sitting clock, which nothing but the body moves.
#pragma once

#include <optional>

#include "coach/cause.hpp"
#include "coach/sitting_clock.hpp"

namespace postured {

class StandCause {
 public:
  explicit StandCause(double limit_s = 30 * 60) : limit_s_(limit_s) {}

  void update(const PostureSecond& second, DeskPresence desk);
  void on_gap(double duration_s) { clock_.on_gap(duration_s); }
  void set_limit(double limit_s) { limit_s_ = limit_s; }

  Cause cause() const;
  const SittingClock& clock() const { return clock_; }
  SittingClock& clock() { return clock_; }

 private:
  double limit_s_;
  SittingClock clock_;
  PostureSecond latest_;
  DeskPresence desk_ = DeskPresence::unknown;
  std::optional<BootTime> break_at_;  // the last second of a break
};

}  // namespace postured
