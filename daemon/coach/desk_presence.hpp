// Whether somebody is at the desk, as far as keyboard, pointer and screen lock tell: what is left
// without a sensor. Always a guess, and called "unseen" wherever it is shown.
//
// No input is not absence: who reads sits there. Away is only
//   locked and no input for 60 s              (domain model 3.2), or
//   no input for 300 s and nothing that keeps the screen awake: so long desktops themselves wait
//   before they call a session idle (the default of GNOME's org.gnome.desktop.session idle-delay)
// and then since the last input. A playing video is neither activity nor absence.
#pragma once

#include "coach/desktop_context.hpp"

namespace postured {

enum class Presence { unknown, at_desk, away };

struct DeskPresence {
  Presence presence = Presence::unknown;
  double for_s = 0;     // away: since the last input
  bool locked = false;  // away, and that is why
};

inline constexpr double kLockedAway_s = 60;
inline constexpr double kIdleAway_s = 300;

DeskPresence desk_presence(const DesktopContext& desktop, BootTime now);

}  // namespace postured
