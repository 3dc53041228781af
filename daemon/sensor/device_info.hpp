// What a sensor says about itself on the wire -> what postured keeps of it. A hostile or broken
// device is refused in words; its strings never carry control characters.
#pragma once

#include <string>

#include "sensor/sensor_events.hpp"
#include "wire/posture_messages.h"

namespace postured {

// The refusal of another major protocol version.
std::string wrong_protocol(int major, int minor);
// "" or why samples of this sensor could not be interpreted: no scale, an absurd rate.
std::string why_unusable(const pw_hello& hello);

// The serial, or "" where the sensor has none of its own (all zeros, or an erased memory's ones):
// then it cannot be told from the next one.
std::string own_serial(const DeviceInfo& info);

DeviceInfo to_device_info(const pw_hello& hello);
DeviceStatus to_device_status(const pw_status& status);

}  // namespace postured
