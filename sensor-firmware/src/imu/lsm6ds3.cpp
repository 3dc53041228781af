#include "imu/lsm6ds3.hpp"

namespace posture_clip {
namespace {

// A bare page is of DocID026899 rev. 7 (LSM6DS3); DSL: DocID028475 rev. 7 (LSM6DSL). The LSM6DSOX
// has the ones from INT1_CTRL on at the same places.
enum : uint8_t {
  kFifoCtrl1 = 0x06,     // p. 45
  kFifoCtrl2 = 0x07,     // p. 46
  kFifoCtrl3 = 0x08,     // p. 46
  kFifoCtrl5 = 0x0A,     // p. 48
  kInt1Ctrl = 0x0D,      // p. 50
  kWhoAmI = 0x0F,        // p. 51
  kCtrl1Xl = 0x10,       // p. 51
  kCtrl2G = 0x11,        // p. 53
  kCtrl3C = 0x12,        // p. 54
  kCtrl5C = 0x14,        // p. 55
  kCtrl6C = 0x15,        // p. 57
  kOutTempL = 0x20,      // p. 63
  kOutxLG = 0x22,        // rotation, then acceleration: p. 63 to 66
  kFifoStatus1 = 0x3A,   // p. 69
  kFifoDataOutL = 0x3E,  // p. 70
};
constexpr uint8_t kSwReset = 0x01, kBlockDataUpdate = 0x40, kIncrement = 0x04;  // p. 54
constexpr uint8_t kFifoThreshold = 0x08;    // in INT1_CTRL: p. 50
constexpr uint8_t kBothUndecimated = 0x09;  // DEC_FIFO_GYRO 1, DEC_FIFO_XL 1: p. 46 and 47
constexpr uint8_t kContinuous = 0x06;       // a full FIFO loses its oldest words: p. 49
constexpr uint8_t kAccelLowPower = 0x10;    // XL_HM_MODE in CTRL6_C: p. 57
constexpr uint8_t kOdr12Hz5 = 0x10;         // p. 52, as 13 Hz; DSL p. 22: 12.5
constexpr uint8_t kSampleWords = 6;

const char* const kFirst = "lsm6ds3";

const char* name_of(uint8_t who) {
  if (who == 0x69) return kFirst;  // p. 51
  return who == 0x6A ? "lsm6ds3tr-c" : nullptr;
}

}  // namespace

const char* Lsm6::find_any(Registers& chip, const char* (*name_of)(uint8_t who)) {
  for (uint8_t address = 0x6A; address <= 0x6B; ++address) {  // pin SA0
    uint8_t who;
    chip.select(address);
    if (!chip.identify(kWhoAmI, who)) continue;
    const char* name = name_of(who);
    if (name != nullptr) return name;
  }
  return nullptr;
}

bool Lsm6::configure(Registers& chip, ImuSetup& setup, ImuScale& scale, uint8_t& odr) {
  const uint8_t rate = step_for(setup.rate_hz, 26);
  const uint8_t accel = step_for(setup.accel_g, 2);
  // FS_XL: 0 = 2 g, 2 = 4 g, 3 = 8 g, 1 = 16 g: p. 52.
  const uint8_t accel_code = static_cast<uint8_t>(0x78 >> 2 * accel & 3);
  const uint8_t gyro = step_for(setup.gyro_dps, 250);
  setup.rate_hz = static_cast<uint16_t>(26 << rate);
  setup.accel_g = static_cast<uint8_t>(2 << accel);
  setup.gyro_dps = static_cast<uint16_t>(250 << gyro);
  // .061 mg and 8.75 mdeg/s a count at the smallest range, p. 19, which calls the gyroscope's 245
  // deg/s; FS_G: p. 53.
  scale.accel_lsb_per_g = static_cast<uint16_t>((16393U + (1U << accel) / 2) >> accel);
  scale.gyro_lsb_per_10dps = static_cast<uint16_t>((1143U + (1U << gyro) / 2) >> gyro);
  odr = static_cast<uint8_t>(rate + 2);  // 2 = 26 Hz to 5 = 208 Hz: p. 52 and 53
  return chip.write(kCtrl3C, kBlockDataUpdate | kIncrement) &&
         chip.write(kCtrl1Xl, static_cast<uint8_t>(odr << 4 | accel_code << 2)) &&
         chip.write(kCtrl2G, static_cast<uint8_t>(odr << 4 | gyro << 2)) &&
         chip.write(kInt1Ctrl, kFifoThreshold);
}

bool Lsm6::newest(Registers& chip, ImuReading& reading) {
  uint8_t bytes[12];
  if (!chip.read(kOutxLG, bytes, 12)) return false;
  for (uint8_t i = 0; i < 6; ++i) reading.value[(i + 3) % 6] = little_endian(bytes + 2 * i);
  return true;
}

bool Lsm6::temperature(Registers& chip, int16_t& cdeg) {
  uint8_t bytes[2];
  if (!chip.read(kOutTempL, bytes, 2)) return false;
  // 0 is 25 degrees: p. 22.
  const int32_t raw = little_endian(bytes);
  cdeg = static_cast<int16_t>(2500 + raw * 100 / (1 << temperature_shift_));
  return true;
}

// Positive sign for both: p. 56. +-4 g, the limits being the same in each range, and +-2000 deg/s:
// DSL p. 22 and 23.
bool Lsm6::self_test(Registers& chip, bool moved) {
  return chip.write(kCtrl1Xl, 0x48) && chip.write(kCtrl2G, 0x4C) &&  // 104 Hz
         chip.write(kCtrl5C, moved ? 0x05 : 0);
}

bool Lsm6::passed(Registers&, const int16_t change[6]) {
  for (uint8_t i = 0; i < 3; ++i) {
    // .122 mg and 70 mdeg/s a count, p. 19: 90 to 1700 mg, 150 to 700 deg/s, DSL p. 22. The
    // LSM6DS3's own data sheet gives no limits.
    const uint16_t least = static_cast<uint16_t>(least_accel_mg_ * uint32_t{8197} / 1000);
    if (!within(change[i], least, 13934) || !within(change[3 + i], 2143, 10000)) return false;
  }
  return true;
}

bool Lsm6::accelerometer_only(Registers& chip) {
  return chip.write(kInt1Ctrl, 0) && chip.write(kCtrl2G, 0) &&
         chip.write(kCtrl6C, kAccelLowPower) && chip.update(kCtrl1Xl, 0xF0, kOdr12Hz5);
}

const char* Lsm6ds3::find(Registers& chip) {
  const char* name = find_any(chip, name_of);
  if (name == nullptr) return nullptr;
  temperature_shift_ = name == kFirst ? 4 : 8;  // p. 22: 16 counts a degree; DSL p. 25: 256
  return name;
}

int16_t Lsm6ds3::start(Registers& chip, uint8_t phase, ImuSetup& setup, ImuScale& scale) {
  switch (phase) {
    case 0:
      return chip.write(kCtrl3C, kSwReset) ? 10 : kFailed;  // 50 us
    case 1:
      return configure(chip, setup, scale, odr_) ? 80 : kFailed;  // gyroscope turn-on 70 ms
    default:
      return flush(chip) ? kStarted : kFailed;
  }
}

// Bypass mode empties it, and the first sample after a change of mode is none: p. 28. The threshold
// counts words, p. 45; rate and mode: p. 49.
bool Lsm6ds3::flush(Registers& chip) {
  first_is_none_ = true;
  return chip.write(kFifoCtrl5, 0) && chip.write(kFifoCtrl1, kSampleWords) &&
         chip.write(kFifoCtrl2, 0) && chip.write(kFifoCtrl3, kBothUndecimated) &&
         chip.write(kFifoCtrl5, static_cast<uint8_t>(odr_ << 3 | kContinuous));
}

bool Lsm6ds3::level(Registers& chip, FifoLevel& level) {
  uint8_t status[4];
  if (!chip.read(kFifoStatus1, status, 4)) return false;
  const uint16_t words = static_cast<uint16_t>((status[1] & 0x0F) << 8 | status[0]);
  // Which word of a sample comes out next, p. 70: not the first means out of step.
  const uint16_t pattern = static_cast<uint16_t>((status[3] & 0x03) << 8 | status[2]);
  const bool lost = (status[1] & 0x60) != 0;  // OVER_RUN, FIFO_FULL: p. 69
  level.samples = words / kSampleWords;
  level.overflowed = lost || (level.samples > 0 && pattern != 0);
  if (level.samples == 0 || level.overflowed || !first_is_none_) return true;
  ImuReading none;
  if (!read(chip, none)) return false;
  first_is_none_ = false;
  --level.samples;
  return true;
}

bool Lsm6ds3::read(Registers& chip, ImuReading& oldest) {
  // Rotation first, p. 29; the address goes round these two registers.
  uint8_t bytes[2 * kSampleWords];
  if (!chip.read(kFifoDataOutL, bytes, sizeof bytes)) return false;
  for (uint8_t i = 0; i < 6; ++i) oldest.value[(i + 3) % 6] = little_endian(bytes + 2 * i);
  return true;
}

bool Lsm6ds3::doze(Registers& chip) {
  return chip.write(kFifoCtrl5, 0) && accelerometer_only(chip);
}

}  // namespace posture_clip
