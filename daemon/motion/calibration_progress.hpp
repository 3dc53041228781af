// How far a calibration is, in words for the person who does it. Shared by the calibration of the
// body (calibration_wizard.hpp) and of the sensor (sensor_calibration_wizard.hpp).
#pragma once

#include <string>
#include <string_view>

namespace postured {

// In their order. Standing to sitting are the body's.
enum class CalibrationStep {
  idle,
  standing,
  bending,
  returning,
  sitting,
  slumping,  // only with two clips: pipeline/slump_range.hpp
  handling,  // the only step of the sensor's
  done,
  failed
};
std::string_view to_string(CalibrationStep step);

inline bool is_under_way(CalibrationStep step) {
  return step != CalibrationStep::idle && step != CalibrationStep::done &&
         step != CalibrationStep::failed;
}

struct CalibrationProgress {
  CalibrationStep step = CalibrationStep::idle;
  double fraction = 0;      // of the current step, 0..1
  std::string instruction;  // "Stand tall and relaxed, look ahead. Hold still for 5 seconds."
  std::string problem;      // what was wrong and what to do; also what was accepted with a remark
};

}  // namespace postured
