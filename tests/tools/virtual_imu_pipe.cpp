// A virtual IMU for emulators that are not written in C++: the bus as bytes on stdin, answers on
// stdout. The clip lies still at 31 degrees Celsius.
//
//   virtual_imu_pipe CHIP
//   'a' time u64 (us, little endian)   advance   -> interrupt level u8, next event u64
//   's' reading u8   START             'w' byte  -> 1 = answered, 0 = not
//   'r'              read              -> the byte
//   'p'              STOP              'b' brown-out   'x' absent u8   -> 0
//   'n'              its address       -> 7 bits
#include <array>
#include <cstdint>
#include <cstdio>
#include <iostream>

#include "virtual_imu/virtual_chip.hpp"

namespace {

using postured::virtual_imu::TrueMotion;

TrueMotion lying(std::uint64_t) {
  TrueMotion motion;
  motion.temperature_c = 31;
  return motion;
}

std::uint64_t take(int bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < bytes; ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(std::getchar())) << 8 * i;
  }
  return value;
}

void give(std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) std::putchar(static_cast<int>(value >> 8 * i & 0xFF));
}

}  // namespace

int main(int argc, char** argv) {
  const auto chip =
      argc == 2 ? postured::virtual_imu::make_chip(argv[1], lying, {.oscillator_ppm = -3000})
                : nullptr;
  if (!chip) {
    std::cerr << "usage: virtual_imu_pipe CHIP\n";
    return 2;
  }
  for (int command = 0; (command = std::getchar()) != EOF;) {
    if (command == 'a') {
      chip->advance(take(8));
      give(chip->interrupt() ? 1 : 0, 1);
      give(chip->next_event_us(), 8);
    } else if (command == 's') {
      give(chip->start(take(1) != 0) ? 1 : 0, 1);
    } else if (command == 'w') {
      give(chip->write(static_cast<std::uint8_t>(take(1))) ? 1 : 0, 1);
    } else if (command == 'r') {
      give(chip->read(), 1);
    } else if (command == 'n') {
      give(chip->address(), 1);
    } else {
      if (command == 'p') chip->stop();
      if (command == 'b') chip->brown_out();
      if (command == 'x') chip->faults.absent = take(1) != 0;
      give(0, 1);
    }
    std::fflush(stdout);
  }
  return 0;
}
