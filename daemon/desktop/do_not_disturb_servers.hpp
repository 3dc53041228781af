// How each notification server tells whether do-not-disturb is on: what it is asked, what its
// answer means, and which signals say that it may have changed.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "desktop/bus.hpp"

namespace postured {

struct DoNotDisturbServer {
  std::string_view name;  // of GetServerInformation
  // The question: a D-Bus call with string arguments, or (without a member) `read`.
  const char* destination = nullptr;
  const char* path = nullptr;
  const char* interface = nullptr;
  const char* member = nullptr;
  std::vector<const char*> arguments = {};
  // nullopt: an answer of another form.
  std::optional<bool> (*is_on)(sd_bus_message* answer) = nullptr;
  std::optional<bool> (*read)() = nullptr;
  // D-Bus match rules: after such a signal it is asked again.
  std::vector<const char*> changes = {};
  bool tells_of_changes = true;  // false: it has to be asked now and then
};

// The manner for the server of that name; for unknown ones the property that KDE introduced.
const DoNotDisturbServer& do_not_disturb_server(std::string_view name);

}  // namespace postured
