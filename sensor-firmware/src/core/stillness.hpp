// Does the clip lie on a desk? By whole seconds without movement; and was it moved since?
//
// A person at rest turns a clip by 0.3 to 1 deg/s RMS and breathes; a desk shows the chip's own
// noise: 0.05 deg/s RMS and some mg. So 10 minutes of seconds that all stay within 30 mg and 1.5
// deg/s from end to end are no person. Erring towards "worn" costs battery, erring the other way
// costs a record.
#pragma once

#include "imu/imu.hpp"

namespace posture_clip {

class Stillness {
 public:
  enum : uint16_t { kAccel_mg = 30, kGyro_ddps = 15, kMoved_mg = 60 };

  void restart() {
    still_s_ = 0;
    count_ = 0;
  }
  // Seconds of stillness so far.
  uint16_t still_s() const { return still_s_; }

  void add(const ImuReading& reading, const ImuSetup& setup, const ImuScale& scale) {
    for (uint8_t i = 0; i < 6; ++i) {
      const int16_t value = reading.value[i];
      if (count_ == 0 || value < low_[i]) low_[i] = value;
      if (count_ == 0 || value > high_[i]) high_[i] = value;
    }
    if (++count_ < setup.rate_hz) return;
    count_ = 0;
    bool still = true;
    for (uint8_t i = 0; i < 6; ++i) {
      const uint32_t span = static_cast<uint32_t>(static_cast<int32_t>(high_[i]) - low_[i]);
      const uint32_t limit =
          i < 3 ? static_cast<uint32_t>(scale.accel_lsb_per_g) * kAccel_mg / 1000
                : static_cast<uint32_t>(scale.gyro_lsb_per_10dps) * kGyro_ddps / 100;
      if (span > limit) still = false;
    }
    if (!still) {
      still_s_ = 0;
    } else if (still_s_ < 0xFFFF) {
      ++still_s_;
    }
  }

  // While dozing: the first reading is where it lies.
  static bool moved(const ImuReading& from, const ImuReading& to, const ImuScale& scale) {
    const int32_t limit = static_cast<int32_t>(scale.accel_lsb_per_g) * kMoved_mg / 1000;
    for (uint8_t i = 0; i < 3; ++i) {
      const int32_t difference = static_cast<int32_t>(to.value[i]) - from.value[i];
      if (difference > limit || difference < -limit) return true;
    }
    return false;
  }

 private:
  int16_t low_[6], high_[6];
  uint16_t count_ = 0;
  uint16_t still_s_ = 0;
};

}  // namespace posture_clip
