// InvenSense MPU-6050 and MPU-6500, and the MPU-9250/9255, which contain a 6500.
//
// Registers: "MPU-6000 and MPU-6050 Register Map and Descriptions" RM-MPU-6000A-00 rev. 4.2 (and
// 4.0, with two chapters more), "Product Specification" PS-MPU-6000A-00 rev. 3.4, "MPU-6500
// Register Map and Descriptions" RM-MPU-6500A-00 rev. 2.1, "MPU-9250 Register Map and Descriptions"
// RM-MPU-9250A-00 rev. 1.4; the pages stand beside the values. The 6500 differs in its temperature
// formula, its FIFO (512 instead of 1024 bytes: MPU-9250, PS-MPU-9250A-01 rev. 1.0, p. 27) and a
// second filter register.
#pragma once

#include "imu/imu.hpp"

namespace posture_clip {

class Mpu6050 final : public Imu {
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
  bool configure(Registers& chip, ImuSetup& setup, ImuScale& scale);

  bool is_6500_ = false;
  bool torn_ = false;  // the FIFO held part of a sample when last looked at
};

}  // namespace posture_clip
