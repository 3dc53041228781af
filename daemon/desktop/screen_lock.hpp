// Is the screen locked (or blanked by its saver)? The desktops' ScreenSaver services tell with
// ActiveChanged. https://specifications.freedesktop.org/idle-inhibit-spec and GNOME's are the same
// in this.
#pragma once

#include "desktop/service_watch.hpp"

#include <array>
#include <functional>
#include <memory>
#include <optional>

#include "desktop/source_health.hpp"

namespace postured {

class ScreenLock {
 public:
  ScreenLock(Bus& session_bus, boost::asio::io_context& io, std::function<void()> changed);

  // nullopt: none of the services says.
  std::optional<bool> locked() const;
  SourceHealth health() const;

 private:
  // One of them.
  struct Saver {
    const char* name = nullptr;
    const char* path = nullptr;
    std::optional<bool> active;
    BusSlot match, call;
    std::unique_ptr<ServiceWatch> service;
  };
  void attach(Saver& saver);
  void forget(Saver& saver);
  void see(Saver& saver, sd_bus_message* message);

  Bus& bus_;
  std::function<void()> changed_;
  std::array<Saver, 5> savers_;
};

}  // namespace postured
