// The person's own range of curvature: from comfortable upright sitting to a full, comfortable
// slump, held for 3 s (domain model 1.2, step 5, optional; 1.1: kappa_max). Judges joined seconds,
// so it needs both clips, calibrated together.
#pragma once

#include <optional>
#include <vector>

#include "motion/calibration_wizard.hpp"
#include "posture/posture_second.hpp"

namespace postured {

class SlumpRange {
 public:
  static constexpr std::size_t kHold_s = 3;
  // What passes for "held": well above breathing and cloth, below a fidget.
  static constexpr double kSteady_deg = 4;
  // A smaller range drowns in the 3-5 deg error of two clips.
  static constexpr double kLeast_deg = 10;
  static constexpr int kPatience_s = 60;

  void start();
  void cancel();
  // Seconds in order. Gives the range when it was taken, in degrees.
  std::optional<double> update(const PostureSecond& second);

  bool running() const { return progress_.step == CalibrationStep::slumping; }
  const CalibrationProgress& progress() const { return progress_; }

 private:
  void fail(const char* problem);

  CalibrationProgress progress_;
  std::vector<double> held_deg_;
  int elapsed_s_ = 0;
  int unknown_s_ = 0;
};

}  // namespace postured
