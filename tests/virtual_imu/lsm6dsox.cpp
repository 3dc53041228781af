// LSM6DSOX: a FIFO of words of seven bytes, a tag that says whose they are and three values.
#include <bit>
#include <utility>

#include "virtual_imu/chips.hpp"
#include "virtual_imu/lsm6ds.hpp"

namespace postured::virtual_imu {
namespace {

enum Register : std::uint8_t {
  kFifoControl1 = 0x07,
  kFifoControl2 = 0x08,
  kFifoControl3 = 0x09,
  kFifoControl4 = 0x0A,
  kCounterBdr1 = 0x0B,
  kFifoTag = 0x78,
  kFifoLast = 0x7E,
};
enum FifoStatus : std::uint8_t {
  kWatermark = 0x80,
  kOverrun = 0x40,
  kFull = 0x20,
  kOverrunLatched = 0x08
};
enum Tag : unsigned { kGyroTag = 1, kAccelTag = 2, kTemperatureTag = 3 };
enum FifoMode : unsigned { kBypass = 0, kStopsWhenFull = 1, kContinuous = 6 };
constexpr std::size_t kFifoWords = 512;  // without compression

class Lsm6dsox final : public Lsm6ds {
 public:
  Lsm6dsox(Motion motion, const ChipParams& params)
      : Lsm6ds({0x6C, 256}, {70e-6, 0.0038}, std::move(motion), params) {}

 private:
  using Word = std::array<std::uint8_t, 7>;

  void power_on() override {
    Lsm6ds::power_on();
    clear_fifo();
  }
  void clear_fifo() override {
    fifo_.clear();
    overrun_ = latched_ = false;
  }

  std::uint8_t read_register(std::uint8_t reg) override {
    reg &= 0x7F;
    if (reg == kFifoStatus1) return static_cast<std::uint8_t>(fifo_.size());
    if (reg == kFifoStatus2) {
      auto status = static_cast<unsigned>(fifo_.size() >> 8);
      if (fifo_threshold()) status |= kWatermark;
      if (overrun_) status |= kOverrun;
      if (fifo_.size() >= kFifoWords) status |= kFull;
      if (std::exchange(latched_, false)) status |= kOverrunLatched;
      return static_cast<std::uint8_t>(status);
    }
    if (reg < kFifoTag || reg > kFifoLast) return Lsm6ds::read_register(reg);
    if (fifo_.empty()) return 0;
    const std::uint8_t byte = fifo_.front()[reg - kFifoTag];
    if (reg == kFifoLast) {
      fifo_.pop_front();
      overrun_ = false;
    }
    return byte;
  }
  void write_register(std::uint8_t reg, std::uint8_t value) override {
    Lsm6ds::write_register(reg, value);
    if ((reg & 0x7F) == kFifoControl4 && mode() == kBypass) clear_fifo();
  }
  std::uint8_t after(std::uint8_t reg) const override {
    return (reg & 0x7F) == kFifoLast ? std::uint8_t{kFifoTag} : Lsm6ds::after(reg);
  }

  unsigned mode() const { return registers_[kFifoControl4] & 7u; }
  double accel_batch_hz() const { return odr_hz(registers_[kFifoControl3] & 15u); }
  double gyro_batch_hz() const { return odr_hz(registers_[kFifoControl3] >> 4); }
  bool fifo_in_use() const override {
    return mode() != kBypass &&
           ((accel_batch_hz() > 0 && accel_on()) || (gyro_batch_hz() > 0 && gyro_on()));
  }
  void fill_fifo() override {
    if (!fifo_in_use()) return;
    if (gyro_on() && due(gyro_batch_hz(), gyro_phase_)) push(kGyroTag, output(kGyro));
    if (accel_on() && due(accel_batch_hz(), accel_phase_)) push(kAccelTag, output(kAccel));
    ++slot_;
  }
  bool due(double batch_hz, double& phase) const {
    phase += std::min(1.0, batch_hz / rate_hz());
    if (phase < 1) return false;
    phase -= 1;
    return true;
  }
  void push(unsigned tag, const std::uint8_t* xyz) {
    if (fifo_.size() == kFifoWords) {
      overrun_ = latched_ = true;
      count_overflow();
      if (mode() == kStopsWhenFull) return;
      fifo_.pop_front();
    }
    // TAG_SENSOR[4:0] TAG_CNT[1:0] TAG_PARITY, which makes the number of ones even.
    unsigned head = tag << 3 | (slot_ & 3) << 1;
    if (std::popcount(head) % 2 == 1) head |= 1;
    Word word{static_cast<std::uint8_t>(head)};
    std::copy(xyz, xyz + 6, word.begin() + 1);
    fifo_.push_back(word);
  }
  bool fifo_threshold() const override {
    const unsigned words = registers_[kFifoControl1] | (registers_[kFifoControl2] & 1u) << 8;
    return words > 0 && fifo_.size() >= words;
  }
  bool fifo_overrun() const override { return overrun_; }
  bool pulsed() const override { return registers_[kCounterBdr1] & 0x80; }

  std::deque<Word> fifo_;
  bool overrun_ = false, latched_ = false;
  unsigned slot_ = 0;
  double accel_phase_ = 0, gyro_phase_ = 0;
};

}  // namespace

std::unique_ptr<VirtualChip> make_lsm6dsox(Motion motion, const ChipParams& params) {
  return std::make_unique<Lsm6dsox>(std::move(motion), params);
}

}  // namespace postured::virtual_imu
