// ST LSM6DSOX and LSM6DSO: as the LSM6DS3, but each word in the FIFO has a tag that says what it
// is.
//
// Registers: ST datasheet "LSM6DSOX" DS12814, chapters "Register mapping" and "Register
// description", whose pages could not be looked up; "LSM6DSO" DS12140 rev. 2 where it has a page.
#pragma once

#include "imu/lsm6ds3.hpp"

namespace posture_clip {

class Lsm6dsox final : public Lsm6 {
 public:
  const char* find(Registers& chip) override;
  int16_t start(Registers& chip, uint8_t phase, ImuSetup& setup, ImuScale& scale) override;
  bool level(Registers& chip, FifoLevel& level) override;
  bool flush(Registers& chip) override;
  bool read(Registers& chip, ImuReading& oldest) override;
  bool doze(Registers& chip) override;

 private:
  uint8_t odr_ = 0;
};

}  // namespace posture_clip
