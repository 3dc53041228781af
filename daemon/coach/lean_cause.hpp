// A lean whose dose is reached, or with two clips a rounded back: the words are about what only two
// clips can see when that is the cause.
#pragma once

#include "coach/cause.hpp"
#include "coach/lean_dose.hpp"

namespace postured {

class LeanCause {
 public:
  explicit LeanCause(const LeanDoseParams& params = {}) { set_params(params); }

  // lean_state and rounding are filled in. After a gap the next lean is a new one.
  void update(const PostureSecond& second, bool on_the_phone = false);
  void on_gap(double duration_s);
  void set_params(const LeanDoseParams& params);

  Cause cause() const;

 private:
  LeanDoseParams params_;
  LeanDose dose_;
  PostureSecond latest_;
  double leaning_s_ = 0, rounded_s_ = 0;  // of those under way
  bool rounded_ = false;                  // what holds, or held last, was a rounded back
};

}  // namespace postured
