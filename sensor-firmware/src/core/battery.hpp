// Battery voltage, and the moment to say that it is low: once, and again only after charging.
#pragma once

#include <stdint.h>

namespace posture_clip {

class Battery {
 public:
  enum : uint8_t { kReadingsToBelieve = 3 };
  enum : uint16_t { kCharged_mv = 200 };  // above the limit

  explicit Battery(uint16_t low_mv) : low_mv_(low_mv) {}

  // One reading every ten seconds; 0 = not measured. True when "low" is to be told now.
  bool update(uint16_t mv) {
    mv_ = mv;
    if (mv == 0) return false;
    if (mv >= low_mv_ + kCharged_mv) told_ = false;
    low_readings_ = mv < low_mv_ ? static_cast<uint8_t>(low_readings_ + 1) : uint8_t{0};
    if (low_readings_ > kReadingsToBelieve) low_readings_ = kReadingsToBelieve;
    // A motor pulls the voltage down for a moment: one reading proves nothing.
    if (low_readings_ < kReadingsToBelieve || told_) return false;
    told_ = true;
    return true;
  }
  uint16_t mv() const { return mv_; }
  bool low() const { return told_; }

 private:
  uint16_t low_mv_;
  uint16_t mv_ = 0;
  uint8_t low_readings_ = 0;
  bool told_ = false;
};

}  // namespace posture_clip
