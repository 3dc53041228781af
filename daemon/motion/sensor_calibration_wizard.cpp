#include "motion/sensor_calibration_wizard.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace postured {
namespace {

// A hand trembles by some tenths of a degree, at up to 3 deg/s: still enough to average. Steady
// turns must not pass: a cheap gyroscope's bias is 5 deg/s on each axis.
RestParams held_in_a_hand() {
  RestParams params;
  params.gyro_deg_s = 4;
  params.accel_m_s2 = 0.4;
  params.deviation_s = 0.02;
  params.low_pass_s = 0.15;  // after a quarter turn it has followed within half a second
  params.after_s = 0.3;
  return params;
}
// Within a hold, 1 sigma: 0.9 deg of tilt, noise included. Such a spread shortens the mean by 0.1
// mg.
constexpr double kMaxAccelSd_m_s2 = 0.015 * kGravity_m_s2;
// Gravity, give or take the largest bias and scale that a sound sensor has.
constexpr double kLeast_m_s2 = 0.7 * kGravity_m_s2, kMost_m_s2 = 1.3 * kGravity_m_s2;
constexpr double kLongestSampleStep_s = 0.5;
// A rest that broke off after this long was meant as a hold.
constexpr double kWorthTelling_s = 0.3;

// A box's side: further than this from every position held. Edges and corners are nearer.
constexpr double kSide_deg = 60;
constexpr int kDirectionsAround = 12;

}  // namespace

double SensorCalibrationWizard::Hold::accel_sd() const {
  const double variance = accel_squared / samples - mean_accel().squaredNorm();
  return std::sqrt(std::max(0.0, variance));
}

void SensorCalibrationWizard::start() {
  *this = {};
  rest_ = RestDetector(held_in_a_hand());
  progress_.step = CalibrationStep::handling;
  progress_.instruction =
      "Take the clip into your hand and hold it still for two seconds; best put it down or lean it "
      "against something.";
}

void SensorCalibrationWizard::fail(const GateResult& gate) {
  progress_ = {.step = CalibrationStep::failed,
               .fraction = 0,
               .instruction = "Nothing was changed. Start again whenever you like.",
               .problem = gate.problem + " " + gate.advice};
}

void SensorCalibrationWizard::on_break(const StreamBreak& what) {
  if (!running()) return;
  hold_ = {};
  last_time_.reset();
  if (what.cause == StreamBreak::Cause::device_reset ||
      what.cause == StreamBreak::Cause::link_lost) {
    fail({"The connection to the sensor was interrupted.",
          "See that it is plugged in or in reach, then start again."});
  }
}

void SensorCalibrationWizard::update(const ImuSample& raw) {
  if (!running()) return;
  const double dt_s = last_time_ ? to_seconds(raw.time - *last_time_) : -1;
  last_time_ = raw.time;
  if (dt_s <= 0 || dt_s > kLongestSampleStep_s) {
    rest_.start(raw.gyro_rad_s, raw.accel_m_s2);
    hold_ = {};
    return;
  }
  since_new_s_ += dt_s;
  if (since_new_s_ > kTimeout_s) {
    fail({"A minute passed without a new position (" + std::to_string(poses_.size()) + " of " +
              std::to_string(kPoses) + " were held).",
          "Keep the clip in your hand, turn it and hold it still for two seconds each time."});
    return;
  }
  if (!poses_.empty() && angle_between_deg(poses_.back().accel_m_s2, raw.accel_m_s2) > kApart_deg) {
    turned_ = true;
  }
  if (rest_.update(raw.gyro_rad_s, raw.accel_m_s2, dt_s) && !raw.saturated) {
    rest(raw, dt_s);
  } else {
    moved();
  }
}

void SensorCalibrationWizard::rest(const ImuSample& raw, double dt_s) {
  if (judged_) return;
  ++hold_.samples;
  hold_.duration_s += dt_s;
  hold_.accel_m_s2 += raw.accel_m_s2;
  hold_.gyro_rad_s += raw.gyro_rad_s;
  hold_.accel_squared += raw.accel_m_s2.squaredNorm();
  const double held = std::min(1.0, hold_.duration_s / kHold_s);
  if (is_new(hold_.mean_accel())) {
    progress_.fraction =
        std::min(1.0, (static_cast<double>(poses_.size()) + held) / static_cast<double>(kPoses));
  }
  if (hold_.duration_s < kHold_s) return;
  const Hold hold = hold_;
  hold_ = {};
  const double length_m_s2 = hold.mean_accel().norm();
  if (length_m_s2 < kLeast_m_s2 || length_m_s2 > kMost_m_s2) {
    fail({"At rest the sensor reads " +
              std::to_string(std::lround(100 * length_m_s2 / kGravity_m_s2)) + " % of gravity.",
          "It is damaged or set to another range; a calibration cannot mend that."});
    return;
  }
  if (hold.accel_sd() > kMaxAccelSd_m_s2) {
    progress_.problem = "That was not quite still. Put the clip down or lean it against something.";
    return;
  }
  judged_ = true;
  if (is_new(hold.mean_accel())) {
    take(hold);
  } else {
    progress_.problem = "That side was up before. Turn the clip further, until another side is up.";
  }
}

void SensorCalibrationWizard::moved() {
  if (!judged_ && hold_.duration_s > kWorthTelling_s && is_new(hold_.mean_accel())) {
    progress_.problem = "You moved too early. Hold still until the next position is asked for.";
  }
  hold_ = {};
  judged_ = false;
  progress_.fraction =
      std::min(1.0, static_cast<double>(poses_.size()) / static_cast<double>(kPoses));
}

double SensorCalibrationWizard::nearest_deg(const Vec3& direction) const {
  double nearest = 180;
  for (const StillPose& pose : poses_) {
    nearest = std::min(nearest, angle_between_deg(pose.accel_m_s2, direction));
  }
  return nearest;
}

// Among those a quarter turn away.
bool SensorCalibrationWizard::a_side_is_free(const Vec3& up) const {
  const Vec3 level = up.unitOrthogonal();
  for (int i = 0; i < kDirectionsAround; ++i) {
    const Eigen::AngleAxisd turn(2 * std::numbers::pi * i / kDirectionsAround, up.normalized());
    if (nearest_deg(turn * level) > kSide_deg) return true;
  }
  return false;
}

void SensorCalibrationWizard::take(const Hold& hold) {
  poses_.push_back({hold.mean_accel(), hold.gyro_rad_s / hold.samples});
  since_new_s_ = 0;
  turned_ = false;
  progress_.problem.clear();
  const int held = static_cast<int>(poses_.size());
  progress_.fraction = std::min(1.0, static_cast<double>(held) / kPoses);
  if (held >= kPoses) {
    finish();
  } else {
    ask_for_next();
  }
}

void SensorCalibrationWizard::finish() {
  const AccelerometerFit fit = fit_accelerometer(poses_);
  if (!fit.gate.ok()) {
    if (fit.needs_poses && static_cast<int>(poses_.size()) < kMostPoses) {
      ask_for_next();
    } else {
      fail(fit.gate);
    }
    return;
  }
  calibration_ = fit.calibration;
  progress_.step = CalibrationStep::done;
  progress_.fraction = 1;
  progress_.instruction = "Done. Clip it on, sit comfortably upright and run a zero.";
  if (fit.left_out > 0) {
    progress_.problem = std::to_string(fit.left_out) +
                        (fit.left_out == 1 ? " position was" : " positions were") +
                        " not still enough and left out. The others are good enough.";
  }
}

// In words that need no knowledge of axes: how the clip must be turned from how it is held now.
void SensorCalibrationWizard::ask_for_next() {
  const Vec3 up = poses_.back().accel_m_s2;
  std::string how = "Tilt it half way, so that an edge or corner is up that was not yet";
  if (nearest_deg(-up) > kSide_deg) {
    how = "The side that faces down now is missing: turn the clip upside down";
  } else if (a_side_is_free(up)) {
    how = "Give it a quarter turn, to a side that was not up yet";
  }
  const int held = static_cast<int>(poses_.size());
  const std::string count = held < kPoses
                                ? std::to_string(held) + " of " + std::to_string(kPoses) + " done. "
                                : std::to_string(held) + " done, one more is needed. ";
  progress_.instruction = count + how + ", and hold it still.";
}

}  // namespace postured
