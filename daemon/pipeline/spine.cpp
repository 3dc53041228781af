#include "pipeline/spine.hpp"

#include <cmath>

namespace postured {

namespace {

// In a forward bend of the trunk by 45 deg the pelvis turns by less than half of it (lumbar to hip
// about 2:1 at first, 1:1 later: Esola et al. 1996, Spine 21:71). The axis of the bend shows all
// the same.
constexpr BendLimits kPelvisBends{.bent_deg = 12, .back_deg = 6};

}  // namespace

Spine::Spine(Placement upper, std::optional<Placement> lower, SpineOutputs outputs)
    : outputs_(std::move(outputs)),
      upper_(std::make_unique<Sensing>(upper, outputs_of(ClipSide::upper))),
      lower_(lower ? std::make_unique<Sensing>(*lower, outputs_of(ClipSide::lower), kPelvisBends)
                   : nullptr),
      pair_(lower.has_value(), [this](const PostureSecond& second) { on_joined(second); }),
      joint_(*upper_, lower_.get()) {}

SensingOutputs Spine::outputs_of(ClipSide side) {
  SensingOutputs outputs;
  outputs.on_second = [this, side](const PostureSecond& second) { on_half(side, second); };
  outputs.on_calibrated = [this, side](const CalibrationOutcome& outcome) {
    on_calibrated(side, outcome);
  };
  outputs.on_sensor_calibrated = [this, side](const SensorCalibrationOutcome& outcome) {
    if (outputs_.on_sensor_calibrated) outputs_.on_sensor_calibrated(side, outcome);
  };
  outputs.on_profiles = [this, side](const ReferenceProfiles& profiles) {
    if (side == ClipSide::upper && outputs_.on_profiles) outputs_.on_profiles(profiles);
  };
  outputs.on_info = [this, side](const DeviceInfo& info) {
    if (outputs_.on_info) outputs_.on_info(side, info);
  };
  outputs.on_answer = [this, side](const CommandAnswer& answer) {
    if (outputs_.on_answer) outputs_.on_answer(side, answer);
  };
  outputs.on_battery_low = [this, side](const BatteryLow& what) {
    if (outputs_.on_battery_low) outputs_.on_battery_low(side, what);
  };
  outputs.on_button = [this, side](const ButtonPress& press) {
    // A press on either clip is meant for both.
    if (has_lower()) {
      start_calibration(press.kind == ButtonPress::Kind::hold ? CalibrationKind::full
                                                              : CalibrationKind::zero);
    }
    if (outputs_.on_button) outputs_.on_button(side, press);
  };
  return outputs;
}

void Spine::on_bytes(ClipSide side, BootTime now, std::span<const std::uint8_t> bytes) {
  clip(side).on_bytes(now, bytes);
  joint_.update();
}

void Spine::on_link_lost(ClipSide side) {
  clip(side).on_link_lost();
  joint_.update();
}

void Spine::tick(BootTime now) {
  upper_->tick(now);
  if (lower_) lower_->tick(now);
}

void Spine::finish() {
  upper_->finish();
  if (lower_) lower_->finish();
  pair_.flush();
}

void Spine::on_half(ClipSide side, const PostureSecond& second) {
  if (side == ClipSide::upper) {
    upper_body_ = second.body;
  } else if (second.valid && second.body != upper_body_) {
    // What the pelvis shows, the upper clip carries on from when the lower one is lost.
    upper_->tell_body(second.body);
  }
  pair_.set_reference(reference());
  pair_.add(side, second);
}

void Spine::on_joined(const PostureSecond& second) {
  if (const auto range_deg = slump_.update(second)) {
    range_deg_ = *range_deg;
    if (outputs_.on_range) outputs_.on_range(*range_deg);
  }
  if (outputs_.on_second) outputs_.on_second(second);
}

void Spine::on_calibrated(ClipSide side, const CalibrationOutcome& outcome) {
  together_ = joint_.both_done();
  if (outputs_.on_calibrated) outputs_.on_calibrated(side, outcome);
}

SpineReference Spine::reference() const {
  SpineReference reference;
  reference.together = together_;
  if (range_deg_) reference.range_deg = *range_deg_;
  if (!together_ || !upper_->mounting() || !lower_->mounting()) return reference;
  const Mounting &upper = *upper_->mounting(), &lower = *lower_->mounting();
  if (upper.from_standing && lower.from_standing) {
    reference.sitting_from_standing_deg = upper.sit_ref_deg - lower.sit_ref_deg;
  }
  return reference;
}

void Spine::start_calibration(CalibrationKind kind) {
  slump_.cancel();
  newest_ = Calibration::joint;
  joint_.start(kind);
}

std::string Spine::start_range() {
  if (!has_lower()) return "the range of a back needs two clips: set sensor.lower.source";
  if (!together_) return "both clips must be calibrated together first: run 'posturectl calibrate'";
  if (joint_.running()) return "a calibration is under way";
  slump_.start();
  newest_ = Calibration::slump;
  return "";
}

void Spine::start_sensor_calibration() {
  cancel_calibration();
  newest_ = Calibration::upper_alone;
  upper_->start_sensor_calibration();
}

std::string Spine::start_profile_zero(Profile profile) {
  cancel_calibration();
  newest_ = Calibration::upper_alone;
  return upper_->start_profile_zero(profile);
}

void Spine::cancel_calibration() {
  slump_.cancel();
  joint_.cancel();
}

CalibrationProgress Spine::calibration() const {
  switch (newest_) {
    case Calibration::slump:
      return slump_.progress();
    case Calibration::upper_alone:
      return upper_->calibration();
    case Calibration::joint:
      break;
  }
  return joint_.progress();
}

}  // namespace postured
