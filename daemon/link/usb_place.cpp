#include "link/usb_place.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace postured {
namespace {

namespace fs = std::filesystem;

std::string first_line(const fs::path& file) {
  std::string line;
  std::ifstream in(file);
  std::getline(in, line);
  return line;
}

// Linux drivers/usb/serial: option.c, qcserial.c, sierra.c, ipw.c; drivers/net/usb/hso.c.
bool is_modem_driver(const fs::path& device) {
  std::error_code ignored;
  const std::string driver = fs::read_symlink(device / "driver", ignored).filename().string();
  constexpr std::array<std::string_view, 5> kDrivers{"option", "qcserial", "sierra", "ipw", "hso"};
  return std::any_of(kDrivers.begin(), kDrivers.end(),
                     [&driver](std::string_view name) { return driver.starts_with(name); });
}

// USB class codes (usb.org): communications with the models Ethernet, EEM, NCM or MBIM; or a
// wireless controller that speaks RNDIS, as phones do.
bool is_network(const fs::path& interface) {
  const std::string kind =
      first_line(interface / "bInterfaceClass") + first_line(interface / "bInterfaceSubClass");
  if (kind == "e001") return first_line(interface / "bInterfaceProtocol") == "03";
  return kind == "0206" || kind == "020c" || kind == "020d" || kind == "020e";
}

bool has_network(const fs::path& usb_device) {
  std::error_code ignored;
  const auto entries = fs::directory_iterator(usb_device, ignored);
  return std::any_of(begin(entries), end(entries), [](const fs::directory_entry& entry) {
    return entry.path().filename().string().find(':') != std::string::npos &&
           is_network(entry.path());
  });
}

// ModemManager's 77-mm-* rules name the ports of modems that they know.
bool is_named_modem_port(const fs::path& udev_entry) {
  std::ifstream in(udev_entry);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("E:ID_MM_PORT_TYPE_")) return true;
  }
  return false;
}

}  // namespace

UsbPlace usb_place(const std::string& tty, const std::string& sys, const std::string& udev_data) {
  UsbPlace place;
  std::error_code failed;
  const fs::path node = fs::path(sys) / "class/tty" / tty;
  fs::path device = fs::canonical(node / "device", failed);
  if (failed) return place;
  place.modem = is_named_modem_port(fs::path(udev_data) / ("c" + first_line(node / "dev")));
  // Up from the port, over its interface ("1-1.2:1.0"), to the USB device ("1-1.2").
  while (device.has_relative_path() && !fs::exists(device / "idVendor", failed)) {
    place.modem = place.modem || is_modem_driver(device);
    device = device.parent_path();
  }
  if (!device.has_relative_path()) return {};
  place.socket = device.filename().string();
  place.modem = place.modem || has_network(device);
  return place;
}

}  // namespace postured
