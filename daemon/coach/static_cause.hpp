// Not moving is a posture too, upright or not (posture/static_posture.hpp). A shift, or getting up,
// is all it asks for.
#pragma once

#include "coach/cause.hpp"
#include "posture/static_posture.hpp"

namespace postured {

class StaticCause {
 public:
  explicit StaticCause(double limit_s = 20 * 60) : limit_s_(limit_s) {}

  void update(const PostureSecond& second);
  void on_gap();
  void set_limit(double limit_s) { limit_s_ = limit_s; }

  Cause cause() const;

 private:
  double limit_s_;
  Movements movements_;
  StaticPosture posture_;
  bool holds_ = false;
  bool complying_ = false;
};

}  // namespace postured
