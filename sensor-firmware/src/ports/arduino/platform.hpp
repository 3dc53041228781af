// What Arduino's common functions leave to each family of processors; one platform_*.cpp a family.
#pragma once

#include <stdint.h>

namespace posture_clip {
namespace platform {

void begin();  // starts the watchdog, about a second
void feed_watchdog();
uint8_t reset_cause();  // pw_reset_cause
void reboot();

// Microseconds that the processor slept while Arduino's clock stood still.
uint32_t slept_us();
void idle();  // a millisecond at most; an interrupt ends it
void nap(uint16_t ms);

bool store_read(uint8_t at, uint8_t* bytes, uint8_t count);
bool store_write(uint8_t at, const uint8_t* bytes, uint8_t count);
void unique_id(uint8_t id[8]);
uint16_t entropy();

}  // namespace platform
}  // namespace posture_clip
