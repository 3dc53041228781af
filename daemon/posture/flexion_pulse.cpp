#include "posture/flexion_pulse.hpp"

#include <algorithm>
#include <cmath>

namespace postured {

namespace {

constexpr double kLeast_deg = 15, kMost_deg = 50;
constexpr double kOut_deg = 10;  // beyond rest: the bend is under way
constexpr double kMost_s = 5;    // 4 s cover parts of up to 5 seconds
constexpr double kLift_g = 0.06;
constexpr double kRestRate = 0.3;  // share of a quiet second in the inclination at rest

}  // namespace

FlexionPulse::Seen FlexionPulse::update(const MotionSecond& second) {
  if (!std::isfinite(second.inclination_deg)) {
    reset();
    return Seen::nothing;
  }
  if (!started_) {
    started_ = true;
    rest_deg_ = second.inclination_deg;
    return Seen::nothing;
  }
  // The median hides a bend shorter than half a second; the range within the second does not.
  const double beyond_deg =
      second.inclination_deg - rest_deg_ + (out_s_ == 0 ? 0 : 0.5 * second.lean_range_deg);
  const bool out = second.inclination_deg - rest_deg_ > kOut_deg;
  most_accel_sd_g_ = std::max(0.5 * most_accel_sd_g_, second.accel_sd_g);
  if (out) {
    out_s_ += 1;
    peak_deg_ = std::max(peak_deg_, beyond_deg);
    if (out_s_ > kMost_s) {  // a new posture and no pulse
      rest_deg_ = second.inclination_deg;
      out_s_ = peak_deg_ = 0;
    }
    return Seen::nothing;
  }
  rest_deg_ += kRestRate * (second.inclination_deg - rest_deg_);
  const bool pulse = out_s_ > 0 && peak_deg_ >= kLeast_deg && peak_deg_ <= kMost_deg;
  out_s_ = peak_deg_ = 0;
  if (!pulse) return Seen::nothing;
  return most_accel_sd_g_ >= kLift_g ? Seen::lift : Seen::bend;
}

}  // namespace postured
