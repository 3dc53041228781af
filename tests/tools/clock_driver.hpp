// Moves the virtual clock of a running daemon (app/virtual_clock.hpp).
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

namespace postured {

class ClockDriver {
 public:
  // The daemon must be listening. Throws std::runtime_error, as does tell().
  explicit ClockDriver(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw std::runtime_error(path + ": too long");
    std::memcpy(address.sun_path, path.data(), path.size());
    fd_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error(path + ": " + std::strerror(errno));
    }
  }
  ~ClockDriver() { ::close(fd_); }
  ClockDriver(const ClockDriver&) = delete;
  ClockDriver& operator=(const ClockDriver&) = delete;

  // Sends a command; returns the boot time that the daemon's clock shows then.
  std::int64_t tell(const std::string& command) {
    const std::string line = command + "\n";
    if (::write(fd_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
      throw std::runtime_error(std::string("clock: ") + std::strerror(errno));
    }
    std::string answer;
    for (char c = 0; ::read(fd_, &c, 1) == 1 && c != '\n';) answer += c;
    if (answer.rfind("at ", 0) != 0) throw std::runtime_error("clock: " + answer);
    return std::atoll(answer.c_str() + 3);
  }

 private:
  int fd_ = -1;
};

}  // namespace postured
