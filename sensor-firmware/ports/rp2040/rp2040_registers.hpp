// The registers that the port uses. RP2040 datasheet (Raspberry Pi Ltd), the chapter of each
// peripheral, tables "List of ... registers".
#pragma once

#include <stdint.h>

namespace rp2040 {

inline volatile uint32_t& reg(uint32_t address) {
  return *reinterpret_cast<volatile uint32_t*>(address);
}
// Some are cleared by reading them.
inline uint32_t read(uint32_t address) { return reg(address); }
// Atomic access to the same register (chapter 2.1.2).
inline void set_bits(uint32_t address, uint32_t bits) { reg(address + 0x2000) = bits; }
inline void clear_bits(uint32_t address, uint32_t bits) { reg(address + 0x3000) = bits; }

enum : uint32_t {
  kClocks = 0x40008000,
  kClkRefCtrl = kClocks + 0x30,
  kClkRefSelected = kClocks + 0x38,
  kClkSysCtrl = kClocks + 0x3C,
  kClkSysSelected = kClocks + 0x44,
  kClkPeriCtrl = kClocks + 0x48,

  kResets = 0x4000C000,
  kResetDone = kResets + 0x08,

  kPsmWatchdog = 0x40010008,  // WDSEL: what the watchdog resets

  kIoBank0 = 0x40014000,  // pin n: CTRL at 8 n + 4
  kIntr0 = kIoBank0 + 0xF0,
  kProc0Inte0 = kIoBank0 + 0x100,
  kProc0Ints0 = kIoBank0 + 0x120,

  kPads = 0x4001C000,  // pin n: 4 n + 4

  kXosc = 0x40024000,
  kXoscStatus = kXosc + 0x04,
  kXoscStartup = kXosc + 0x0C,

  kUart0 = 0x40034000,
  kUartFlags = kUart0 + 0x18,
  kUartIbrd = kUart0 + 0x24,
  kUartFbrd = kUart0 + 0x28,
  kUartLineControl = kUart0 + 0x2C,
  kUartControl = kUart0 + 0x30,
  kUartInterrupts = kUart0 + 0x38,

  kI2c0 = 0x40044000,
  kI2cCon = kI2c0 + 0x00,
  kI2cTar = kI2c0 + 0x04,
  kI2cDataCmd = kI2c0 + 0x10,
  kI2cFsHcnt = kI2c0 + 0x1C,
  kI2cFsLcnt = kI2c0 + 0x20,
  kI2cRawIntrStat = kI2c0 + 0x34,
  kI2cClrTxAbrt = kI2c0 + 0x54,
  kI2cClrStopDet = kI2c0 + 0x60,
  kI2cEnable = kI2c0 + 0x6C,
  kI2cStatus = kI2c0 + 0x70,
  kI2cRxflr = kI2c0 + 0x78,
  kI2cSdaHold = kI2c0 + 0x7C,
  kI2cFsSpklen = kI2c0 + 0xA0,

  kTimer = 0x40054000,
  kTimerAlarm0 = kTimer + 0x10,
  kTimerRawl = kTimer + 0x28,
  kTimerIntr = kTimer + 0x34,
  kTimerInte = kTimer + 0x38,

  kWatchdog = 0x40058000,
  kWatchdogLoad = kWatchdog + 0x04,
  kWatchdogReason = kWatchdog + 0x08,
  kWatchdogScratch0 = kWatchdog + 0x0C,
  kWatchdogTick = kWatchdog + 0x2C,

  kChipReset = 0x40064008,  // VREG_AND_CHIP_RESET: CHIP_RESET

  kRosc = 0x40060000,
  kRoscRandomBit = kRosc + 0x1C,

  kSio = 0xD0000000,
  kGpioIn = kSio + 0x04,
  kGpioOutSet = kSio + 0x14,
  kGpioOutClr = kSio + 0x18,
  kGpioOeSet = kSio + 0x24,
  kGpioOeClr = kSio + 0x28,

  kNvicIser = 0xE000E100,
};

}  // namespace rp2040
