// The hardware interface on a bare RP2040, without an SDK: UART0 on GP0 and GP1 at 115200 baud,
// I2C0 on GP4 (SDA) and GP5 (SCL), data-ready GP6, motor GP7, button GP8 to ground, LED GP25.
#pragma once

#include "core/hal.hpp"

namespace posture_clip {

class Rp2040Hal final : public Hal {
 public:
  void begin();

  uint32_t micros() override;
  bool i2c_write(uint8_t address, const uint8_t* bytes, uint8_t count) override;
  bool i2c_read(uint8_t address, uint8_t reg, uint8_t* bytes, uint8_t count) override;
  void i2c_recover() override;
  bool take_data_ready(uint32_t& t_us) override;
  uint16_t serial_room() override;
  void serial_write(const uint8_t* bytes, uint16_t count) override;
  int serial_read() override;
  bool button_pressed() override;
  void set_led(bool on) override;
  void set_motor(bool on) override;
  uint16_t battery_mv() override { return 0; }
  // Its flash cannot be written while code runs from it: no store, so a random boot id.
  bool store_read(uint8_t, uint8_t*, uint8_t) override { return false; }
  bool store_write(uint8_t, const uint8_t*, uint8_t) override { return false; }
  void unique_id(uint8_t id[8]) override;
  uint16_t entropy() override;
  uint8_t reset_cause() override;
  void reboot() override;
  void feed_watchdog() override;
  void idle(uint32_t us) override;
  void nap(uint16_t ms) override;

 private:
  bool transfer(uint8_t address, const uint8_t* out, uint8_t out_count, uint8_t* in,
                uint8_t in_count);
};

}  // namespace posture_clip
