// One or two clips -> the seconds of one body: everything before coaching. A Sensing for each clip,
// their seconds joined (spine_pair.hpp), their calibration in step (joint_calibration.hpp), the
// range of curvature (slump_range.hpp).
//
//   bytes of the upper clip -> Sensing --.
//                                         SpinePair -> PostureSecond
//   bytes of the lower clip -> Sensing --'
//
// With one clip everything passes through.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "pipeline/joint_calibration.hpp"
#include "pipeline/slump_range.hpp"
#include "pipeline/spine_pair.hpp"

namespace postured {

struct SpineOutputs {
  std::function<void(const PostureSecond&)> on_second;  // wall label is not filled
  std::function<void(ClipSide, const CalibrationOutcome&)> on_calibrated;
  std::function<void(ClipSide, const SensorCalibrationOutcome&)> on_sensor_calibrated;
  std::function<void(const ReferenceProfiles&)> on_profiles;  // of the upper clip: lean is its own
  std::function<void(double range_deg)> on_range;             // a slump was taken
  std::function<void(ClipSide, const DeviceInfo&)> on_info;
  std::function<void(ClipSide, const CommandAnswer&)> on_answer;
  std::function<void(ClipSide, const BatteryLow&)> on_battery_low;
  std::function<void(ClipSide, const ButtonPress&)> on_button;  // after it took effect
};

class Spine {
 public:
  // `lower`: where the second clip is worn; nullopt: there is none.
  Spine(Placement upper, std::optional<Placement> lower, SpineOutputs outputs);

  // The live path, as of Sensing. `side` must be there.
  void on_bytes(ClipSide side, BootTime now, std::span<const std::uint8_t> bytes);
  void on_link_opened(ClipSide side, SensorKind kind = SensorKind::postured) {
    clip(side).on_link_opened(kind);
  }
  void on_link_lost(ClipSide side);
  void tick(BootTime now);
  void finish();

  bool has_lower() const { return lower_ != nullptr; }
  Sensing& clip(ClipSide side) { return side == ClipSide::upper ? *upper_ : *lower_; }
  const Sensing& clip(ClipSide side) const { return side == ClipSide::upper ? *upper_ : *lower_; }
  const ClipState& state(ClipSide side) const { return pair_.state(side); }

  // Both clips' references come from the same run (as restored from the journal; a calibration
  // of both says so itself).
  void set_referenced_together(bool together) { together_ = together; }
  bool referenced_together() const { return together_; }
  void set_range(const std::optional<double>& range_deg) { range_deg_ = range_deg; }
  const std::optional<double>& range() const { return range_deg_; }

  void start_calibration(CalibrationKind kind);
  // The slump that gives the range. Empty, or why it cannot be taken now.
  std::string start_range();
  // Of the sensor in the upper clip: it is in the hand, the lower one may stay where it is.
  void start_sensor_calibration();
  // See Sensing.
  std::string start_profile_zero(Profile profile);
  void cancel_calibration();
  // Of the one that was started last.
  CalibrationProgress calibration() const;

 private:
  SensingOutputs outputs_of(ClipSide side);
  void on_half(ClipSide side, const PostureSecond& second);
  void on_joined(const PostureSecond& second);
  void on_calibrated(ClipSide side, const CalibrationOutcome& outcome);
  SpineReference reference() const;

  SpineOutputs outputs_;
  std::unique_ptr<Sensing> upper_, lower_;
  SpinePair pair_;
  JointCalibration joint_;
  SlumpRange slump_;
  enum class Calibration { joint, slump, upper_alone };
  Calibration newest_ = Calibration::joint;  // the one to tell about
  bool together_ = false;
  std::optional<double> range_deg_;
  BodyState upper_body_ = BodyState::unknown;
};

}  // namespace postured
