// LSM6DS3 and LSM6DS3TR-C: a FIFO of 16-bit words, gyroscope before accelerometer, with a pattern
// counter that tells which word comes next.
#include <utility>

#include "virtual_imu/chips.hpp"
#include "virtual_imu/lsm6ds.hpp"

namespace postured::virtual_imu {
namespace {

enum Register : std::uint8_t {
  kFifoControl1 = 0x06,
  kFifoControl2 = 0x07,
  kFifoControl3 = 0x08,
  kFifoControl5 = 0x0A,
  kDataReadyPulse = 0x0B,
  kFifoPattern1 = 0x3C,
  kFifoPattern2 = 0x3D,
  kFifoDataLow = 0x3E,
  kFifoDataHigh = 0x3F,
};
enum FifoStatus : std::uint8_t { kWatermark = 0x80, kOverrun = 0x40, kFull = 0x20, kEmpty = 0x10 };
enum FifoMode : unsigned { kBypass = 0, kStopsWhenFull = 1, kContinuous = 6 };

struct Variant {
  std::uint8_t who_am_i;
  double temperature_lsb_per_c;
  std::size_t fifo_words;
};

class Lsm6ds3 final : public Lsm6ds {
 public:
  Lsm6ds3(const Variant& variant, NoiseDensity noise, Motion motion, const ChipParams& params)
      : Lsm6ds({variant.who_am_i, variant.temperature_lsb_per_c}, noise, std::move(motion), params),
        variant_(variant) {}

 private:
  struct Word {
    std::uint16_t value;
    std::uint8_t place;  // in the pattern
  };

  void power_on() override {
    Lsm6ds::power_on();
    clear_fifo();
  }
  void clear_fifo() override {
    fifo_.clear();
    overrun_ = false;
    decimator_ = 0;
  }

  std::uint8_t read_register(std::uint8_t reg) override {
    const auto diff = static_cast<unsigned>(fifo_.size()) & diff_mask();
    switch (reg & 0x7F) {
      case kFifoStatus1:
        return static_cast<std::uint8_t>(diff);
      case kFifoStatus2: {
        unsigned status = diff >> 8;
        if (fifo_threshold()) status |= kWatermark;
        if (overrun_) status |= kOverrun;
        if (fifo_.size() >= variant_.fifo_words) status |= kFull;
        if (fifo_.empty()) status |= kEmpty;
        return static_cast<std::uint8_t>(status);
      }
      case kFifoPattern1:
        return fifo_.empty() ? 0 : fifo_.front().place;
      case kFifoPattern2:
        return 0;
      case kFifoDataLow:
        if (fifo_.empty()) return 0;
        return static_cast<std::uint8_t>(fifo_.front().value);
      case kFifoDataHigh: {
        if (fifo_.empty()) return 0;
        const std::uint16_t word = fifo_.front().value;
        fifo_.pop_front();
        overrun_ = false;
        return static_cast<std::uint8_t>(word >> 8);
      }
      default:
        return Lsm6ds::read_register(reg);
    }
  }
  void write_register(std::uint8_t reg, std::uint8_t value) override {
    Lsm6ds::write_register(reg, value);
    if ((reg & 0x7F) == kFifoControl5) first_ = true;
    if ((reg & 0x7F) == kFifoControl5 && mode() == kBypass) clear_fifo();
  }
  // Reading on at the FIFO's output stays there.
  std::uint8_t after(std::uint8_t reg) const override {
    return (reg & 0x7F) == kFifoDataHigh ? std::uint8_t{kFifoDataLow} : Lsm6ds::after(reg);
  }

  unsigned diff_mask() const { return static_cast<unsigned>(variant_.fifo_words) - 1; }
  unsigned mode() const { return registers_[kFifoControl5] & 7u; }
  double fifo_rate_hz() const { return odr_hz(registers_[kFifoControl5] >> 3 & 15u); }
  unsigned decimation(unsigned shift) const {
    static constexpr unsigned kFactors[] = {0, 1, 2, 3, 4, 8, 16, 32};
    return kFactors[registers_[kFifoControl3] >> shift & 7];
  }
  bool fifo_in_use() const override {
    return mode() != kBypass && fifo_rate_hz() > 0 && rate_hz() > 0 &&
           ((decimation(3) && gyro_on()) || (decimation(0) && accel_on()));
  }
  void fill_fifo() override {
    if (!fifo_in_use()) return;
    // The FIFO's own rate, never above the sensors'.
    phase_ += std::min(1.0, fifo_rate_hz() / rate_hz());
    if (phase_ < 1) return;
    phase_ -= 1;
    std::uint8_t place = 0;
    // The first sample after the mode was switched is none (DocID026899 rev. 7, p. 28).
    spoiled_ = first_;
    first_ = false;
    if (decimation(3) && gyro_on() && decimator_ % decimation(3) == 0) push(output(kGyro), place);
    if (decimation(0) && accel_on() && decimator_ % decimation(0) == 0) push(output(kAccel), place);
    ++decimator_;
  }
  void push(const std::uint8_t* xyz, std::uint8_t& place) {
    for (int i = 0; i < 3; ++i, xyz += 2) {
      if (fifo_.size() == variant_.fifo_words) {
        overrun_ = true;
        count_overflow();
        if (mode() == kStopsWhenFull) return;
        fifo_.pop_front();
      }
      const auto value = static_cast<std::uint16_t>(xyz[0] | xyz[1] << 8);
      fifo_.push_back({spoiled_ ? std::uint16_t{0x7FFF} : value, place++});
    }
  }
  bool fifo_threshold() const override {
    const unsigned high = registers_[kFifoControl2] & (diff_mask() >> 8);
    const unsigned words = registers_[kFifoControl1] | high << 8;
    return words > 0 && fifo_.size() >= words;
  }
  bool fifo_overrun() const override { return overrun_; }
  bool pulsed() const override { return registers_[kDataReadyPulse] & 0x80; }

  Variant variant_;
  std::deque<Word> fifo_;
  bool overrun_ = false;
  bool first_ = true, spoiled_ = false;
  unsigned decimator_ = 0;
  double phase_ = 0;
};

}  // namespace

std::unique_ptr<VirtualChip> make_lsm6ds3(Motion motion, const ChipParams& params) {
  return std::make_unique<Lsm6ds3>(Variant{0x69, 16, 4096}, NoiseDensity{90e-6, 0.007},
                                   std::move(motion), params);
}
std::unique_ptr<VirtualChip> make_lsm6ds3tr_c(Motion motion, const ChipParams& params) {
  return std::make_unique<Lsm6ds3>(Variant{0x6A, 256, 2048}, NoiseDensity{90e-6, 0.005},
                                   std::move(motion), params);
}

}  // namespace postured::virtual_imu
