// The lean state of each second, with hysteresis and delay (domain model 2.3).
//
//   upright  -> leaning   when lean > threshold
//   leaning  -> slouched  when lean stays above release (dips < 3 s ignored) for delay_s
//   leaning or slouched -> upright when lean < release for 5 s
//   reclined when lean < -15 deg for more than 30 s; side_lean when |side| > 10 deg for 120 s
//
// Seconds that are not comparable with the reference (walking, lying, moving faster than 20 deg/s,
// axis unknown) are not judged, and the timers rest. After 5 s of rest, more than 2 s without valid
// data, a jump in time or a new reference, they start anew: nobody is credited with a lean that was
// not seen.
#pragma once

#include <optional>

#include "posture/held_angle.hpp"
#include "posture/posture_second.hpp"

namespace postured {

struct LeanParams {
  double threshold_deg = 15;  // T_on: more than twice the 3 deg error, below ISO 11226's 20 deg
  double hysteresis_deg = 5;  // T_off = T_on - 5
  double delay_s = 60;
  double release_hold_s = 5;
  double ignored_dip_s = 3;
  double recline_deg = -15;
  double recline_hold_s = 30;
  double side_deg = 10;  // EN 1005-4 lateral limit
  double side_hold_s = 120;
  double fast_deg_s = 20;
};

class LeanTracker {
 public:
  explicit LeanTracker(LeanParams params = {}) : params_(params) {}

  // Fills second.lean_state. One call a second, in order.
  void update(PostureSecond& second);
  void reset();  // a gap: timers start anew
  void set_params(const LeanParams& params) { params_ = params; }

 private:
  bool comparable(const PostureSecond& second) const;
  LeanState judge(const PostureSecond& second);

  LeanParams params_;
  HeldAngle forward_, backward_, sideways_;
  double rest_s_ = 0;
  double invalid_s_ = 0;
  std::optional<BootTime> last_;
};

}  // namespace postured
