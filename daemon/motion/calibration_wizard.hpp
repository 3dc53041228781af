// The hands-free calibration: stand tall 5 s, three slow forward bends, return, sit comfortably
// upright 5 s. Its first step alone: stand tall 5 s; the axis is then learned from movement. And
// the quick re-zero: sit comfortably upright 5 s. A state machine over samples; each step waits for
// the body and not for keys, and times out with words. Domain model 1.2.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "motion/calibration_progress.hpp"
#include "motion/reference.hpp"
#include "motion/reference_profiles.hpp"
#include "motion/sit_down_axis.hpp"
#include "motion/walking_about.hpp"

namespace postured {

enum class CalibrationKind { full, standing, zero };

std::string_view to_string(CalibrationKind kind);
CalibrationKind calibration_kind_from_string(std::string_view token);  // zero for unknown tokens

struct CalibrationQuality {
  double explained_variance = 0;  // of the bends' axis; 0 for a zero or without a gyroscope
  double return_error_deg = 0;    // theta after the bends
};

class CalibrationWizard {
 public:
  static constexpr double kStand_s = 5;
  static constexpr double kReturn_s = 3;
  static constexpr double kSit_s = 5;
  static constexpr int kBends = 3;
  // Of the bends' axis; down to BendReference::kMinExplainedVariance with a remark.
  static constexpr double kGoodExplainedVariance = 0.9;
  static constexpr double kReturnGood_deg = 3;
  static constexpr double kReturnAccepted_deg = 5;
  static constexpr double kTimeToSitDown_s = 5;  // before stillness can be sitting
  static constexpr double kStepTimeout_s = 60;   // of device time; no samples, no timeout
  static constexpr int kMaxRetries = 3;          // of a step's gate

  explicit CalibrationWizard(const BendLimits& bends = {}) : bend_limits_(bends) {}

  // `current` is the mounting in force, if any: a zero and a standing calibration keep its sagittal
  // axis and sitting offset; bends are compared with its axis, sitting and standing with its tilt.
  // A zero may be of a certain place, which then is named: for the reference of a profile.
  void start(CalibrationKind kind, std::optional<Mounting> current,
             std::optional<Profile> place = std::nullopt);
  void cancel();
  void update(const ImuSample& sample, const Inclination& inclination);
  // Lost samples restart a stillness by their time alone; a sensor that restarted ends the run.
  void on_break(const StreamBreak& what);

  bool running() const { return is_under_way(progress_.step); }
  CalibrationKind kind() const { return kind_; }
  const CalibrationProgress& progress() const { return progress_; }
  // After done.
  const Mounting& mounting() const { return mounting_; }
  // The sky direction of the last stillness: of the zero's sitting.
  const Vec3& held_up_sensor() const { return held_up_; }
  const CalibrationQuality& quality() const { return quality_; }

 private:
  void enter(CalibrationStep step);
  void fail(const GateResult& gate);
  void retry(const GateResult& gate, CalibrationStep from);
  GateResult timeout_reason() const;
  bool held_still(const ImuSample& sample, const Inclination& inclination, double seconds);
  void update_standing(const ImuSample& sample, const Inclination& inclination);
  void update_bending(const ImuSample& sample, const Inclination& inclination);
  void update_returning(const ImuSample& sample, const Inclination& inclination);
  void update_sitting(const ImuSample& sample, const Inclination& inclination);
  bool may_be_sitting(const Inclination& inclination);
  void notice_walking(const ImuSample& sample, double dt_s);
  GateResult compare_with_last_axis(const Vec3& right, std::string& remark);
  void warn_of_slump(const TrunkAngles& from_last);
  void finish_standing();
  void finish_full();
  void finish_zero();

  BendLimits bend_limits_;
  CalibrationKind kind_ = CalibrationKind::full;
  std::optional<Mounting> previous_;
  std::optional<Profile> place_;
  Mounting mounting_;
  CalibrationQuality quality_;
  CalibrationProgress progress_;
  StillReference still_;
  Vec3 held_up_ = Vec3::UnitZ();
  std::optional<BendReference> bends_;
  std::optional<DeviceTime> last_time_;
  double step_elapsed_s_ = 0;
  bool moved_ = false;  // since the sitting step began
  int shallow_bends_told_ = 0, bends_told_ = 0;
  WalkingAbout walking_;
  bool told_walking_ = false;            // in this step
  std::optional<Vec3> doubted_right_;    // the axis of bends that looked sideways
  std::optional<SitDownAxis> sit_down_;  // since the sitting step began
  int missed_returns_ = 0;
  CalibrationStep furthest_ = CalibrationStep::idle;
  int retries_ = 0;
};

}  // namespace postured
