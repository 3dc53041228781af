// ATmega328P, ATmega2560, ATmega32U4. Registers: ATmega328P datasheet DS40002061, chapters "Power
// Management and Sleep Modes" and "System Control and Reset".
#if defined(ARDUINO) && defined(__AVR__)

#include <Arduino.h>
#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <string.h>
#include <util/atomic.h>

#include "ports/arduino/platform.hpp"
#include "wire/posture_messages.h"

// Not cleared at start: the cause of the reset, and the mark of a restart of our own.
static uint8_t reset_flags __attribute__((section(".noinit")));
static uint16_t restart_mark __attribute__((section(".noinit")));
static constexpr uint16_t kRebootMark = 0xB007, kHangMark = 0xDEAD;

// Before main: after a watchdog reset the watchdog still runs, at 16 ms.
extern "C" void posture_clip_before_main() __attribute__((naked, used, section(".init3")));
extern "C" void posture_clip_before_main() {
  reset_flags = MCUSR;
  MCUSR = 0;
  wdt_disable();
}

namespace posture_clip {
namespace platform {
namespace {

// The watchdog interrupts first and resets only when that is not served. The bootloader of old
// Nanos does not know the watchdog: after a reset by it, which leaves it running at 16 ms, they
// start over and over until the power is cut. So a restart is a jump, where USB does not need a
// real reset.
#if defined(__AVR_ATmega32U4__)
constexpr uint8_t kWatch = _BV(WDE) | _BV(WDP2) | _BV(WDP1);  // 1 s
#else
constexpr uint8_t kWatch = _BV(WDIE) | _BV(WDE) | _BV(WDP2) | _BV(WDP1);
#endif

void set_watchdog(uint8_t bits) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    wdt_reset();
    WDTCSR = _BV(WDCE) | _BV(WDE);
    WDTCSR = bits;
  }
}

void restart(uint16_t mark) __attribute__((noreturn));
void restart(uint16_t mark) {
  cli();
  restart_mark = mark;
#if defined(__AVR_ATmega32U4__)
  wdt_enable(WDTO_15MS);
#else
  wdt_disable();
  __asm volatile("jmp 0");
#endif
  for (;;) {
  }
}

volatile bool napping = false;
volatile bool watchdog_woke = false, pin_woke = false;
volatile uint32_t slept = 0;
uint8_t cause = PW_RESET_UNKNOWN;

}  // namespace

void begin() {
  // After a reset from outside the mark is an old one, or what RAM was born with.
  const bool ours = (reset_flags & (_BV(PORF) | _BV(BORF) | _BV(EXTRF))) == 0;
  if (ours && restart_mark == kRebootMark) {
    cause = PW_RESET_COMMAND;
  } else if (ours && restart_mark == kHangMark) {
    cause = PW_RESET_WATCHDOG;
  } else if ((reset_flags & _BV(PORF)) != 0) {
    cause = PW_RESET_POWER_ON;  // a slow rise of the supply sets the brown-out flag, too
  } else if ((reset_flags & _BV(BORF)) != 0) {
    cause = PW_RESET_BROWN_OUT;
  } else if ((reset_flags & _BV(WDRF)) != 0) {
    cause = PW_RESET_WATCHDOG;
  } else if ((reset_flags & _BV(EXTRF)) != 0) {
    cause = PW_RESET_PIN;
  }
  restart_mark = 0;
  set_watchdog(kWatch);
}

void feed_watchdog() { wdt_reset(); }
uint8_t reset_cause() { return cause; }

void reboot() { restart(kRebootMark); }

uint32_t slept_us() {
  uint32_t us;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { us = slept; }
  return us;
}

// Timer 0 ends it within a millisecond.
void idle() {
  set_sleep_mode(SLEEP_MODE_IDLE);
  sleep_mode();
}

#if defined(__AVR_ATmega328P__)
// Power-down, ended by the watchdog's interrupt, a start bit (PD0 = PCINT16) or the button (PD4 =
// PCINT20). Arduino's clock stands still meanwhile; the watchdog's oscillator is good to 10 %.
void nap(uint16_t) {
  constexpr uint32_t kNap_us = 250000;
  const uint8_t adc = ADCSRA;
  ADCSRA = 0;
  watchdog_woke = pin_woke = false;
  const uint32_t from_us = ::micros();
  PCIFR = _BV(PCIF2);
  PCMSK2 = _BV(PCINT16) | _BV(PCINT20);
  PCICR |= _BV(PCIE2);
  napping = true;
  set_watchdog(_BV(WDIE) | _BV(WDP2));  // interrupt after 250 ms
  set_sleep_mode(SLEEP_MODE_PWR_DOWN);
  while (!watchdog_woke && !pin_woke) {
    cli();
    if (watchdog_woke || pin_woke) break;
    sleep_enable();
    sei();  // the instruction after it still runs before any interrupt
    sleep_cpu();
    sleep_disable();
  }
  sei();
  PCICR &= static_cast<uint8_t>(~_BV(PCIE2));
  napping = false;
  set_watchdog(kWatch);
  ADCSRA = adc;
  // Half of it is the best guess for a nap that was cut short.
  const uint32_t took_us = watchdog_woke ? kNap_us : kNap_us / 2;
  const uint32_t seen_us = ::micros() - from_us;
  if (took_us > seen_us) {
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { slept += took_us - seen_us; }
  }
}
#else
void nap(uint16_t) { idle(); }  // USB would not survive more
#endif

bool store_read(uint8_t at, uint8_t* bytes, uint8_t count) {
  eeprom_read_block(bytes, reinterpret_cast<const void*>(static_cast<uintptr_t>(at)), count);
  return true;
}

bool store_write(uint8_t at, const uint8_t* bytes, uint8_t count) {
  eeprom_update_block(bytes, reinterpret_cast<void*>(static_cast<uintptr_t>(at)), count);
  return true;
}

void unique_id(uint8_t id[8]) { memset(id, 0, 8); }  // it has none: the SERIAL command gives one
uint16_t entropy() { return 0; }

}  // namespace platform
}  // namespace posture_clip

#if !defined(__AVR_ATmega32U4__)
ISR(WDT_vect) {
  if (!posture_clip::platform::napping) posture_clip::platform::restart(kHangMark);
  posture_clip::platform::watchdog_woke = true;
}
#endif
#if defined(__AVR_ATmega328P__)
ISR(PCINT2_vect) { posture_clip::platform::pin_woke = true; }
#endif

#endif
