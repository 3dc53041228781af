// Does the clip lie on a desk? By whole seconds without movement; and was it moved since?
//
// A person at rest turns a clip by 0.3 to 1 deg/s RMS, breathing alone by half of that, slowly; a
// desk shows the chip's own noise and drift. So within a second no axis may move by more than 30 mg
// or 1.5 deg/s from end to end, which is five times the noise of the worst chip, and the means of
// the seconds must stay within 10 mg and 0.3 deg/s of the first one's, where noise averages out and
// breathing does not. Erring towards "worn" costs battery, erring the other way costs a record.
#pragma once

#include "imu/imu.hpp"

namespace posture_clip {

class Stillness {
 public:
  static constexpr uint16_t kSpan_mg = 30, kSpan_ddps = 15;
  static constexpr uint16_t kDrift_mg = 10, kDrift_ddps = 3;
  static constexpr uint16_t kMoved_mg = 60;

  void restart() {
    still_s_ = 0;
    count_ = 0;
  }
  // Seconds of stillness so far.
  uint16_t still_s() const { return still_s_; }

  void add(const ImuReading& reading, const ImuSetup& setup, const ImuScale& scale) {
    for (uint8_t i = 0; i < 6; ++i) {
      const int16_t value = reading.value[i];
      if (count_ == 0) sum_[i] = 0;
      if (count_ == 0 || value < low_[i]) low_[i] = value;
      if (count_ == 0 || value > high_[i]) high_[i] = value;
      sum_[i] += value;
    }
    if (++count_ < setup.rate_hz) return;
    count_ = 0;
    bool quiet = true, same = true;
    for (uint8_t i = 0; i < 6; ++i) {
      const int32_t span = static_cast<int32_t>(high_[i]) - low_[i];
      const int16_t mean = static_cast<int16_t>(sum_[i] / static_cast<int32_t>(setup.rate_hz));
      if (still_s_ == 0) first_[i] = mean;
      const int32_t drift = static_cast<int32_t>(mean) - first_[i];
      if (span > counts(i, scale, kSpan_mg, kSpan_ddps)) quiet = false;
      if (size(drift) > counts(i, scale, kDrift_mg, kDrift_ddps)) same = false;
    }
    if (!quiet || !same) {
      still_s_ = 0;
    } else if (still_s_ < 0xFFFF) {
      ++still_s_;
    }
  }

  // While dozing, when there is no gyroscope: is it elsewhere than where it lay?
  static bool moved(const ImuReading& from, const ImuReading& to, const ImuScale& scale) {
    for (uint8_t i = 0; i < 3; ++i) {
      const int32_t difference = static_cast<int32_t>(to.value[i]) - from.value[i];
      if (size(difference) > counts(i, scale, kMoved_mg, 0)) return true;
    }
    return false;
  }

 private:
  static int32_t size(int32_t value) { return value < 0 ? -value : value; }
  static int32_t counts(uint8_t axis, const ImuScale& scale, uint16_t mg, uint16_t ddps) {
    const uint32_t counts = axis < 3 ? static_cast<uint32_t>(scale.accel_lsb_per_g) * mg / 1000
                                     : static_cast<uint32_t>(scale.gyro_lsb_per_10dps) * ddps / 100;
    return static_cast<int32_t>(counts);
  }

  int16_t low_[6], high_[6], first_[6];
  int32_t sum_[6];
  uint16_t count_ = 0;
  uint16_t still_s_ = 0;
};

}  // namespace posture_clip
