// Real display servers of a test, which can be frozen, ended and started again.
#pragma once

#include <xcb/xcb.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "unit/desktop/child_process.hpp"

namespace postured::test {

// Time since some beginning, as the daemon's clock gives it.
inline BootTime boot_now() {
  return BootTime(std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now().time_since_epoch()));
}

// Xvfb on a free display.
class XServer {
 public:
  static bool installed() { return program_exists("Xvfb"); }

  // Waits until it answers. Started again it has the same display.
  void start();
  void kill();
  void signal(int number) const { process_->signal(number); }
  const std::string& display() const { return display_; }

  // As if the pointer were moved.
  void move_pointer();
  // What a window manager does.
  void set_root_property(const std::string& name, std::uint32_t value);
  std::uint32_t open_window();
  void close_window(std::uint32_t window);
  void set_full_screen(std::uint32_t window, bool filled);

 private:
  xcb_atom_t atom(const std::string& name);

  std::string display_;
  std::unique_ptr<ChildProcess> process_;
  std::unique_ptr<xcb_connection_t, void (*)(xcb_connection_t*)> client_{nullptr, xcb_disconnect};
  int moves_ = 0;
};

// A headless Wayland compositor with a runtime directory of its own, which $XDG_RUNTIME_DIR and
// $WAYLAND_DISPLAY name while this lives. As root it runs as nobody: sway refuses root.
class Compositor {
 public:
  explicit Compositor(std::vector<std::string> command);
  Compositor(const Compositor&) = delete;
  Compositor& operator=(const Compositor&) = delete;
  ~Compositor();

  // False when it did not come up.
  bool start();
  void kill();
  void signal(int number) const { process_->signal(number); }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::vector<std::string> command_;
  std::filesystem::path folder_;
  std::string old_runtime_, old_display_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace postured::test
