// The few Wayland protocols beside the core one that postured speaks, as tables for libwayland:
// names, opcodes and signatures of
//   ext-idle-notify-v1 (wayland-protocols, staging), versions 1 and 2
//   org_kde_kwin_idle (plasma-wayland-protocols), which is all that sway 1.7 has
//   wlr-foreign-toplevel-management-unstable-v1 (wlr-protocols), versions 1 and 2
// Two of the three are in no package of Debian 12, and each is a handful of lines.
#pragma once

#include <wayland-client.h>

#include <cstdint>

namespace postured::wayland {

extern const wl_interface ext_idle_notifier;
extern const wl_interface ext_idle_notification;
extern const wl_interface kde_idle;
extern const wl_interface kde_idle_timeout;
extern const wl_interface toplevel_manager;
extern const wl_interface toplevel;

// Requests.
inline constexpr std::uint32_t kExtGetIdleNotification = 1;  // new_id, timeout ms, seat
// Since version 2: idle inhibitors, such as a playing video, do not count.
inline constexpr std::uint32_t kExtGetInputIdleNotification = 2;
inline constexpr std::uint32_t kKdeGetIdleTimeout = 0;  // new_id, seat, timeout ms
inline constexpr std::uint32_t kToplevelDestroy = 7;

// Events; both idle protocols have the same two.
inline constexpr std::uint32_t kIdled = 0;
inline constexpr std::uint32_t kResumed = 1;
inline constexpr std::uint32_t kManagerToplevel = 0;
inline constexpr std::uint32_t kManagerFinished = 1;
inline constexpr std::uint32_t kToplevelState = 4;
inline constexpr std::uint32_t kToplevelClosed = 6;
inline constexpr std::uint32_t kToplevelActivated = 2;   // in the array of kToplevelState
inline constexpr std::uint32_t kToplevelFullScreen = 3;  // the same; since version 2

}  // namespace postured::wayland
