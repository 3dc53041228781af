// A lean that lasts, or with two clips a rounded back: the words are about what only two clips can
// see when that is the cause.
#pragma once

#include "coach/cause.hpp"
#include "posture/posture_second.hpp"

namespace postured {

struct LeanCauseParams {
  double release_deg = 10;
  double rounded_release_percent = 70;
};

class LeanCause {
 public:
  explicit LeanCause(LeanCauseParams params = {}) : params_(params) {}

  // lean_state and rounding are filled in. After a gap the next lean is a new one.
  void update(const PostureSecond& second);
  void on_gap();
  void set_params(const LeanCauseParams& params) { params_ = params; }

  Cause cause() const;

 private:
  LeanCauseParams params_;
  PostureSecond latest_;
  double leaning_s_ = 0, rounded_s_ = 0;  // of those under way
  bool rounded_ = false;                  // what holds, or held last, was a rounded back
};

}  // namespace postured
