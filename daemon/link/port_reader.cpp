#include "link/port_reader.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace postured {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// A sensor at 400 Hz sends 6 kB/s. A device that floods is read at no more than 4 MiB/s, so that it
// costs a few per cent of a core; the rest waits in the kernel, which stops the sender.
constexpr auto kWindow = 100ms;
// What the kernel's line discipline holds (Linux drivers/tty/n_tty.c, N_TTY_BUF_SIZE 4096, less
// one). When that was full, more is coming behind it, and there is no time to collect.
constexpr std::size_t kKernelBuffer = 4095;
constexpr std::size_t kMaxWindowBytes = 4 * 1024 * 1024 / 10;

}  // namespace

SerialPortError PortReader::open(const std::string& path, Handlers handlers, int baud) {
  close();
  if (SerialPortError error = port_.open(path, baud)) return error;
  handlers_ = std::move(handlers);
  ::fcntl(port_.descriptor(), F_SETFL, ::fcntl(port_.descriptor(), F_GETFL) | O_NONBLOCK);
  window_start_ = last_drain_ = steady_clock::now();
  window_bytes_ = 0;
  opening_ = std::make_shared<const bool>(true);
  wait();
  return {};
}

void PortReader::close() {
  boost::system::error_code ignored;
  opening_.reset();
  pausing_ = false;
  pause_.cancel(ignored);
  port_.close();
}

void PortReader::write(std::span<const std::uint8_t> bytes) {
  if (!port_.is_open()) return;
  [[maybe_unused]] const ssize_t written = ::write(port_.descriptor(), bytes.data(), bytes.size());
  if (!std::exchange(pausing_, false)) return;
  pause_.cancel();
  wait();
}

void PortReader::wait() {
  port_.watch();
  port_.stream().async_wait(
      boost::asio::posix::stream_descriptor::wait_read,
      [this, opening = std::weak_ptr(opening_)](const boost::system::error_code& error) {
        if (error || opening.expired()) return;
        last_drain_ = steady_clock::now();
        drain();
      });
}

void PortReader::drain_at(steady_clock::time_point when) {
  port_.unwatch();
  pausing_ = true;
  pause_.expires_at(when);
  pause_.async_wait(
      [this, opening = std::weak_ptr(opening_)](const boost::system::error_code& cancelled) {
        if (cancelled || opening.expired() || !std::exchange(pausing_, false)) return;
        drain();
      });
}

void PortReader::drain() {
  const std::weak_ptr opening = opening_;
  const auto now = steady_clock::now();
  if (now - window_start_ >= kWindow) {
    window_start_ = now;
    window_bytes_ = 0;
  }
  std::size_t drained = 0;
  while (window_bytes_ < kMaxWindowBytes) {
    const ssize_t taken = ::read(port_.descriptor(), buffer_.data(), buffer_.size());
    if (taken < 0 && (errno == EAGAIN || errno == EINTR)) break;
    if (taken <= 0) {
      lost(taken == 0 ? 0 : errno);
      return;
    }
    const auto count = static_cast<std::size_t>(taken);
    drained += count;
    window_bytes_ += count;
    const auto on_bytes = handlers_.on_bytes;
    on_bytes({buffer_.data(), count});
    if (opening.expired()) return;
  }
  if (window_bytes_ >= kMaxWindowBytes) {
    drain_at(window_start_ + kWindow);
  } else if (drained > 0 && drained < kKernelBuffer && gather_.count() > 0) {
    // At a steady beat, whatever the handlers took of it.
    last_drain_ += gather_;
    if (last_drain_ <= now) last_drain_ = now + gather_;
    drain_at(last_drain_);
  } else {
    wait();
  }
}

// `error` 0: the end of file.
void PortReader::lost(int error) {
  const std::string name = port_.name();
  const auto on_lost = handlers_.on_lost;
  close();
  // Unplugging shows as one or the other, depending on the driver.
  const bool unplugged = error == 0 || error == EIO || error == ENXIO || error == ENODEV;
  on_lost(name +
          (unplugged ? " was unplugged" : " failed: " + std::generic_category().message(error)));
}

}  // namespace postured
