#include "imu/lsm6dsox.hpp"

namespace posture_clip {
namespace {

// DS12814, "Register mapping". A page is of the LSM6DSO's DS12140 rev. 2.
enum : uint8_t {
  kFifoCtrl1 = 0x07,
  kFifoCtrl2 = 0x08,
  kFifoCtrl3 = 0x09,
  kFifoCtrl4 = 0x0A,
  kCtrl3C = 0x12,
  kCtrl9Xl = 0x18,
  kFifoStatus1 = 0x3A,
  kFifoDataOutTag = 0x78,  // p. 34
};
constexpr uint8_t kSwReset = 0x01;
constexpr uint8_t kNoI3c = 0xE2;       // the default and I3C_disable
constexpr uint8_t kContinuous = 0x06;  // a full FIFO loses its oldest words
constexpr uint8_t kWordSize = 7;       // tag and three axes: p. 34
constexpr uint8_t kTagGyro = 0x01, kTagAccel = 0x02;

const char* name_of(uint8_t who) { return who == 0x6C ? "lsm6dsox" : nullptr; }

}  // namespace

const char* Lsm6dsox::find(Registers& chip) {
  least_accel_mg_ = 50;
  return find_any(chip, name_of);
}

int16_t Lsm6dsox::start(Registers& chip, uint8_t phase, ImuSetup& setup, ImuScale& scale) {
  switch (phase) {
    case 0:
      return chip.write(kCtrl3C, kSwReset) ? 10 : kFailed;
    case 1:
      return configure(chip, setup, scale, odr_) && chip.write(kCtrl9Xl, kNoI3c) ? 80 : kFailed;
    default:
      return flush(chip) ? kStarted : kFailed;
  }
}

bool Lsm6dsox::flush(Registers& chip) {
  return chip.write(kFifoCtrl4, 0) && chip.write(kFifoCtrl1, 2) && chip.write(kFifoCtrl2, 0) &&
         chip.write(kFifoCtrl3, static_cast<uint8_t>(odr_ << 4 | odr_)) &&
         chip.write(kFifoCtrl4, kContinuous);
}

bool Lsm6dsox::level(Registers& chip, FifoLevel& level) {
  uint8_t status[2];
  if (!chip.read(kFifoStatus1, status, 2)) return false;
  const uint16_t words = static_cast<uint16_t>((status[1] & 0x03) << 8 | status[0]);  // p. 34
  level.samples = words / 2;
  level.overflowed = (status[1] & 0x68) != 0;  // OVR_IA, FULL_IA, OVR_LATCHED
  return true;
}

// Both words of a sample, in whatever order; two of one kind mean that the FIFO is out of step.
bool Lsm6dsox::read(Registers& chip, ImuReading& oldest) {
  uint8_t words[2 * kWordSize];
  if (!chip.read(kFifoDataOutTag, words, sizeof words)) return false;
  uint8_t seen = 0;
  for (uint8_t w = 0; w < 2; ++w) {
    const uint8_t* word = words + w * kWordSize;
    const uint8_t tag = word[0] >> 3;
    if (tag != kTagGyro && tag != kTagAccel) return false;
    seen = static_cast<uint8_t>(seen | tag);
    for (uint8_t i = 0; i < 3; ++i) {
      oldest.value[(tag == kTagGyro ? 3 : 0) + i] = little_endian(word + 1 + 2 * i);
    }
  }
  return seen == (kTagGyro | kTagAccel);
}

bool Lsm6dsox::doze(Registers& chip) {
  return chip.write(kFifoCtrl4, 0) && accelerometer_only(chip);
}

}  // namespace posture_clip
