// Bosch BMI270. It measures nothing before a configuration file of Bosch's has been written to it
// at each start. That file is not ours to ship: README.md says how to drop it in. Without it the
// driver is left out.
//
// Registers: Bosch datasheet "BMI270" BST-BMI270-DS000, chapters "Device initialization", "FIFO"
// and "Register map", whose pages could not be looked up.
#pragma once

#include "imu/imu.hpp"

namespace posture_clip {

struct Bmi270File {
  const uint8_t* bytes;
  uint16_t size;  // a multiple of 16
};

class Bmi270 final : public Imu {
 public:
  explicit Bmi270(const Bmi270File& file) : file_(file) {}

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
  bool load(Registers& chip);
  static bool configure(Registers& chip, ImuSetup& setup, ImuScale& scale);

  Bmi270File file_;
  uint16_t loaded_ = 0;
};

}  // namespace posture_clip
