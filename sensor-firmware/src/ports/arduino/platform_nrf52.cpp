// nRF52840 with Seeed's "nRF52 Boards" core (Adafruit's, not the mbed one). Registers: Nordic
// "nRF52840 Product Specification", chapters WDT, POWER, RNG and FICR.
#if defined(ARDUINO_ARCH_NRF52) || defined(ARDUINO_NRF52_ADAFRUIT)

#include <Arduino.h>
#include <string.h>

#include "ports/arduino/platform.hpp"
#include "wire/posture_messages.h"

namespace posture_clip {
namespace platform {

void begin() {
  // It cannot be stopped once it runs, also by a soft reset.
  if (NRF_WDT->RUNSTATUS != 0) return;
  NRF_WDT->CONFIG = WDT_CONFIG_SLEEP_Run << WDT_CONFIG_SLEEP_Pos;
  NRF_WDT->CRV = 32768;
  NRF_WDT->RREN = WDT_RREN_RR0_Msk;
  NRF_WDT->TASKS_START = 1;
}
void feed_watchdog() { NRF_WDT->RR[0] = WDT_RR_RR_Reload; }

uint8_t reset_cause() {
  const uint32_t reason = readResetReason();  // the core has cleared the register
  if ((reason & POWER_RESETREAS_DOG_Msk) != 0) return PW_RESET_WATCHDOG;
  if ((reason & POWER_RESETREAS_SREQ_Msk) != 0) return PW_RESET_COMMAND;
  if ((reason & POWER_RESETREAS_RESETPIN_Msk) != 0) return PW_RESET_PIN;
  return reason == 0 ? PW_RESET_POWER_ON : PW_RESET_UNKNOWN;  // a brown-out reads 0, too
}

void reboot() { NVIC_SystemReset(); }
uint32_t slept_us() { return 0; }
// The scheduler sleeps (System ON) until a task is due.
void idle() { delay(1); }
void nap(uint16_t ms) { delay(ms); }

// A file system for eight bytes is not worth its flash: this board has a number of its own.
bool store_read(uint8_t, uint8_t*, uint8_t) { return false; }
bool store_write(uint8_t, const uint8_t*, uint8_t) { return false; }

void unique_id(uint8_t id[8]) {
  const uint32_t words[2] = {NRF_FICR->DEVICEID[0], NRF_FICR->DEVICEID[1]};
  memcpy(id, words, 8);
}

uint16_t entropy() {
  uint16_t value = 0;
  NRF_RNG->TASKS_START = 1;
  for (uint8_t i = 0; i < 2; ++i) {
    NRF_RNG->EVENTS_VALRDY = 0;
    while (NRF_RNG->EVENTS_VALRDY == 0) {
    }
    value = static_cast<uint16_t>(value << 8 | (NRF_RNG->VALUE & 0xFF));
  }
  NRF_RNG->TASKS_STOP = 1;
  return value == 0 ? 1 : value;
}

}  // namespace platform
}  // namespace posture_clip

#endif
