#include "desktop/x11_full_screen.hpp"

#include <xcb/xcb.h>
#include <xcb/xcbext.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace postured {
namespace {

constexpr std::uint32_t kMostStates = 32;

struct Free {
  void operator()(void* reply) const noexcept { std::free(reply); }
};

}  // namespace

void X11FullScreen::connect(xcb_connection_t* connection, std::uint32_t state_atom,
                            std::uint32_t full_screen_atom) {
  *this = {};
  connection_ = connection;
  state_atom_ = state_atom;
  full_screen_atom_ = full_screen_atom;
}

void X11FullScreen::disconnect() { *this = {}; }

void X11FullScreen::in_front(std::uint32_t window) {
  if (!connection_ || state_atom_ == 0 || window == window_) return;
  // Errors are not waited for: a window may be gone at any time.
  if (window_ != 0) listen(window_, XCB_EVENT_MASK_NO_EVENT);
  window_ = window;
  if (window_ != 0) listen(window_, XCB_EVENT_MASK_PROPERTY_CHANGE);
  ask();
}

void X11FullScreen::listen(std::uint32_t window, std::uint32_t mask) {
  xcb_change_window_attributes(connection_, window, XCB_CW_EVENT_MASK, &mask);
}

void X11FullScreen::on_property(std::uint32_t window, std::uint32_t atom) {
  if (window != 0 && window == window_ && atom == state_atom_) ask();
}

void X11FullScreen::ask() {
  if (asked_) {
    ask_once_more_ = true;
    return;
  }
  constexpr std::uint8_t kKeep = 0;
  // Without a window the question is answered with an error, which means no.
  asked_ = xcb_get_property(connection_, kKeep, window_, state_atom_, XCB_ATOM_ATOM, 0, kMostStates)
               .sequence;
}

bool X11FullScreen::take_answer() {
  void* raw = nullptr;
  xcb_generic_error_t* error = nullptr;
  if (!asked_ || xcb_poll_for_reply(connection_, *asked_, &raw, &error) == 0) return false;
  const std::unique_ptr<void, Free> reply(raw), failure(error);
  asked_.reset();
  if (ask_once_more_) {
    ask_once_more_ = false;
    ask();
    return false;
  }
  if (!reply) return become(false);
  auto* states = static_cast<xcb_get_property_reply_t*>(reply.get());
  const auto* first = static_cast<const std::uint32_t*>(xcb_get_property_value(states));
  const auto count = xcb_get_property_value_length(states) / static_cast<int>(sizeof *first);
  return become(std::find(first, first + count, full_screen_atom_) != first + count);
}

bool X11FullScreen::become(bool on) {
  const bool changed = on != on_;
  on_ = on;
  return changed;
}

}  // namespace postured
