// Start-up of a bare RP2040 and the clip. The second boot stage, which sets up the flash chip, is
// not here: see README.md.
#include "core/clip.hpp"
#include "imu/imu.hpp"
#include "rp2040_hal.hpp"

extern "C" {
extern uint32_t posture_data_load, posture_data, posture_data_end, posture_bss, posture_bss_end,
    posture_stack;
void posture_irq_timer0();
void posture_irq_io_bank0();
void posture_irq_uart0();

// Nothing is deleted, and no abstract class is ever called; the compiler wants to know who would.
void __cxa_pure_virtual() {
  for (;;) {
  }
}

[[noreturn]] void posture_reset() {
  const uint32_t* from = &posture_data_load;
  for (uint32_t* to = &posture_data; to < &posture_data_end;) *to++ = *from++;
  for (uint32_t* to = &posture_bss; to < &posture_bss_end;) *to++ = 0;
  static posture_clip::Rp2040Hal hal;
  hal.begin();
  const posture_clip::Board board = {"rp2040", true, true, true, false, 0, 0};
  static posture_clip::Clip clip(hal, board, posture_clip::imu_drivers());
  clip.begin();
  for (;;) clip.step();
}

// The watchdog follows.
void posture_trap() {
  for (;;) {
  }
}
}

using Vector = void (*)();
__attribute__((section(".vectors"), used)) const Vector posture_vectors[16 + 32] = {
    reinterpret_cast<Vector>(&posture_stack),
    posture_reset,
    posture_trap,  // NMI
    posture_trap,  // hard fault
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    posture_trap,  // SVCall
    nullptr,
    nullptr,
    posture_trap,  // PendSV
    posture_trap,  // SysTick
    posture_irq_timer0,
    posture_trap,
    posture_trap,
    posture_trap,
    posture_trap,
    posture_trap,
    posture_trap,
    posture_trap,
    posture_trap,
    posture_trap,
    posture_trap,
    posture_trap,
    posture_trap,
    posture_irq_io_bank0,
    posture_trap,
    posture_trap,
    posture_trap,
    posture_trap,
    posture_trap,
    posture_trap,
    posture_irq_uart0,
};
