// An X server tells when input pauses and goes on (alarms on SYNC's counter IDLETIME: no polling;
// the older MIT-SCREEN-SAVER extension has to be asked) and when the window manager shows another
// window or workspace, or one that fills the screen. Survives the server's end and comes back;
// waits for nothing.
#pragma once

#include "desktop/x11_session.hpp"

#include <xcb/xcb.h>

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "desktop/input_source.hpp"
#include "desktop/x11_full_screen.hpp"

namespace postured {

class X11Watch final : public InputSource {
 public:
  static constexpr std::chrono::milliseconds kFirstRetry{1000};
  static constexpr std::chrono::milliseconds kLongestRetry{60'000};

  // `display` as in $DISPLAY; "": there is none, and nothing is done. `use_counter` false: as on a
  // server without IDLETIME.
  X11Watch(boost::asio::io_context& io, std::string display, InputSourceHooks hooks,
           std::function<void(Boundary)> on_boundary, bool use_counter = true);
  X11Watch(const X11Watch&) = delete;
  X11Watch& operator=(const X11Watch&) = delete;
  ~X11Watch() override;

  void start();

  InputSeen input() const override { return seen_; }
  SourceHealth input_health() const override;
  SourceHealth window_health() const;
  // Of the window in front; false when it is not known.
  bool full_screen() const { return full_screen_.on(); }
  SourceHealth full_screen_health() const;

 private:
  // A property of the root window that names what is shown.
  struct Shown {
    Boundary boundary{};
    std::uint32_t atom = 0;
    std::optional<unsigned> asked = std::nullopt;  // sequence number of the question under way
    bool ask_once_more = false;                    // it changed meanwhile
    std::optional<std::uint32_t> value = std::nullopt;
  };

  void open();
  void opened(X11Session session);
  void lost(const std::string& why);
  void retry_later();
  void watch_counter();
  void add_alarm(std::uint32_t test, std::uint32_t value_ms);
  void poll();
  void wait_readable();
  void on_readable();
  void on_event(const xcb_generic_event_t& event);
  void take_answers();
  void ask_shown(Shown& shown);
  void on_shown(Shown& shown, std::uint32_t value);
  void on_idle_ms(std::uint32_t idle_ms);
  void see(Input input, BootTime since);
  std::uint32_t pause_ms() const { return static_cast<std::uint32_t>(hooks_.pause.count()); }

  boost::asio::io_context& io_;
  std::string display_;
  InputSourceHooks hooks_;
  std::function<void(Boundary)> on_boundary_;
  bool use_counter_;
  X11Session session_;
  std::unique_ptr<X11Opening> opening_;
  std::unique_ptr<boost::asio::posix::stream_descriptor> descriptor_;
  std::string error_;
  InputSeen seen_;
  Shown window_{.boundary = Boundary::window_switch};
  Shown workspace_{.boundary = Boundary::workspace_switch};
  X11FullScreen full_screen_;
  std::optional<unsigned> idle_asked_;  // as above, of the screen saver
  boost::asio::steady_timer retry_timer_, poll_timer_;
  std::chrono::milliseconds retry_delay_ = kFirstRetry;
  Lifetime lifetime_;
};

}  // namespace postured
