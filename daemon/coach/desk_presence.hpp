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

struct DeskPresence {
  enum Where { unknown, there, away };

  DeskPresence(Where at = unknown, double since_s = 0, bool by_lock = false)
      : where(at), for_s(since_s), locked(by_lock) {}

  Where where;
  double for_s;  // away: since the last input
  bool locked;   // away, and that is why

  bool operator==(Where at) const { return where == at; }
  // The same stay or absence: how long it lasts grows by itself.
  bool operator==(const DeskPresence& other) const {
    return where == other.where && locked == other.locked;
  }
  DeskPresence after(double s) const { return {where, where == away ? for_s + s : 0, locked}; }
};

inline constexpr double kLockedAway_s = 60;
inline constexpr double kIdleAway_s = 300;

DeskPresence desk_presence(const DesktopContext& desktop, BootTime now);
// Microphone or camera are in use: the trunk follows a telephone or a screen full of people, and is
// not compared with comfortable upright sitting (domain model 2.3).
bool on_the_phone(const DesktopContext& desktop);

}  // namespace postured
