// One button: a tap (sets zero), or held for 2 s (calibrates).
#pragma once

#include <stdint.h>

#include "wire/posture_messages.h"

namespace posture_clip {

class Button {
 public:
  enum : uint32_t { kBounce_us = 30000, kHold_us = 2000000 };

  // `pressed` as the contact reads. Returns a pw_button_kind when something happened, else 0.
  uint8_t step(bool pressed, uint32_t now_us) {
    if (pressed != raw_) {
      raw_ = pressed;
      changed_us_ = now_us;
    }
    if (raw_ != down_ && now_us - changed_us_ >= kBounce_us) {
      down_ = raw_;
      if (down_) {
        pressed_us_ = changed_us_;
        held_ = false;
      } else if (!held_) {
        return PW_BUTTON_TAP;
      }
    }
    if (down_ && !held_ && now_us - pressed_us_ >= kHold_us) {
      held_ = true;
      return PW_BUTTON_HOLD;
    }
    return 0;
  }
  bool active() const { return raw_ || down_; }

 private:
  bool raw_ = false, down_ = false, held_ = false;
  uint32_t changed_us_ = 0, pressed_us_ = 0;
};

}  // namespace posture_clip
