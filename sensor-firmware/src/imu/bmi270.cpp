#include "imu/bmi270.hpp"

#include <string.h>

namespace posture_clip {
namespace {

// BST-BMI270-DS000, "Register map".
enum : uint8_t {
  kChipId = 0x00,
  kDataAcc = 0x0C,  // acceleration, then rotation
  kInternalStatus = 0x21,
  kTemperature = 0x22,
  kFifoLength = 0x24,
  kFifoData = 0x26,
  kAccConf = 0x40,
  kAccRange = 0x41,
  kGyrConf = 0x42,
  kGyrRange = 0x43,
  kFifoConfig0 = 0x48,
  kFifoConfig1 = 0x49,
  kInt1IoCtrl = 0x53,
  kIntMapData = 0x58,
  kInitCtrl = 0x59,
  kInitAddr0 = 0x5B,
  kInitData = 0x5E,
  kAccSelfTest = 0x6D,
  kPwrConf = 0x7C,
  kPwrCtrl = 0x7D,
  kCmd = 0x7E,
};
constexpr uint8_t kSoftReset = 0xB6, kFifoFlush = 0xB0;
constexpr uint8_t kAccGyrTemp = 0x0E, kAccOnly = 0x04;
constexpr uint8_t kSlowSave = 0x01, kFifoSelfWakeUp = 0x02;
constexpr uint8_t kGyrAndAccNoHeader = 0xC0;
constexpr uint8_t kPushPullHigh = 0x0A, kDataReadyToInt1 = 0x04;
constexpr uint8_t kSampleSize = 12;
constexpr uint16_t kFifoSize = 2048;
constexpr uint8_t kChunk = 16;         // fits the smallest Wire buffer with its register
constexpr uint8_t kChunksAPhase = 32;  // 512 bytes: 15 ms on the bus

}  // namespace

const char* Bmi270::find(Registers& chip) {
  for (uint8_t address = 0x68; address <= 0x69; ++address) {  // pin SDO
    uint8_t id;
    chip.select(address);
    if (chip.identify(kChipId, id) && id == 0x24) return "bmi270";
  }
  return nullptr;
}

int16_t Bmi270::start(Registers& chip, uint8_t phase, ImuSetup& setup, ImuScale& scale) {
  const uint8_t load_phases = static_cast<uint8_t>((file_.size + 511U) / 512U);
  if (phase == 0) return chip.write(kCmd, kSoftReset) ? 2 : kFailed;
  if (phase == 1) {
    loaded_ = 0;
    return chip.write(kPwrConf, 0) ? 1 : kFailed;  // 450 us
  }
  if (phase == 2 && !chip.write(kInitCtrl, 0)) return kFailed;
  if (phase < 2 + load_phases) return load(chip) ? 1 : kFailed;
  if (phase == 2 + load_phases) return chip.write(kInitCtrl, 1) ? 20 : kFailed;
  if (phase == 3 + load_phases) {
    uint8_t status;
    if (!chip.read(kInternalStatus, status) || (status & 0x0F) != 1) return kFailed;  // init_ok
    return configure(chip, setup, scale) ? 60 : kFailed;  // gyroscope start-up 45 ms
  }
  return flush(chip) ? kStarted : kFailed;
}

bool Bmi270::load(Registers& chip) {
  for (uint8_t i = 0; i < kChunksAPhase && loaded_ < file_.size; ++i) {
    // The place in words of two bytes, 4 bits and 8 bits.
    const uint16_t word = loaded_ / 2;
    const uint8_t address[3] = {kInitAddr0, static_cast<uint8_t>(word & 0x0F),
                                static_cast<uint8_t>(word >> 4)};
    uint8_t chunk[1 + kChunk];
    chunk[0] = kInitData;
    memcpy(chunk + 1, file_.bytes + loaded_, kChunk);
    if (!chip.write_burst(address, sizeof address) || !chip.write_burst(chunk, sizeof chunk)) {
      return false;
    }
    loaded_ = static_cast<uint16_t>(loaded_ + kChunk);
  }
  return true;
}

bool Bmi270::configure(Registers& chip, ImuSetup& setup, ImuScale& scale) {
  const uint8_t rate = step_for(setup.rate_hz, 25);
  const uint8_t accel = step_for(setup.accel_g, 2);
  const uint8_t gyro = step_for(setup.gyro_dps, 250);
  const uint8_t odr = static_cast<uint8_t>(rate + 6);  // 6 = 25 Hz to 9 = 200 Hz
  setup.rate_hz = static_cast<uint16_t>(25 << rate);
  setup.accel_g = static_cast<uint8_t>(2 << accel);
  setup.gyro_dps = static_cast<uint16_t>(250 << gyro);
  scale.accel_lsb_per_g = static_cast<uint16_t>(16384U >> accel);
  scale.gyro_lsb_per_10dps = static_cast<uint16_t>((1312U + (1U << gyro) / 2) >> gyro);
  // Filters for performance, normal bandwidth (acc 0xA0, gyr 0xA0 and its noise bit 0x40).
  return chip.write(kPwrCtrl, kAccGyrTemp) &&
         chip.write(kAccConf, static_cast<uint8_t>(0xA0 | odr)) && chip.write(kAccRange, accel) &&
         chip.write(kGyrConf, static_cast<uint8_t>(0xE0 | odr)) &&
         chip.write(kGyrRange, static_cast<uint8_t>(3 - gyro)) &&
         chip.write(kPwrConf, kFifoSelfWakeUp) && chip.write(kInt1IoCtrl, kPushPullHigh) &&
         chip.write(kIntMapData, kDataReadyToInt1);
}

bool Bmi270::flush(Registers& chip) {
  return chip.write(kFifoConfig0, 0) && chip.write(kFifoConfig1, kGyrAndAccNoHeader) &&
         chip.write(kCmd, kFifoFlush);
}

bool Bmi270::level(Registers& chip, FifoLevel& level) {
  uint8_t length[2];
  if (!chip.read(kFifoLength, length, 2)) return false;
  const uint16_t bytes = static_cast<uint16_t>((length[1] & 0x3F) << 8 | length[0]);
  // Full, it throws away its oldest samples.
  level.overflowed = bytes > kFifoSize - 2 * kSampleSize;
  level.samples = bytes / kSampleSize;
  return true;
}

bool Bmi270::read(Registers& chip, ImuReading& oldest) {
  uint8_t bytes[kSampleSize];  // rotation first
  if (!chip.read(kFifoData, bytes, kSampleSize)) return false;
  for (uint8_t i = 0; i < 6; ++i) oldest.value[(i + 3) % 6] = little_endian(bytes + 2 * i);
  return true;
}

bool Bmi270::temperature(Registers& chip, int16_t& cdeg) {
  uint8_t bytes[2];
  if (!chip.read(kTemperature, bytes, 2)) return false;
  const int32_t raw = little_endian(bytes);
  cdeg = static_cast<int16_t>(raw * 100 / 512 + 2300);
  return true;
}

bool Bmi270::newest(Registers& chip, ImuReading& reading) {
  uint8_t bytes[12];
  if (!chip.read(kDataAcc, bytes, 12)) return false;
  for (uint8_t i = 0; i < 6; ++i) reading.value[i] = little_endian(bytes + 2 * i);
  return true;
}

bool Bmi270::doze(Registers& chip) {
  // 12.5 Hz, power before performance, 4 samples averaged; then the slow clock.
  return chip.write(kIntMapData, 0) && chip.write(kFifoConfig1, 0) && chip.write(kAccConf, 0x25) &&
         chip.write(kPwrCtrl, kAccOnly) && chip.write(kPwrConf, kSlowSave);
}

// Accelerometer self-test: +-16 g, high amplitude (0x08), both signs (0x04) one after the other.
// The gyroscope's own test needs a feature of the configuration file and is not run.
bool Bmi270::self_test(Registers& chip, bool moved) {
  return chip.write(kPwrConf, 0) && chip.write(kFifoConfig1, 0) && chip.write(kAccRange, 3) &&
         chip.write(kAccConf, 0xAC) &&  // 1600 Hz
         chip.write(kAccSelfTest, moved ? 0x0D : 0x09);
}

// At least 16, 15 and 10 g apart, at 2048 counts a g; y moves the other way. 16 g is the largest
// difference that can be told.
bool Bmi270::passed(Registers& chip, const int16_t change[6]) {
  if (!chip.write(kAccSelfTest, 0)) return false;
  return change[0] == 32767 && change[1] <= -15 * 2048 && change[2] >= 10 * 2048;
}

}  // namespace posture_clip
