// One LED that says how the clip is, with short blinks: light costs battery and attention.
#pragma once

#include "core/hal.hpp"
#include "wire/posture_messages.h"

namespace posture_clip {

class Led {
 public:
  // What it shows in mode "as the firmware likes".
  enum class Show : uint8_t {
    nothing,
    streaming,    // a blink every 5 s
    low_battery,  // two blinks every 5 s
    no_chip       // twice a second
  };

  explicit Led(Hal& hal) : hal_(hal) {}

  bool set_mode(uint8_t mode) {
    if (mode > PW_LED_AUTOMATIC) return false;
    mode_ = mode;
    return true;
  }
  void step(Show show, uint32_t uptime_ms) {
    const bool on = mode_ == PW_LED_ON || (mode_ == PW_LED_AUTOMATIC && lit(show, uptime_ms));
    if (on == on_) return;
    on_ = on;
    hal_.set_led(on);
  }

 private:
  static bool lit(Show show, uint32_t ms) {
    const uint16_t in_5s = static_cast<uint16_t>(ms % 5000);
    switch (show) {
      case Show::streaming:
        return in_5s < 20;
      case Show::low_battery:
        return in_5s < 20 || (in_5s >= 300 && in_5s < 320);
      case Show::no_chip:
        return in_5s % 500 < 100;
      default:
        return false;
    }
  }

  Hal& hal_;
  uint8_t mode_ = PW_LED_AUTOMATIC;
  bool on_ = false;
};

}  // namespace posture_clip
