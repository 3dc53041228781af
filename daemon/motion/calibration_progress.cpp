#include "motion/calibration_progress.hpp"

namespace postured {

std::string_view to_string(CalibrationStep step) {
  switch (step) {
    case CalibrationStep::idle:
      return "idle";
    case CalibrationStep::standing:
      return "standing";
    case CalibrationStep::bending:
      return "bending";
    case CalibrationStep::returning:
      return "returning";
    case CalibrationStep::sitting:
      return "sitting";
    case CalibrationStep::slumping:
      return "slumping";
    case CalibrationStep::handling:
      return "handling";
    case CalibrationStep::done:
      return "done";
    case CalibrationStep::failed:
      return "failed";
  }
  return "";
}

}  // namespace postured
