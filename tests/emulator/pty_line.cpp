#include "emulator/pty_line.hpp"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace postured::emulator {
namespace {

constexpr int kPatience_ms = 5000;

[[noreturn]] void die(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

short poll_events(int fd, short wanted, int wait_ms) {
  pollfd p{fd, wanted, 0};
  return ::poll(&p, 1, wait_ms) >= 0 ? p.revents : short{0};
}

}  // namespace

void PtyLine::plug() {
  unplug();
  // The kernel gives the number of a closed pty to the next one. A replugged port has another name.
  const int spare = was_plugged_ ? ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
  was_plugged_ = true;
  master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0) die("pty");
  if (spare >= 0) ::close(spare);
  const char* name = ::ptsname(master_);
  // Raw from the start: nothing may be echoed back before the host configures it. And closed once,
  // so that the master is told of hosts that open and close it.
  const int slave = ::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  termios settings{};
  if (slave < 0 || ::tcgetattr(slave, &settings) != 0) die(name);
  ::cfmakeraw(&settings);
  ::tcsetattr(slave, TCSANOW, &settings);
  ::close(slave);
  ::unlink(link_.c_str());
  if (::symlink(name, link_.c_str()) != 0) die(link_);
}

void PtyLine::unplug() {
  if (master_ < 0) return;
  ::close(master_);
  master_ = -1;
  ::unlink(link_.c_str());
}

bool PtyLine::host_listens() const {
  return plugged() && !(poll_events(master_, POLLIN, 0) & POLLHUP);
}

std::size_t PtyLine::send(std::span<const std::uint8_t> bytes) {
  if (bytes.empty() || !host_listens()) return 0;
  std::vector<std::uint8_t> out(bytes.begin(), bytes.end());
  for (std::uint8_t& byte : out) {
    if (std::uniform_real_distribution<>(0, 1)(random_) >= corrupted_share) continue;
    byte = static_cast<std::uint8_t>(byte ^ 1U << (random_() % 8));
    ++corrupted_;
  }
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t n = ::write(master_, out.data() + done, out.size() - done);
    if (n > 0) {
      done += static_cast<std::size_t>(n);
    } else if (!(poll_events(master_, POLLOUT, kPatience_ms) & POLLOUT)) {
      break;
    }
  }
  return done;
}

std::vector<std::uint8_t> PtyLine::receive() {
  if (!plugged()) return {};
  std::uint8_t buffer[256];
  const ssize_t n = ::read(master_, buffer, sizeof buffer);
  return n > 0 ? std::vector<std::uint8_t>(buffer, buffer + n) : std::vector<std::uint8_t>{};
}

}  // namespace postured::emulator
