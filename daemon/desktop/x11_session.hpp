// A connection to an X server with all asked that has to be waited for: extensions, counters,
// atoms. XCB's connection set-up blocks for as long as the server likes, so it is done aside, in a
// thread that is left to itself if the server hangs.
#pragma once

#include <utility>

// Boost 1.74 needs <utility> first.
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "desktop/lifetime.hpp"

struct xcb_connection_t;

namespace postured {

struct XcbDisconnect {
  void operator()(xcb_connection_t* connection) const noexcept;
};

struct X11Session {
  std::unique_ptr<xcb_connection_t, XcbDisconnect> connection;  // null: `error` says why
  std::string error;
  bool xwayland = false;  // a guest of a Wayland compositor: sees little of the input
  std::uint32_t root = 0;
  std::uint32_t idle_counter = 0;  // SYNC's IDLETIME; 0: none
  std::uint8_t sync_event = 0;     // first event code of SYNC
  bool screen_saver = false;       // MIT-SCREEN-SAVER, which can be asked for the idle time
  std::uint32_t idle_ms = 0;       // when it was opened; by the counter
  std::uint32_t active_window_atom = 0, current_desktop_atom = 0;
  std::uint32_t window_state_atom = 0, full_screen_atom = 0;
};

// `display` as in $DISPLAY. Blocks.
X11Session open_x11(const std::string& display);

// Opens in a thread; `done` runs on the reactor, unless this object is gone by then.
class X11Opening {
 public:
  // Throws std::system_error when there are no descriptors or threads left.
  X11Opening(boost::asio::io_context& io, const std::string& display,
             std::function<void(X11Session)> done);

 private:
  struct Mailbox;
  std::shared_ptr<Mailbox> mailbox_;
  boost::asio::posix::stream_descriptor descriptor_;
  Lifetime lifetime_;
};

}  // namespace postured
