#include "virtual_imu/lsm6ds.hpp"

#include <cmath>

namespace postured::virtual_imu {
namespace {

constexpr double kPulse_us = 75;
// Within 90..1700 mg and 150..700 deg/s: LSM6DSL, DocID028475 rev. 7, p. 22.
constexpr double kSelfTest_g = 0.4, kSelfTest_dps = 300;

double self_test_sign(unsigned code, unsigned negative) {
  return code == 1 ? 1 : code == negative ? -1 : 0;
}

}  // namespace

Lsm6ds::Lsm6ds(Identity identity, NoiseDensity noise, Motion motion, const ChipParams& params)
    : VirtualChip(0x6A, noise, std::move(motion), params), identity_(identity) {
  Lsm6ds::power_on();
}

void Lsm6ds::power_on() {
  registers_ = {};
  registers_[kWhoAmI] = identity_.who_am_i;
  registers_[kCtrl3] = kAutoIncrement;
}

std::uint8_t Lsm6ds::read_register(std::uint8_t reg) {
  reg &= 0x7F;
  const std::uint8_t value = registers_[reg];
  std::uint8_t& status = registers_[kStatus];
  // A data-ready bit falls when a high byte of its output is read.
  if (reg == kTemperature + 1) status &= static_cast<std::uint8_t>(~kTemperatureReady);
  if (reg > kGyro && reg < kAccel && reg % 2 == 1) status &= static_cast<std::uint8_t>(~kGyroReady);
  if (reg > kAccel && reg <= kLastOutput && reg % 2 == 1) {
    status &= static_cast<std::uint8_t>(~kAccelReady);
  }
  return value;
}

void Lsm6ds::write_register(std::uint8_t reg, std::uint8_t value) {
  reg &= 0x7F;
  const bool read_only = reg == kWhoAmI || (reg >= kStatus && reg <= kLastOutput) ||
                         (reg >= kFifoStatus1 && reg <= 0x3F);
  if (read_only) return;
  if (reg == kCtrl3 && (value & kSoftwareReset)) {
    power_on();
    clear_fifo();
    return;
  }
  registers_[reg] = value;
}

std::uint8_t Lsm6ds::after(std::uint8_t reg) const {
  return static_cast<std::uint8_t>(registers_[kCtrl3] & kAutoIncrement ? reg + 1 : reg);
}

double Lsm6ds::odr_hz(unsigned code) {
  static constexpr double kRates_hz[] = {0,    12.5, 26,   52,  104, 208, 416, 833,
                                         1660, 3330, 6660, 1.6, 0,   0,   0,   0};
  return kRates_hz[code & 15];
}

double Lsm6ds::rate_hz() const {
  return std::max(odr_hz(registers_[kCtrl1Accel] >> 4), odr_hz(registers_[kCtrl2Gyro] >> 4));
}

double Lsm6ds::accel_lsb_per_g() const {
  static constexpr double kMgPerLsb[] = {0.061, 0.488, 0.122, 0.244};  // 2, 16, 4, 8 g
  return 1000 / kMgPerLsb[registers_[kCtrl1Accel] >> 2 & 3];
}

double Lsm6ds::gyro_lsb_per_dps() const {
  static constexpr double kMdpsPerLsb[] = {8.75, 17.5, 35, 70};
  if (registers_[kCtrl2Gyro] & 0x02) return 1000 / 4.375;  // +-125 deg/s
  return 1000 / kMdpsPerLsb[registers_[kCtrl2Gyro] >> 2 & 3];
}

void Lsm6ds::store(std::size_t at, std::int16_t value) {
  registers_[at] = static_cast<std::uint8_t>(value);
  registers_[at + 1] = static_cast<std::uint8_t>(static_cast<std::uint16_t>(value) >> 8);
}

void Lsm6ds::take(const TrueMotion& reading) {
  const double test = faults.self_test_fails ? 0 : 1;
  const double test_g = test * kSelfTest_g * self_test_sign(registers_[kCtrl5] & 3, 2);
  const double test_dps = test * kSelfTest_dps * self_test_sign(registers_[kCtrl5] >> 2 & 3, 3);
  for (std::size_t i = 0; i < 3; ++i) {
    if (accel_on()) store(kAccel + 2 * i, counts(reading.accel_g[i] + test_g, accel_lsb_per_g()));
    if (gyro_on()) store(kGyro + 2 * i, counts(reading.gyro_dps[i] + test_dps, gyro_lsb_per_dps()));
  }
  store(kTemperature, counts(reading.temperature_c - 25, identity_.temperature_lsb_per_c));
  registers_[kStatus] |= kTemperatureReady;
  if (accel_on()) registers_[kStatus] |= kAccelReady;
  if (gyro_on()) registers_[kStatus] |= kGyroReady;
  fill_fifo();
  const bool ready = registers_[kStatus] & registers_[kInt1Control] & (kAccelReady | kGyroReady);
  if (pulsed() && ready) pulse_interrupt(kPulse_us);
}

bool Lsm6ds::active() const {
  const std::uint8_t wanted = registers_[kInt1Control];
  const bool ready = registers_[kStatus] & wanted & (kAccelReady | kGyroReady);
  return (ready && !pulsed()) || ((wanted & kInt1FifoThreshold) && fifo_threshold()) ||
         ((wanted & kInt1FifoOverrun) && fifo_overrun());
}

}  // namespace postured::virtual_imu
