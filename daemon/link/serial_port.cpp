#include "link/serial_port.hpp"

#include <fcntl.h>
#include <grp.h>
#include <libserialport.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <system_error>
#include <utility>

namespace postured {
namespace {

using Kind = SerialPortError::Kind;

std::string words(int error) { return std::generic_category().message(error); }

std::string group_name(gid_t id) {
  group entry{};
  group* found = nullptr;
  std::array<char, 4096> buffer;
  if (getgrgid_r(id, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
    return "number " + std::to_string(id);
  }
  return found->gr_name;
}

SerialPortError no_permission(const std::string& node) {
  std::string why = "no permission to use " + node;
  struct stat info {};
  if (stat(node.c_str(), &info) == 0 && (info.st_mode & S_IRGRP) != 0 && info.st_gid != 0) {
    const std::string group = group_name(info.st_gid);
    why += ": it belongs to group " + group +
           ". Install the udev rule of postured and plug the sensor in again, or join the group "
           "(sudo usermod -aG " +
           group + " $USER) and log in again";
  } else {
    why += ": install the udev rule of postured and plug the sensor in again";
  }
  return {Kind::no_permission, why};
}

SerialPortError from_errno(int error, const std::string& node) {
  switch (error) {
    case EACCES:
    case EPERM:
      return no_permission(node);
    case EBUSY:
    case EWOULDBLOCK:
      return {Kind::in_use,
              node + " is in use by another program: close that program (or another postured)"};
    case ENOENT:
    case ENOTDIR:
    case ENODEV:
    case ENXIO:
    case EIO:  // a pty whose other side has closed
      return {Kind::not_found, node + " is not there: is the sensor plugged in?"};
    case ENOTTY:
    case EINVAL:
      return {Kind::not_a_serial_port, node + " is not a serial port"};
    default:
      return {Kind::other, node + " cannot be opened: " + words(error)};
  }
}

SerialPortError from_libserialport(sp_return result, const std::string& node) {
  switch (result) {
    case SP_ERR_FAIL:
      return from_errno(sp_last_error_code(), node);
    case SP_ERR_MEM:
      return from_errno(ENOMEM, node);
    default:  // not under /sys/class/tty
      return {Kind::not_a_serial_port, node + " is not a serial port"};
  }
}

bool is_pty(dev_t device) {
  // Unix 98 pty slaves, Linux Documentation/admin-guide/devices.txt.
  return major(device) >= 136 && major(device) <= 143;
}

sp_return configure(sp_port* port, int baud) {
  sp_port_config* raw = nullptr;
  if (const sp_return result = sp_new_config(&raw); result != SP_OK) return result;
  const std::unique_ptr<sp_port_config, decltype(&sp_free_config)> config(raw, &sp_free_config);
  sp_set_config_baudrate(raw, baud);
  sp_set_config_bits(raw, 8);
  sp_set_config_parity(raw, SP_PARITY_NONE);
  sp_set_config_stopbits(raw, 1);
  sp_set_config_flowcontrol(raw, SP_FLOWCONTROL_NONE);
  return sp_set_config(port, raw);
}

// libserialport 0.1.1 takes no lock. TIOCEXCL stops later openers, but not root; flock stops those
// who ask. Returns 0 or errno.
int lock_tty(int fd) {
  if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) return errno;
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) return errno;
  return ioctl(fd, TIOCEXCL) == 0 ? 0 : errno;
}

// What it sets otherwise than wanted, each time. Returns 0 or errno.
int mend_tty(int fd) {
  termios settings{};
  if (tcgetattr(fd, &settings) != 0) return errno;
  // It sets VMIN 0, so that "no data yet" reads as 0 bytes, which Asio takes for the end of file.
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  // HUPCL drops DTR on close, and every reopening would then reset an Arduino.
  settings.c_cflag &= ~static_cast<tcflag_t>(HUPCL);
  return tcsetattr(fd, TCSANOW, &settings) == 0 ? 0 : errno;
}

// The speeds that termios has a name for; any other is no matter to a pty.
speed_t termios_speed(int baud) {
  constexpr std::array<std::pair<int, speed_t>, 9> kSpeeds{{{4800, B4800},
                                                            {9600, B9600},
                                                            {19200, B19200},
                                                            {38400, B38400},
                                                            {57600, B57600},
                                                            {115200, B115200},
                                                            {230400, B230400},
                                                            {460800, B460800},
                                                            {921600, B921600}}};
  for (const auto& [rate, speed] : kSpeeds) {
    if (rate == baud) return speed;
  }
  return B115200;
}

// Returns 0 or errno.
int configure_pty(int fd, int baud) {
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) return errno;
  // No TIOCEXCL: on a pty it sticks to the pair and locks out the next opener.
  termios settings{};
  if (tcgetattr(fd, &settings) != 0) return errno;
  cfmakeraw(&settings);
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  cfsetspeed(&settings, termios_speed(baud));
  return tcsetattr(fd, TCSANOW, &settings) == 0 ? 0 : errno;
}

}  // namespace

SerialPortError SerialPort::open(const std::string& path, int baud) {
  close();
  // libserialport knows no links: it looks for the name under /sys/class/tty.
  const std::unique_ptr<char, decltype(&std::free)> resolved(realpath(path.c_str(), nullptr),
                                                             &std::free);
  if (!resolved) return from_errno(errno, path);
  const std::string node = resolved.get();
  struct stat info {};
  if (stat(node.c_str(), &info) != 0) return from_errno(errno, node);
  if (!S_ISCHR(info.st_mode)) {
    return {
        Kind::not_a_serial_port,
        path + (S_ISDIR(info.st_mode) ? " is a directory" : " is a file") + ", not a serial port"};
  }
  name_ = node.starts_with("/dev/") ? node.substr(5) : node;
  SerialPortError error = is_pty(info.st_rdev) ? open_pty(node, baud) : open_tty(node, baud);
  if (error) close();
  return error;
}

SerialPortError SerialPort::open_tty(const std::string& node, int baud) {
  if (const sp_return result = sp_get_port_by_name(node.c_str(), &port_); result != SP_OK) {
    port_ = nullptr;
    return from_libserialport(result, node);
  }
  if (const sp_return result = sp_open(port_, SP_MODE_READ_WRITE); result != SP_OK) {
    SerialPortError error = from_libserialport(result, node);
    sp_free_port(port_);
    port_ = nullptr;
    return error;
  }
  if (const sp_return result = configure(port_, baud); result != SP_OK) {
    return from_libserialport(result, node);
  }
  int fd = -1;
  if (const sp_return result = sp_get_port_handle(port_, &fd); result != SP_OK) {
    return from_libserialport(result, node);
  }
  if (const int error = lock_tty(fd); error != 0) return from_errno(error, node);
  if (const int error = mend_tty(fd); error != 0) return from_errno(error, node);
  boost::system::error_code failed;
  stream_.assign(fd, failed);
  if (failed) return from_errno(failed.value(), node);
  fd_ = fd;
  return {};
}

SerialPortError SerialPort::open_pty(const std::string& node, int baud) {
  const int fd = ::open(node.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return from_errno(errno, node);
  int error = configure_pty(fd, baud);
  if (error == 0) {
    boost::system::error_code failed;
    stream_.assign(fd, failed);
    error = failed.value();
  }
  if (error == 0) {
    fd_ = fd;
    return {};
  }
  ::close(fd);
  return from_errno(error, node);
}

SerialPortError SerialPort::set_baud(int baud) {
  const std::string node = "/dev/" + name_;
  if (!is_open()) return from_errno(ENODEV, node);
  if (port_ == nullptr) {
    const int error = configure_pty(fd_, baud);
    return error == 0 ? SerialPortError{} : from_errno(error, node);
  }
  if (const sp_return result = configure(port_, baud); result != SP_OK) {
    return from_libserialport(result, node);
  }
  const int error = mend_tty(fd_);
  return error == 0 ? SerialPortError{} : from_errno(error, node);
}

void SerialPort::watch() {
  if (is_open() && !stream_.is_open()) stream_.assign(fd_);
}

void SerialPort::unwatch() {
  if (stream_.is_open()) stream_.release();
}

void SerialPort::close() {
  // Asio must let go of the descriptor before its owner closes it.
  unwatch();
  if (port_ != nullptr) {
    sp_close(port_);
    sp_free_port(port_);
    port_ = nullptr;
  } else if (fd_ >= 0) {
    ::close(fd_);
  }
  fd_ = -1;
}

}  // namespace postured
