// What the desktop knows of the person, as one value: edges fill it in, the coach decides by it. It
// never says whether the person is there: no input is not absence, and a playing video is neither.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace postured {

// Why the desktop would rather not be spoken to. All that hold at a time are kept: when one ends,
// the others still hold.
enum class Quiet {
  do_not_disturb,  // the notification server's or desktop's switch
  screen_shared,   // the screen is being recorded or shared
  microphone,      // in use
  camera,          // in use
  full_screen,     // a window fills the screen
};
std::string_view to_string(Quiet quiet);  // token: "do_not_disturb"
std::string_view in_words(Quiet quiet);   // "do not disturb is on"
std::optional<Quiet> quiet_from_string(std::string_view token);

// Keyboard and pointer. `idle`: none for at least kTypingPause_s.
enum class Input { unknown, active, idle };
inline constexpr double kTypingPause_s = 5;  // domain model 4.2: a breakpoint

struct DesktopContext {
  std::set<Quiet> quiet;
  std::optional<bool> locked;  // the screen; nullopt: not known
  Input input = Input::unknown;
  BootTime input_since{};  // of active: when it began; of idle: the last input
  // Something keeps the screen awake, such as a playing video: no input then means nothing.
  bool idle_inhibited = false;

  bool operator==(const DesktopContext&) const = default;
};

// A moment between two things, at which an interruption costs least (domain model 4.2). A typing
// pause, an unlock and the end of a call are seen from DesktopContext itself; this one is not.
enum class Boundary { window_switch, workspace_switch };

}  // namespace postured
