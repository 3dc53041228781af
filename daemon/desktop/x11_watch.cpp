#include "desktop/x11_watch.hpp"

#include <fcntl.h>
#include <xcb/screensaver.h>
#include <xcb/sync.h>
#include <xcb/xcb.h>
#include <xcb/xcbext.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>

namespace postured {
namespace {

struct Free {
  void operator()(void* reply) const noexcept { std::free(reply); }
};

}  // namespace

X11Watch::X11Watch(boost::asio::io_context& io, std::string display, InputSourceHooks hooks,
                   std::function<void(Boundary)> on_boundary, bool use_counter)
    : io_(io),
      display_(std::move(display)),
      hooks_(std::move(hooks)),
      on_boundary_(std::move(on_boundary)),
      use_counter_(use_counter),
      retry_timer_(io),
      poll_timer_(io) {}

X11Watch::~X11Watch() = default;

void X11Watch::start() {
  if (!display_.empty() && !session_.connection && !opening_) open();
}

void X11Watch::open() {
  try {
    opening_ = std::make_unique<X11Opening>(io_, display_, [this](X11Session session) {
      opening_.reset();
      opened(std::move(session));
    });
  } catch (const std::system_error& error) {
    lost(error.what());
  }
}

void X11Watch::opened(X11Session session) {
  if (!session.connection) {
    lost(session.error);
    return;
  }
  session_ = std::move(session);
  const int fd = ::fcntl(xcb_get_file_descriptor(session_.connection.get()), F_DUPFD_CLOEXEC, 0);
  if (fd < 0) {
    lost("no descriptors left");
    return;
  }
  descriptor_ = std::make_unique<boost::asio::posix::stream_descriptor>(io_, fd);
  error_.clear();
  retry_delay_ = kFirstRetry;
  window_.atom = session_.active_window_atom;
  workspace_.atom = session_.current_desktop_atom;
  full_screen_.connect(session_.connection.get(), session_.window_state_atom,
                       session_.full_screen_atom);
  const std::uint32_t mask = XCB_EVENT_MASK_PROPERTY_CHANGE;
  xcb_change_window_attributes(session_.connection.get(), session_.root, XCB_CW_EVENT_MASK, &mask);
  ask_shown(window_);
  ask_shown(workspace_);
  if (session_.xwayland) {
    error_ = "the X server is Xwayland, which sees the input of its own windows only";
  } else if (session_.idle_counter != 0 && use_counter_) {
    watch_counter();
  } else if (session_.screen_saver) {
    poll();
  } else {
    error_ = "the X server counts no idle time";
  }
  if (hooks_.changed) hooks_.changed();
  on_readable();
}

void X11Watch::lost(const std::string& why) {
  error_ = why;
  opening_.reset();
  descriptor_.reset();
  full_screen_.disconnect();
  session_ = {};
  for (Shown* shown : {&window_, &workspace_}) *shown = {.boundary = shown->boundary};
  idle_asked_.reset();
  poll_timer_.cancel();
  if (seen_.input != Input::unknown) {
    see(Input::unknown, {});
  } else if (hooks_.changed) {
    hooks_.changed();
  }
  retry_later();
}

void X11Watch::retry_later() {
  retry_timer_.expires_after(retry_delay_);
  retry_delay_ = std::min(retry_delay_ * 2, kLongestRetry);
  retry_timer_.async_wait(lifetime_.guard([this](const boost::system::error_code& cancelled) {
    if (!cancelled) start();
  }));
}

// ---- idle time ----

// One alarm as the pause begins, one as it ends. With a delta of 0 an alarm on a transition stays
// for the next one.
void X11Watch::watch_counter() {
  add_alarm(XCB_SYNC_TESTTYPE_POSITIVE_TRANSITION, pause_ms());
  add_alarm(XCB_SYNC_TESTTYPE_NEGATIVE_TRANSITION, pause_ms() - 1);
  on_idle_ms(session_.idle_ms);
}

void X11Watch::add_alarm(std::uint32_t test, std::uint32_t value_ms) {
  xcb_connection_t* c = session_.connection.get();
  xcb_sync_create_alarm_value_list_t values{};
  values.counter = session_.idle_counter;
  values.valueType = XCB_SYNC_VALUETYPE_ABSOLUTE;
  values.value = {0, value_ms};
  values.testType = test;
  values.delta = {0, 0};
  values.events = 1;
  xcb_sync_create_alarm_aux(c, xcb_generate_id(c),
                            XCB_SYNC_CA_COUNTER | XCB_SYNC_CA_VALUE_TYPE | XCB_SYNC_CA_VALUE |
                                XCB_SYNC_CA_TEST_TYPE | XCB_SYNC_CA_DELTA | XCB_SYNC_CA_EVENTS,
                            &values);
}

void X11Watch::poll() {
  xcb_connection_t* c = session_.connection.get();
  // A server that has not answered is not asked again: what is sent to it would pile up.
  if (!idle_asked_) {
    idle_asked_ = xcb_screensaver_query_info(c, session_.root).sequence;
    xcb_flush(c);
  }
  poll_timer_.expires_after(hooks_.pause);
  poll_timer_.async_wait(lifetime_.guard([this](const boost::system::error_code& cancelled) {
    if (!cancelled && session_.connection) poll();
  }));
}

void X11Watch::on_idle_ms(std::uint32_t idle_ms) {
  const BootTime last = hooks_.now() - std::chrono::milliseconds(idle_ms);
  see(idle_ms >= pause_ms() ? Input::idle : Input::active, last);
}

void X11Watch::see(Input input, BootTime since) {
  if (input == seen_.input) return;
  seen_ = {input, since};
  if (hooks_.changed) hooks_.changed();
}

// ---- windows and workspaces (Extended Window Manager Hints 1.3) ----

void X11Watch::ask_shown(Shown& shown) {
  if (shown.atom == 0) return;
  shown.ask_once_more = shown.asked.has_value();
  if (shown.asked) return;
  constexpr std::uint8_t kKeep = 0;
  shown.asked = xcb_get_property(session_.connection.get(), kKeep, session_.root, shown.atom,
                                 XCB_GET_PROPERTY_TYPE_ANY, 0, 1)
                    .sequence;
}

// Window managers also write the property when it stays the same, and 0 for no window.
void X11Watch::on_shown(Shown& shown, std::uint32_t value) {
  if (&shown == &window_) full_screen_.in_front(value);
  if (&shown == &window_ && value == 0) return;
  const bool switched = shown.value && *shown.value != value;
  shown.value = value;
  if (switched && on_boundary_) on_boundary_(shown.boundary);
}

// ---- reading ----

void X11Watch::wait_readable() {
  descriptor_->async_wait(boost::asio::posix::stream_descriptor::wait_read,
                          lifetime_.guard([this](const boost::system::error_code& error) {
                            if (!error && session_.connection) on_readable();
                          }));
}

void X11Watch::on_readable() {
  using Event = std::unique_ptr<xcb_generic_event_t, Free>;
  xcb_connection_t* c = session_.connection.get();
  // Sending may read too: what came in then is in the queue, and nothing would wake us for it.
  Event queued;
  do {
    if (queued) on_event(*queued);
    while (const Event event{xcb_poll_for_event(c)}) on_event(*event);
    take_answers();
    if (xcb_flush(c) <= 0 || xcb_connection_has_error(c) != 0) {
      lost("the X server is gone");
      return;
    }
    queued.reset(xcb_poll_for_queued_event(c));
  } while (queued);
  wait_readable();
}

void X11Watch::on_event(const xcb_generic_event_t& event) {
  const auto code = static_cast<std::uint8_t>(event.response_type & 0x7f);
  if (code == XCB_PROPERTY_NOTIFY) {
    const auto& notice = reinterpret_cast<const xcb_property_notify_event_t&>(event);
    for (Shown* shown : {&window_, &workspace_}) {
      if (notice.window == session_.root && notice.atom == shown->atom) ask_shown(*shown);
    }
    full_screen_.on_property(notice.window, notice.atom);
  } else if (session_.sync_event != 0 && code == session_.sync_event + XCB_SYNC_ALARM_NOTIFY) {
    const auto& notice = reinterpret_cast<const xcb_sync_alarm_notify_event_t&>(event);
    on_idle_ms(notice.counter_value.lo);
  }
}

void X11Watch::take_answers() {
  xcb_connection_t* c = session_.connection.get();
  // True when the answer is there, or an error in its place.
  const auto answered = [c](std::optional<unsigned>& asked, auto& reply) {
    void* raw = nullptr;
    xcb_generic_error_t* error = nullptr;
    if (!asked || xcb_poll_for_reply(c, *asked, &raw, &error) == 0) return false;
    asked.reset();
    reply.reset(static_cast<typename std::remove_reference_t<decltype(reply)>::pointer>(raw));
    std::free(error);
    return reply != nullptr;
  };
  for (Shown* shown : {&window_, &workspace_}) {
    std::unique_ptr<xcb_get_property_reply_t, Free> reply;
    if (answered(shown->asked, reply) && xcb_get_property_value_length(reply.get()) >= 4) {
      on_shown(*shown, *static_cast<std::uint32_t*>(xcb_get_property_value(reply.get())));
    }
    if (!shown->asked && shown->ask_once_more) ask_shown(*shown);
  }
  if (full_screen_.take_answer() && hooks_.changed) hooks_.changed();
  std::unique_ptr<xcb_screensaver_query_info_reply_t, Free> reply;
  if (answered(idle_asked_, reply)) on_idle_ms(reply->ms_since_user_input);
}

SourceHealth X11Watch::input_health() const {
  if (display_.empty()) return {"x11_idle", false, "X11: $DISPLAY is not set for the service."};
  if (opening_) return {"x11_idle", false, "X11: the server has not answered yet."};
  if (!error_.empty()) return {"x11_idle", false, "X11: " + error_ + "."};
  return {"x11_idle", true, "X11 tells when typing pauses."};
}

SourceHealth X11Watch::window_health() const {
  if (session_.connection && (window_.value || workspace_.value)) {
    return {"x11_windows", true, "X11 tells when you switch windows or workspaces."};
  }
  return {"x11_windows", false,
          session_.connection ? "X11: this window manager does not tell what is in front."
                              : input_health().sentence};
}

SourceHealth X11Watch::full_screen_health() const {
  if (session_.connection && window_.value) {
    return {"full_screen", true, "X11 tells when the window in front fills the screen."};
  }
  return {"full_screen", false, window_health().sentence};
}

}  // namespace postured
