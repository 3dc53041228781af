// One chip's registers on the I2C bus; failed transfers are counted, except while it is being
// looked for: nobody at an address is no fault.
#pragma once

#include "core/hal.hpp"
#include "core/saturating.hpp"

namespace posture_clip {

class Registers {
 public:
  explicit Registers(Hal& hal) : hal_(hal) {}

  void select(uint8_t address) { address_ = address; }
  void search(bool searching) { searching_ = searching; }

  bool write(uint8_t reg, uint8_t value) {
    const uint8_t bytes[2] = {reg, value};
    return counted(hal_.i2c_write(address_, bytes, 2));
  }
  // `bytes` starts with the register.
  bool write_burst(const uint8_t* bytes, uint8_t count) {
    return counted(hal_.i2c_write(address_, bytes, count));
  }
  bool read(uint8_t reg, uint8_t* bytes, uint8_t count) {
    return counted(hal_.i2c_read(address_, reg, bytes, count));
  }
  bool read(uint8_t reg, uint8_t& value) { return read(reg, &value, 1); }
  // Twice the same, so that noise on the bus is not taken for another chip.
  bool identify(uint8_t reg, uint8_t& id) {
    uint8_t again;
    return read(reg, id) && read(reg, again) && id == again;
  }
  bool update(uint8_t reg, uint8_t mask, uint8_t bits) {
    uint8_t value;
    return read(reg, value) && write(reg, static_cast<uint8_t>((value & ~mask) | bits));
  }

  uint16_t errors() const { return errors_; }

 private:
  bool counted(bool ok) {
    if (!ok && !searching_) count_up(errors_);
    return ok;
  }

  Hal& hal_;
  uint8_t address_ = 0;
  uint16_t errors_ = 0;
  bool searching_ = false;
};

inline int16_t big_endian(const uint8_t* p) {
  return static_cast<int16_t>(static_cast<uint16_t>(p[0]) << 8 | p[1]);
}
inline int16_t little_endian(const uint8_t* p) {
  return static_cast<int16_t>(static_cast<uint16_t>(p[1]) << 8 | p[0]);
}

}  // namespace posture_clip
