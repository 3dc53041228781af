// MPU-6050: "MPU-6000 and MPU-6050 Register Map and Descriptions", RM-MPU-6000A-00 rev. 4.2, and
// the product specification PS-MPU-6000A-00 (noise). MPU-6500: "Register Map and Descriptions",
// RM-MPU-6500A-00, and PS-MPU-6500A-01; the two differ in what the constants below say.
#include <cmath>
#include <cstddef>
#include <deque>
#include <utility>

#include "virtual_imu/chips.hpp"

namespace postured::virtual_imu {
namespace {

enum Register : std::uint8_t {
  kSelfTestGyro6500 = 0x00,
  kSelfTest = 0x0D,  // to 0x10
  kSampleRateDivider = 0x19,
  kConfig = 0x1A,
  kGyroConfig = 0x1B,
  kAccelConfig = 0x1C,
  kFifoEnable = 0x23,
  kIntPinConfig = 0x37,
  kIntEnable = 0x38,
  kIntStatus = 0x3A,
  kAccelOut = 0x3B,  // accelerometer, temperature, gyroscope: 14 bytes, high byte first
  kTempOut = 0x41,
  kGyroOut = 0x43,
  kLastReadOnly = 0x60,
  kUserControl = 0x6A,
  kPower1 = 0x6B,
  kPower2 = 0x6C,
  kFifoCountHigh = 0x72,
  kFifoCountLow = 0x73,
  kFifoData = 0x74,
  kWhoAmI = 0x75,
};
enum Bit : std::uint8_t {
  kDataReady = 0x01,
  kFifoOverflow = 0x10,
  kLatch = 0x20,
  kAnyReadClears = 0x10,
  kActiveLow = 0x80,
  kFifoOn = 0x40,
  kFifoReset = 0x04,
  kSignalReset = 0x01,
  kDeviceReset = 0x80,
  kSleep = 0x40,
  kCycle = 0x20,
};
constexpr double kInterruptPulse_us = 50;  // INT_PIN_CFG, LATCH_INT_EN = 0
constexpr std::size_t kSampleBytes = 14;

struct Variant {
  std::uint8_t who_am_i;
  std::uint8_t power_1;  // after reset: the MPU-6050 sleeps, the MPU-6500 does not
  std::size_t fifo_bytes;
  double temperature_lsb_per_c, temperature_zero_c;
  bool is_6500;
};

class Mpu60x0 final : public VirtualChip {
 public:
  Mpu60x0(const Variant& variant, NoiseDensity noise, Motion motion, const ChipParams& params)
      : VirtualChip(0x68, noise, std::move(motion), params), variant_(variant) {
    Mpu60x0::power_on();
  }

 private:
  void power_on() override {
    registers_ = {};
    latest_ = {};
    fifo_.clear();
    registers_[kPower1] = variant_.power_1;
    registers_[kWhoAmI] = variant_.who_am_i;
    if (variant_.is_6500) {
      for (std::size_t i = 0; i < 3; ++i) {
        registers_[kSelfTestGyro6500 + i] = registers_[kSelfTest + i] = kFactoryCode6500;
      }
    } else {
      // XA_TEST[4:2] XG_TEST[4:0], the same for Y and Z, then the low bits of the accelerometer's.
      for (std::size_t i = 0; i < 3; ++i) {
        registers_[kSelfTest + i] = (kFactoryCode6050 >> 2) << 5 | kFactoryCode6050;
      }
      registers_[kSelfTest + 3] = (kFactoryCode6050 & 3) * 0b010101;
    }
  }

  // -- registers

  std::uint8_t read_register(std::uint8_t reg) override {
    reg &= 0x7F;
    std::uint8_t value = registers_[reg];
    if (reg == kFifoCountHigh) {
      // Both halves are taken when the high one is read.
      registers_[kFifoCountLow] = static_cast<std::uint8_t>(fifo_.size());
      value = static_cast<std::uint8_t>(fifo_.size() >> 8);
    } else if (reg == kFifoData) {
      if (!fifo_.empty()) {  // empty: the last byte again
        registers_[kFifoData] = fifo_.front();
        fifo_.pop_front();
      }
      value = registers_[kFifoData];
    }
    if (reg == kIntStatus || (registers_[kIntPinConfig] & kAnyReadClears)) {
      registers_[kIntStatus] = 0;
    }
    return value;
  }

  void write_register(std::uint8_t reg, std::uint8_t value) override {
    reg &= 0x7F;
    const bool read_only = (reg >= kIntStatus && reg <= kLastReadOnly) || reg == kFifoCountHigh ||
                           reg == kFifoCountLow || reg == kWhoAmI;
    if (read_only) return;
    if (reg == kPower1 && (value & kDeviceReset)) {
      power_on();
      return;
    }
    if (reg == kUserControl) {
      // The MPU-6050 resets its FIFO only "while FIFO_EN equals 0" (rev. 4.0, p. 40).
      if ((value & kFifoReset) && (variant_.is_6500 || !(value & kFifoOn))) fifo_.clear();
      if (value & kSignalReset) latest_ = {};
      value &= static_cast<std::uint8_t>(~(kFifoReset | kSignalReset));
    }
    if (reg == kFifoData) {
      push(value);
      return;
    }
    registers_[reg] = value;
  }

  std::uint8_t after(std::uint8_t reg) const override {
    return (reg & 0x7F) == kFifoData ? reg : static_cast<std::uint8_t>(reg + 1);
  }

  // -- sampling

  bool asleep() const { return registers_[kPower1] & kSleep; }
  bool cycling() const { return !asleep() && (registers_[kPower1] & kCycle); }
  unsigned low_pass() const { return registers_[kConfig] & 7u; }

  double rate_hz() const override {
    if (asleep()) return 0;
    if (cycling()) {  // LP_WAKE_CTRL; the MPU-6500 keeps its rates in LP_ACCEL_ODR
      static constexpr double kWakeUps_hz[] = {1.25, 5, 20, 40};
      if (!variant_.is_6500) return kWakeUps_hz[registers_[kPower2] >> 6];
      const unsigned odr = registers_[0x1E] & 15u;
      return odr > 11 ? 500 : 0.244140625 * static_cast<double>(1u << odr);
    }
    const bool wide = low_pass() == 0 || low_pass() == 7;
    if (variant_.is_6500 && (wide || (registers_[kGyroConfig] & 3))) return 8000;  // undivided
    return (wide ? 8000.0 : 1000.0) / (1.0 + registers_[kSampleRateDivider]);
  }
  // Accelerometer's and gyroscope's differ little; register 26.
  double bandwidth_hz() const override {
    static constexpr double kBandwidth_hz[] = {256, 188, 98, 42, 20, 10, 5, 256};
    return kBandwidth_hz[low_pass()];
  }
  double delay_us() const override {
    static constexpr double kDelay_us[] = {980, 1900, 2800, 4800, 8300, 13400, 18600, 980};
    return kDelay_us[low_pass()];
  }
  double start_up_us() const override { return 30'000; }  // of the gyroscope, from sleep

  double accel_lsb_per_g() const { return 16384 >> (registers_[kAccelConfig] >> 3 & 3); }
  double gyro_lsb_per_dps() const {
    static constexpr double kScale[] = {131, 65.5, 32.8, 16.4};
    return kScale[registers_[kGyroConfig] >> 3 & 3];
  }

  void store(std::size_t at, std::int16_t value) {
    latest_[at] = static_cast<std::uint8_t>(static_cast<std::uint16_t>(value) >> 8);
    latest_[at + 1] = static_cast<std::uint8_t>(value);
  }

  void take(const TrueMotion& reading) override {
    const std::uint8_t standby = cycling() ? 0x07 : registers_[kPower2] & 0x3F;
    for (unsigned i = 0; i < 3; ++i) {
      if (!(standby & 0x20 >> i)) {
        store(2 * i, counts(reading.accel_g[i] + self_test_g(i), accel_lsb_per_g()));
      }
      if (!(standby & 0x04 >> i)) {
        store(8 + 2 * i, counts(reading.gyro_dps[i] + self_test_dps(i), gyro_lsb_per_dps()));
      }
    }
    if (!(registers_[kPower1] & 0x08)) {
      store(6, counts(reading.temperature_c - variant_.temperature_zero_c,
                      variant_.temperature_lsb_per_c));
    }
    if (!on_bus()) bus_idle();
    fill_fifo();
    raise(kDataReady);
  }
  // "User-facing" registers change only while the bus is idle (4.17).
  void bus_idle() override {
    for (std::size_t i = 0; i < kSampleBytes; ++i) registers_[kAccelOut + i] = latest_[i];
  }

  // -- FIFO

  bool fifo_in_use() const override {
    return !asleep() && (registers_[kUserControl] & kFifoOn) && (registers_[kFifoEnable] & 0xF8);
  }
  void fill_fifo() {
    if (!fifo_in_use()) return;
    const std::uint8_t enabled = registers_[kFifoEnable];
    if (enabled & 0x08) push(0, 6);
    if (enabled & 0x80) push(6, 2);
    for (unsigned i = 0; i < 3; ++i) {
      if (enabled & 0x40 >> i) push(8 + 2 * i, 2);
    }
  }
  void push(std::size_t at, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) push(latest_[at + i]);
  }
  void push(std::uint8_t byte) {
    if (fifo_.size() == variant_.fifo_bytes) {
      count_overflow();
      raise(kFifoOverflow);
      if (variant_.is_6500 && (registers_[kConfig] & 0x40)) return;  // FIFO_MODE: keeps the oldest
      fifo_.pop_front();
    }
    fifo_.push_back(byte);
  }

  // -- interrupts

  void raise(std::uint8_t bit) {
    registers_[kIntStatus] |= bit;
    if (!(registers_[kIntPinConfig] & kLatch) && (registers_[kIntEnable] & bit)) {
      pulse_interrupt(kInterruptPulse_us);
    }
  }
  bool active() const override {
    return (registers_[kIntPinConfig] & kLatch) &&
           (registers_[kIntStatus] & registers_[kIntEnable]);
  }
  bool active_low() const override { return registers_[kIntPinConfig] & kActiveLow; }

  // -- self-test: what the actuators add while their bit is set. The chip answers as at the
  // factory. MPU-6050: 4.1; the trim in counts at +-8 g and +-250 deg/s. MPU-6500: application note
  // AN-MPU-9250A-03, 2620 * 1.01^(code - 1) counts at +-2 g and +-250 deg/s.
  double self_test_g(unsigned axis) const {
    if (!(registers_[kAccelConfig] & 0x80 >> axis) || faults.self_test_fails) return 0;
    if (variant_.is_6500) return 2620 * std::pow(1.01, kFactoryCode6500 - 1) / 16384;
    return 0.34 * std::pow(0.92 / 0.34, (kFactoryCode6050 - 1) / 30.0);
  }
  double self_test_dps(unsigned axis) const {
    if (!(registers_[kGyroConfig] & 0x80 >> axis) || faults.self_test_fails) return 0;
    if (variant_.is_6500) return 2620 * std::pow(1.01, kFactoryCode6500 - 1) / 131;
    return (axis == 1 ? -25 : 25) * std::pow(1.046, kFactoryCode6050 - 1);
  }

  static constexpr std::uint8_t kFactoryCode6050 = 14, kFactoryCode6500 = 60;
  Variant variant_;
  std::array<std::uint8_t, 128> registers_{};
  std::array<std::uint8_t, kSampleBytes> latest_{};
  std::deque<std::uint8_t> fifo_;
};

}  // namespace

std::unique_ptr<VirtualChip> make_mpu6050(Motion motion, const ChipParams& params) {
  constexpr Variant kVariant{0x68, 0x40, 1024, 340, 36.53, false};
  return std::make_unique<Mpu60x0>(kVariant, NoiseDensity{400e-6, 0.005}, std::move(motion),
                                   params);
}
std::unique_ptr<VirtualChip> make_mpu6500(Motion motion, const ChipParams& params) {
  constexpr Variant kVariant{0x70, 0x01, 512, 333.87, 21, true};
  return std::make_unique<Mpu60x0>(kVariant, NoiseDensity{300e-6, 0.01}, std::move(motion), params);
}

}  // namespace postured::virtual_imu
