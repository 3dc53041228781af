// What was found where: which kind of sensor spoke at which port and how fast, and which clip it
// is. So a search begins with the sensor that was there last, and two clips keep their places under
// whatever name they come back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/spine_pair.hpp"
#include "sensor/sensor_kind.hpp"

namespace postured {

struct KnownSensor {
  std::string port;    // how its port is told from others: USB ids and serial number, or the path
  std::string serial;  // its own; "" where it has none
  SensorKind kind = SensorKind::postured;
  int baud = 0;
  ClipSide side = ClipSide::upper;

  bool operator==(const KnownSensor&) const = default;
};

// A sensor that speaks at some port.
struct SensorIdentity {
  std::string port, serial;  // as of KnownSensor
};

class KnownSensors {
 public:
  static constexpr std::size_t kLargest = 16;  // what is found longest ago is forgotten

  // The newest first. The same sensor (its own serial; without one, the port) is known once, and so
  // is a port. Returns whether anything changed.
  bool remember(const KnownSensor& sensor);
  // What was found at that port last.
  const KnownSensor* at_port(std::string_view port) const;
  const KnownSensor* find(const SensorIdentity& who) const;
  // Upper becomes lower and the other way round.
  void swap_sides();
  const std::vector<KnownSensor>& all() const { return sensors_; }

 private:
  std::vector<KnownSensor> sensors_;
};

// Which of the clips that are searched for this sensor is; nullopt: none of them. With two clips a
// sensor keeps the place that it is known to have; a new one takes a place that no sensor is known
// to have, then any that is searched for. With one clip, any sensor will do.
std::optional<ClipSide> clip_for(const KnownSensors& known, const SensorIdentity& who,
                                 bool upper_wanted, bool lower_wanted, bool two_clips);

// The form in which it is kept: a line for each sensor. Lines that are not understood are left out.
std::string to_text(const KnownSensors& known);
KnownSensors known_sensors_from_text(std::string_view text);

}  // namespace postured
