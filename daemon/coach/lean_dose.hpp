// When a lean has been enough to be spoken of: by dose, so that a bigger bend is spoken of sooner
// (domain model 2.3). With d the lean and T_off the release:
//   E += (d - T_off) dt above T_off, leaks to 0 with a time constant of 60 s below it;
//   due at 10 deg.min: 15 deg for 120 s, 20 for 60 s, 30 for 30 s, 45 for 17 s (T_off = 10).
// With two clips the same for the share of the range: 80 % for 60 s, sooner beyond.
//
// The dose stops at "due": who leaned for an hour need not sit up for an hour to be done with it.
// What is logged as an episode is another matter (lean.delay_s, posture/lean_tracker.hpp).
//
// Seconds that are not comparable with the calibration (not judged: walking, reaching, standing up,
// lying; the reference in doubt; on the phone, where the trunk follows the ear; beyond 60 deg,
// where somebody reaches for the floor) rest for 5 s and then leak, as does time that nobody saw:
// it is not held against anyone.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "posture/posture_second.hpp"

namespace postured {

// One leaky integral; of degrees in deg.min, of percent in %.min.
class LeakyDose {
 public:
  static constexpr double kLeakTau_s = 60;

  // A second at `x`; the dose goes up to `most` and no further.
  void add(double x, double release, double most) {
    if (x > release) {
      dose_min_ = std::min(most, dose_min_ + (x - release) / 60);
    } else {
      leak(1);
    }
  }
  void leak(double duration_s) { dose_min_ *= std::exp(-duration_s / kLeakTau_s); }
  double dose_min() const { return dose_min_; }

 private:
  double dose_min_ = 0;
};

struct LeanDoseParams {
  double due_deg_min = 10;
  double release_deg = 10;  // T_off
  double rounded_release_percent = 70;
};

class LeanDose {
 public:
  // As long as the lean tracker's timers rest before they start anew.
  static constexpr double kRestMost_s = 5;
  static constexpr double kReaching_deg = 60;
  // 80 % of the range for 60 s with a release of 70 %.
  static constexpr double kRoundedDue_percent_min = 10;

  explicit LeanDose(LeanDoseParams params = {}) : params_(params) {}
  void set_params(const LeanDoseParams& params) { params_ = params; }

  // One second after the other, with lean_state and rounding filled.
  void update(const PostureSecond& second, bool on_the_phone = false);
  // Time passed without seconds.
  void on_gap(double duration_s);

  // The dose is reached, and the trunk still is beyond the threshold: what the status calls
  // upright is not spoken of.
  bool lean_due() const;
  bool rounded_due() const;
  double lean_deg_min() const { return lean_.dose_min(); }
  double rounded_percent_min() const { return rounded_.dose_min(); }

 private:
  LeanDoseParams params_;
  LeakyDose lean_, rounded_;
  bool leaning_ = false, is_rounded_ = false;
  double rest_s_ = 0, rounded_rest_s_ = 0;
  std::optional<BootTime> last_;
};

}  // namespace postured
