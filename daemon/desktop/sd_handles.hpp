// Owning handles for libsystemd's C objects.
#pragma once

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include <memory>

namespace postured {

struct SdDeleter {
  void operator()(sd_event* event) const noexcept { sd_event_unref(event); }
  // Without a flush: flushing waits, and a frozen bus would freeze the daemon. Messages are written
  // when they are sent; only what the socket would not take is lost.
  void operator()(sd_bus* bus) const noexcept { sd_bus_close_unref(bus); }
  void operator()(sd_bus_message* message) const noexcept { sd_bus_message_unref(message); }
  void operator()(sd_bus_slot* slot) const noexcept { sd_bus_slot_unref(slot); }
};

using EventHandle = std::unique_ptr<sd_event, SdDeleter>;
using BusHandle = std::unique_ptr<sd_bus, SdDeleter>;
using BusMessage = std::unique_ptr<sd_bus_message, SdDeleter>;
// A match, an object or a call under way; letting go of it ends it.
using BusSlot = std::unique_ptr<sd_bus_slot, SdDeleter>;

// An error of a call, freed with its scope.
class BusError {
 public:
  BusError() = default;
  BusError(const BusError&) = delete;
  BusError& operator=(const BusError&) = delete;
  ~BusError() { sd_bus_error_free(&error_); }

  sd_bus_error* get() { return &error_; }

 private:
  sd_bus_error error_ = SD_BUS_ERROR_NULL;
};

}  // namespace postured
