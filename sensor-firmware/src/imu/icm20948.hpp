// InvenSense/TDK ICM-20948; its magnetometer stays off.
//
// Registers: TDK datasheet "ICM-20948" DS-000189 rev. 1.5, user banks 0 to 2; the pages stand
// beside the values.
#pragma once

#include "imu/imu.hpp"

namespace posture_clip {

class Icm20948 final : public Imu {
 public:
  const char* find(Registers& chip) override;
  int16_t start(Registers& chip, uint8_t phase, ImuSetup& setup, ImuScale& scale) override;
  bool level(Registers& chip, FifoLevel& level) override;
  bool flush(Registers& chip) override;
  bool read(Registers& chip, ImuReading& oldest) override;
  bool temperature(Registers& chip, int16_t& cdeg) override;
  bool newest(Registers& chip, ImuReading& reading) override;
  bool doze(Registers& chip) override;
  bool self_test(Registers& chip, bool moved) override;
  bool passed(Registers& chip, const int16_t change[6]) override;

 private:
  static bool configure(Registers& chip, ImuSetup& setup, ImuScale& scale);

  bool torn_ = false;  // the FIFO held part of a sample when last looked at
};

}  // namespace posture_clip
