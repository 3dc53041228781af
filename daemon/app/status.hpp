// The daemon's state as D-Bus shows it: translates, decides nothing.
#pragma once

#include "desktop/control_state.hpp"
#include "journal/writer.hpp"
#include "pipeline/coaching.hpp"
#include "pipeline/spine.hpp"

namespace postured {

struct StatusInputs {
  const Spine& spine;
  const Coaching& coaching;
  const std::string& source;        // what the byte source of the (upper) clip calls itself
  const std::string& lower_source;  // of the lower one
  const std::optional<SensorCalibrationRecord>& sensor_calibration;  // of the (upper) sensor
  const std::string& journal_trouble;                                // "" = ok
  Now now;
};

ControlState make_control_state(const StatusInputs& inputs);

// One line for the service manager: "sitting, 12 deg forward", "no sensor: ...".
std::string one_line(const ControlState& state);

}  // namespace postured
