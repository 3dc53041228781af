#include "link/port_finder.hpp"

#include <libserialport.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "link/usb_place.hpp"

namespace postured {
namespace {

std::string text(const char* s) { return s == nullptr ? "" : s; }

PortInfo describe(const sp_port* port) {
  PortInfo info;
  info.path = text(sp_get_port_name(port));
  info.description = text(sp_get_port_description(port));
  switch (sp_get_port_transport(port)) {
    case SP_TRANSPORT_USB:
      info.transport = PortInfo::Transport::usb;
      if (sp_get_port_usb_vid_pid(port, &info.vid, &info.pid) != SP_OK) info.vid = info.pid = -1;
      info.serial = text(sp_get_port_usb_serial(port));
      {
        UsbPlace place = usb_place(info.path.substr(info.path.rfind('/') + 1));
        info.socket = std::move(place.socket);
        info.modem = place.modem;
      }
      break;
    case SP_TRANSPORT_BLUETOOTH:
      info.transport = PortInfo::Transport::bluetooth;
      break;
    case SP_TRANSPORT_NATIVE:
      break;
  }
  return info;
}

std::string usb_id(const PortInfo& port) {
  std::array<char, 16> id{};
  std::snprintf(id.data(), id.size(), "%04x:%04x", static_cast<unsigned>(port.vid) & 0xFFFFU,
                static_cast<unsigned>(port.pid) & 0xFFFFU);
  return id.data();
}

bool says_posture(const PortInfo& port) {
  std::string lower = port.description;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower.find("posture") != std::string::npos;
}

bool is_makers_board(int vid) {
  // Vendors of the boards the firmware is made for: Arduino (two ids), Adafruit, Raspberry Pi,
  // Espressif, Seeed, SparkFun (usb.ids).
  constexpr std::array kVendors{0x2341, 0x2a03, 0x239a, 0x2e8a, 0x303a, 0x2886, 0x1b4f};
  return std::find(kVendors.begin(), kVendors.end(), vid) != kVendors.end();
}

int rank(const PortInfo& port) {
  if (says_posture(port)) return 0;
  if (is_makers_board(port.vid)) return 1;
  return port.path.starts_with("/dev/ttyACM") ? 2 : 3;
}

}  // namespace

std::vector<PortInfo> find_ports() {
  sp_port** list = nullptr;
  if (sp_list_ports(&list) != SP_OK) return {};
  const std::unique_ptr<sp_port*, decltype(&sp_free_port_list)> owner(list, &sp_free_port_list);
  std::vector<PortInfo> ports;
  for (sp_port** port = list; *port != nullptr; ++port) ports.push_back(describe(*port));
  return ports;
}

std::vector<PortInfo> likely_sensors(std::vector<PortInfo> ports) {
  std::erase_if(
      ports, [](const PortInfo& p) { return p.transport != PortInfo::Transport::usb || p.modem; });
  std::sort(ports.begin(), ports.end(), [](const PortInfo& a, const PortInfo& b) {
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    // ttyACM2 before ttyACM10
    if (a.path.size() != b.path.size()) return a.path.size() < b.path.size();
    return a.path < b.path;
  });
  return ports;
}

std::string port_identity(const PortInfo& port) {
  if (port.vid < 0 || port.pid < 0) return port.path;
  const std::string id = "usb:" + usb_id(port);
  return port.serial.empty() ? id + "@" + port.socket : id + ":" + port.serial;
}

PortInfo port_at(const std::string& path) {
  std::error_code failed;
  const std::string node = std::filesystem::canonical(path, failed).string();
  for (PortInfo& port : find_ports()) {
    if (!failed && port.path == node) return std::move(port);
  }
  PortInfo other;
  other.path = path;
  return other;
}

std::string to_string(const PortInfo& port) {
  std::string about = port.description;
  if (port.vid >= 0 && port.pid >= 0) about += (about.empty() ? "" : ", ") + usb_id(port);
  return about.empty() ? port.path : port.path + " (" + about + ")";
}

}  // namespace postured
