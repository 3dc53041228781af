#include "ports/arduino/arduino_hal.hpp"

#ifdef ARDUINO

#include "ports/arduino/platform.hpp"

namespace posture_clip {
namespace {

constexpr uint32_t kBus_hz = 400000;
constexpr uint32_t kBusTimeout_us = 5000;
constexpr uint8_t kHalfClock_us = 5;  // 100 kHz: the slowest chip follows

volatile uint32_t edge_us = 0;
volatile bool edge_seen = false;

#ifdef ESP32
IRAM_ATTR
#endif
void on_data_ready() {
  edge_us = ::micros() + platform::slept_us();
  edge_seen = true;
}

// Open drain: low or let go, never driven high.
void pull_low(uint8_t pin) {
  digitalWrite(pin, LOW);
  pinMode(pin, OUTPUT);
}
void let_go(uint8_t pin) { pinMode(pin, INPUT_PULLUP); }

}  // namespace

void ArduinoHal::begin() {
  if (pins_.motor >= 0) {
    digitalWrite(static_cast<uint8_t>(pins_.motor), LOW);
    pinMode(static_cast<uint8_t>(pins_.motor), OUTPUT);
  }
  if (pins_.led >= 0) pinMode(static_cast<uint8_t>(pins_.led), OUTPUT);
  if (pins_.button >= 0) pinMode(static_cast<uint8_t>(pins_.button), INPUT_PULLUP);
  // A chip may hold the bus since before this reset.
  i2c_recover();
  if (pins_.data_ready >= 0) {
    // Pulled up, a wire that is missing makes no edges.
    pinMode(static_cast<uint8_t>(pins_.data_ready), INPUT_PULLUP);
    attachInterrupt(digitalPinToInterrupt(static_cast<uint8_t>(pins_.data_ready)), on_data_ready,
                    RISING);
  }
  platform::begin();
}

void ArduinoHal::begin_wire() {
  pins_.wire->begin();
  pins_.wire->setClock(kBus_hz);
#if defined(WIRE_HAS_TIMEOUT) || defined(ARDUINO_ARCH_AVR)  // the AVR core has it, unnamed
  pins_.wire->setWireTimeout(kBusTimeout_us, true);
#elif defined(ARDUINO_ARCH_ESP32)
  pins_.wire->setTimeOut(kBusTimeout_us / 1000);
#elif defined(ARDUINO_ARCH_RP2040) && !defined(ARDUINO_ARCH_MBED)
  pins_.wire->setTimeout(kBusTimeout_us / 1000, true);
#endif
}

uint32_t ArduinoHal::micros() { return ::micros() + platform::slept_us(); }

bool ArduinoHal::i2c_write(uint8_t address, const uint8_t* bytes, uint8_t count) {
  pins_.wire->beginTransmission(address);
  if (pins_.wire->write(bytes, count) != count) return false;
  return pins_.wire->endTransmission() == 0;
}

bool ArduinoHal::i2c_read(uint8_t address, uint8_t reg, uint8_t* bytes, uint8_t count) {
  pins_.wire->beginTransmission(address);
  pins_.wire->write(reg);
  if (pins_.wire->endTransmission(false) != 0) return false;
  if (pins_.wire->requestFrom(address, count) != count) return false;
  for (uint8_t i = 0; i < count; ++i) bytes[i] = static_cast<uint8_t>(pins_.wire->read());
  return true;
}

void ArduinoHal::i2c_recover() {
#if !defined(ARDUINO_ARCH_MBED)
  pins_.wire->end();
#endif
  let_go(pins_.sda);
  let_go(pins_.scl);
  delayMicroseconds(kHalfClock_us);
  for (uint8_t i = 0; i < 9 && digitalRead(pins_.sda) == LOW; ++i) {
    pull_low(pins_.scl);
    delayMicroseconds(kHalfClock_us);
    let_go(pins_.scl);
    delayMicroseconds(kHalfClock_us);
  }
  // A stop: SDA rises while SCL is high.
  pull_low(pins_.scl);
  delayMicroseconds(kHalfClock_us);
  pull_low(pins_.sda);
  delayMicroseconds(kHalfClock_us);
  let_go(pins_.scl);
  delayMicroseconds(kHalfClock_us);
  let_go(pins_.sda);
  delayMicroseconds(kHalfClock_us);
  begin_wire();
}

bool ArduinoHal::take_data_ready(uint32_t& t_us) {
  noInterrupts();
  const bool seen = edge_seen;
  t_us = edge_us;
  edge_seen = false;
  interrupts();
  return seen;
}

uint16_t ArduinoHal::serial_room() {
  if (pins_.line_room_unknown) return 64;
  const int room = pins_.line->availableForWrite();
  return room > 0 ? static_cast<uint16_t>(room) : 0;
}

void ArduinoHal::serial_write(const uint8_t* bytes, uint16_t count) {
  pins_.line->write(bytes, count);
}

int ArduinoHal::serial_read() { return pins_.line->read(); }

bool ArduinoHal::button_pressed() {
  return pins_.button >= 0 && digitalRead(static_cast<uint8_t>(pins_.button)) == LOW;
}

void ArduinoHal::set_led(bool on) {
  if (pins_.led < 0) return;
  digitalWrite(static_cast<uint8_t>(pins_.led), on != pins_.led_active_low ? HIGH : LOW);
}

void ArduinoHal::set_motor(bool on) {
  if (pins_.motor >= 0) digitalWrite(static_cast<uint8_t>(pins_.motor), on ? HIGH : LOW);
}

uint16_t ArduinoHal::battery_mv() { return pins_.battery_mv != nullptr ? pins_.battery_mv() : 0; }

bool ArduinoHal::store_read(uint8_t at, uint8_t* bytes, uint8_t count) {
  return platform::store_read(at, bytes, count);
}
bool ArduinoHal::store_write(uint8_t at, const uint8_t* bytes, uint8_t count) {
  return platform::store_write(at, bytes, count);
}
void ArduinoHal::unique_id(uint8_t id[8]) { platform::unique_id(id); }
uint16_t ArduinoHal::entropy() { return platform::entropy(); }
uint8_t ArduinoHal::reset_cause() { return platform::reset_cause(); }
void ArduinoHal::reboot() {
  pins_.line->flush();
  platform::reboot();
}
void ArduinoHal::feed_watchdog() { platform::feed_watchdog(); }

void ArduinoHal::idle(uint32_t us) {
  const uint32_t from_us = ::micros();
  while (!edge_seen && pins_.line->available() == 0 && ::micros() - from_us < us) platform::idle();
}

void ArduinoHal::nap(uint16_t ms) {
  pins_.line->flush();
  platform::nap(ms);
}

}  // namespace posture_clip

#endif
