#include "desktop/x11_session.hpp"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <xcb/screensaver.h>
#include <xcb/sync.h>
#include <xcb/xcb.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <mutex>
#include <string_view>
#include <system_error>
#include <thread>

namespace postured {
namespace {

struct Free {
  void operator()(void* reply) const noexcept { std::free(reply); }
};
template <class Reply>
std::unique_ptr<Reply, Free> owned(Reply* reply) {
  return std::unique_ptr<Reply, Free>(reply);
}

xcb_atom_t atom(xcb_connection_t* c, std::string_view name) {
  const auto cookie = xcb_intern_atom(c, 0, static_cast<std::uint16_t>(name.size()), name.data());
  const auto reply = owned(xcb_intern_atom_reply(c, cookie, nullptr));
  return reply ? reply->atom : static_cast<xcb_atom_t>(XCB_ATOM_NONE);
}

bool has_extension(xcb_connection_t* c, std::string_view name) {
  const auto cookie = xcb_query_extension(c, static_cast<std::uint16_t>(name.size()), name.data());
  const auto reply = owned(xcb_query_extension_reply(c, cookie, nullptr));
  return reply && reply->present != 0;
}

constexpr std::size_t kNameOffset =
    offsetof(xcb_sync_systemcounter_t, name_len) + sizeof(std::uint16_t);

// "IDLETIME" among the server's own counters, X Synchronization Extension Protocol 3.1.
xcb_sync_counter_t find_idle_counter(xcb_connection_t* c) {
  const auto version = owned(xcb_sync_initialize_reply(c, xcb_sync_initialize(c, 3, 1), nullptr));
  if (!version) return 0;
  const auto list =
      owned(xcb_sync_list_system_counters_reply(c, xcb_sync_list_system_counters(c), nullptr));
  if (!list) return 0;
  for (auto i = xcb_sync_list_system_counters_counters_iterator(list.get()); i.rem > 0;
       xcb_sync_systemcounter_next(&i)) {
    // The name follows its length directly; XCB's accessor rounds up to the struct's alignment, and
    // is two characters off (libxcb 1.15).
    const char* text = reinterpret_cast<const char*>(i.data) + kNameOffset;
    const std::string_view name(text, i.data->name_len);
    if (name == "IDLETIME") return i.data->counter;
  }
  return 0;
}

int new_eventfd() {
  const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return fd;
}

}  // namespace

void XcbDisconnect::operator()(xcb_connection_t* connection) const noexcept {
  xcb_disconnect(connection);
}

X11Session open_x11(const std::string& display) {
  X11Session session;
  session.connection.reset(xcb_connect(display.c_str(), nullptr));
  xcb_connection_t* c = session.connection.get();
  const auto failed = [&](const char* why) {
    session.error = why;
    session.connection.reset();
    return std::move(session);
  };
  if (xcb_connection_has_error(c) != 0) return failed("no X server answers there");
  session.root = xcb_setup_roots_iterator(xcb_get_setup(c)).data->root;
  session.xwayland = has_extension(c, "XWAYLAND");
  // Cached by XCB from here on: using the extensions asks nothing any more.
  const auto* sync = xcb_get_extension_data(c, &xcb_sync_id);
  if (sync && sync->present != 0) {
    session.sync_event = sync->first_event;
    session.idle_counter = find_idle_counter(c);
  }
  const auto* saver = xcb_get_extension_data(c, &xcb_screensaver_id);
  session.screen_saver = saver && saver->present != 0;
  if (session.idle_counter != 0) {
    const auto idle = owned(
        xcb_sync_query_counter_reply(c, xcb_sync_query_counter(c, session.idle_counter), nullptr));
    if (idle) session.idle_ms = idle->counter_value.lo;
  }
  session.active_window_atom = atom(c, "_NET_ACTIVE_WINDOW");
  session.current_desktop_atom = atom(c, "_NET_CURRENT_DESKTOP");
  session.window_state_atom = atom(c, "_NET_WM_STATE");
  session.full_screen_atom = atom(c, "_NET_WM_STATE_FULLSCREEN");
  if (xcb_connection_has_error(c) != 0) return failed("the X server closed the connection");
  return session;
}

// Shared with the thread, which may outlive everyone else. Whoever is last closes what is in it.
struct X11Opening::Mailbox {
  explicit Mailbox(int fd) : ready(fd) {}
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;
  ~Mailbox() { ::close(ready); }

  int ready;
  std::mutex mutex;
  X11Session session;
};

X11Opening::X11Opening(boost::asio::io_context& io, const std::string& display,
                       std::function<void(X11Session)> done)
    : mailbox_(std::make_shared<Mailbox>(new_eventfd())),
      descriptor_(io, ::fcntl(mailbox_->ready, F_DUPFD_CLOEXEC, 0)) {
  std::thread([mailbox = mailbox_, display] {
    X11Session session = open_x11(display);
    const std::lock_guard lock(mailbox->mutex);
    mailbox->session = std::move(session);
    ::eventfd_write(mailbox->ready, 1);
  }).detach();
  descriptor_.async_wait(
      boost::asio::posix::stream_descriptor::wait_read,
      lifetime_.guard([this, done = std::move(done)](const boost::system::error_code& error) {
        if (error) return;
        X11Session session;
        {
          const std::lock_guard lock(mailbox_->mutex);
          session = std::move(mailbox_->session);
        }
        done(std::move(session));  // may destroy this object
      }));
}

}  // namespace postured
