// RP2040 with Earle Philhower's core ("Raspberry Pi Pico/RP2040" in the boards manager).
#if defined(ARDUINO_ARCH_RP2040) && !defined(ARDUINO_ARCH_MBED)

#include <Arduino.h>
#include <EEPROM.h>
#include <pico/time.h>
#include <pico/unique_id.h>

#include "ports/arduino/platform.hpp"
#include "wire/posture_messages.h"

namespace posture_clip {
namespace platform {
namespace {

constexpr uint16_t kStoreSize = 256;  // the core's smallest; kept in the last sector of the flash

}  // namespace

void begin() { rp2040.wdt_begin(1000); }
void feed_watchdog() { rp2040.wdt_reset(); }

uint8_t reset_cause() {
  switch (rp2040.getResetReason()) {
    case RP2040::PWRON_RESET:
      return PW_RESET_POWER_ON;
    case RP2040::RUN_PIN_RESET:
      return PW_RESET_PIN;
    case RP2040::SOFT_RESET:
      return PW_RESET_COMMAND;
    case RP2040::WDT_RESET:
      return PW_RESET_WATCHDOG;
    case RP2040::BROWNOUT_RESET:
      return PW_RESET_BROWN_OUT;
    default:
      return PW_RESET_UNKNOWN;
  }
}

void reboot() { rp2040.reboot(); }
uint32_t slept_us() { return 0; }
void idle() { best_effort_wfe_or_timeout(make_timeout_time_us(1000)); }
void nap(uint16_t ms) { sleep_ms(ms); }  // USB stays up

bool store_read(uint8_t at, uint8_t* bytes, uint8_t count) {
  EEPROM.begin(kStoreSize);
  for (uint8_t i = 0; i < count; ++i) bytes[i] = EEPROM.read(at + i);
  return true;
}

bool store_write(uint8_t at, const uint8_t* bytes, uint8_t count) {
  EEPROM.begin(kStoreSize);
  for (uint8_t i = 0; i < count; ++i) EEPROM.write(at + i, bytes[i]);
  return EEPROM.commit();
}

void unique_id(uint8_t id[8]) {
  pico_unique_board_id_t board;
  pico_get_unique_board_id(&board);
  for (uint8_t i = 0; i < 8; ++i) id[i] = board.id[i];
}

uint16_t entropy() { return static_cast<uint16_t>(rp2040.hwrand32()); }

}  // namespace platform
}  // namespace posture_clip

#endif
