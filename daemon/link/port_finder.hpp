// Which serial ports this computer has, through libserialport, the likeliest sensor first.
#pragma once

#include <string>
#include <vector>

namespace postured {

struct PortInfo {
  enum class Transport { native, usb, bluetooth };
  std::string path;         // "/dev/ttyACM0"
  std::string description;  // what the device calls itself, "" where it says nothing
  Transport transport = Transport::native;
  int vid = -1, pid = -1;  // USB only
  std::string serial;      // USB only, "" where it has none
  std::string socket{};    // USB only: where it is plugged in (usb_place.hpp)
  bool modem = false;      // of a modem or a phone

  bool operator==(const PortInfo&) const = default;
};

// Empty where there are none or the system does not say.
std::vector<PortInfo> find_ports();

// The ports worth listening to, in order: a device that names itself after posture, makers' boards,
// other USB CDC devices, USB serial adapters. Modems, built-in ports and Bluetooth are left out:
// opening those can act on the world (a UPS on a serial line switches off on DTR, an rfcomm node
// dials). They can still be named in sensor.source.
std::vector<PortInfo> likely_sensors(std::vector<PortInfo> ports);

// What stays the same when the port comes back under another name: USB ids with the serial number,
// or with the socket where there is none ("usb:2341:8036:8573", "usb:1a86:7523@1-1.2"); the path of
// other ports.
std::string port_identity(const PortInfo& port);
// Of a path, whatever kind of port is there.
PortInfo port_at(const std::string& path);

// "/dev/ttyACM0 (Arduino Micro, 2341:8037)"
std::string to_string(const PortInfo& port);

}  // namespace postured
