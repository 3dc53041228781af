#include "pipeline/sensing.hpp"

#include <chrono>

namespace postured {
namespace {

// A second without samples is given up one second after its end: batches, USB bridges and busy
// hosts delay samples by up to some hundred milliseconds.
constexpr auto kLateness = std::chrono::seconds(1);
// The live path is called once a second at least. After a longer silence nobody was there to
// listen (suspend, not running), and those seconds are not "no data": they are not recorded.
constexpr auto kPause = std::chrono::seconds(5);

}  // namespace

Sensing::Sensing(Placement placement, SensingOutputs outputs, const BendLimits& bends)
    : outputs_(std::move(outputs)),
      decoder_(make_decoder(kind_, *this)),
      wizard_(bends),
      seconds_([this](const MotionSecond& second) { on_motion_second(second); }),
      classifier_(placement, [this](const MotionSecond& second,
                                    const BodyVerdict& verdict) { on_verdict(second, verdict); }),
      slip_(placement) {}

void Sensing::on_bytes(BootTime now, std::span<const std::uint8_t> bytes) {
  notice_pause(now);
  arrival_ = now;
  decoder_->feed(now, bytes);
}

void Sensing::on_recorded_sample(const ImuSample& sample) {
  link_open_ = true;
  if (!health_.accept(sample)) return;
  process(BootTime(sample.time.time_since_epoch()), sample);
}

void Sensing::on_recorded_gap(std::chrono::microseconds duration) {
  on_break({StreamBreak::Cause::time_gap, 0, duration});
}

void Sensing::on_link_opened(SensorKind kind) {
  link_open_ = true;
  if (kind == kind_ && decoder_options_ == options_in_force_) return;  // its counts go on
  decoder_->on_link_lost();
  kind_ = kind;
  options_in_force_ = decoder_options_;
  decoder_ = make_decoder(kind, *this, decoder_options_);
}

void Sensing::on_link_lost() {
  link_open_ = false;
  decoder_->on_link_lost();
  device_status_.reset();
}

void Sensing::notice_pause(BootTime now) {
  if (last_called_ && now - *last_called_ > kPause) {
    seconds_.pause();
    classifier_.flush();
  }
  last_called_ = now;
}

void Sensing::tick(BootTime now) {
  notice_pause(now);
  // A clip that sleeps has found out by itself that nobody wears it.
  const bool asleep = device_status_ && device_status_->asleep;
  // Where no sensor is connected the seconds pass too.
  if (!link_open_) seconds_.begin(now);
  const Unknown silence = asleep ? Unknown::not_worn : Unknown::no_data;
  seconds_.close_until(now - kLateness, link_open_ ? silence : Unknown::no_sensor);
  const bool silent = !last_sample_ || now - *last_sample_ > 2 * kLateness;
  // Nothing will follow soon: what waits for its look-ahead is decided without it.
  if (silent) classifier_.flush();
}

void Sensing::finish() {
  if (last_sample_) {
    seconds_.close_until(std::chrono::ceil<std::chrono::seconds>(*last_sample_), Unknown::no_data);
  }
  classifier_.flush();
}

void Sensing::set_mounting(const std::optional<Mounting>& mounting) {
  take_mounting(mounting);
  slip_.on_reference(SlipDetector::Reference::new_clip_on, mounting && mounting->from_standing);
}

void Sensing::take_mounting(const std::optional<Mounting>& mounting) {
  mounting_ = mounting;
  seconds_.set_mounting(mounting);
  axis_finder_.reset();
  if (mounting && !mounting->axis_known) axis_finder_.emplace(*mounting);
}

void Sensing::start_calibration(CalibrationKind kind) {
  sensor_wizard_.cancel();
  of_sensor_ = false;
  taught_profile_.reset();
  std::optional<Mounting> current = mounting_;
  if (current) current->sit_ref_deg = reference_deg(seat()).value_or(current->sit_ref_deg);
  wizard_.start(kind, current);
}

void Sensing::start_sensor_calibration() {
  wizard_.cancel();
  of_sensor_ = true;
  sensor_wizard_.start();
}

void Sensing::cancel_calibration() {
  wizard_.cancel();
  sensor_wizard_.cancel();
}

void Sensing::set_accelerometer_calibration(
    const std::optional<AccelerometerCalibration>& calibration) {
  if (calibration == accelerometer_) return;
  accelerometer_ = calibration;
  filter_ = OrientationFilter();  // what it learnt was of readings that were corrected otherwise
  if (calibration) {
    filter_.set_accelerometer_prior(calibration->bias_sigma_m_s2, calibration->scale_sigma);
  }
}

void Sensing::on_sample(const ImuSample& sample) {
  if (!health_.accept(sample)) return;
  process(timeline_.place(sample.time, arrival_), sample);
}

void Sensing::on_break(const StreamBreak& what) {
  filter_.on_break(what);
  seconds_.on_gap();
  wizard_.on_break(what);
  sensor_wizard_.on_break(what);
  if (axis_finder_) axis_finder_->on_gap();
  const bool new_epoch =
      what.cause == StreamBreak::Cause::device_reset || what.cause == StreamBreak::Cause::link_lost;
  if (new_epoch) timeline_.reset();
  // A few lost samples say nothing about wear and health; an interruption does.
  if (new_epoch || what.cause == StreamBreak::Cause::time_gap) {
    wear_.on_gap();
    health_.reset();
    turns_.on_break();
    strokes_.on_break();
    slip_.on_gap();
  }
}

void Sensing::on_info(const DeviceInfo& info) {
  if (outputs_.on_info) outputs_.on_info(info);
}

void Sensing::on_status(const DeviceStatus& status) { device_status_ = status; }

void Sensing::on_button(const ButtonPress& press) {
  // In the hand it is pressed by accident.
  if (sensor_wizard_.running()) return;
  start_calibration(press.kind == ButtonPress::Kind::hold ? CalibrationKind::full
                                                          : CalibrationKind::zero);
  if (outputs_.on_button) outputs_.on_button(press);
}

void Sensing::on_battery_low(const BatteryLow& what) {
  if (outputs_.on_battery_low) outputs_.on_battery_low(what);
}

void Sensing::on_answer(const CommandAnswer& answer) {
  if (outputs_.on_answer) outputs_.on_answer(answer);
}

void Sensing::process(BootTime t, const ImuSample& raw) {
  if (last_sample_ && t - *last_sample_ > std::chrono::seconds(1)) {
    seconds_.close_until(std::chrono::floor<std::chrono::seconds>(t), Unknown::gap);
  }
  last_sample_ = t;
  if (sensor_wizard_.running()) update_sensor_wizard(t, raw);
  ImuSample sample = raw;
  if (accelerometer_) sample.accel_m_s2 = accelerometer_->apply(raw.accel_m_s2);
  const Inclination inclination =
      in_reading_terms(health_.frozen() ? filter_.current() : filter_.update(sample));
  if (wizard_.running() && !wizard_held_) update_wizard(t, sample, inclination);
  // A clip in the hand bends with nobody.
  if (axis_finder_ && !sensor_wizard_.running()) {
    axis_finder_->update(to_seconds(t.time_since_epoch()), inclination);
    if (const auto right = axis_finder_->right_sensor()) {
      take_mounting(with_right_axis(*mounting_, *right));
      slip_.on_axis_found();
    }
  }
  if (const auto turn = turns_.update(sample, inclination)) slip_.on_turn(*turn);
  if (const auto stroke = strokes_.update(sample, inclination)) slip_.on_stroke(*stroke);
  seconds_.add(t, sample, inclination);
}

void Sensing::update_wizard(BootTime t, const ImuSample& sample, const Inclination& inclination) {
  wizard_.update(sample, inclination);
  if (wizard_.progress().step != CalibrationStep::done || wizard_.running()) return;
  if (taught_profile_) {
    take_profile_reference();
    return;
  }
  take_mounting(wizard_.mounting());
  slip_.on_reference(wizard_.kind() == CalibrationKind::full ? SlipDetector::Reference::with_bends
                     : wear_.verdict() == Unknown::none      ? SlipDetector::Reference::same_clip_on
                                                             : SlipDetector::Reference::new_clip_on,
                     wizard_.mounting().from_standing);
  if (wizard_.kind() == CalibrationKind::full && profiles_.of(seat())) {
    profiles_.of(seat()) = mounting_->sit_ref_deg;
    keep_profiles();
  }
  wear_.on_reference();
  // The others end with the person sitting comfortably upright.
  classifier_.tell(wizard_.kind() == CalibrationKind::standing ? BodyState::standing
                                                               : BodyState::sitting);
  if (outputs_.on_calibrated) {
    outputs_.on_calibrated({wizard_.kind(), *mounting_, wizard_.quality(), t});
  }
}

void Sensing::update_sensor_wizard(BootTime t, const ImuSample& raw) {
  sensor_wizard_.update(raw);
  if (sensor_wizard_.progress().step != CalibrationStep::done) return;
  set_accelerometer_calibration(sensor_wizard_.calibration());
  wear_.suspect_reference();
  if (outputs_.on_sensor_calibrated) {
    outputs_.on_sensor_calibrated({sensor_wizard_.calibration(), t});
  }
}

void Sensing::on_motion_second(MotionSecond second) {
  if (second.samples > 0) {
    const Unknown wear = wear_.update(second);
    // The most basic doubt is named: no reading, no plausible reading, nobody under it, ...
    if (second.reason == Unknown::none) second.reason = health_.verdict();
    if (second.reason == Unknown::none && wear == Unknown::not_worn) second.reason = wear;
    if (second.reason == Unknown::none && (wizard_.running() || sensor_wizard_.running())) {
      second.reason = Unknown::calibrating;
    }
    if (second.reason == Unknown::none && !mounting_) second.reason = Unknown::uncalibrated;
    if (second.reason == Unknown::none) second.reason = wear;
  }
  last_reason_ = second.reason;
  classifier_.update(second);
}

void Sensing::on_verdict(const MotionSecond& second, const BodyVerdict& verdict) {
  const SlipVerdict slip = slip_.update(second, verdict.body, mounting_);
  if (!outputs_.on_second) return;
  PostureSecond out;
  out.start = second.start;
  out.reason = second.reason == Unknown::none ? slip.reason : second.reason;
  out.valid = out.reason == Unknown::none;
  out.doubted_s = slip.doubted_s;
  out.axis_known = second.axis_known;
  if (out.valid) {
    out.lean_deg = second.lean_deg;
    out.side_deg = second.side_deg;
    out.inclination_deg = second.inclination_deg;
    out.lean_range_deg = second.lean_range_deg;
    out.turn_deg = second.turn_deg;
  }
  out.body = verdict.body;
  out.confidence = verdict.confidence;
  measure_lean(second, verdict.body, out);
  outputs_.on_second(out);
}

}  // namespace postured
