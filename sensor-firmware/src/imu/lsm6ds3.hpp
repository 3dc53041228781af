// ST LSM6DS3 and its successors LSM6DS3TR-C and LSM6DSL.
//
// Registers: ST datasheet "LSM6DS3" DocID026899 rev. 7 and, for the scale of its successors'
// temperature and the limits of the self-test, "LSM6DSL" DocID028475 rev. 7; the pages stand beside
// the values. The LSM6DS3TR-C's own is DocID030071. Its data-ready signal stays high until the
// output registers are read, which a reader of the FIFO does not do; so the pin shows the FIFO's
// threshold of one sample.
#pragma once

#include "imu/imu.hpp"

namespace posture_clip {

// What the LSM6 chips share.
class Lsm6 : public Imu {
 public:
  bool newest(Registers& chip, ImuReading& reading) override;
  bool temperature(Registers& chip, int16_t& cdeg) override;
  bool self_test(Registers& chip, bool moved) override;
  bool passed(Registers& chip, const int16_t change[6]) override;

 protected:
  ~Lsm6() = default;

  // WHO_AM_I at either address; 0 = no answer.
  static const char* find_any(Registers& chip, const char* (*name_of)(uint8_t who));
  // Rate, ranges and pins; returns the ODR code.
  bool configure(Registers& chip, ImuSetup& setup, ImuScale& scale, uint8_t& odr);
  static bool accelerometer_only(Registers& chip);

  uint8_t temperature_shift_ = 8;  // counts per degree as a power of two: 256
  uint16_t least_accel_mg_ = 90;   // of the self-test
};

class Lsm6ds3 final : public Lsm6 {
 public:
  const char* find(Registers& chip) override;
  int16_t start(Registers& chip, uint8_t phase, ImuSetup& setup, ImuScale& scale) override;
  bool level(Registers& chip, FifoLevel& level) override;
  bool flush(Registers& chip) override;
  bool read(Registers& chip, ImuReading& oldest) override;
  bool doze(Registers& chip) override;

 private:
  uint8_t odr_ = 0;
  bool first_is_none_ = true;
};

}  // namespace posture_clip
