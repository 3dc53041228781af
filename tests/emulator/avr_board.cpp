#include "emulator/avr_board.hpp"

#include <simavr/avr_ioport.h>
#include <simavr/avr_twi.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_elf.h>
#include <simavr/sim_io.h>
extern "C" {
#include <simavr/avr_extint.h>
}

#include <algorithm>
#include <cstdarg>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace postured::emulator {
namespace {

constexpr std::uint32_t kClock_hz = 16'000'000;
constexpr std::uint32_t kCyclesPerUs = kClock_hz / 1'000'000;
constexpr double kUartBytesPerSecond = 11'520;
constexpr std::uint64_t kLongestTick_us = 1000;
constexpr std::uint32_t kRamStart = 0x100;  // ATmega328P, below are registers
constexpr std::uint8_t kPaint = 0xA5;
constexpr std::uint8_t kWatchdogVector = 6;  // WDT_vect of an ATmega328P
// Registers of the ATmega328P in data space; data sheet, "Register Summary".
constexpr avr_io_addr_t kWdtcsr = 0x60, kTwsr = 0xB9, kTwcr = 0xBC;
constexpr std::uint8_t kTwint = 0x80, kTwsta = 0x20;
constexpr unsigned kSda = 4, kScl = 5;  // PC4, PC5

AvrBoard* the_board = nullptr;

void log_warnings(avr_t*, const int level, const char* format, va_list arguments) {
  if (level <= LOG_ERROR) std::vfprintf(stderr, format, arguments);
}
// The caller paces; simavr would pace only sleeping.
void no_sleep(avr_t*, avr_cycle_count_t) {}

}  // namespace

AvrBoard::AvrBoard(const BoardParams& params, virtual_imu::VirtualChip& chip)
    : params_(params), chip_(chip) {
  avr_global_logger_set(log_warnings);
  elf_firmware_t firmware{};
  if (elf_read_firmware(params.elf.c_str(), &firmware) != 0) {
    throw std::runtime_error("cannot read the firmware " + params.elf);
  }
  avr_ = avr_make_mcu_by_name("atmega328p");
  if (avr_ == nullptr) throw std::runtime_error("this simavr has no ATmega328P");
  avr_init(avr_);
  firmware.frequency = kClock_hz;
  avr_load_firmware(avr_, &firmware);
  static_bytes_ = firmware.datasize + firmware.bsssize;
  the_board = this;
  connect();
  reset(true);
  resets_ = 0;
}

void AvrBoard::connect() {
  avr_->run_cycle_limit = 1000;
  avr_->sleep = no_sleep;
  avr_->log = LOG_ERROR;
  connect_i2c();
  connect_uart();
  avr_irq_register_notify(
      pin_irq(params_.motor),
      [](avr_irq_t*, std::uint32_t value, void* self) {
        auto& board = *static_cast<AvrBoard*>(self);
        const bool on = value != 0;
        if (on != board.motor_) ++board.motor_edges_;
        board.motor_ = on;
      },
      this);
  // A hang ends with a reset, or with the watchdog's interrupt, by which the program starts anew.
  avr_irq_t* const watchdog = avr_get_interrupt_irq(avr_, kWatchdogVector);
  avr_irq_register_notify(
      watchdog + AVR_INT_IRQ_RUNNING,
      [](avr_irq_t*, std::uint32_t running, void* self) {
        if (running == 0) return;
        static_cast<AvrBoard*>(self)->watchdog_due_us_.reset();
        static_cast<AvrBoard*>(self)->end_hang();
      },
      this);
  avr_irq_register_notify(
      watchdog + AVR_INT_IRQ_PENDING,
      [](avr_irq_t* irq, std::uint32_t pending, void* self) {
        auto& board = *static_cast<AvrBoard*>(self);
        if (pending == 0 || irq->value != 0) return;
        board.watchdog_due_us_ = board.now_us() + board.watchdog_period_us();
      },
      this);
  // avr_reset(), the watchdog's too, throws away every cycle timer: they are registered anew.
  core_reset_ = avr_->reset;
  avr_->reset = on_reset;
}

void AvrBoard::on_reset(avr_t* avr) {
  AvrBoard& board = *the_board;
  if (board.core_reset_ != nullptr) board.core_reset_(avr);
  ++board.resets_;
  board.fresh_ = true;
  board.selected_ = false;
  board.uart_full_ = false;
  board.end_hang();
  board.watchdog_due_us_.reset();
  avr_cycle_timer_register(avr, kCyclesPerUs, tick, &board);
  board.feeding_ = false;
  board.start_feeding();
}

// -- time

std::uint64_t AvrBoard::now_us() const { return avr_->cycle / kCyclesPerUs; }

void AvrBoard::run_until(std::uint64_t t_us) {
  while (now_us() < t_us) {
    const avr_cycle_count_t before = avr_->cycle;
    const bool awake = avr_->state == cpu_Running;
    const int state = avr_run(avr_);
    if (awake) awake_cycles_ += avr_->cycle - before;
    // "If the interrupt is not executed before the next time-out, a System Reset will be applied"
    // (data sheet, "Watchdog Timer"); simavr waits for ever.
    if (watchdog_due_us_ && now_us() >= *watchdog_due_us_) restart(avr_->reset_flags.wdrf);
    if (state == cpu_Crashed || state == cpu_Done) {
      throw std::runtime_error("the firmware crashed at program address " +
                               std::to_string(avr_->pc));
    }
  }
}

// The chip's own time: samples, and its interrupt line.
avr_cycle_count_t AvrBoard::tick(avr_t* avr, avr_cycle_count_t when, void* self) {
  auto& board = *static_cast<AvrBoard*>(self);
  if (std::exchange(board.fresh_, false)) board.settle_after_reset();
  const std::uint64_t now = std::max(when, avr->cycle) / kCyclesPerUs;
  board.chip_.advance(now);
  board.follow_interrupt();
  const std::uint64_t next = std::min(board.chip_.next_event_us(), now + kLongestTick_us);
  return std::max(next, now + 1) * kCyclesPerUs;
}

// What simavr does to the pins with each reset comes after our hook, so this comes a moment later.
void AvrBoard::settle_after_reset() {
  // A low INT pin in level mode (the default of EICRA) would schedule a timer every cycle.
  for (std::uint8_t k = 0; k < 2; ++k) avr_extint_set_strict_lvl_trig(avr_, k, 0);
  // The pins' registers are cleared, but a level that has not changed since is not passed on.
  set_pin(params_.button, button_down_ == params_.button_active_low);
  set_pin(params_.data_ready, !interrupt_);
  set_lines(held_clocks_ != 0);
  set_button(button_down_);
  set_pin(params_.data_ready, interrupt_);
  set_lines(held_clocks_ == 0);
}

void AvrBoard::follow_interrupt() {
  const bool high = chip_.interrupt();
  if (high != std::exchange(interrupt_, high)) set_pin(params_.data_ready, high);
}

// -- I2C

void AvrBoard::connect_i2c() {
  twi_in_ = avr_io_getirq(avr_, AVR_IOCTL_TWI_GETIRQ(0), TWI_IRQ_INPUT);
  avr_irq_register_notify(
      avr_io_getirq(avr_, AVR_IOCTL_TWI_GETIRQ(0), TWI_IRQ_OUTPUT),
      [](avr_irq_t*, std::uint32_t value, void* self) {
        static_cast<AvrBoard*>(self)->on_i2c(value);
      },
      this);
  // simavr reports SLA+W as 0x28 and 0x30, the codes of data; the chip has 0x18 and 0x20.
  avr_irq_register_notify(
      avr_io_getirq(avr_, AVR_IOCTL_TWI_GETIRQ(0), TWI_IRQ_STATUS),
      [](avr_irq_t*, std::uint32_t, void* self) {
        auto& board = *static_cast<AvrBoard*>(self);
        std::uint8_t& status = board.avr_->data[kTwsr];
        if (!board.last_was_address_) return;
        if ((status & 0xF8) == 0x28) status = static_cast<std::uint8_t>(0x18 | (status & 7));
        if ((status & 0xF8) == 0x30) status = static_cast<std::uint8_t>(0x20 | (status & 7));
      },
      this);
  // TWINT never reads 0 in simavr, so that drivers which wait for it see it at once; and while SDA
  // is held low the bus is busy: a START waits, TWINT does not come.
  auto& hook = avr_->io[AVR_DATA_TO_IO(kTwcr)].w;
  twcr_write_ = hook.c;
  twcr_param_ = hook.param;
  hook.param = this;
  hook.c = [](avr_t* avr, avr_io_addr_t at, std::uint8_t value, void* self) {
    auto& board = *static_cast<AvrBoard*>(self);
    if (board.held_clocks_ > 0 && (value & kTwsta)) {
      avr->data[at] = static_cast<std::uint8_t>(value & ~kTwint);
      return;
    }
    board.twcr_write_(avr, at, value, board.twcr_param_);
    if (value & kTwint) avr->data[at] &= static_cast<std::uint8_t>(~kTwint);
  };
  avr_irq_register_notify(
      avr_io_getirq(avr_, AVR_IOCTL_IOPORT_GETIRQ('C'), IOPORT_IRQ_DIRECTION_ALL),
      [](avr_irq_t*, std::uint32_t value, void* self) {
        static_cast<AvrBoard*>(self)->on_port_c_direction(static_cast<std::uint8_t>(value));
      },
      this);
}

void AvrBoard::on_i2c(std::uint32_t value) {
  avr_twi_msg_irq_t message{};
  message.u.v = value;
  const std::uint8_t what = message.u.twi.msg, address = message.u.twi.addr;
  chip_.advance(now_us());
  last_was_address_ = what & TWI_COND_START;
  if (last_was_address_) {
    pass_bus_time(11, address & 1 ? 9 : 0);
  } else if (what & (TWI_COND_READ | TWI_COND_WRITE)) {
    pass_bus_time(9, 9);
  }
  if ((what & TWI_COND_STOP) && std::exchange(selected_, false)) chip_.stop();
  if (last_was_address_) {
    selected_ = address >> 1 == chip_.address() && chip_.start(address & 1);
    if (selected_) avr_raise_irq(twi_in_, avr_twi_irq_msg(TWI_COND_ACK, address, 1));
  }
  if (selected_ && (what & TWI_COND_WRITE) && chip_.write(message.u.twi.data)) {
    avr_raise_irq(twi_in_, avr_twi_irq_msg(TWI_COND_ACK, address, 1));
  }
  if (selected_ && (what & TWI_COND_READ)) {
    avr_raise_irq(twi_in_, avr_twi_irq_msg(TWI_COND_READ, address, chip_.read()));
  }
  follow_interrupt();
}

// simavr charges 9 us a byte and nothing for START, whatever TWBR says.
void AvrBoard::pass_bus_time(int bits, int modelled_us) {
  const double us = bits * 1e6 / params_.i2c_hz;
  bus_us_ += us;
  if (us > modelled_us) {
    avr_->cycle += static_cast<avr_cycle_count_t>((us - modelled_us) * kCyclesPerUs);
  }
}

void AvrBoard::hold_data_line(int clocks) {
  held_clocks_ = clocks;
  set_lines(clocks == 0);
}

void AvrBoard::set_lines(bool data_high) {
  // Pull-ups of the module. Raising the pin alone would last until the next write to the port.
  avr_ioport_external_t lines{};
  lines.name = 'C';
  lines.mask = 1U << kSda | 1U << kScl;
  lines.value = (data_high ? 1U << kSda : 0U) | 1U << kScl;
  avr_ioctl(avr_, AVR_IOCTL_IOPORT_SET_EXTERNAL('C'), &lines);
  set_pin({'C', kSda}, data_high);
  set_pin({'C', kScl}, false);
  set_pin({'C', kScl}, true);
}

// Firmware clocks SCL by hand as an open drain: output low, then input. Each release is a clock.
void AvrBoard::on_port_c_direction(std::uint8_t direction) {
  const bool released = (port_c_direction_ & ~direction) & 1U << kScl;
  port_c_direction_ = direction;
  if (released && held_clocks_ > 0 && --held_clocks_ == 0) set_lines(true);
}

// -- UART

void AvrBoard::connect_uart() {
  std::uint32_t flags = 0;
  avr_ioctl(avr_, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
  flags &= ~static_cast<std::uint32_t>(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POLL_SLEEP);
  avr_ioctl(avr_, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
  uart_in_ = avr_io_getirq(avr_, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
  const auto hook = [this](int irq, avr_irq_notify_t notify) {
    avr_irq_register_notify(avr_io_getirq(avr_, AVR_IOCTL_UART_GETIRQ('0'), irq), notify, this);
  };
  hook(UART_IRQ_OUTPUT, [](avr_irq_t*, std::uint32_t value, void* self) {
    static_cast<AvrBoard*>(self)->sent_.push_back(static_cast<std::uint8_t>(value));
  });
  hook(UART_IRQ_OUT_XON, [](avr_irq_t*, std::uint32_t, void* self) {
    static_cast<AvrBoard*>(self)->uart_full_ = false;
  });
  hook(UART_IRQ_OUT_XOFF, [](avr_irq_t*, std::uint32_t value, void* self) {
    if (value != 0) static_cast<AvrBoard*>(self)->uart_full_ = true;
  });
}

constexpr auto kByteCycles = static_cast<avr_cycle_count_t>(kClock_hz / kUartBytesPerSecond);

void AvrBoard::start_feeding() {
  if (to_board_.empty() || std::exchange(feeding_, true)) return;
  avr_cycle_timer_register(avr_, kByteCycles, feed_uart, this);
}

avr_cycle_count_t AvrBoard::feed_uart(avr_t*, avr_cycle_count_t when, void* self) {
  auto& board = *static_cast<AvrBoard*>(self);
  if (!board.to_board_.empty() && !board.uart_full_) {
    const std::uint8_t byte = board.to_board_.front();
    board.to_board_.pop_front();
    avr_raise_irq(board.uart_in_, byte);
  }
  board.feeding_ = !board.to_board_.empty();
  return board.feeding_ ? when + kByteCycles : 0;
}

void AvrBoard::receive(std::span<const std::uint8_t> bytes) {
  to_board_.insert(to_board_.end(), bytes.begin(), bytes.end());
  start_feeding();
}

std::vector<std::uint8_t> AvrBoard::take_sent() { return std::exchange(sent_, {}); }

// -- pins and faults

avr_irq_t* AvrBoard::pin_irq(Pin pin) const {
  return avr_io_getirq(avr_, AVR_IOCTL_IOPORT_GETIRQ(pin.port), static_cast<int>(pin.bit));
}

void AvrBoard::set_pin(Pin pin, bool high) { avr_raise_irq(pin_irq(pin), high ? 1 : 0); }

void AvrBoard::set_button(bool down) {
  button_down_ = down;
  set_pin(params_.button, down != params_.button_active_low);
}

void AvrBoard::reset(bool power_cycle) {
  if (power_cycle) {
    if (resets_ > 0) deepest_stack_bytes_ = std::max(deepest_stack_bytes_, stack_bytes());
    std::memset(avr_->data + kRamStart, kPaint, avr_->ramend + 1 - kRamStart);
    to_board_.clear();
  }
  restart(power_cycle ? avr_->reset_flags.porf : avr_->reset_flags.extrf);
}

void AvrBoard::restart(avr_regbit_t cause) {
  avr_reset(avr_);
  for (const avr_regbit_t flag : {avr_->reset_flags.porf, avr_->reset_flags.extrf,
                                  avr_->reset_flags.borf, avr_->reset_flags.wdrf}) {
    avr_regbit_clear(avr_, flag);
  }
  avr_regbit_set(avr_, cause);
}

// The time-out of its oscillator, 128 kHz: 2048 cycles << WDP (WDTCSR, data sheet).
std::uint64_t AvrBoard::watchdog_period_us() const {
  const unsigned control = avr_->data[kWdtcsr];
  return 16'000ull << ((control & 7) | (control >> 2 & 8));
}

void AvrBoard::hang() {
  constexpr std::uint8_t kJumpToItself[] = {0xFF, 0xCF};  // rjmp .-2
  hung_at_ = avr_->pc;
  std::memcpy(hung_code_, avr_->flash + hung_at_, sizeof hung_code_);
  std::memcpy(avr_->flash + hung_at_, kJumpToItself, sizeof kJumpToItself);
  hung_ = true;
}

void AvrBoard::end_hang() {
  if (!std::exchange(hung_, false)) return;
  std::memcpy(avr_->flash + hung_at_, hung_code_, sizeof hung_code_);
}

// The longest stretch of paint lies between the variables and the stack.
std::uint32_t AvrBoard::stack_bytes() const {
  std::uint32_t run = 0, longest = 0, stack = avr_->ramend + 1;
  for (std::uint32_t at = kRamStart; at <= avr_->ramend; ++at) {
    run = avr_->data[at] == kPaint ? run + 1 : 0;
    if (run <= longest) continue;
    longest = run;
    stack = at + 1;
  }
  return avr_->ramend + 1 - stack;
}

BoardFigures AvrBoard::figures() const {
  BoardFigures f;
  f.ram_bytes = avr_->ramend + 1 - kRamStart;
  f.static_bytes = static_bytes_;
  f.deepest_stack_bytes = std::max(deepest_stack_bytes_, stack_bytes());
  const auto cycles = static_cast<double>(std::max<avr_cycle_count_t>(avr_->cycle, 1));
  f.awake_share = static_cast<double>(awake_cycles_) / cycles;
  f.bus_share = bus_us_ * kCyclesPerUs / cycles;
  f.motor_edges = motor_edges_;
  f.resets = resets_;
  return f;
}

}  // namespace postured::emulator
