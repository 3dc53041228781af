#include "pipeline/joint_calibration.hpp"

#include <algorithm>
#include <utility>

namespace postured {

namespace {

ClipSide other(ClipSide side) {
  return side == ClipSide::upper ? ClipSide::lower : ClipSide::upper;
}

// Steps are in their order.
bool is_behind(const CalibrationProgress& a, const CalibrationProgress& b) {
  return std::pair(a.step, a.fraction) < std::pair(b.step, b.fraction);
}

CalibrationProgress named(ClipSide side, CalibrationProgress progress) {
  if (!progress.problem.empty()) {
    const char* clip = side == ClipSide::upper ? "Upper clip: " : "Lower clip: ";
    progress.problem = clip + progress.problem;
  }
  return progress;
}

}  // namespace

void JointCalibration::start(CalibrationKind kind) {
  failure_ = {};
  for (const ClipSide side : kClipSides) {
    const bool present = clip(side) != nullptr && clip(side)->link_open();
    takes_part_[static_cast<std::size_t>(side)] = present;
    if (!present) continue;
    clip(side)->hold_calibration(false);
    clip(side)->start_calibration(kind);
  }
}

void JointCalibration::cancel() {
  failure_ = {};
  for (Sensing* clip : clips_) {
    if (clip != nullptr) clip->cancel_calibration();
  }
}

bool JointCalibration::is_running(ClipSide side) const {
  if (!takes_part(side)) return false;
  const CalibrationStep now = step(side);
  return now != CalibrationStep::idle && now != CalibrationStep::done &&
         now != CalibrationStep::failed;
}

bool JointCalibration::running() const {
  return std::any_of(kClipSides.begin(), kClipSides.end(),
                     [this](ClipSide side) { return is_running(side); });
}

bool JointCalibration::both_done() const {
  return std::all_of(kClipSides.begin(), kClipSides.end(), [this](ClipSide side) {
    return takes_part(side) && step(side) == CalibrationStep::done;
  });
}

void JointCalibration::update() {
  for (const ClipSide side : kClipSides) {
    if (!takes_part(side) || !takes_part(other(side))) continue;
    if (step(side) == CalibrationStep::failed && is_running(other(side))) {
      failure_ = named(side, clip(side)->calibration());
      clip(other(side))->cancel_calibration();
    }
    clip(side)->hold_calibration(is_running(other(side)) && step(side) > step(other(side)));
  }
}

CalibrationProgress JointCalibration::progress() const {
  if (clip(ClipSide::lower) == nullptr) return clip(ClipSide::upper)->calibration();
  if (failure_.step == CalibrationStep::failed) return failure_;
  if (!takes_part(ClipSide::lower)) return clip(ClipSide::upper)->calibration();
  if (!takes_part(ClipSide::upper)) return clip(ClipSide::lower)->calibration();
  const CalibrationProgress& upper = clip(ClipSide::upper)->calibration();
  const CalibrationProgress& lower = clip(ClipSide::lower)->calibration();
  return is_behind(lower, upper) ? named(ClipSide::lower, lower) : named(ClipSide::upper, upper);
}

}  // namespace postured
