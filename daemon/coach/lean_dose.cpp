#include "coach/lean_dose.hpp"

#include "posture/continuity.hpp"
#include "posture/minute.hpp"

namespace postured {

namespace {

// Adding one second at a time may end a rounding error short of it.
constexpr double kAlmost = 1 - 1e-9;

}  // namespace

void LeanDose::on_gap(double duration_s) {
  lean_.leak(duration_s);
  rounded_.leak(duration_s);
  leaning_ = is_rounded_ = false;
}

void LeanDose::update(const PostureSecond& second, bool on_the_phone) {
  if (last_) {
    const double jump_s = missing_s(*last_, second.start);
    if (jump_s > kIgnoredGap_s) on_gap(jump_s);
  }
  last_ = second.start;
  // What was summed up was measured from something else.
  if (second.new_reference || (!second.valid && doubts_reference(second.reason))) {
    lean_ = rounded_ = {};
    leaning_ = is_rounded_ = false;
  }

  const bool comparable = is_judged(second) && !on_the_phone && second.lean_deg <= kReaching_deg;
  if (comparable) {
    rest_s_ = 0;
    lean_.add(second.lean_deg, params_.release_deg, params_.due_deg_min);
    leaning_ = second.lean_state == LeanState::leaning || second.lean_state == LeanState::slouched;
  } else if (++rest_s_ > kRestMost_s) {
    lean_.leak(1);
    leaning_ = false;
  }
  if (comparable && std::isfinite(curvature_percent(second))) {
    rounded_rest_s_ = 0;
    rounded_.add(curvature_percent(second), params_.rounded_release_percent,
                 kRoundedDue_percent_min);
    is_rounded_ = second.rounding != Rounding::none;
  } else if (++rounded_rest_s_ > kRestMost_s) {
    rounded_.leak(1);
    is_rounded_ = false;
  }
}

bool LeanDose::lean_due() const {
  return leaning_ && lean_.dose_min() >= kAlmost * params_.due_deg_min;
}

bool LeanDose::rounded_due() const {
  return is_rounded_ && rounded_.dose_min() >= kAlmost * kRoundedDue_percent_min;
}

}  // namespace postured
