#include "rp2040_hal.hpp"

#include "rp2040_registers.hpp"
#include "wire/posture_messages.h"

using namespace rp2040;

namespace {

constexpr uint32_t kSda = 4, kScl = 5, kDataReady = 6, kMotor = 7, kButton = 8, kLed = 25;
constexpr uint32_t kFunctionUart = 2, kFunctionI2c = 3, kFunctionSio = 5;
constexpr uint32_t kDataReadyRise = 1U << (4 * kDataReady + 3);  // EDGE_HIGH of GP6 in INTR0
constexpr uint32_t kIrqTimer0 = 0, kIrqIoBank0 = 13, kIrqUart0 = 20;
constexpr uint32_t kBusTimeout_us = 5000;
constexpr uint32_t kCrystal_hz = 12000000;
constexpr uint32_t kRebootMark = 0x50C0FFEE;

volatile uint32_t edge_us = 0;
volatile bool edge_seen = false;
volatile uint8_t received[128];
volatile uint8_t received_head = 0, received_tail = 0;

void function(uint32_t pin, uint32_t number) { reg(kIoBank0 + 8 * pin + 4) = number; }
// Input enabled, Schmitt trigger, pull-up (chapter "Pads").
void pull_up(uint32_t pin) { reg(kPads + 4 * pin + 4) = 0x4A; }
void low(uint32_t pin) {
  reg(kGpioOutClr) = 1U << pin;
  reg(kGpioOeSet) = 1U << pin;
}
void let_go(uint32_t pin) { reg(kGpioOeClr) = 1U << pin; }
void wait_us(uint32_t us) {
  const uint32_t from = reg(kTimerRawl);
  while (reg(kTimerRawl) - from < us) {
  }
}

// Everything runs from the crystal at 12 MHz: plenty, and no PLL to wait for or to feed.
void begin_clocks() {
  reg(kXoscStartup) = 47;  // 1 ms
  reg(kXosc) = 0xFABAA0;   // enable, 1 to 15 MHz
  while ((reg(kXoscStatus) & 0x80000000U) == 0) {
  }
  reg(kClkRefCtrl) = 2;  // the crystal
  while (reg(kClkRefSelected) != 1U << 2) {
  }
  reg(kClkSysCtrl) = 0;  // clk_ref
  while (reg(kClkSysSelected) != 1U) {
  }
  reg(kClkPeriCtrl) = 1U << 11;
  reg(kWatchdogTick) = 1U << 9 | kCrystal_hz / 1000000;  // microseconds for timer and watchdog
}

void begin_i2c() {
  function(kSda, kFunctionI2c);
  function(kScl, kFunctionI2c);
  reg(kI2cEnable) = 0;
  reg(kI2cCon) = 0x165;  // master, fast, restart, 7-bit addresses, TX_EMPTY_CTRL
  // 31 cycles of 12 MHz, 387 kHz: high 7 + 1 + 7, low 15 + 1 (chapter "IC_CLK frequency
  // configuration"); 7 is the smallest that is allowed.
  reg(kI2cFsHcnt) = 7;
  reg(kI2cFsLcnt) = 15;
  reg(kI2cFsSpklen) = 1;
  reg(kI2cSdaHold) = 4;  // 300 ns
  reg(kI2cEnable) = 1;
}

}  // namespace

extern "C" void posture_irq_timer0() { reg(kTimerIntr) = 1; }
extern "C" void posture_irq_io_bank0() {
  if ((reg(kProc0Ints0) & kDataReadyRise) == 0) return;
  reg(kIntr0) = kDataReadyRise;
  edge_us = reg(kTimerRawl);
  edge_seen = true;
}
extern "C" void posture_irq_uart0() {
  while ((reg(kUartFlags) & 0x10) == 0) {  // RXFE
    const uint8_t byte = static_cast<uint8_t>(reg(kUart0));
    const uint8_t next = static_cast<uint8_t>((received_head + 1) % sizeof received);
    if (next == received_tail) continue;
    received[received_head] = byte;
    received_head = next;
  }
}

namespace posture_clip {

void Rp2040Hal::begin() {
  // IO_BANK0, I2C0, PADS_BANK0, TIMER, UART0 out of reset.
  const uint32_t used = 1U << 5 | 1U << 3 | 1U << 8 | 1U << 21 | 1U << 22;
  begin_clocks();
  clear_bits(kResets, used);
  while ((reg(kResetDone) & used) != used) {
  }
  function(kMotor, kFunctionSio);
  low(kMotor);
  function(kLed, kFunctionSio);
  low(kLed);
  function(kButton, kFunctionSio);
  pull_up(kButton);
  function(kDataReady, kFunctionSio);
  pull_up(kDataReady);
  pull_up(kSda);
  pull_up(kScl);
  i2c_recover();

  function(0, kFunctionUart);
  function(1, kFunctionUart);
  reg(kUartIbrd) = 6;  // 12 MHz / (16 * 115200) = 6.51
  reg(kUartFbrd) = 33;
  reg(kUartLineControl) = 0x70;  // 8 bits, FIFOs on
  reg(kUartControl) = 0x301;
  reg(kUartInterrupts) = 1U << 4 | 1U << 6;  // received, and the rest of it after a pause

  reg(kIntr0) = kDataReadyRise;
  reg(kProc0Inte0) = kDataReadyRise;
  reg(kTimerInte) = 1;
  reg(kNvicIser) = 1U << kIrqTimer0 | 1U << kIrqIoBank0 | 1U << kIrqUart0;

  reg(kPsmWatchdog) = 0x1FFFC;  // everything but the oscillators
  feed_watchdog();
  reg(kWatchdog) = 1U << 30;  // enabled
}

uint32_t Rp2040Hal::micros() { return reg(kTimerRawl); }

bool Rp2040Hal::transfer(uint8_t address, const uint8_t* out, uint8_t out_count, uint8_t* in,
                         uint8_t in_count) {
  reg(kI2cEnable) = 0;
  reg(kI2cTar) = address;
  reg(kI2cEnable) = 1;
  read(kI2cClrTxAbrt);
  read(kI2cClrStopDet);
  const uint32_t from = micros();
  const uint16_t total = static_cast<uint16_t>(out_count + in_count);
  uint16_t sent = 0;
  uint8_t got = 0;
  bool aborted = false;
  while (!aborted && (sent < total || got < in_count)) {
    aborted = (reg(kI2cRawIntrStat) & 1U << 6) != 0 || micros() - from > kBusTimeout_us;
    // Not more asked for than the receive FIFO of 16 holds.
    if (sent < total && (reg(kI2cStatus) & 2) != 0 && sent - out_count - got < 12) {
      const uint32_t stop = sent + 1 == total ? 1U << 9 : 0;
      if (sent < out_count) {
        reg(kI2cDataCmd) = out[sent] | stop;
      } else {
        const uint32_t restart = sent == out_count && out_count > 0 ? 1U << 10 : 0;
        reg(kI2cDataCmd) = 1U << 8 | restart | stop;
      }
      ++sent;
    }
    while (got < in_count && reg(kI2cRxflr) != 0) {
      in[got++] = static_cast<uint8_t>(reg(kI2cDataCmd));
    }
  }
  while (!aborted && (reg(kI2cRawIntrStat) & 1U << 9) == 0) {
    aborted = micros() - from > kBusTimeout_us;
  }
  return !aborted && (reg(kI2cRawIntrStat) & 1U << 6) == 0;
}

bool Rp2040Hal::i2c_write(uint8_t address, const uint8_t* bytes, uint8_t count) {
  return transfer(address, bytes, count, nullptr, 0);
}

bool Rp2040Hal::i2c_read(uint8_t address, uint8_t number, uint8_t* bytes, uint8_t count) {
  return transfer(address, &number, 1, bytes, count);
}

void Rp2040Hal::i2c_recover() {
  reg(kI2cEnable) = 0;
  let_go(kSda);
  let_go(kScl);
  function(kSda, kFunctionSio);
  function(kScl, kFunctionSio);
  wait_us(5);
  for (uint8_t i = 0; i < 9 && (reg(kGpioIn) & 1U << kSda) == 0; ++i) {
    low(kScl);
    wait_us(5);
    let_go(kScl);
    wait_us(5);
  }
  low(kScl);  // a stop: SDA rises while SCL is high
  wait_us(5);
  low(kSda);
  wait_us(5);
  let_go(kScl);
  wait_us(5);
  let_go(kSda);
  wait_us(5);
  begin_i2c();
}

bool Rp2040Hal::take_data_ready(uint32_t& t_us) {
  __asm volatile("cpsid i" ::: "memory");
  const bool seen = edge_seen;
  t_us = edge_us;
  edge_seen = false;
  __asm volatile("cpsie i" ::: "memory");
  return seen;
}

// The transmit FIFO holds 32 bytes and only tells when it is empty or full.
uint16_t Rp2040Hal::serial_room() {
  if ((reg(kUartFlags) & 0x80) != 0) return 32;  // TXFE
  return (reg(kUartFlags) & 0x20) != 0 ? 0 : 1;  // TXFF
}
void Rp2040Hal::serial_write(const uint8_t* bytes, uint16_t count) {
  for (uint16_t i = 0; i < count; ++i) reg(kUart0) = bytes[i];
}
int Rp2040Hal::serial_read() {
  if (received_tail == received_head) return -1;
  const uint8_t byte = received[received_tail];
  received_tail = static_cast<uint8_t>((received_tail + 1) % sizeof received);
  return byte;
}

bool Rp2040Hal::button_pressed() { return (reg(kGpioIn) & 1U << kButton) == 0; }
void Rp2040Hal::set_led(bool on) { reg(on ? kGpioOutSet : kGpioOutClr) = 1U << kLed; }
void Rp2040Hal::set_motor(bool on) { reg(on ? kGpioOutSet : kGpioOutClr) = 1U << kMotor; }

// Its flash has one, but it is read by a command that stops the code: SERIAL is not stored either.
void Rp2040Hal::unique_id(uint8_t id[8]) {
  for (uint8_t i = 0; i < 8; ++i) id[i] = 0;
}

// The ring oscillator's bit, some microseconds apart.
uint16_t Rp2040Hal::entropy() {
  uint16_t value = 0;
  for (uint8_t i = 0; i < 64; ++i) {
    wait_us(3);
    value = static_cast<uint16_t>((value << 1 | value >> 15) ^ (reg(kRoscRandomBit) & 1));
  }
  return value == 0 ? 1 : value;
}

uint8_t Rp2040Hal::reset_cause() {
  if (reg(kWatchdogScratch0) == kRebootMark) return PW_RESET_COMMAND;
  if ((reg(kWatchdogReason) & 3) != 0) return PW_RESET_WATCHDOG;
  const uint32_t reset = reg(kChipReset);
  if ((reset & 1U << 16) != 0) return PW_RESET_PIN;
  return (reset & 1U << 8) != 0 ? PW_RESET_POWER_ON : PW_RESET_UNKNOWN;  // brown-out reads the same
}

void Rp2040Hal::reboot() {
  reg(kWatchdogScratch0) = kRebootMark;
  reg(kWatchdog) = 1U << 31;
  for (;;) {
  }
}

// It counts twice a microsecond (erratum RP2040-E1).
void Rp2040Hal::feed_watchdog() { reg(kWatchdogLoad) = 2 * 1000000; }

void Rp2040Hal::idle(uint32_t us) {
  reg(kTimerAlarm0) = micros() + us;
  __asm volatile("cpsid i" ::: "memory");
  // An interrupt that is pending ends it, also between the question and the sleep.
  if (!edge_seen && received_head == received_tail) __asm volatile("wfi");
  __asm volatile("cpsie i" ::: "memory");
}
void Rp2040Hal::nap(uint16_t ms) { idle(1000UL * ms); }

}  // namespace posture_clip
