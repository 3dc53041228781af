#include "desktop/event_pump.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace postured {
namespace {

EventHandle new_event() {
  sd_event* event = nullptr;
  if (const int r = sd_event_new(&event); r < 0) {
    throw std::system_error(-r, std::generic_category(), "sd_event_new");
  }
  return EventHandle(event);
}

// Asio closes the descriptor it is given; sd-event keeps its own.
int duplicate(int fd) {
  const int copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) throw std::system_error(errno, std::generic_category(), "dup of the sd-event fd");
  return copy;
}

}  // namespace

EventPump::EventPump(boost::asio::io_context& io)
    : io_(io), event_(new_event()), descriptor_(io, duplicate(sd_event_get_fd(event_.get()))) {}

void EventPump::schedule() {
  if (scheduled_) return;
  scheduled_ = true;
  boost::asio::post(io_, lifetime_.guard([this] { process(); }));
}

void EventPump::process() {
  scheduled_ = false;
  for (int i = 0; i < kDispatchesPerTurn; ++i) {
    int r = sd_event_prepare(event_.get());          // > 0: something is ready without waiting
    if (r == 0) r = sd_event_wait(event_.get(), 0);  // a look at the descriptors, no sleep
    if (r > 0) r = sd_event_dispatch(event_.get());
    if (r == -EINTR) continue;
    if (r < 0) {
      // Never seen, and waiting again could spin: the desktop is lost, the rest of the daemon
      // lives.
      spdlog::error("desktop: the event loop failed ({}); restart postured", std::strerror(-r));
      return;
    }
    if (r == 0) {
      arm();
      return;
    }
  }
  schedule();
}

void EventPump::arm() {
  if (armed_) return;
  armed_ = true;
  // Asio arms level-like: what became ready between the look above and this call is reported.
  descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                         lifetime_.guard([this](const boost::system::error_code& error) {
                           armed_ = false;
                           if (!error) process();
                         }));
}

}  // namespace postured
