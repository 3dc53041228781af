// When was a sample taken? From the data-ready edge, or, where that wire is missing, from a model
// of the chip's own clock that is held between the two looks at the FIFO which saw the sample
// arrive: a look every quarter period then gives times that are good to a fraction of it.
#pragma once

#include <stdint.h>

namespace posture_clip {

class SampleClock {
 public:
  void start(uint16_t rate_hz) {
    nominal_ = uint32_t{256000000} / rate_hz;
    period_ = nominal_;
    known_ = false;
  }
  // The samples until the next one are not known (a restart, an overflow).
  void lose() { known_ = false; }

  uint32_t period_us() const { return period_ >> 8; }

  // `count` new samples, the newest taken at the edge. Returns its time.
  uint32_t from_edge(uint16_t count, uint32_t edge_us) {
    const uint32_t step_us = (edge_us - newest_us_) / count;
    if (known_ && step_us < 0x00FFFFFFUL) learn((step_us << 8) - period_, 8);
    return at(edge_us);
  }

  // `count` new samples, the newest taken after the look at before_us and until now_us.
  uint32_t from_looks(uint16_t count, uint32_t before_us, uint32_t now_us) {
    if (!known_) return at(now_us);
    const uint32_t ticks = fraction_ + (period_ & 0xFFU) * count;
    const uint32_t expected_us = newest_us_ + (period_ >> 8) * count + (ticks >> 8);
    fraction_ = static_cast<uint8_t>(ticks);
    const int32_t late_us = static_cast<int32_t>(expected_us - now_us);
    const int32_t early_us = static_cast<int32_t>(before_us - expected_us);
    if (late_us > 0) {
      learn(static_cast<uint32_t>(-(late_us < 10000 ? late_us : 10000) * 256), 64);
      return at(now_us);
    }
    if (early_us > 0) {
      learn(static_cast<uint32_t>((early_us < 10000 ? early_us : 10000) * 256), 64);
      return at(before_us);
    }
    newest_us_ = expected_us;
    return expected_us;
  }

 private:
  // Internal oscillators are within some per cent of nominal; more than a tenth is a wrong count.
  void learn(uint32_t error, int32_t slowness) {
    const int32_t step = static_cast<int32_t>(error) / slowness;
    const uint32_t period = period_ + static_cast<uint32_t>(step);
    if (period > nominal_ - nominal_ / 10 && period < nominal_ + nominal_ / 10) period_ = period;
  }
  uint32_t at(uint32_t us) {
    newest_us_ = us;
    fraction_ = 0;
    known_ = true;
    return us;
  }

  uint32_t nominal_ = 0, period_ = 0;  // 1/256 us
  uint32_t newest_us_ = 0;
  uint8_t fraction_ = 0;  // of newest_us_, 1/256 us
  bool known_ = false;
};

}  // namespace posture_clip
