// The hands-free calibration: stand tall 5 s, three slow forward bends, return, sit comfortably
// upright 5 s. And the quick re-zero: sit comfortably upright 5 s. A state machine over samples;
// each step waits for the body and not for keys, and times out with words. Domain model 1.2.
#pragma once

#include <optional>
#include <string>

#include "motion/reference.hpp"

namespace postured {

enum class CalibrationKind { full, zero };
enum class CalibrationStep { idle, standing, bending, returning, sitting, done, failed };

std::string_view to_string(CalibrationKind kind);
std::string_view to_string(CalibrationStep step);

struct CalibrationProgress {
  CalibrationStep step = CalibrationStep::idle;
  double fraction = 0;      // of the current step, 0..1
  std::string instruction;  // "Stand tall and relaxed, look ahead. Hold still for 5 seconds."
  std::string problem;      // the last gate that failed: what was wrong and what to do
};

struct CalibrationQuality {
  double explained_variance = 0;  // of the bends' axis; 0 for a zero
  double return_error_deg = 0;    // theta after the bends
};

class CalibrationWizard {
 public:
  // `current` is the mounting in force, if any: a zero keeps its sagittal axis and sitting offset.
  void start(CalibrationKind kind, std::optional<Mounting> current);
  void cancel();
  void update(const ImuSample& sample, const Inclination& inclination);
  void on_break(const StreamBreak& what);

  bool running() const;
  CalibrationKind kind() const { return kind_; }
  const CalibrationProgress& progress() const { return progress_; }
  // After done.
  const Mounting& mounting() const { return mounting_; }
  const CalibrationQuality& quality() const { return quality_; }

 private:
  void enter(CalibrationStep step, DeviceTime t);
  void fail(const GateResult& gate);
  void retry(const GateResult& gate, DeviceTime t);
  void update_standing(const ImuSample& sample, const Inclination& inclination);
  void update_bending(const ImuSample& sample, const Inclination& inclination);
  void update_returning(const ImuSample& sample, const Inclination& inclination);
  void update_sitting(const ImuSample& sample, const Inclination& inclination);

  CalibrationKind kind_ = CalibrationKind::full;
  std::optional<Mounting> previous_;
  Mounting mounting_;
  CalibrationQuality quality_;
  CalibrationProgress progress_;
  StillReference still_;
  std::optional<BendReference> bends_;
  bool step_started_ = false;
  DeviceTime step_start_{};
  DeviceTime last_time_{};
  int retries_ = 0;
};

}  // namespace postured
