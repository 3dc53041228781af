// Pulses of the motor, within limits that no host can lift: a stuck motor burns the skin and the
// battery.
#pragma once

#include "core/hal.hpp"
#include "wire/posture_messages.h"

namespace posture_clip {

class Haptic {
 public:
  enum : uint16_t { kMaxOn_ms = 1000, kMaxOff_ms = 1000, kMaxCount = 10 };

  explicit Haptic(Hal& hal) : hal_(hal) {}

  // False, and nothing changes, when the pulses are over the limits. A count or on_ms of 0 stops.
  bool play(const pw_haptic& pulses, uint32_t now_us) {
    if (pulses.on_ms > kMaxOn_ms || pulses.off_ms > kMaxOff_ms || pulses.count > kMaxCount) {
      return false;
    }
    stop();
    if (pulses.on_ms == 0) return true;
    pulses_ = pulses;
    left_ = pulses.count;
    next_us_ = now_us;
    return true;
  }
  void stop() {
    left_ = 0;
    on_ = false;
    hal_.set_motor(false);
  }
  void step(uint32_t now_us) {
    if ((left_ == 0 && !on_) || static_cast<int32_t>(now_us - next_us_) < 0) return;
    if (on_) {
      on_ = false;
      next_us_ = now_us + static_cast<uint32_t>(pulses_.off_ms) * 1000;
    } else {
      on_ = true;
      --left_;
      next_us_ = now_us + static_cast<uint32_t>(pulses_.on_ms) * 1000;
    }
    hal_.set_motor(on_);
  }
  bool playing() const { return on_ || left_ > 0; }

 private:
  Hal& hal_;
  pw_haptic pulses_ = {0, 0, 0};
  uint8_t left_ = 0;
  bool on_ = false;
  uint32_t next_us_ = 0;
};

}  // namespace posture_clip
