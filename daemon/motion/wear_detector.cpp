#include "motion/wear_detector.hpp"

#include <cmath>

namespace postured {
namespace {

// A hand that takes the clip off puts it down within about this time.
constexpr double kPutDown_s = 30;
// Memory of how the clip hangs while it is worn: minutes, not the gesture of taking it off.
constexpr double kWornMemory_s = 120;

}  // namespace

bool WearDetector::is_still(const MotionSecond& second) const {
  return second.accel_sd_g < kStillAccelSd_g && second.gyro_rms_dps < kStillGyro_dps &&
         (still_up_.isZero() || angle_between_deg(second.up_sensor, still_up_) < kStillTilt_deg);
}

Unknown WearDetector::update(const MotionSecond& second) {
  if (second.samples == 0 || second.up_sensor.isZero()) {
    on_gap();
    return verdict_;
  }
  since_handling_s_ += 1;
  const auto turned_from = [&](const Vec3& before) {
    return !before.isZero() && angle_between_deg(before, second.up_sensor) > kHandling_deg;
  };
  if (turned_from(last_up_) || turned_from(last_but_one_up_)) since_handling_s_ = 0;
  last_but_one_up_ = last_up_;
  last_up_ = second.up_sensor;

  if (is_still(second)) {
    if (still_up_.isZero()) still_up_ = second.up_sensor;
    still_for_s_ += 1;
    moving_for_s_ = 0;
  } else {
    still_up_.setZero();
    still_for_s_ = 0;
    moving_for_s_ += 1;
    worn_up_ += (second.up_sensor - worn_up_) / (worn_up_.isZero() ? 1 : kWornMemory_s);
  }

  const bool has_rate = second.gyro_rms_dps > 0;
  const bool after_handling = has_rate && !still_up_.isZero() &&
                              since_handling_s_ - still_for_s_ <= kPutDown_s &&
                              angle_between_deg(still_up_, worn_up_) > kPutDownTilt_deg;
  if (still_for_s_ >= (after_handling ? kStillAfterHandling_s : kStillFor_s)) {
    verdict_ = Unknown::not_worn;
  } else if (verdict_ == Unknown::not_worn && moving_for_s_ >= kMovingFor_s) {
    verdict_ = Unknown::reference_suspect;
  }
  if (verdict_ == Unknown::none && after_handling && still_for_s_ >= kHandledAfter_s) {
    return Unknown::handled;
  }
  return verdict_;
}

void WearDetector::on_reference() {
  verdict_ = Unknown::none;
  still_for_s_ = 0;
  moving_for_s_ = 0;
  since_handling_s_ = kNever_s;
  still_up_.setZero();
}

void WearDetector::on_gap() {
  still_for_s_ = 0;
  moving_for_s_ = 0;
  since_handling_s_ = kNever_s;
  still_up_.setZero();
  last_up_.setZero();
  last_but_one_up_.setZero();
}

}  // namespace postured
