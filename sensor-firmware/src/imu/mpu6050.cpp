#include "imu/mpu6050.hpp"

namespace posture_clip {
namespace {

// A bare page is of RM-MPU-6000A-00 rev. 4.2; "4.0": of its rev. 4.0, where 4.2 was not at hand;
// PS: PS-MPU-6000A-00 rev. 3.4; 6500: RM-MPU-6500A-00 rev. 2.1; 9250: RM-MPU-9250A-00 rev. 1.4, of
// the chip with a 6500 in it.
enum : uint8_t {
  kSelfTestGyro6500 = 0x00,  // MPU-6500 only: 6500 p. 10
  kSelfTestAccel = 0x0D,     // p. 9: with the gyroscope's, and a fourth register; 6500 p. 10: alone
  kSmplrtDiv = 0x19,         // p. 11
  kConfig = 0x1A,            // p. 13
  kGyroConfig = 0x1B,        // p. 14
  kAccelConfig = 0x1C,       // p. 15
  kAccelConfig2 = 0x1D,      // MPU-6500 only: 9250 p. 15
  kLpAccelOdr = 0x1E,        // MPU-6500 only: 9250 p. 16
  kFifoEn = 0x23,            // p. 16
  kIntPinCfg = 0x37,         // 4.0 p. 27
  kIntEnable = 0x38,         // 4.0 p. 28
  kAccelXoutH = 0x3B,        // 4.0 p. 30
  kTempOutH = 0x41,          // 4.0 p. 31
  kUserCtrl = 0x6A,          // this and the rest: p. 8; 9250 p. 9
  kPwrMgmt1 = 0x6B,
  kPwrMgmt2 = 0x6C,
  kFifoCountH = 0x72,
  kFifoRW = 0x74,
  kWhoAmI = 0x75,
};
// PWR_MGMT_1: 4.0 p. 41 and 42; the 6500's temperature bit: 9250 p. 9.
constexpr uint8_t kDeviceReset = 0x80, kCycle = 0x20, kTempDis = 0x08, kClockGyroX = 0x01;
constexpr uint8_t kFifoEnable = 0x40, kFifoReset = 0x04;  // 4.0 p. 40
// XG YG ZG ACCEL, 4.0 p. 16: 12 bytes, in order of the registers, p. 44.
constexpr uint8_t kGyroAndAccel = 0x78;
constexpr uint8_t kPulseAnyReadClear = 0x10;  // active high, push-pull, 50 us pulse: 4.0 p. 27
constexpr uint8_t kDataReady = 0x01;          // 4.0 p. 28
constexpr uint8_t kGyrosOff = 0x07;           // 4.0 p. 43
constexpr uint8_t kSampleSize = 12;

const char* name_of(uint8_t who) {
  switch (who) {
    case 0x68:  // p. 45
      return "mpu6050";
    case 0x70:
      return "mpu6500";
    case 0x71:  // 9250 p. 9 and 44
      return "mpu9250";
    case 0x73:
      return "mpu9255";
    default:
      return nullptr;
  }
}

// The widest low-pass below half the rate: DLPF_CFG 2 = 98/94, 3 = 42/44, 4 = 20/21, 5 = 10 Hz
// (p. 13). 6500: 92, 41, 20, 10 Hz, the accelerometer's in a register of its own (9250 p. 13, 15).
uint8_t filter_for(uint16_t rate_hz) {
  if (rate_hz > 190) return 2;
  if (rate_hz > 80) return 3;
  return rate_hz > 40 ? 4 : 5;
}

}  // namespace

const char* Mpu6050::find(Registers& chip) {
  for (uint8_t address = 0x68; address <= 0x69; ++address) {  // pin AD0
    uint8_t who;
    chip.select(address);
    if (!chip.identify(kWhoAmI, who)) continue;
    const char* name = name_of(who);
    if (name == nullptr) continue;
    is_6500_ = who != 0x68;
    return name;
  }
  return nullptr;
}

int16_t Mpu6050::start(Registers& chip, uint8_t phase, ImuSetup& setup, ImuScale& scale) {
  switch (phase) {
    case 0:  // wakes a chip that sleeps, too: its serial interface is always on
      return chip.write(kPwrMgmt1, kDeviceReset) ? 100 : kFailed;
    case 1:
      return configure(chip, setup, scale) ? 50 : kFailed;  // gyroscope start-up 30 ms: PS p. 12
    default:
      return flush(chip) ? kStarted : kFailed;
  }
}

bool Mpu6050::configure(Registers& chip, ImuSetup& setup, ImuScale& scale) {
  const uint8_t accel = step_for(setup.accel_g, 2);
  const uint8_t gyro = step_for(setup.gyro_dps, 250);
  // With the low-pass 1 kHz / (1 + SMPLRT_DIV): p. 12.
  const uint8_t divisor = static_cast<uint8_t>((1000U + setup.rate_hz / 2U) / setup.rate_hz);
  const uint8_t filter = filter_for(setup.rate_hz);
  setup.accel_g = static_cast<uint8_t>(2 << accel);
  setup.gyro_dps = static_cast<uint16_t>(250 << gyro);
  setup.rate_hz = static_cast<uint16_t>((1000U + divisor / 2U) / divisor);
  // 16384 counts per g and 131 per deg/s at the smallest range: PS p. 13 and 12. The ranges double
  // with their codes: p. 15, 4.0 p. 14.
  scale.accel_lsb_per_g = static_cast<uint16_t>(16384U >> accel);
  scale.gyro_lsb_per_10dps = static_cast<uint16_t>((1310U + (1U << gyro) / 2) >> gyro);
  return chip.write(kPwrMgmt1, kClockGyroX) && chip.write(kPwrMgmt2, 0) &&
         chip.write(kConfig, filter) && chip.write(kSmplrtDiv, static_cast<uint8_t>(divisor - 1)) &&
         chip.write(kGyroConfig, static_cast<uint8_t>(gyro << 3)) &&
         chip.write(kAccelConfig, static_cast<uint8_t>(accel << 3)) &&
         (!is_6500_ || chip.write(kAccelConfig2, filter)) &&
         chip.write(kIntPinCfg, kPulseAnyReadClear);
}

// The FIFO is reset only while it is disabled: 4.0 p. 40.
bool Mpu6050::flush(Registers& chip) {
  torn_ = false;
  return chip.write(kFifoEn, 0) && chip.write(kUserCtrl, kFifoReset) &&
         chip.write(kFifoEn, kGyroAndAccel) && chip.write(kUserCtrl, kFifoEnable) &&
         chip.write(kIntEnable, kDataReady);
}

bool Mpu6050::level(Registers& chip, FifoLevel& level) {
  uint8_t count[2];
  // Reading the high byte latches both: 4.0 p. 44.
  if (!chip.read(kFifoCountH, count, 2)) return false;
  const uint16_t bytes = static_cast<uint16_t>(big_endian(count));
  const uint16_t capacity = is_6500_ ? 512 : 1024;
  // Full, it throws away its oldest bytes (p. 44), not whole samples. Part of a sample is normal
  // while one is being written, twice in a row it means out of step.
  const bool torn = bytes % kSampleSize != 0;
  level.overflowed = bytes > capacity - kSampleSize || (torn && torn_);
  level.samples = bytes / kSampleSize;
  torn_ = torn;
  return true;
}

bool Mpu6050::read(Registers& chip, ImuReading& oldest) {
  uint8_t bytes[kSampleSize];
  if (!chip.read(kFifoRW, bytes, kSampleSize)) return false;
  for (uint8_t i = 0; i < 6; ++i) oldest.value[i] = big_endian(bytes + 2 * i);
  return true;
}

bool Mpu6050::temperature(Registers& chip, int16_t& cdeg) {
  uint8_t bytes[2];
  if (!chip.read(kTempOutH, bytes, 2)) return false;
  const int32_t raw = big_endian(bytes);
  // 6050: raw / 340 + 36.53 (4.0 p. 31). 6500: raw / 333.87 + 21.
  const int32_t out = is_6500_ ? raw * 2995 / 10000 + 2100 : raw * 100 / 340 + 3653;
  cdeg = static_cast<int16_t>(out);
  return true;
}

bool Mpu6050::doze(Registers& chip) {
  // "Cycle": wake, take one accelerometer sample, sleep; at 5 Hz (6050: LP_WAKE_CTRL 1 in register
  // 108, with its steps, 4.0 p. 43; 6500: 3.91 Hz, value 4 of LP_ACCEL_ODR, 9250 p. 16). CLKSEL 0,
  // since a clock from a gyroscope would need it (4.0 p. 41).
  const uint8_t wake = is_6500_ ? 0x00 : 0x40;
  return chip.write(kIntEnable, 0) && chip.write(kFifoEn, 0) && chip.write(kUserCtrl, 0) &&
         (!is_6500_ || chip.write(kLpAccelOdr, 4)) &&
         chip.write(kPwrMgmt2, static_cast<uint8_t>(wake | kGyrosOff)) &&
         chip.write(kPwrMgmt1, static_cast<uint8_t>(kCycle | kTempDis));
}

bool Mpu6050::newest(Registers& chip, ImuReading& reading) {
  uint8_t bytes[14];  // acceleration, temperature, rotation
  if (!chip.read(kAccelXoutH, bytes, 14)) return false;
  for (uint8_t i = 0; i < 3; ++i) {
    reading.value[i] = big_endian(bytes + 2 * i);
    reading.value[3 + i] = big_endian(bytes + 8 + 2 * i);
  }
  return true;
}

// 6050: +-8 g and +-250 deg/s, p. 11 and 10. 6500: InvenSense application note AN-MPU-9250A-03,
// +-2 g and +-250 deg/s.
bool Mpu6050::self_test(Registers& chip, bool moved) {
  const uint8_t all_axes = moved ? 0xE0 : 0;
  const uint8_t accel_range = is_6500_ ? 0 : 2;
  return chip.write(kFifoEn, 0) && chip.write(kGyroConfig, all_axes) &&
         chip.write(kAccelConfig, static_cast<uint8_t>(all_axes | accel_range << 3));
}

bool Mpu6050::passed(Registers& chip, const int16_t change[6]) {
  uint8_t accel[4], gyro[3];
  if (!chip.read(kSelfTestAccel, accel, 4)) return false;
  if (is_6500_ && !chip.read(kSelfTestGyro6500, gyro, 3)) return false;
  for (uint8_t i = 0; i < 3; ++i) {
    uint32_t expected_accel, expected_gyro;
    if (is_6500_) {
      expected_accel = factory_trim(accel[i], 2620, 655);  // 1 %
      expected_gyro = factory_trim(gyro[i], 2620, 655);
      // From half to one and a half of what it was; the gyroscope at least half.
      if (!within(change[i], static_cast<uint16_t>(expected_accel / 2),
                  static_cast<uint16_t>(expected_accel * 3 / 2)) ||
          size_of(change[3 + i]) < expected_gyro / 2) {
        return false;
      }
      continue;
    }
    const uint8_t low_bits = static_cast<uint8_t>(accel[3] >> (4 - 2 * i) & 3);
    const uint8_t code = static_cast<uint8_t>((accel[i] >> 5) << 2 | low_bits);
    // 4096 * .34 * (.92 / .34)^((code - 1) / 30), 4.0 p. 11, and 25 * 131 * 1.046^(code - 1), for y
    // negative, 4.0 p. 10; within 14 %: PS p. 13 and 12.
    expected_accel = factory_trim(code, 1393, 2211);
    expected_gyro = factory_trim(accel[i] & 0x1F, 3275, 3015);
    if (!within(change[i], static_cast<uint16_t>(expected_accel * 86 / 100),
                static_cast<uint16_t>(expected_accel * 114 / 100)) ||
        !within(change[3 + i], static_cast<uint16_t>(expected_gyro * 86 / 100),
                static_cast<uint16_t>(expected_gyro * 114 / 100))) {
      return false;
    }
  }
  return true;
}

}  // namespace posture_clip
