// A Wayland compositor tells when input pauses and goes on, and (where it is of wlroots' kind)
// which window is in front. Survives its end and comes back; waits for nothing.
#pragma once

#include <utility>

// Boost 1.74 needs <utility> first.
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "desktop/input_source.hpp"
#include "desktop/lifetime.hpp"

union wl_argument;
struct wl_callback;
struct wl_display;
struct wl_interface;
struct wl_message;
struct wl_proxy;
struct wl_registry;

namespace postured {

class WaylandWatch final : public InputSource {
 public:
  static constexpr std::chrono::milliseconds kFirstRetry{1000};
  static constexpr std::chrono::milliseconds kLongestRetry{60'000};
  // Windows whose titles change all the time wake the daemon at most this often.
  static constexpr std::chrono::milliseconds kBusyPause{1000};

  WaylandWatch(boost::asio::io_context& io, InputSourceHooks hooks,
               std::function<void(Boundary)> on_boundary);
  WaylandWatch(const WaylandWatch&) = delete;
  WaylandWatch& operator=(const WaylandWatch&) = delete;
  ~WaylandWatch() override;

  // Connects to $WAYLAND_DISPLAY now, or as soon as it is there.
  void start();

  InputSeen input() const override { return seen_; }
  SourceHealth input_health() const override;
  SourceHealth window_health() const;
  // Of the window in front; false when it is not known.
  bool full_screen() const { return full_screen_; }
  SourceHealth full_screen_health() const;

 private:
  enum class State { absent, connecting, watching, no_protocol, lost };
  enum class Protocol { none, ext, ext_input, kde };

  void connect();
  void disconnect(State state);
  void retry_later();
  void use_globals();
  void watch_idle();
  void watch_windows();
  void fill_screen(bool filled);
  void* bind(std::uint32_t name, const wl_interface& interface, std::uint32_t version);
  // Before each sleep: dispatches, sends, waits for more.
  void arm();
  void wait_readable();
  void on_readable();
  void see(Input input, BootTime since);

  // libwayland's callbacks.
  static void on_global(void* self, wl_registry*, std::uint32_t name, const char* interface,
                        std::uint32_t version);
  static void on_global_removed(void*, wl_registry*, std::uint32_t) {}
  static void on_globals_done(void* self, wl_callback* callback, std::uint32_t);
  static int on_idle_event(const void* self, void*, std::uint32_t opcode, const wl_message*,
                           wl_argument*);
  static int on_manager_event(const void* self, void*, std::uint32_t opcode, const wl_message*,
                              wl_argument* arguments);
  static int on_window_event(const void* self, void* window, std::uint32_t opcode,
                             const wl_message*, wl_argument* arguments);

  struct Global {
    std::uint32_t name = 0, version = 0;  // 0: the compositor has none
  };

  boost::asio::io_context& io_;
  InputSourceHooks hooks_;
  std::function<void(Boundary)> on_boundary_;
  State state_ = State::absent;
  Protocol protocol_ = Protocol::none;
  InputSeen seen_;
  wl_display* display_ = nullptr;
  std::unique_ptr<boost::asio::posix::stream_descriptor> descriptor_;
  Global seat_, ext_, kde_, windows_;
  wl_registry* registry_ = nullptr;
  // Ours to destroy: the registry and what was bound, and the windows.
  std::vector<wl_proxy*> proxies_;
  std::set<wl_proxy*> open_windows_;
  wl_proxy* front_ = nullptr;  // the window in front, as an identity only
  bool full_screen_ = false;
  bool reading_ = false;  // libwayland has been told that we will read
  std::chrono::steady_clock::time_point last_read_{};
  boost::asio::steady_timer retry_timer_, pause_timer_, first_timer_;
  std::chrono::milliseconds retry_delay_ = kFirstRetry;
  std::string error_;
  Lifetime lifetime_;
};

}  // namespace postured
