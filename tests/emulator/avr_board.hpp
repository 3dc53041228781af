// An ATmega328P board in simavr, running the real firmware: a virtual IMU on its I2C bus, UART0,
// a button, a motor and the data-ready line on its pins.
//
// One board a process (simavr's reset hook has no argument). simavr 1.6 as Debian 12 has it differs
// from the chip in ways that matter here; each work-around in avr_board.cpp says which.
#pragma once

#include <simavr/sim_avr.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "virtual_imu/virtual_chip.hpp"

namespace postured::emulator {

struct Pin {
  char port = 'D';
  unsigned bit = 0;
};

struct BoardParams {
  std::string elf;
  Pin data_ready{'D', 2}, motor{'D', 3}, button{'D', 4};
  bool button_active_low = true;
  double i2c_hz = 400'000;
};

struct BoardFigures {
  std::uint32_t ram_bytes = 0, static_bytes = 0;  // .data and .bss
  std::uint32_t deepest_stack_bytes = 0;
  double awake_share = 0, bus_share = 0;  // of the time so far: processor, I2C
  std::uint64_t motor_edges = 0, resets = 0;
};

class AvrBoard {
 public:
  // Powered on. Throws std::runtime_error when the firmware cannot be loaded.
  AvrBoard(const BoardParams& params, virtual_imu::VirtualChip& chip);
  AvrBoard(const AvrBoard&) = delete;
  AvrBoard& operator=(const AvrBoard&) = delete;

  // Microseconds since power on; goes on through resets.
  void run_until(std::uint64_t t_us);
  std::uint64_t now_us() const;

  // -- the serial line
  void receive(std::span<const std::uint8_t> bytes);  // enters at the line's speed
  std::vector<std::uint8_t> take_sent();

  // -- pins
  void set_button(bool down);
  bool motor() const { return motor_; }

  // -- faults
  void reset(bool power_cycle);  // by its pin, or by the supply: RAM is lost then
  // The target holds SDA low until it has seen so many clocks; no START gets through.
  void hold_data_line(int clocks);
  bool data_line_held() const { return held_clocks_ > 0; }
  void hang();  // the program runs in place until a reset

  BoardFigures figures() const;

 private:
  static void on_reset(avr_t* avr);
  static avr_cycle_count_t tick(avr_t* avr, avr_cycle_count_t when, void* self);
  static avr_cycle_count_t feed_uart(avr_t* avr, avr_cycle_count_t when, void* self);
  void connect();
  void connect_i2c();
  void connect_uart();
  void start_feeding();
  void on_i2c(std::uint32_t value);
  void on_port_c_direction(std::uint8_t direction);
  void pass_bus_time(int bits, int modelled_us);
  void settle_after_reset();
  void follow_interrupt();
  void set_lines(bool data_high);
  std::uint32_t stack_bytes() const;
  void set_pin(Pin pin, bool high);
  avr_irq_t* pin_irq(Pin pin) const;

  void end_hang();
  void restart(avr_regbit_t cause);
  std::uint64_t watchdog_period_us() const;

  BoardParams params_;
  virtual_imu::VirtualChip& chip_;
  avr_t* avr_ = nullptr;
  avr_irq_t *twi_in_ = nullptr, *uart_in_ = nullptr;
  avr_io_write_t twcr_write_ = nullptr;
  void* twcr_param_ = nullptr;
  void (*core_reset_)(avr_t*) = nullptr;

  std::deque<std::uint8_t> to_board_;
  std::vector<std::uint8_t> sent_;
  bool uart_full_ = false, feeding_ = false;
  bool selected_ = false, last_was_address_ = false;
  bool interrupt_ = false;
  bool button_down_ = false;
  bool motor_ = false;
  int held_clocks_ = 0;
  std::uint8_t port_c_direction_ = 0;
  std::uint32_t hung_at_ = 0;
  std::uint8_t hung_code_[2] = {};
  bool hung_ = false;
  std::optional<std::uint64_t> watchdog_due_us_;  // its interrupt waits; then it resets
  bool fresh_ = false;                            // just reset

  std::uint32_t static_bytes_ = 0, deepest_stack_bytes_ = 0;  // of earlier powers
  std::uint64_t motor_edges_ = 0, resets_ = 0, awake_cycles_ = 0;
  double bus_us_ = 0;
};

}  // namespace postured::emulator
