// Does the window in front fill the screen? Follows its _NET_WM_STATE (Extended Window Manager
// Hints 1.3) on the connection of X11Watch, who hands on what comes in.
#pragma once

#include <cstdint>
#include <optional>

struct xcb_connection_t;

namespace postured {

class X11FullScreen {
 public:
  // The atoms _NET_WM_STATE and _NET_WM_STATE_FULLSCREEN; 0: no window manager knows them.
  void connect(xcb_connection_t* connection, std::uint32_t state_atom,
               std::uint32_t full_screen_atom);
  void disconnect();

  // The window in front; 0: none.
  void in_front(std::uint32_t window);
  void on_property(std::uint32_t window, std::uint32_t atom);
  // Call when something was read. True: on() changed.
  bool take_answer();

  bool on() const { return on_; }

 private:
  void listen(std::uint32_t window, std::uint32_t mask);
  void ask();
  bool become(bool on);

  xcb_connection_t* connection_ = nullptr;
  std::uint32_t state_atom_ = 0, full_screen_atom_ = 0;
  std::uint32_t window_ = 0;
  std::optional<unsigned> asked_;  // sequence number of the question under way
  bool ask_once_more_ = false;     // it changed meanwhile
  bool on_ = false;
};

}  // namespace postured
