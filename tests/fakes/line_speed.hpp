// A pty passes every byte whatever line speed is set. This is what a real line would do: what a
// UART at one speed makes of bytes that were sent at another.
#pragma once

#include <termios.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace postured::test {

// Bytes follow each other without a pause. Each is a start bit (low), eight data bits, the lowest
// first, and a stop bit (high); the receiver takes a falling edge for a start bit and looks at the
// middle of each bit after it. Low where a stop bit should be is a framing error, or a break when
// all bits were low; breaks are dropped, as most programs have it (IGNBRK).
inline std::vector<std::uint8_t> as_received(const std::vector<std::uint8_t>& sent, int sent_baud,
                                             int line_baud) {
  if (sent_baud == line_baud) return sent;
  const auto level = [&sent](double bit) {  // time in bits as they were sent
    if (bit < 0 || bit >= 10.0 * static_cast<double>(sent.size())) return true;  // idle
    const auto at = static_cast<std::size_t>(bit);
    const std::size_t in_byte = at % 10;
    if (in_byte == 0) return false;
    return in_byte == 9 || ((sent[at / 10] >> (in_byte - 1)) & 1U) != 0;
  };
  const double step = static_cast<double>(sent_baud) / line_baud;
  const double end = 10.0 * static_cast<double>(sent.size());
  std::vector<std::uint8_t> received;
  double now = -1;
  while (true) {
    // Levels change at whole bits only.
    while (now < end && !level(now)) now = std::floor(now) + 1;
    while (now < end && level(now)) now = std::floor(now) + 1;
    const double start = now;
    if (start >= end) return received;
    std::uint8_t byte = 0;
    for (int i = 0; i < 8; ++i) {
      if (level(start + (i + 1.5) * step)) byte = static_cast<std::uint8_t>(byte | (1U << i));
    }
    const bool stop = level(start + 9.5 * step);
    if (stop || byte != 0) received.push_back(byte);
    now = start + 9.5 * step;
  }
}

// The line speed that the other side of a pty has set; `master` is this side. 0: one without a
// name.
inline int line_speed_of(int master) {
  termios settings{};
  if (tcgetattr(master, &settings) != 0) return 0;
  switch (cfgetospeed(&settings)) {
    case B4800:
      return 4800;
    case B9600:
      return 9600;
    case B19200:
      return 19200;
    case B38400:
      return 38400;
    case B57600:
      return 57600;
    case B115200:
      return 115200;
    case B230400:
      return 230400;
    case B460800:
      return 460800;
    case B921600:
      return 921600;
    default:
      return 0;
  }
}

}  // namespace postured::test
