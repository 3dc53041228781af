#include "virtual_imu/virtual_chip.hpp"

#include <algorithm>
#include <cmath>

namespace postured::virtual_imu {

VirtualChip::VirtualChip(std::uint8_t address, NoiseDensity noise, Motion motion,
                         const ChipParams& params)
    : address_(address),
      noise_(noise),
      motion_(std::move(motion)),
      params_(params),
      random_(params.seed) {}

bool VirtualChip::start(bool reading) {
  on_bus_ = !faults.absent;
  // A read goes on at the register that was written before it, with or without a STOP between.
  if (!reading) has_pointer_ = false;
  return on_bus_;
}

bool VirtualChip::write(std::uint8_t byte) {
  if (!on_bus_ || faults.absent) return false;
  if (!has_pointer_) {
    pointer_ = byte;
    has_pointer_ = true;
  } else {
    const std::uint8_t reg = pointer_;
    pointer_ = after(reg);
    write_register(reg, byte);
    watch_rate();
    watch_interrupt();
  }
  return true;
}

std::uint8_t VirtualChip::read() {
  if (!on_bus_ || faults.absent) return 0xFF;  // nobody pulls the line down
  const std::uint8_t reg = pointer_;
  pointer_ = after(reg);
  const std::uint8_t value = read_register(reg);
  watch_interrupt();
  return value;
}

void VirtualChip::stop() {
  if (!on_bus_) return;
  on_bus_ = false;
  bus_idle();
}

void VirtualChip::advance(std::uint64_t now_us) {
  watch_rate();
  while (next_sample_us_ <= static_cast<double>(now_us)) {
    now_us_ = std::max(now_us_, static_cast<std::uint64_t>(next_sample_us_));
    take_sample();
    next_sample_us_ += 1e6 / (rate_hz_ * (1 + 1e-6 * params_.oscillator_ppm));
  }
  now_us_ = std::max(now_us_, now_us);
  watch_interrupt();
}

std::uint64_t VirtualChip::next_event_us() const {
  double next = next_sample_us_;
  if (pulse_until_us_ > static_cast<double>(now_us_)) next = std::min(next, pulse_until_us_);
  if (next == kNever) return std::numeric_limits<std::uint64_t>::max();
  return static_cast<std::uint64_t>(std::ceil(next));
}

void VirtualChip::take_sample() {
  ++samples_;
  if (!faults.frozen) {
    const double at_us = static_cast<double>(now_us_) - delay_us();
    last_ = motion_(static_cast<std::uint64_t>(std::max(0.0, at_us)));
    const double root_bandwidth = params_.noise * std::sqrt(bandwidth_hz());
    for (std::size_t i = 0; i < 3; ++i) {
      last_.accel_g[i] +=
          params_.accel_bias_g[i] + noise_.accel_g_per_rthz * root_bandwidth * normal_(random_);
      last_.gyro_dps[i] +=
          params_.gyro_bias_dps[i] + noise_.gyro_dps_per_rthz * root_bandwidth * normal_(random_);
    }
  }
  take(last_);
  watch_interrupt();
}

void VirtualChip::overflow_fifo() {
  for (const std::uint64_t before = overflows_; fifo_in_use() && overflows_ == before;) {
    take_sample();
  }
}

void VirtualChip::brown_out() {
  on_bus_ = false;
  pulse_until_us_ = 0;
  power_on();
  watch_rate();
  watch_interrupt();
}

void VirtualChip::watch_rate() {
  const double rate = rate_hz();
  if (rate == rate_hz_) return;
  const auto now = static_cast<double>(now_us_);
  if (rate_hz_ == 0) ready_us_ = now + start_up_us();
  rate_hz_ = rate;
  next_sample_us_ = rate > 0 ? std::max(now, ready_us_) + 1e6 / rate : kNever;
}

void VirtualChip::pulse_interrupt(double us) {
  pulse_until_us_ = static_cast<double>(now_us_) + us;
  was_active_ = false;  // each pulse is a new edge, however close
}

bool VirtualChip::is_active() const {
  return !faults.interrupt_lost && (active() || pulse_until_us_ > static_cast<double>(now_us_));
}

void VirtualChip::watch_interrupt() {
  const bool active = is_active();
  if (active && !was_active_) ++interrupts_;
  was_active_ = active;
}

bool VirtualChip::interrupt() const { return is_active() != active_low(); }

std::int16_t VirtualChip::counts(double value, double per_unit) {
  return static_cast<std::int16_t>(std::clamp(std::round(value * per_unit), -32768.0, 32767.0));
}

}  // namespace postured::virtual_imu
