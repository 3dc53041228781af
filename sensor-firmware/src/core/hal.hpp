// What the firmware asks of a board, and all it knows of one. A port implements it; every call
// returns within milliseconds, whatever the hardware does, so that the watchdog only bites a hang.
#pragma once

#include <stdint.h>

namespace posture_clip {

class Hal {
 public:
  // Wraps after 71.6 minutes. Never goes back, also not across nap().
  virtual uint32_t micros() = 0;

  // I2C. False: no answer, lost arbitration, or the bus hung (the port's own time limit, 5 ms).
  virtual bool i2c_write(uint8_t address, const uint8_t* bytes, uint8_t count) = 0;
  // Writes the register number, then reads after a repeated start.
  virtual bool i2c_read(uint8_t address, uint8_t reg, uint8_t* bytes, uint8_t count) = 0;
  // Frees a bus whose SDA a chip holds low: up to 9 clocks and a stop (I2C specification UM10204,
  // "Bus clear"), then sets the controller up again.
  virtual void i2c_recover() = 0;

  // True once for the last edge of the chip's data-ready pin, with its time. False where no such
  // wire is connected.
  virtual bool take_data_ready(uint32_t& t_us) = 0;

  // Serial line to the host. Writing never blocks: at most serial_room() bytes are given.
  virtual uint16_t serial_room() = 0;
  virtual void serial_write(const uint8_t* bytes, uint16_t count) = 0;
  virtual int serial_read() = 0;  // -1: nothing there

  virtual bool button_pressed() = 0;
  virtual void set_led(bool on) = 0;
  virtual void set_motor(bool on) = 0;
  virtual uint16_t battery_mv() = 0;  // 0: not measured

  // A few bytes that outlive power. False: this board has no such place, or it failed.
  virtual bool store_read(uint8_t at, uint8_t* bytes, uint8_t count) = 0;
  virtual bool store_write(uint8_t at, const uint8_t* bytes, uint8_t count) = 0;
  // The board's own serial number; all zeros where it has none.
  virtual void unique_id(uint8_t id[8]) = 0;
  // Random, for a board without a store; 0 where there is no source of it.
  virtual uint16_t entropy() = 0;

  virtual uint8_t reset_cause() = 0;  // pw_reset_cause
  virtual void reboot() = 0;          // does not return on hardware
  virtual void feed_watchdog() = 0;

  // Light sleep for at most `us`: ends with any interrupt or received byte.
  virtual void idle(uint32_t us) = 0;
  // Deep sleep for at most `ms`, at most 1000: ends early with a received byte (which may be lost)
  // or the button. micros() goes on.
  virtual void nap(uint16_t ms) = 0;

 protected:
  ~Hal() = default;
};

}  // namespace posture_clip
