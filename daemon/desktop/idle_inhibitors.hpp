// Does something keep the screen awake, such as a playing video? GNOME's session manager and the
// Inhibit service of KDE and XFCE tell; Wayland's own inhibitors are hidden from clients.
#pragma once

#include "desktop/service_watch.hpp"

#include <cstdint>
#include <functional>
#include <optional>

#include "desktop/source_health.hpp"

namespace postured {

class IdleInhibitors {
 public:
  IdleInhibitors(Bus& session_bus, boost::asio::io_context& io, std::function<void()> changed);

  bool inhibited() const { return gnome_.value_or(false) || power_.value_or(false); }
  // GNOME's alone: it also stops Mutter's idle watches.
  bool gnome_inhibited() const { return gnome_.value_or(false); }
  SourceHealth health() const;

 private:
  void attach_gnome();
  void attach_power();
  void see(std::optional<bool>& which, std::optional<bool> value);

  Bus& bus_;
  std::function<void()> changed_;
  std::optional<bool> gnome_, power_;  // nullopt: not told
  BusSlot gnome_match_, gnome_call_, power_match_, power_call_;
  ServiceWatch gnome_service_, power_service_;  // last: they may call back at once
};

}  // namespace postured
