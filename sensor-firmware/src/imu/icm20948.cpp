#include "imu/icm20948.hpp"

namespace posture_clip {
namespace {

// Pages of DS-000189 rev. 1.5; those of rev. 1.3 that were read have the same numbers.
enum Bank0 : uint8_t {
  kWhoAmI = 0x00,      // p. 36
  kUserCtrl = 0x03,    // p. 36
  kLpConfig = 0x05,    // p. 37
  kPwrMgmt1 = 0x06,    // p. 37
  kPwrMgmt2 = 0x07,    // p. 38
  kIntPinCfg = 0x0F,   // p. 38
  kIntEnable1 = 0x11,  // p. 39
  kAccelXoutH = 0x2D,  // p. 42 to 45, the gyroscope's after it
  kTempOutH = 0x39,    // p. 45
  kFifoEn2 = 0x67,     // p. 52
  kFifoRst = 0x68,     // p. 53
  kFifoMode = 0x69,    // p. 53
  kFifoCountH = 0x70,  // p. 53
  kFifoRW = 0x72,      // p. 54
  kRegBankSel = 0x7F,  // p. 54: in each bank
};
enum Bank1 : uint8_t { kSelfTestGyro = 0x02, kSelfTestAccel = 0x0E };  // p. 55, 56
enum Bank2 : uint8_t {
  kGyroSmplrtDiv = 0x00,    // p. 59
  kGyroConfig1 = 0x01,      // p. 59
  kGyroConfig2 = 0x02,      // p. 60
  kOdrAlignEn = 0x09,       // p. 63
  kAccelSmplrtDiv1 = 0x10,  // p. 63
  kAccelSmplrtDiv2 = 0x11,  // p. 63
  kAccelConfig = 0x14,      // p. 64
  kAccelConfig2 = 0x15,     // p. 65
};
// p. 37.
constexpr uint8_t kDeviceReset = 0x80, kLowPower = 0x20, kTempDis = 0x08, kBestClock = 0x01;
constexpr uint8_t kAccelCycle = 0x20, kGyrosOff = 0x07;      // p. 37, 38
constexpr uint8_t kFifoEnable = 0x40, kAccelAndGyro = 0x1E;  // p. 36, 52
constexpr uint8_t kFilter = 0x01;                            // FCHOICE: the low-pass is used
constexpr uint8_t kSampleSize = 12;
constexpr uint16_t kFifoSize = 512;
constexpr uint16_t kBaseRate_hz = 1125;

bool bank(Registers& chip, uint8_t number) {
  return chip.write(kRegBankSel, static_cast<uint8_t>(number << 4));
}

// DLPFCFG 3 = 51/50 Hz, 4 = 24, 5 = 12: the widest below half the rate.
uint8_t filter_for(uint16_t rate_hz) {
  if (rate_hz > 100) return 3;
  return rate_hz > 45 ? 4 : 5;
}

}  // namespace

const char* Icm20948::find(Registers& chip) {
  for (uint8_t address = 0x68; address <= 0x69; ++address) {  // pin AD0
    uint8_t who;
    chip.select(address);
    // Whatever bank a reset of the processor has left.
    if (bank(chip, 0) && chip.identify(kWhoAmI, who) && who == 0xEA) return "icm20948";  // p. 36
  }
  return nullptr;
}

int16_t Icm20948::start(Registers& chip, uint8_t phase, ImuSetup& setup, ImuScale& scale) {
  switch (phase) {
    case 0:
      return bank(chip, 0) && chip.write(kPwrMgmt1, kDeviceReset) ? 100 : kFailed;
    case 1:
      return configure(chip, setup, scale) ? 50 : kFailed;  // gyroscope start-up 35 ms
    default:
      return flush(chip) ? kStarted : kFailed;
  }
}

bool Icm20948::configure(Registers& chip, ImuSetup& setup, ImuScale& scale) {
  const uint8_t accel = step_for(setup.accel_g, 2);
  const uint8_t gyro = step_for(setup.gyro_dps, 250);
  const uint8_t filter = static_cast<uint8_t>(filter_for(setup.rate_hz) << 3 | kFilter);
  const uint8_t divisor = static_cast<uint8_t>((kBaseRate_hz + setup.rate_hz / 2U) / setup.rate_hz);
  setup.accel_g = static_cast<uint8_t>(2 << accel);
  setup.gyro_dps = static_cast<uint16_t>(250 << gyro);
  setup.rate_hz = static_cast<uint16_t>((kBaseRate_hz + divisor / 2U) / divisor);
  scale.accel_lsb_per_g = static_cast<uint16_t>(16384U >> accel);
  scale.gyro_lsb_per_10dps = static_cast<uint16_t>((1310U + (1U << gyro) / 2) >> gyro);
  return chip.write(kPwrMgmt1, kBestClock) && chip.write(kPwrMgmt2, 0) &&
         chip.write(kLpConfig, 0) && chip.write(kIntPinCfg, 0) && bank(chip, 2) &&
         chip.write(kOdrAlignEn, 1) &&
         chip.write(kGyroSmplrtDiv, static_cast<uint8_t>(divisor - 1)) &&
         chip.write(kGyroConfig1, static_cast<uint8_t>(filter | gyro << 1)) &&
         chip.write(kAccelSmplrtDiv1, 0) &&
         chip.write(kAccelSmplrtDiv2, static_cast<uint8_t>(divisor - 1)) &&
         chip.write(kAccelConfig, static_cast<uint8_t>(filter | accel << 1)) && bank(chip, 0);
}

bool Icm20948::flush(Registers& chip) {
  torn_ = false;
  return chip.write(kFifoEn2, 0) && chip.write(kUserCtrl, 0) && chip.write(kFifoMode, 0) &&
         chip.write(kFifoRst, 0x1F) && chip.write(kFifoRst, 0) &&
         chip.write(kUserCtrl, kFifoEnable) && chip.write(kFifoEn2, kAccelAndGyro) &&
         chip.write(kIntEnable1, 0x01);  // RAW_DATA_0_RDY_EN: a 50 us pulse a sample
}

bool Icm20948::level(Registers& chip, FifoLevel& level) {
  uint8_t count[2];
  if (!chip.read(kFifoCountH, count, 2)) return false;
  const uint16_t bytes = static_cast<uint16_t>((count[0] & 0x1F) << 8 | count[1]);
  const bool torn = bytes % kSampleSize != 0;
  level.overflowed = bytes > kFifoSize - kSampleSize || (torn && torn_);
  level.samples = bytes / kSampleSize;
  torn_ = torn;
  return true;
}

bool Icm20948::read(Registers& chip, ImuReading& oldest) {
  uint8_t bytes[kSampleSize];
  if (!chip.read(kFifoRW, bytes, kSampleSize)) return false;
  for (uint8_t i = 0; i < 6; ++i) oldest.value[i] = big_endian(bytes + 2 * i);
  return true;
}

bool Icm20948::temperature(Registers& chip, int16_t& cdeg) {
  uint8_t bytes[2];
  if (!chip.read(kTempOutH, bytes, 2)) return false;
  const int32_t raw = big_endian(bytes);
  cdeg = static_cast<int16_t>(raw * 2995 / 10000 + 2100);  // raw / 333.87 + 21
  return true;
}

bool Icm20948::newest(Registers& chip, ImuReading& reading) {
  uint8_t bytes[12];
  if (!chip.read(kAccelXoutH, bytes, 12)) return false;
  for (uint8_t i = 0; i < 6; ++i) reading.value[i] = big_endian(bytes + 2 * i);
  return true;
}

bool Icm20948::doze(Registers& chip) {
  return chip.write(kIntEnable1, 0) && chip.write(kFifoEn2, 0) && chip.write(kUserCtrl, 0) &&
         bank(chip, 2) && chip.write(kAccelSmplrtDiv1, 0) &&
         chip.write(kAccelSmplrtDiv2, 224) &&  // 5 Hz
         bank(chip, 0) && chip.write(kPwrMgmt2, kGyrosOff) && chip.write(kLpConfig, kAccelCycle) &&
         chip.write(kPwrMgmt1, kLowPower | kTempDis | kBestClock);
}

// +-2 g and +-250 deg/s; GYRO_CONFIG_2 bits 5:3 and ACCEL_CONFIG_2 bits 4:2 move the three axes.
bool Icm20948::self_test(Registers& chip, bool moved) {
  return chip.write(kFifoEn2, 0) && bank(chip, 2) && chip.write(kGyroConfig1, 3 << 3 | kFilter) &&
         chip.write(kAccelConfig, 3 << 3 | kFilter) && chip.write(kGyroConfig2, moved ? 0x38 : 0) &&
         chip.write(kAccelConfig2, moved ? 0x1C : 0) && bank(chip, 0);
}

// As for the MPU-6500: 2620 * 1.01^(code - 1) in the factory, from half to one and a half now.
bool Icm20948::passed(Registers& chip, const int16_t change[6]) {
  uint8_t gyro[3], accel[3];
  const bool read =
      bank(chip, 1) && chip.read(kSelfTestGyro, gyro, 3) && chip.read(kSelfTestAccel, accel, 3);
  if (!bank(chip, 0) || !read) return false;
  for (uint8_t i = 0; i < 3; ++i) {
    const uint32_t expected = factory_trim(accel[i], 2620, 655);
    if (!within(change[i], static_cast<uint16_t>(expected / 2),
                static_cast<uint16_t>(expected * 3 / 2)) ||
        size_of(change[3 + i]) < factory_trim(gyro[i], 2620, 655) / 2) {
      return false;
    }
  }
  return true;
}

}  // namespace posture_clip
