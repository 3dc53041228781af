// ICM-20948: data sheet DS-000189, "Register map" and "Register descriptions". Four banks of
// registers; the magnetometer is another chip in the same case and is not modelled.
#include <cmath>
#include <deque>
#include <utility>

#include "virtual_imu/chips.hpp"

namespace postured::virtual_imu {
namespace {

// Bank in the high byte.
enum Register : unsigned {
  kWhoAmI = 0x000,
  kUserControl = 0x003,
  kLowPower = 0x005,
  kPower1 = 0x006,
  kPower2 = 0x007,
  kIntPinConfig = 0x00F,
  kIntEnable = 0x010,
  kIntEnable1 = 0x011,
  kIntEnable2 = 0x012,
  kIntStatus = 0x019,
  kIntStatus1 = 0x01A,
  kIntStatus2 = 0x01B,
  kIntStatus3 = 0x01C,
  kAccelOut = 0x02D,  // accelerometer, gyroscope, temperature: 14 bytes, high byte first
  kLastOutput = 0x03A,
  kFifoEnable2 = 0x067,
  kFifoReset = 0x068,
  kFifoMode = 0x069,
  kFifoCountHigh = 0x070,
  kFifoCountLow = 0x071,
  kFifoData = 0x072,
  kSelfTestGyro = 0x102,
  kSelfTestAccel = 0x10E,
  kGyroDivider = 0x200,
  kGyroConfig1 = 0x201,
  kGyroConfig2 = 0x202,
  kAccelDivider1 = 0x210,
  kAccelDivider2 = 0x211,
  kAccelConfig = 0x214,
  kAccelConfig2 = 0x215,
};
constexpr std::uint8_t kBankSelect = 0x7F;
constexpr std::size_t kFifoBytes = 512;
constexpr double kPulse_us = 50;
constexpr std::uint8_t kFactoryCode = 60;

class Icm20948 final : public VirtualChip {
 public:
  Icm20948(Motion motion, const ChipParams& params)
      : VirtualChip(0x68, {230e-6, 0.015}, std::move(motion), params) {
    Icm20948::power_on();
  }

 private:
  void power_on() override {
    registers_ = {};
    fifo_.clear();
    bank_ = 0;
    latest_ = {};
    at(kWhoAmI) = 0xEA;
    at(kLowPower) = 0x40;
    at(kPower1) = 0x41;
    at(kGyroConfig1) = at(kAccelConfig) = 0x01;
    for (unsigned i = 0; i < 3; ++i) at(kSelfTestGyro + i) = at(kSelfTestAccel + i) = kFactoryCode;
  }
  std::uint8_t& at(unsigned reg) { return registers_[(reg >> 8) * 128 + (reg & 0x7F)]; }
  std::uint8_t at(unsigned reg) const { return registers_[(reg >> 8) * 128 + (reg & 0x7F)]; }
  unsigned banked(std::uint8_t reg) const { return bank_ << 8 | (reg & 0x7Fu); }

  std::uint8_t read_register(std::uint8_t byte) override {
    if ((byte & 0x7F) == kBankSelect) return static_cast<std::uint8_t>(bank_ << 4);
    const unsigned reg = banked(byte);
    if (reg == kFifoCountHigh) {
      at(kFifoCountLow) = static_cast<std::uint8_t>(fifo_.size());
      at(kFifoCountHigh) = static_cast<std::uint8_t>(fifo_.size() >> 8);
    } else if (reg == kFifoData && !fifo_.empty()) {
      at(kFifoData) = fifo_.front();
      fifo_.pop_front();
    }
    const std::uint8_t value = at(reg);
    if (at(kIntPinConfig) & 0x10) {
      for (unsigned status = kIntStatus; status <= kIntStatus3; ++status) at(status) = 0;
    } else if (reg >= kIntStatus && reg <= kIntStatus3) {
      at(reg) = 0;
    }
    return value;
  }
  void write_register(std::uint8_t byte, std::uint8_t value) override {
    if ((byte & 0x7F) == kBankSelect) {
      bank_ = value >> 4 & 3u;
      return;
    }
    const unsigned reg = banked(byte);
    const bool read_only = reg == kWhoAmI || (reg >= kIntStatus && reg <= kLastOutput) ||
                           reg == kFifoCountHigh || reg == kFifoCountLow;
    if (read_only) return;
    if (reg == kPower1 && (value & 0x80)) {
      power_on();
      return;
    }
    at(reg) = value;
    if (reg == kFifoReset && (value & 0x1F)) fifo_.clear();
    if (reg == kUserControl) at(reg) &= static_cast<std::uint8_t>(~0x0E);  // self-clearing resets
  }
  std::uint8_t after(std::uint8_t reg) const override {
    return banked(reg) == kFifoData ? reg : static_cast<std::uint8_t>(reg + 1);
  }

  // -- sampling

  bool asleep() const { return at(kPower1) & 0x40; }
  bool accel_on() const { return (at(kPower2) & 0x38) != 0x38; }
  bool gyro_on() const { return (at(kPower2) & 0x07) != 0x07; }
  double gyro_hz() const { return at(kGyroConfig1) & 1 ? 1125.0 / (1 + at(kGyroDivider)) : 9000.0; }
  double accel_hz() const {
    const unsigned divider = (at(kAccelDivider1) & 15u) << 8 | at(kAccelDivider2);
    return at(kAccelConfig) & 1 ? 1125.0 / (1 + divider) : 4500.0;
  }
  // With both on, the accelerometer follows the gyroscope's rate where its own is not slower.
  double rate_hz() const override {
    if (asleep() || (!accel_on() && !gyro_on())) return 0;
    return gyro_on() ? gyro_hz() : accel_hz();
  }
  double bandwidth_hz() const override {
    static constexpr double kBandwidth_hz[] = {229.8, 187.6, 154.3, 73.3, 35.9, 17.8, 8.9, 376.5};
    return kBandwidth_hz[at(kGyroConfig1) >> 3 & 7];  // noise bandwidths
  }
  double start_up_us() const override { return 35'000; }

  void store(std::size_t place, std::int16_t value) {
    latest_[place] = static_cast<std::uint8_t>(static_cast<std::uint16_t>(value) >> 8);
    latest_[place + 1] = static_cast<std::uint8_t>(value);
  }
  void take(const TrueMotion& reading) override {
    static constexpr double kGyroScale[] = {131, 65.5, 32.8, 16.4};
    const double accel_scale = 16384 >> (at(kAccelConfig) >> 1 & 3);
    const double gyro_scale = kGyroScale[at(kGyroConfig1) >> 1 & 3];
    const double trim = faults.self_test_fails ? 0 : 2620 * std::pow(1.01, kFactoryCode - 1);
    accel_phase_ += std::min(1.0, accel_hz() / rate_hz());
    const bool accel_due = accel_phase_ >= 1;
    if (accel_due) accel_phase_ -= 1;
    for (unsigned i = 0; i < 3; ++i) {
      const double test_g = at(kAccelConfig2) & 0x10 >> i ? trim / 16384 : 0;
      const double test_dps = at(kGyroConfig2) & 0x20 >> i ? trim / 131 : 0;
      if (accel_due && !(at(kPower2) & 0x20 >> i)) {
        store(2 * i, counts(reading.accel_g[i] + test_g, accel_scale));
      }
      if (!(at(kPower2) & 0x04 >> i)) {
        store(6 + 2 * i, counts(reading.gyro_dps[i] + test_dps, gyro_scale));
      }
    }
    if (!(at(kPower1) & 0x08)) store(12, counts(reading.temperature_c - 21, 333.87));
    if (!on_bus()) bus_idle();
    fill_fifo();
    raise(kIntStatus1, 0x01, kIntEnable1);
  }
  void bus_idle() override {
    for (unsigned i = 0; i < latest_.size(); ++i) at(kAccelOut + i) = latest_[i];
  }

  // -- FIFO

  bool fifo_in_use() const override {
    return !asleep() && (at(kUserControl) & 0x40) && (at(kFifoEnable2) & 0x1F) &&
           !(at(kFifoReset) & 0x1F);
  }
  void fill_fifo() {
    if (!fifo_in_use()) return;
    const std::uint8_t enabled = at(kFifoEnable2);
    if (enabled & 0x10) push(0, 6);
    for (unsigned i = 0; i < 3; ++i) {
      if (enabled & 0x02 << i) push(6 + 2 * i, 2);
    }
    if (enabled & 0x01) push(12, 2);
  }
  void push(std::size_t place, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      if (fifo_.size() == kFifoBytes) {
        count_overflow();
        raise(kIntStatus2, 0x01, kIntEnable2);
        if (at(kFifoMode) & 0x1F) return;  // snapshot: keeps the oldest
        fifo_.pop_front();
      }
      fifo_.push_back(latest_[place + i]);
    }
  }

  // -- interrupts

  void raise(unsigned status, std::uint8_t bit, unsigned enable) {
    at(status) |= bit;
    if ((at(enable) & bit) && !(at(kIntPinConfig) & 0x20)) pulse_interrupt(kPulse_us);
  }
  bool active() const override {
    return (at(kIntPinConfig) & 0x20) &&
           ((at(kIntStatus) & at(kIntEnable)) || (at(kIntStatus1) & at(kIntEnable1)) ||
            (at(kIntStatus2) & at(kIntEnable2)));
  }
  bool active_low() const override { return at(kIntPinConfig) & 0x80; }

  std::array<std::uint8_t, 4 * 128> registers_{};
  std::array<std::uint8_t, 14> latest_{};
  std::deque<std::uint8_t> fifo_;
  unsigned bank_ = 0;
  double accel_phase_ = 0;
};

}  // namespace

std::unique_ptr<VirtualChip> make_icm20948(Motion motion, const ChipParams& params) {
  return std::make_unique<Icm20948>(std::move(motion), params);
}

}  // namespace postured::virtual_imu
