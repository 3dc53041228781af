#include "link/device_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace postured {
namespace {

constexpr auto kSettle = std::chrono::milliseconds(200);

}  // namespace

DeviceWatch::DeviceWatch(boost::asio::io_context& io, std::vector<std::string> directories,
                         std::function<bool(std::string_view name)> interesting)
    : stream_(io),
      settle_(io),
      directories_(std::move(directories)),
      interesting_(std::move(interesting)) {
  for (const std::string& directory : directories_) {
    for (const auto& part : std::filesystem::path(directory)) parts_.push_back(part.string());
  }
}

void DeviceWatch::start(std::function<void()> on_change) {
  stop();
  on_change_ = std::move(on_change);
  const int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd < 0) return;
  boost::system::error_code failed;
  stream_.assign(fd, failed);
  if (failed) {
    ::close(fd);
    return;
  }
  started_ = std::make_shared<const bool>(true);
  watch_directories();
  read();
}

void DeviceWatch::stop() {
  boost::system::error_code ignored;
  started_.reset();
  settling_ = false;
  settle_.cancel(ignored);
  stream_.close(ignored);
}

void DeviceWatch::watch_directories() {
  constexpr std::uint32_t kEvents = IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_ONLYDIR;
  for (std::filesystem::path directory : directories_) {
    // The nearest directory that exists: /dev/serial comes and goes with the first serial device.
    while (inotify_add_watch(stream_.native_handle(), directory.c_str(), kEvents) < 0 &&
           (errno == ENOENT || errno == ENOTDIR) && directory.has_relative_path()) {
      directory = directory.parent_path();
    }
  }
}

void DeviceWatch::read() {
  stream_.async_read_some(boost::asio::buffer(buffer_),
                          [this, started = std::weak_ptr(started_)](
                              const boost::system::error_code& error, std::size_t count) {
                            if (!error && !started.expired()) on_events(count);
                          });
}

void DeviceWatch::on_events(std::size_t count) {
  bool changed = false;
  for (std::size_t at = 0; at + sizeof(inotify_event) <= count;) {
    inotify_event event;
    std::memcpy(&event, buffer_.data() + at, sizeof event);
    const char* const bytes = buffer_.data() + at + sizeof event;
    const std::string_view name(bytes, strnlen(bytes, event.len));
    at += sizeof event + event.len;
    changed = changed || (event.mask & (IN_IGNORED | IN_Q_OVERFLOW)) != 0 ||
              (!name.empty() && (interesting_(name) ||
                                 std::find(parts_.begin(), parts_.end(), name) != parts_.end()));
  }
  if (changed && !settling_) {
    settling_ = true;
    settle_.expires_after(kSettle);
    settle_.async_wait(
        [this, started = std::weak_ptr(started_)](const boost::system::error_code& cancelled) {
          if (cancelled || started.expired()) return;
          settling_ = false;
          watch_directories();  // some may have appeared, others may have been removed
          const auto on_change = on_change_;
          on_change();  // may stop or destroy this
        });
  }
  read();
}

}  // namespace postured
