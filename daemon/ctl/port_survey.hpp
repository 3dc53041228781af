// Listens to serial ports side by side, without writing, and says what speaks there.
#pragma once

#include <string>
#include <vector>

#include "link/port_finder.hpp"
#include "sensor/port_hunt.hpp"

namespace postured {

struct SurveyedPort {
  PortInfo port;
  bool sensor = false;
  std::string kind, title;              // of a sensor
  int baud = 0;                         // of a sensor
  std::string serial, board, firmware;  // as far as it said so
  std::string trouble;                  // of anything else: why not
};

// Takes up to 24 s: 12.8 s for all line speeds, and up to 10.5 s more until a sensor of ours says
// who it is.
std::vector<SurveyedPort> survey_ports(const std::vector<PortInfo>& ports, HuntTimes times = {});

}  // namespace postured
