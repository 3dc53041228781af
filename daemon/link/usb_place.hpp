// What the kernel and udev know of a serial port beyond its USB ids: the socket it is plugged into,
// and whether it belongs to a modem.
#pragma once

#include <string>

namespace postured {

struct UsbPlace {
  std::string socket;  // "1-1.2": bus and ports on the way, the same after each replugging there
  bool modem = false;  // of a cellular modem or a phone
};

// `tty`: "ttyUSB0". A port is a modem's when a modem driver has it, when its USB device is a
// network interface as well, or when ModemManager's rules have said what it is. A modem that shows
// nothing but one plain ACM port looks like any board; it is listened to at most. Empty where
// nothing is known. The directories are "/sys" and "/run/udev/data" but for tests.
UsbPlace usb_place(const std::string& tty, const std::string& sys = "/sys",
                   const std::string& udev_data = "/run/udev/data");

}  // namespace postured
