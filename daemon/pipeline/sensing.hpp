// Bytes (or samples) and time -> posture seconds, without lean state. The first half of the core.
//
// bytes -> SensorDecoder -> SensorHealth -> OrientationFilter -> Mounting -> SecondBuilder
//       -> WearDetector -> BodyClassifier -> SlipDetector -> PostureSecond
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "motion/bend_strokes.hpp"
#include "motion/calibration_wizard.hpp"
#include "motion/orientation_filter.hpp"
#include "motion/sagittal_axis_finder.hpp"
#include "motion/second_builder.hpp"
#include "motion/sensor_calibration_wizard.hpp"
#include "motion/turn_finder.hpp"
#include "motion/wear_detector.hpp"
#include "posture/body_classifier.hpp"
#include "posture/profile_recogniser.hpp"
#include "posture/reference_in_force.hpp"
#include "posture/slip_detector.hpp"
#include "sensor/host_timeline.hpp"
#include "sensor/sensor_decoder.hpp"
#include "sensor/sensor_health.hpp"

namespace postured {

struct CalibrationOutcome {
  CalibrationKind kind = CalibrationKind::full;
  Mounting mounting;
  CalibrationQuality quality;
  BootTime at{};
};

struct SensorCalibrationOutcome {
  AccelerometerCalibration calibration;
  BootTime at{};
};

struct SensingOutputs {
  std::function<void(const PostureSecond&)> on_second;  // wall label is not filled
  std::function<void(const CalibrationOutcome&)> on_calibrated;
  std::function<void(const SensorCalibrationOutcome&)> on_sensor_calibrated;
  std::function<void(const ReferenceProfiles&)> on_profiles;  // changed; to be kept
  std::function<void(const DeviceInfo&)> on_info;
  std::function<void(const CommandAnswer&)> on_answer;
  std::function<void(const BatteryLow&)> on_battery_low;
  std::function<void(const ButtonPress&)> on_button;  // after it took effect; not while the clip is
                                                      // in the hand for its own calibration
};

class Sensing : private SensorSink {
 public:
  // `bends`: what the calibration's bends look like where this clip is worn.
  Sensing(Placement placement, SensingOutputs outputs, const BendLimits& bends = {});

  // The live path. `now` is the arrival time.
  void on_bytes(BootTime now, std::span<const std::uint8_t> bytes);
  // The offline path: samples with exact times (BootTime = the file's own axis).
  void on_recorded_sample(const ImuSample& sample);
  // A gap in a recording: same mounting, same time axis.
  void on_recorded_gap(std::chrono::microseconds duration);
  // `kind`: of the sensor that was found there.
  void on_link_opened(SensorKind kind = SensorKind::postured);
  void on_link_lost();
  // What some kinds of sensors have to be told; in force from the next opening on.
  void set_decoder_options(const DecoderOptions& options) { decoder_options_ = options; }
  const DecoderOptions& decoder_options() const { return decoder_options_; }
  // Once a second: closes seconds that no data will fill any more.
  void tick(BootTime now);
  // The end of a file: closes everything.
  void finish();

  void set_mounting(const std::optional<Mounting>& mounting);
  const std::optional<Mounting>& mounting() const { return mounting_; }
  // The mounting is of an earlier clip-on: judged only after a new zero or calibration.
  void suspect_reference() { wear_.suspect_reference(); }
  void start_calibration(CalibrationKind kind);
  void cancel_calibration();
  // The calibration waits where it is, for another clip on the same body.
  void hold_calibration(bool hold) { wizard_held_ = hold; }
  // Another clip saw whether the body sits or stands.
  void tell_body(BodyState body) { classifier_.tell(body); }
  // Of the calibration that was started last, the body's or the sensor's.
  const CalibrationProgress& calibration() const {
    return of_sensor_ ? sensor_wizard_.progress() : wizard_.progress();
  }

  // The calibration of the connected sensor: from the next sample on, readings are corrected before
  // anything but health looks at them. nullopt: as the sensor reads.
  void set_accelerometer_calibration(const std::optional<AccelerometerCalibration>& calibration);
  const std::optional<AccelerometerCalibration>& accelerometer_calibration() const {
    return accelerometer_;
  }
  // Takes it; the clip comes off the clothes for that, so the reference is suspect afterwards.
  void start_sensor_calibration();

  // The references of chair, standing desk and sofa; lean is measured from the one in force.
  void set_profiles(const ReferenceProfiles& profiles);
  const ReferenceProfiles& profiles() const { return profiles_; }
  Profile profile_in_force() const { return reference_.now(); }
  std::optional<Profile> suggested_profile() const { return recogniser_.suggestion(); }
  // Both return "" or a sentence: why not, and what to do.
  std::string choose_profile(Profile profile);
  // Takes the present posture (5 s, as a zero) for that profile's reference, and chooses it. The
  // clip must not have moved since its last zero.
  std::string start_profile_zero(Profile profile);

  // For status.
  SensorKind kind() const { return kind_; }  // of the newest link
  SensorDecoder& decoder() { return *decoder_; }
  DecoderCounts decoder_counts() const { return decoder_->decoder_counts(); }
  AssemblerCounts assembler_counts() const { return decoder_->assembler_counts(); }
  const std::optional<DeviceInfo>& device() const { return decoder_->info(); }
  const std::string& refusal() const { return decoder_->refusal(); }
  const std::optional<DeviceStatus>& device_status() const { return device_status_; }
  bool link_open() const { return link_open_; }
  // When the newest sample was taken; nullopt before the first.
  std::optional<BootTime> last_sample() const { return last_sample_; }

 private:
  void on_sample(const ImuSample& sample) override;
  void on_break(const StreamBreak& what) override;
  void on_info(const DeviceInfo& info) override;
  void on_status(const DeviceStatus& status) override;
  void on_button(const ButtonPress& press) override;
  void on_answer(const CommandAnswer& answer) override;
  void on_battery_low(const BatteryLow& what) override;

  void take_mounting(const std::optional<Mounting>& mounting);
  void notice_pause(BootTime now);
  void process(BootTime t, const ImuSample& raw);
  void update_sensor_wizard(BootTime t, const ImuSample& raw);
  void update_wizard(BootTime t, const ImuSample& sample, const Inclination& inclination);
  std::optional<double> reference_deg(Profile profile) const;
  Profile seat() const;
  void take_profile_reference();
  void keep_profiles();
  void measure_lean(const MotionSecond& second, BodyState body, PostureSecond& out);
  void on_motion_second(MotionSecond second);
  void on_verdict(const MotionSecond& second, const BodyVerdict& verdict);

  SensingOutputs outputs_;
  SensorKind kind_ = SensorKind::postured;
  DecoderOptions decoder_options_, options_in_force_;
  std::unique_ptr<SensorDecoder> decoder_;
  HostTimeline timeline_;
  SensorHealth health_;
  OrientationFilter filter_;
  CalibrationWizard wizard_;
  SensorCalibrationWizard sensor_wizard_;
  bool of_sensor_ = false;  // which of the two was started last
  std::optional<AccelerometerCalibration> accelerometer_;
  SecondBuilder seconds_;
  WearDetector wear_;
  BodyClassifier classifier_;
  TurnFinder turns_;
  BendStrokes strokes_;
  SlipDetector slip_;
  std::optional<Mounting> mounting_;
  std::optional<SagittalAxisFinder> axis_finder_;
  ReferenceProfiles profiles_;
  ReferenceInForce reference_;
  ProfileRecogniser recogniser_;
  std::optional<Profile> taught_profile_;  // by the zero under way
  bool new_reference_ = false;
  Unknown last_reason_ = Unknown::no_data;  // of the newest motion second
  std::optional<DeviceStatus> device_status_;
  BootTime arrival_{};
  std::optional<BootTime> last_sample_, last_called_;
  bool link_open_ = false;
  bool wizard_held_ = false;
};

}  // namespace postured
