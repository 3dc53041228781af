// What a driver does for its family of chips. Drivers keep no time and never wait: start() is
// called again after the wait it asks for. Every function that talks to the chip returns false when
// a transfer failed. All chips are run the same way: samples are queued in the chip's FIFO, the
// data-ready pin pulses active high for each of them.
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

  // Accelerometer alone, at some hertz and its least current; afterwards peek() reads it, and only
  // start() ends it. Counts per g as start() said.
  virtual bool doze(Registers& chip) = 0;
  virtual bool peek(Registers& chip, int16_t accel[3]) = 0;

 protected:
  ~Imu() = default;
};

// The drivers compiled for this board (imu/drivers.cpp), in the order in which they are tried.
struct ImuDrivers {
  Imu* const* list;
  uint8_t count;
};
ImuDrivers imu_drivers();

// The index of the first step that is not below `wanted`, or the last one.
template <typename T, uint8_t N>
uint8_t step_for(const T (&steps)[N], T wanted) {
  uint8_t i = 0;
  while (i + 1 < N && steps[i] < wanted) ++i;
  return i;
}

}  // namespace posture_clip
