// The daemon's state as D-Bus shows it: translates, decides nothing.
#pragma once

#include "desktop/control_state.hpp"
#include "journal/writer.hpp"
#include "pipeline/coaching.hpp"
#include "pipeline/sensing.hpp"

namespace postured {

struct StatusInputs {
  const Sensing& sensing;
  const Coaching& coaching;
  const std::string& source;  // what the byte source calls itself
  const std::optional<SensorCalibrationRecord>& sensor_calibration;  // of the connected sensor
  const std::string& journal_trouble;                                // "" = ok
  Now now;
};

ControlState make_control_state(const StatusInputs& inputs);

// One line for the service manager: "sitting, 12 deg forward", "no sensor: ...".
std::string one_line(const ControlState& state);

}  // namespace postured
