#include "motion/calibration_words.hpp"

#include <cmath>

namespace postured {
namespace {

std::string degrees(double deg) { return std::to_string(std::lround(std::abs(deg))) + " degrees"; }

}  // namespace

std::string instruction(CalibrationStep step, CalibrationKind kind, std::optional<Profile> place) {
  switch (step) {
    case CalibrationStep::idle:
      return "";
    case CalibrationStep::standing:
      return "Stand tall and relaxed, look ahead. Hold still for 5 seconds.";
    case CalibrationStep::bending:
      return "Bend forward slowly, hands towards the knees, and come back up. Three times.";
    case CalibrationStep::returning:
      return "Stand tall as at the start, and hold still.";
    case CalibrationStep::sitting:
      if (place) {
        return "Take the upright posture that is comfortable " + std::string(place_of(*place)) +
               ". Hold still for 5 seconds.";
      }
      return kind == CalibrationKind::full
                 ? "Sit down, comfortably upright. Hold still for 5 seconds."
                 : "Sit comfortably upright. Hold still for 5 seconds.";
    case CalibrationStep::slumping:
    case CalibrationStep::handling:
      return "";
    case CalibrationStep::done:
      return "Done. You can move as you like.";
    case CalibrationStep::failed:
      return "Nothing was changed. Start again whenever you like.";
  }
  return "";
}

std::string bends_to_go(int bends) {
  if (bends <= 0) return "Stand tall as at the start, and hold still.";
  return bends == 1 ? "Good. One more, slowly." : "Good. Two more, slowly.";
}

std::string offset_words(const TrunkAngles& angles) {
  if (std::abs(angles.theta_deg) >= std::abs(angles.phi_deg)) {
    return degrees(angles.theta_deg) +
           (angles.theta_deg > 0 ? " further forward" : " further back");
  }
  return degrees(angles.phi_deg) +
         (angles.phi_deg > 0 ? " more to the right" : " more to the left");
}

std::string joined(const GateResult& gate) {
  return gate.advice.empty() ? gate.problem : gate.problem + " " + gate.advice;
}

}  // namespace postured
