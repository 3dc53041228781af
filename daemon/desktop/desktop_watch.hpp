// Everything that tells of the desktop, merged into one DesktopContext: input, locks, what keeps
// the screen awake, quiet, windows, suspend. A source that is absent, hangs or ends leaves its part
// unknown and comes back by itself; sources() says so in words.
#pragma once

#include "desktop/bus.hpp"

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "coach/desktop_context.hpp"
#include "desktop/idle_inhibitors.hpp"
#include "desktop/logind_watch.hpp"
#include "desktop/mutter_idle.hpp"
#include "desktop/quiet_watch.hpp"
#include "desktop/screen_lock.hpp"
#include "desktop/source_health.hpp"
#include "desktop/wayland_watch.hpp"
#include "desktop/x11_watch.hpp"

namespace postured {

struct DesktopHandlers {
  std::function<BootTime()> now;
  // Each time the context differs from the last one told.
  std::function<void(const DesktopContext&)> on_context;
  std::function<void(Boundary)> on_boundary;
  // True: the machine is about to suspend; false: it is back.
  std::function<void(bool asleep)> on_sleep;
};

// Which display servers to ask.
struct DisplayServers {
  bool wayland = false;  // this session runs on Wayland: an X server is only its guest
  std::string x11;       // as $DISPLAY; "": none

  static DisplayServers from_environment();
};

// What a source is for.
struct DesktopSource {
  std::string use;  // "input", "lock", "suspend", "awake", "windows", "quiet"
  SourceHealth health;
};

class DesktopWatch {
 public:
  DesktopWatch(boost::asio::io_context& io, Bus& session_bus, DesktopHandlers handlers,
               const DisplayServers& servers = DisplayServers::from_environment());
  DesktopWatch(const DesktopWatch&) = delete;
  DesktopWatch& operator=(const DesktopWatch&) = delete;

  // Handlers are called from here on.
  void start();

  const DesktopContext& context() const { return context_; }
  std::vector<DesktopSource> sources() const;

 private:
  InputSourceHooks hooks();
  void refresh();
  const InputSource* source_in_use() const;

  DesktopHandlers handlers_;
  DisplayServers servers_;
  bool started_ = false;
  std::set<Quiet> quiet_;
  DesktopContext context_;
  std::string input_from_;  // name of the source in use, for the log
  Bus system_bus_;
  LogindWatch logind_;
  MutterIdle mutter_;
  WaylandWatch wayland_;
  X11Watch x11_;
  ScreenLock lock_;
  IdleInhibitors inhibitors_;
  QuietWatch quiet_watch_;
};

// The parts of the merge that are decisions.
// Locked if any says so; not locked if one says so and none contradicts; else unknown.
std::optional<bool> merge_locked(std::optional<bool> a, std::optional<bool> b);

}  // namespace postured
