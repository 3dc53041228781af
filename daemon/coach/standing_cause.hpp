// Stood for long: walk or sit (domain model 3.1).
#pragma once

#include "coach/cause.hpp"
#include "coach/standing_clock.hpp"

namespace postured {

class StandingCause {
 public:
  explicit StandingCause(double limit_s = 40 * 60) : limit_s_(limit_s) {}

  void update(const PostureSecond& second);
  void on_gap(double duration_s) { clock_.on_gap(duration_s); }
  void set_limit(double limit_s) { limit_s_ = limit_s; }

  Cause cause() const;

 private:
  double limit_s_;
  StandingClock clock_;
  bool complying_ = false;
};

}  // namespace postured
