// ESP32 family with Espressif's Arduino core, 2.x and 3.x.
#if defined(ARDUINO_ARCH_ESP32)

#include <Arduino.h>
#include <EEPROM.h>
#include <esp_random.h>
#include <esp_system.h>
#include <esp_task_wdt.h>
#include <string.h>

#include "ports/arduino/platform.hpp"
#include "wire/posture_messages.h"

namespace posture_clip {
namespace platform {
namespace {

constexpr uint16_t kStoreSize = 16;
constexpr uint32_t kWatchdog_ms = 1000;

}  // namespace

void begin() {
#if ESP_ARDUINO_VERSION_MAJOR >= 3
  esp_task_wdt_config_t config;
  memset(&config, 0, sizeof config);
  config.timeout_ms = kWatchdog_ms;
  config.trigger_panic = true;
  // The core may have started it for itself.
  if (esp_task_wdt_init(&config) != ESP_OK) esp_task_wdt_reconfigure(&config);
#else
  esp_task_wdt_init(kWatchdog_ms / 1000, true);
#endif
  esp_task_wdt_add(nullptr);
}
void feed_watchdog() { esp_task_wdt_reset(); }

uint8_t reset_cause() {
  switch (esp_reset_reason()) {
    case ESP_RST_POWERON:
      return PW_RESET_POWER_ON;
    case ESP_RST_EXT:
      return PW_RESET_PIN;
    case ESP_RST_SW:
      return PW_RESET_COMMAND;
    case ESP_RST_INT_WDT:
    case ESP_RST_TASK_WDT:
    case ESP_RST_WDT:
      return PW_RESET_WATCHDOG;
    case ESP_RST_BROWNOUT:
      return PW_RESET_BROWN_OUT;
    default:
      return PW_RESET_UNKNOWN;
  }
}

void reboot() { esp_restart(); }
uint32_t slept_us() { return 0; }
void idle() { delay(1); }
void nap(uint16_t ms) { delay(ms); }  // light sleep would cut USB off

bool store_read(uint8_t at, uint8_t* bytes, uint8_t count) {
  if (!EEPROM.begin(kStoreSize)) return false;
  for (uint8_t i = 0; i < count; ++i) bytes[i] = EEPROM.read(at + i);
  return true;
}

bool store_write(uint8_t at, const uint8_t* bytes, uint8_t count) {
  if (!EEPROM.begin(kStoreSize)) return false;
  for (uint8_t i = 0; i < count; ++i) EEPROM.write(at + i, bytes[i]);
  return EEPROM.commit();
}

void unique_id(uint8_t id[8]) {
  const uint64_t mac = ESP.getEfuseMac();
  memcpy(id, &mac, 8);
}

uint16_t entropy() { return static_cast<uint16_t>(esp_random()); }

}  // namespace platform
}  // namespace posture_clip

#endif
