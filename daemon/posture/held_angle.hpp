// An angle that counts as "out" beyond one limit until it is back behind another, and as "held"
// once it stayed out for a delay. One call a second.
#pragma once

namespace postured {

struct HeldAngleParams {
  double on_deg = 0;
  double off_deg = 0;
  double delay_s = 0;
  double ignored_dip_s = 0;   // shorter dips behind off_deg do not interrupt the delay
  double release_hold_s = 0;  // behind off_deg for so long: no longer out
};

class HeldAngle {
 public:
  void update(double angle_deg, const HeldAngleParams& params) {
    if (!out_ && angle_deg > params.on_deg) out_ = true;
    if (!out_) return;
    out_for_s_ += 1;
    if (angle_deg > params.off_deg) {
      dip_s_ = 0;
      if (out_for_s_ >= params.delay_s) held_ = true;
    } else {
      dip_s_ += 1;
      if (dip_s_ >= params.ignored_dip_s) out_for_s_ = 0;
      if (dip_s_ >= params.release_hold_s) *this = {};
    }
  }
  bool out() const { return out_; }
  bool held() const { return held_; }

 private:
  bool out_ = false;
  bool held_ = false;
  double out_for_s_ = 0;
  double dip_s_ = 0;
};

}  // namespace postured
