// What the calibration of the body says, as one would say it aloud.
#pragma once

#include <optional>
#include <string>

#include "motion/calibration_wizard.hpp"

namespace postured {

std::string instruction(CalibrationStep step, CalibrationKind kind, std::optional<Profile> place);
// While bending, once some are done: "Good. Two more."
std::string bends_to_go(int bends);
// "12 degrees further forward", "4 degrees more to the left": the larger of the two angles.
std::string offset_words(const TrunkAngles& angles);
// Problem and advice as one text.
std::string joined(const GateResult& gate);

}  // namespace postured
