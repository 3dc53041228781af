#include "coach/desk_presence.hpp"

#include <algorithm>

namespace postured {

DeskPresence desk_presence(const DesktopContext& desktop, BootTime now) {
  if (desktop.input == Input::unknown) return {};
  if (desktop.input == Input::active) return DeskPresence::there;
  const double idle_s = std::max(0.0, to_seconds(now - desktop.input_since));
  const bool locked = desktop.locked.value_or(false);
  if (locked && idle_s >= kLockedAway_s) return {DeskPresence::away, idle_s, true};
  if (desktop.idle_inhibited) return {};
  if (idle_s >= kIdleAway_s) return {DeskPresence::away, idle_s};
  return DeskPresence::there;
}

bool on_the_phone(const DesktopContext& desktop) {
  return desktop.quiet.contains(Quiet::microphone) || desktop.quiet.contains(Quiet::camera);
}

}  // namespace postured
