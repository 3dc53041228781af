// The hardware interface over Arduino's functions: one for all boards that have an Arduino core.
#pragma once

#ifdef ARDUINO

#include <Arduino.h>
#include <Wire.h>

#include "core/clip.hpp"

namespace posture_clip {

// Pins are -1 where nothing is connected.
struct ArduinoPins {
  TwoWire* wire;
  uint8_t sda, scl;
  Stream* line;
  bool line_room_unknown;  // a line that cannot tell its room (Bluetooth): written to regardless
  int8_t data_ready, button, led, motor;  // the button pulls to ground
  bool led_active_low;
  uint16_t (*battery_mv)();  // nullptr: not measured
};

class ArduinoHal final : public Hal {
 public:
  explicit ArduinoHal(const ArduinoPins& pins) : pins_(pins) {}
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
  uint16_t battery_mv() override;
  bool store_read(uint8_t at, uint8_t* bytes, uint8_t count) override;
  bool store_write(uint8_t at, const uint8_t* bytes, uint8_t count) override;
  void unique_id(uint8_t id[8]) override;
  uint16_t entropy() override;
  uint8_t reset_cause() override;
  void reboot() override;
  void feed_watchdog() override;
  void idle(uint32_t us) override;
  void nap(uint16_t ms) override;

 private:
  void begin_wire();

  const ArduinoPins pins_;
};

}  // namespace posture_clip

#endif
