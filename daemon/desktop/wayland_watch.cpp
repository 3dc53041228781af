#include "desktop/wayland_watch.hpp"

#include <fcntl.h>
#include <wayland-client.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "desktop/wayland_protocols.hpp"

namespace postured {
namespace {

WaylandWatch& watch(const void* self) {
  return *static_cast<WaylandWatch*>(const_cast<void*>(self));
}

wl_proxy* proxy_of(void* object) { return static_cast<wl_proxy*>(object); }

}  // namespace

WaylandWatch::WaylandWatch(boost::asio::io_context& io, InputSourceHooks hooks,
                           std::function<void(Boundary)> on_boundary)
    : io_(io),
      hooks_(std::move(hooks)),
      on_boundary_(std::move(on_boundary)),
      retry_timer_(io),
      pause_timer_(io),
      first_timer_(io) {}

WaylandWatch::~WaylandWatch() {
  hooks_ = {};
  disconnect(State::absent);
}

void WaylandWatch::start() {
  if (!display_) connect();
}

// Only the socket is connected here; everything after is sent and heard as the reactor runs.
void WaylandWatch::connect() {
  display_ = wl_display_connect(nullptr);
  if (!display_) {
    error_ = std::strerror(errno);
    disconnect(State::absent);
    retry_later();
    return;
  }
  const int fd = ::fcntl(wl_display_get_fd(display_), F_DUPFD_CLOEXEC, 0);
  if (fd < 0) {
    error_ = std::strerror(errno);
    disconnect(State::absent);
    retry_later();
    return;
  }
  descriptor_ = std::make_unique<boost::asio::posix::stream_descriptor>(io_, fd);
  state_ = State::connecting;
  static const wl_registry_listener globals{on_global, on_global_removed};
  registry_ = wl_display_get_registry(display_);
  wl_registry_add_listener(registry_, &globals, this);
  // Answered after all globals were named.
  static const wl_callback_listener done{on_globals_done};
  wl_callback* callback = wl_display_sync(display_);
  proxies_.push_back(reinterpret_cast<wl_proxy*>(callback));
  wl_callback_add_listener(callback, &done, this);
  arm();
}

void WaylandWatch::disconnect(State state) {
  first_timer_.cancel();
  pause_timer_.cancel();
  if (display_) {
    if (reading_) wl_display_cancel_read(display_);
    for (wl_proxy* window : open_windows_) wl_proxy_destroy(window);
    for (wl_proxy* proxy : proxies_) wl_proxy_destroy(proxy);
    if (registry_) wl_registry_destroy(registry_);
    wl_display_disconnect(display_);
  }
  display_ = nullptr;
  registry_ = nullptr;
  descriptor_.reset();
  reading_ = false;
  open_windows_.clear();
  proxies_.clear();
  front_ = nullptr;
  full_screen_ = false;
  protocol_ = Protocol::none;
  seat_ = ext_ = kde_ = windows_ = {};
  const bool told = state_ != state;
  state_ = state;
  if (seen_.input != Input::unknown) {
    see(Input::unknown, {});
  } else if (told && hooks_.changed) {
    hooks_.changed();
  }
}

void WaylandWatch::retry_later() {
  retry_timer_.expires_after(retry_delay_);
  retry_delay_ = std::min(retry_delay_ * 2, kLongestRetry);
  retry_timer_.async_wait(lifetime_.guard([this](const boost::system::error_code& cancelled) {
    if (!cancelled && !display_) connect();
  }));
}

// ---- what the compositor offers ----

void WaylandWatch::on_global(void* self, wl_registry*, std::uint32_t name, const char* interface,
                             std::uint32_t version) {
  WaylandWatch& me = watch(self);
  const std::string_view offered = interface;
  for (const auto& [wanted, global] : {std::pair{wl_seat_interface.name, &me.seat_},
                                       std::pair{wayland::ext_idle_notifier.name, &me.ext_},
                                       std::pair{wayland::kde_idle.name, &me.kde_},
                                       std::pair{wayland::toplevel_manager.name, &me.windows_}}) {
    if (offered == wanted && global->version == 0) *global = {name, version};  // the first seat
  }
}

void WaylandWatch::on_globals_done(void* self, wl_callback* callback, std::uint32_t) {
  WaylandWatch& me = watch(self);
  std::erase(me.proxies_, reinterpret_cast<wl_proxy*>(callback));
  wl_callback_destroy(callback);
  me.use_globals();
}

void* WaylandWatch::bind(std::uint32_t name, const wl_interface& interface, std::uint32_t version) {
  void* bound = wl_registry_bind(registry_, name, &interface, version);
  proxies_.push_back(proxy_of(bound));
  return bound;
}

void WaylandWatch::use_globals() {
  retry_delay_ = kFirstRetry;
  if (windows_.version > 0) watch_windows();
  if (seat_.version > 0 && (ext_.version > 0 || kde_.version > 0)) watch_idle();
  state_ = protocol_ == Protocol::none ? State::no_protocol : State::watching;
  if (hooks_.changed) hooks_.changed();
}

void WaylandWatch::watch_idle() {
  void* seat = bind(seat_.name, wl_seat_interface, 1);
  const auto timeout = static_cast<std::uint32_t>(hooks_.pause.count());
  wl_proxy* timer = nullptr;
  if (ext_.version > 0) {
    const std::uint32_t version = std::min(ext_.version, 2U);
    protocol_ = version >= 2 ? Protocol::ext_input : Protocol::ext;
    wl_proxy* notifier = proxy_of(bind(ext_.name, wayland::ext_idle_notifier, version));
    timer = wl_proxy_marshal_constructor_versioned(
        notifier,
        version >= 2 ? wayland::kExtGetInputIdleNotification : wayland::kExtGetIdleNotification,
        &wayland::ext_idle_notification, version, nullptr, timeout, seat);
  } else {
    protocol_ = Protocol::kde;
    wl_proxy* idle = proxy_of(bind(kde_.name, wayland::kde_idle, 1));
    timer = wl_proxy_marshal_constructor_versioned(
        idle, wayland::kKdeGetIdleTimeout, &wayland::kde_idle_timeout, 1, nullptr, seat, timeout);
  }
  proxies_.push_back(timer);
  wl_proxy_add_dispatcher(timer, on_idle_event, this, nullptr);
  // Nobody says "active" to begin with: without a word of idleness in that time, there was input.
  first_timer_.expires_after(hooks_.pause + std::chrono::seconds(1));
  first_timer_.async_wait(lifetime_.guard([this](const boost::system::error_code& cancelled) {
    if (!cancelled && seen_.input == Input::unknown)
      see(Input::active, hooks_.now() - hooks_.pause);
  }));
}

int WaylandWatch::on_idle_event(const void* self, void*, std::uint32_t opcode, const wl_message*,
                                wl_argument*) {
  WaylandWatch& me = watch(self);
  me.first_timer_.cancel();
  if (!me.hooks_.now) return 0;
  const BootTime now = me.hooks_.now();
  if (opcode == wayland::kIdled) me.see(Input::idle, now - me.hooks_.pause);
  if (opcode == wayland::kResumed) me.see(Input::active, now);
  return 0;
}

void WaylandWatch::see(Input input, BootTime since) {
  if (input == seen_.input) return;
  seen_ = {input, since};
  if (hooks_.changed) hooks_.changed();
}

// ---- windows: only which one is in front, never what they are called ----

void WaylandWatch::watch_windows() {
  wl_proxy* manager =
      proxy_of(bind(windows_.name, wayland::toplevel_manager, std::min(windows_.version, 2U)));
  wl_proxy_add_dispatcher(manager, on_manager_event, this, nullptr);
}

int WaylandWatch::on_manager_event(const void* self, void*, std::uint32_t opcode, const wl_message*,
                                   wl_argument* arguments) {
  if (opcode != wayland::kManagerToplevel) return 0;
  auto* window = reinterpret_cast<wl_proxy*>(arguments[0].o);
  watch(self).open_windows_.insert(window);
  return wl_proxy_add_dispatcher(window, on_window_event, self, nullptr);
}

int WaylandWatch::on_window_event(const void* self, void* window, std::uint32_t opcode,
                                  const wl_message*, wl_argument* arguments) {
  WaylandWatch& me = watch(self);
  wl_proxy* proxy = proxy_of(window);
  if (opcode == wayland::kToplevelClosed) {
    if (me.front_ == proxy) {
      me.front_ = nullptr;
      me.fill_screen(false);
    }
    me.open_windows_.erase(proxy);
    wl_proxy_marshal(proxy, wayland::kToplevelDestroy);
    wl_proxy_destroy(proxy);
  } else if (opcode == wayland::kToplevelState) {
    const auto* states = static_cast<const std::uint32_t*>(arguments[0].a->data);
    const std::size_t count = arguments[0].a->size / sizeof(std::uint32_t);
    const auto is = [&](std::uint32_t state) {
      return std::find(states, states + count, state) != states + count;
    };
    const bool in_front = is(wayland::kToplevelActivated);
    if (in_front || me.front_ == proxy) {
      me.fill_screen(in_front && is(wayland::kToplevelFullScreen));
    }
    if (!in_front || me.front_ == proxy) return 0;
    const bool first = me.front_ == nullptr;
    me.front_ = proxy;
    if (!first && me.on_boundary_) me.on_boundary_(Boundary::window_switch);
  }
  return 0;
}

void WaylandWatch::fill_screen(bool filled) {
  if (filled == full_screen_) return;
  full_screen_ = filled;
  if (hooks_.changed) hooks_.changed();
}

// ---- reading ----

void WaylandWatch::arm() {
  if (!display_ || reading_) return;
  int r = 0;
  while (wl_display_prepare_read(display_) != 0) {
    if ((r = wl_display_dispatch_pending(display_)) < 0) break;
  }
  if (r >= 0) {
    reading_ = true;
    // What the socket does not take now (a compositor that hangs) goes with the next event.
    if (wl_display_flush(display_) < 0 && errno != EAGAIN) r = -1;
  }
  if (r < 0) {
    error_ = "it ended";
    disconnect(State::lost);
    retry_later();
    return;
  }
  wait_readable();
}

void WaylandWatch::wait_readable() {
  descriptor_->async_wait(boost::asio::posix::stream_descriptor::wait_read,
                          lifetime_.guard([this](const boost::system::error_code& error) {
                            if (!error) on_readable();
                          }));
}

void WaylandWatch::on_readable() {
  if (!display_ || !reading_) return;
  reading_ = false;
  const auto now = std::chrono::steady_clock::now();
  const bool busy = now - last_read_ < kBusyPause;
  last_read_ = now;
  if (wl_display_read_events(display_) < 0 || wl_display_dispatch_pending(display_) < 0) {
    error_ = "it ended";
    disconnect(State::lost);
    retry_later();
    return;
  }
  if (!busy || state_ != State::watching) {
    arm();
    return;
  }
  // The kernel collects meanwhile.
  pause_timer_.expires_after(kBusyPause);
  pause_timer_.async_wait(lifetime_.guard([this](const boost::system::error_code& cancelled) {
    if (!cancelled) arm();
  }));
}

SourceHealth WaylandWatch::input_health() const {
  const auto no = [](std::string why) {
    return SourceHealth{"wayland_idle", false, std::move(why)};
  };
  switch (state_) {
    case State::absent:
      return no("Wayland: no compositor answers ($WAYLAND_DISPLAY; " + error_ + ").");
    case State::connecting:
      return no("Wayland: the compositor has not answered yet.");
    case State::lost:
      return no("Wayland: the compositor is gone (" + error_ + ").");
    case State::no_protocol:
      return no("Wayland: this compositor has neither ext-idle-notify-v1 nor org_kde_kwin_idle.");
    case State::watching:
      break;
  }
  if (protocol_ == Protocol::ext_input) {
    return {"wayland_idle", true, "Wayland tells when typing pauses (ext-idle-notify-v1)."};
  }
  return {"wayland_idle", true,
          std::string("Wayland tells when typing pauses (") +
              (protocol_ == Protocol::ext ? "ext-idle-notify-v1" : "org_kde_kwin_idle") +
              "); while a video plays it does not."};
}

SourceHealth WaylandWatch::window_health() const {
  if (display_ && windows_.version > 0) {
    return {"wayland_windows", true, "Wayland tells when you switch windows."};
  }
  return {"wayland_windows", false, "Wayland: this compositor does not tell of window switches."};
}

SourceHealth WaylandWatch::full_screen_health() const {
  if (display_ && windows_.version >= 2) {
    return {"full_screen", true, "Wayland tells when the window in front fills the screen."};
  }
  return {"full_screen", false,
          "Wayland: this compositor does not tell whether a window fills the screen; turn on "
          "do-not-disturb when you present."};
}

}  // namespace postured
