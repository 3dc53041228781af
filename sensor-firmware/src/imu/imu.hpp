// What a driver does for its family of chips. Drivers keep no time and never wait: start() is
// called again after the wait it asks for. Every function that talks to the chip returns false when
// a transfer failed. All chips are run the same way: samples are queued in the chip's FIFO, the
// interrupt pin rises, active high, when a sample has arrived there.
#pragma once

#include <stdint.h>

#include "imu/registers.hpp"

namespace posture_clip {

// In: what was asked for. Out, after start(): what the chip does.
struct ImuSetup {
  uint16_t rate_hz;
  uint8_t accel_g;
  uint16_t gyro_dps;
};

struct ImuScale {
  uint16_t accel_lsb_per_g;
  uint16_t gyro_lsb_per_10dps;
};

// ax ay az gx gy gz, as the wire wants it: right-handed, +1 g on the axis that points up.
struct ImuReading {
  int16_t value[6];
};

struct FifoLevel {
  uint16_t samples;
  bool overflowed;  // samples were lost, or the FIFO is out of step: flush it
};

class Imu {
 public:
  enum : int16_t { kStarted = 0, kFailed = -1 };

  // The chip's name when it is on the bus, else nullptr. `chip` is left pointing at it.
  virtual const char* find(Registers& chip) = 0;
  // From any state of the chip to a running FIFO, in phases 0, 1, 2, ...: returns the milliseconds
  // to wait before the next phase, kStarted or kFailed.
  virtual int16_t start(Registers& chip, uint8_t phase, ImuSetup& setup, ImuScale& scale) = 0;

  virtual bool level(Registers& chip, FifoLevel& level) = 0;
  virtual bool flush(Registers& chip) = 0;
  virtual bool read(Registers& chip, ImuReading& oldest) = 0;
  virtual bool temperature(Registers& chip, int16_t& cdeg) = 0;

  // What the output registers hold now, past the FIFO.
  virtual bool newest(Registers& chip, ImuReading& reading) = 0;

  // Accelerometer alone, at some hertz and its least current: newest() then has no gyroscope, and
  // only start() ends it. Counts per g as start() said.
  virtual bool doze(Registers& chip) = 0;

  // The chip's own test, in two settings between which its actuators move: `moved` tells which.
  // Only start() ends it.
  virtual bool self_test(Registers& chip, bool moved) = 0;
  // Is the difference of the means, in counts, what the maker promises?
  virtual bool passed(Registers& chip, const int16_t change[6]) = 0;

 protected:
  ~Imu() = default;
};

// The drivers compiled for this board (imu/drivers.cpp), in the order in which they are tried.
struct ImuDrivers {
  Imu* const* list;
  uint8_t count;
};
ImuDrivers imu_drivers();

// Ranges and rates double from step to step: the first of four that is not below `wanted`, or the
// last one.
inline uint8_t step_for(uint16_t wanted, uint16_t first) {
  uint8_t step = 0;
  while (step < 3 && (first << step) < wanted) ++step;
  return step;
}

// 0, or base * ratio^(code - 1): how makers store what a self-test gave in the factory. The ratio
// is 1 + per_65536 / 65536.
inline uint32_t factory_trim(uint8_t code, uint32_t base, uint16_t per_65536) {
  if (code == 0) return 0;
  uint32_t trim = base << 8;
  for (uint8_t i = 1; i < code; ++i) {
    trim += (trim >> 8) * per_65536 / 256;
  }
  return trim >> 8;
}

inline uint16_t size_of(int16_t value) {
  return static_cast<uint16_t>(value < 0 ? -static_cast<int32_t>(value) : value);
}

inline bool within(int16_t value, uint16_t low, uint16_t high) {
  return size_of(value) >= low && size_of(value) <= high;
}

}  // namespace posture_clip
