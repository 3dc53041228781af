#include "coach/desk_presence.hpp"

#include <algorithm>

namespace postured {

DeskPresence desk_presence(const DesktopContext& desktop, BootTime now) {
  if (desktop.input == Input::unknown) return {};
  if (desktop.input == Input::active) return {Presence::at_desk};
  const double idle_s = std::max(0.0, to_seconds(now - desktop.input_since));
  const bool locked = desktop.locked.value_or(false);
  if (locked && idle_s >= kLockedAway_s) return {Presence::away, idle_s, true};
  if (desktop.idle_inhibited) return {};
  if (idle_s >= kIdleAway_s) return {Presence::away, idle_s};
  return {Presence::at_desk};
}

}  // namespace postured
