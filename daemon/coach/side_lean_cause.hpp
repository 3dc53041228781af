// A lean to one side that lasts (posture/lean_tracker.hpp: beyond 10 deg for 120 s, EN 1005-4).
// Only where it was asked for: armrests are there to be leaned on.
#pragma once

#include "coach/cause.hpp"
#include "posture/lean_tracker.hpp"

namespace postured {

class SideLeanCause {
 public:
  void update(const PostureSecond& second, bool on_the_phone = false);
  void on_gap();
  void set_enabled(bool enabled) { enabled_ = enabled; }

  Cause cause() const;

 private:
  bool enabled_ = false;
  double lasted_s_ = 0;
  double rest_s_ = 0;
  double side_deg_ = 0;
  bool complying_ = false;
};

}  // namespace postured
