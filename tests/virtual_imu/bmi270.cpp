// BMI270: data sheet BST-BMI270-DS000, "Register map" and "FIFO". It measures only after a host has
// written the maker's configuration file; that file's content is not checked beyond its first
// bytes.
#include <cmath>
#include <deque>
#include <utility>
#include <vector>

#include "virtual_imu/chips.hpp"

namespace postured::virtual_imu {
namespace {

enum Register : std::uint8_t {
  kChipId = 0x00,
  kStatus = 0x03,
  kAccelOut = 0x0C,  // low byte first; the gyroscope follows
  kGyroOut = 0x12,
  kSensorTime = 0x18,
  kEvent = 0x1B,
  kIntStatus0 = 0x1C,
  kIntStatus1 = 0x1D,
  kInternalStatus = 0x21,
  kTemperature = 0x22,
  kFifoLength0 = 0x24,
  kFifoLength1 = 0x25,
  kFifoData = 0x26,
  kAccelConfig = 0x40,
  kAccelRange = 0x41,
  kGyroConfig = 0x42,
  kGyroRange = 0x43,
  kFifoDowns = 0x45,
  kFifoWatermark0 = 0x46,
  kFifoWatermark1 = 0x47,
  kFifoConfig0 = 0x48,
  kFifoConfig1 = 0x49,
  kInt1IoControl = 0x53,
  kIntLatch = 0x55,
  kInt1MapFeatures = 0x56,
  kIntMapData = 0x58,
  kInitControl = 0x59,
  kInitAddress0 = 0x5B,
  kInitAddress1 = 0x5C,
  kInitData = 0x5E,
  kAccelSelfTest = 0x6D,
  kGyroSelfTestAxes = 0x6E,
  kPowerConfig = 0x7C,
  kPowerControl = 0x7D,
  kCommand = 0x7E,
};
constexpr std::size_t kFifoBytes = 2048;
constexpr std::size_t kConfigBytes = 8192;
constexpr double kPulse_us = 50;
enum Command : std::uint8_t { kGyroTrigger = 0x02, kFifoFlush = 0xB0, kSoftReset = 0xB6 };
enum Init : std::uint8_t { kNotInitialised = 0, kInitialised = 1, kInitError = 2 };

class Bmi270 final : public VirtualChip {
 public:
  Bmi270(Motion motion, const ChipParams& params)
      : VirtualChip(0x68, {160e-6, 0.007}, std::move(motion), params) {
    Bmi270::power_on();
  }

 private:
  struct Frame {
    std::array<std::uint8_t, 13> bytes{};  // header, gyroscope, accelerometer
    std::size_t size = 0;
    void add(std::uint8_t byte) { bytes[size++] = byte; }
  };

  void power_on() override {
    registers_ = {};
    flush_fifo();
    config_.assign(kConfigBytes, 0);
    config_written_ = 0;
    registers_[kChipId] = 0x24;
    registers_[kStatus] = 0x10;  // ready for commands
    registers_[kEvent] = 0x01;   // power on detected
    registers_[kAccelConfig] = 0xA8;
    registers_[kAccelRange] = 0x02;
    registers_[kGyroConfig] = 0xA9;
    registers_[kFifoDowns] = 0x88;
    registers_[kFifoConfig0] = 0x02;
    registers_[kFifoConfig1] = 0x10;
    registers_[kPowerConfig] = 0x03;
    registers_[kTemperature + 1] = 0x80;  // not measured
  }

  // -- registers

  std::uint8_t read_register(std::uint8_t reg) override {
    reg &= 0x7F;
    if (reg == kFifoData) return read_fifo();
    if (reg == kFifoLength0) {
      const std::size_t n = std::min<std::size_t>(fifo_bytes_, 0x3FFF);
      registers_[kFifoLength0] = static_cast<std::uint8_t>(n);
      registers_[kFifoLength1] = static_cast<std::uint8_t>(n >> 8);
    }
    const std::uint8_t value = registers_[reg];
    if (reg == kAccelOut + 5) registers_[kStatus] &= static_cast<std::uint8_t>(~0x80);
    if (reg == kGyroOut + 5) registers_[kStatus] &= static_cast<std::uint8_t>(~0x40);
    if (reg == kIntStatus0 || reg == kIntStatus1 || reg == kEvent) registers_[reg] = 0;
    return value;
  }

  void write_register(std::uint8_t reg, std::uint8_t value) override {
    reg &= 0x7F;
    // With the features' memory asleep only the power registers and commands take writes.
    if (power_save() && reg >= kInitControl && reg < kPowerConfig) return;
    if (reg < 0x2F) return;  // outputs and status
    if (reg == kCommand) {
      execute(value);
      return;
    }
    if (reg == kInitData) {
      take_config(value);
      return;
    }
    if (reg == kInitControl && value == 1 && registers_[kInitControl] == 0) finish_config();
    if (reg == kInitControl && value == 0) config_written_ = 0;
    registers_[reg] = value;
  }
  std::uint8_t after(std::uint8_t reg) const override {
    const std::uint8_t r = reg & 0x7F;
    return r == kFifoData || r == kInitData ? r : static_cast<std::uint8_t>(r + 1);
  }
  bool power_save() const { return registers_[kPowerConfig] & 1; }

  void execute(std::uint8_t command) {
    if (command == kSoftReset) power_on();
    if (command == kFifoFlush) flush_fifo();
    if (command == kGyroTrigger) {
      registers_[kGyroSelfTestAxes] = faults.self_test_fails ? 0x01 : 0x0F;
    }
  }

  // INIT_ADDR counts 16-bit words, its low four bits first; a burst goes on by itself.
  void take_config(std::uint8_t value) {
    const unsigned word = (registers_[kInitAddress0] & 15u) | registers_[kInitAddress1] * 16u;
    const std::size_t at = 2 * word + burst_;
    if (at < config_.size()) config_[at] = value;
    ++burst_;
    ++config_written_;
  }
  void bus_idle() override { burst_ = 0; }
  void finish_config() {
    const bool right = config_written_ == kConfigBytes && config_[0] == 0xC8 && config_[1] == 0x2E;
    registers_[kInternalStatus] = right ? kInitialised : kInitError;
  }
  bool initialised() const { return registers_[kInternalStatus] == kInitialised; }

  // -- sampling

  bool accel_on() const { return initialised() && (registers_[kPowerControl] & 0x04); }
  bool gyro_on() const { return initialised() && (registers_[kPowerControl] & 0x02); }
  static double odr_hz(std::uint8_t config) {
    const unsigned code = config & 15u;
    return code == 0 ? 0 : 25 * std::pow(2, static_cast<int>(code) - 6);
  }
  double rate_hz() const override {
    return std::max(accel_on() ? odr_hz(registers_[kAccelConfig]) : 0,
                    gyro_on() ? odr_hz(registers_[kGyroConfig]) : 0);
  }
  double bandwidth_hz() const override { return 0.4 * rate_hz(); }  // "normal" mode of the filters
  double start_up_us() const override { return gyro_on() ? 45'000 : 2'000; }

  void store(std::size_t at, std::int16_t value) {
    registers_[at] = static_cast<std::uint8_t>(value);
    registers_[at + 1] = static_cast<std::uint8_t>(static_cast<std::uint16_t>(value) >> 8);
  }
  void take(const TrueMotion& reading) override {
    const double accel_lsb = 16384 >> (registers_[kAccelRange] & 3);
    const double gyro_lsb = 32768.0 / (2000 >> std::min(registers_[kGyroRange] & 7, 4));
    // Differences between the two signs: at least 16, -15 and 10 g.
    static constexpr double kSelfTest_g[] = {9, -8.5, 6};
    const std::uint8_t test = faults.self_test_fails ? 0 : registers_[kAccelSelfTest];
    for (std::size_t i = 0; i < 3; ++i) {
      const double test_g = test & 1 ? (test & 4 ? kSelfTest_g[i] : -kSelfTest_g[i]) : 0;
      if (accel_on()) store(kAccelOut + 2 * i, counts(reading.accel_g[i] + test_g, accel_lsb));
      if (gyro_on()) store(kGyroOut + 2 * i, counts(reading.gyro_dps[i], gyro_lsb));
    }
    store(kTemperature, counts(reading.temperature_c - 23, 512));
    const auto ticks = static_cast<std::uint32_t>(static_cast<double>(now_us()) / 39.0625);
    for (unsigned i = 0; i < 3; ++i) {
      registers_[kSensorTime + i] = static_cast<std::uint8_t>(ticks >> 8 * i);
    }
    std::uint8_t ready = 0;
    if (accel_on()) ready |= 0x80;
    if (gyro_on()) ready |= 0x40;
    registers_[kStatus] |= ready;
    fill_fifo();
    if (fifo_bytes_ >= watermark() && watermark() > 0) ready |= 0x02;
    registers_[kIntStatus1] |= ready;
    if (!latched() && (mapped() & ready)) pulse_interrupt(kPulse_us);
  }

  // -- FIFO: in frames

  bool header_mode() const { return registers_[kFifoConfig1] & 0x10; }
  bool fifo_in_use() const override {
    return ((registers_[kFifoConfig1] & 0x40) && accel_on()) ||
           ((registers_[kFifoConfig1] & 0x80) && gyro_on());
  }
  void flush_fifo() {
    fifo_.clear();
    fifo_bytes_ = frame_at_ = skipped_ = 0;
  }
  void fill_fifo() {
    if (!fifo_in_use()) return;
    const bool gyro = (registers_[kFifoConfig1] & 0x80) && gyro_on();
    const bool accel = (registers_[kFifoConfig1] & 0x40) && accel_on();
    Frame frame;
    if (header_mode()) {
      frame.add(static_cast<std::uint8_t>(0x80 | (gyro ? 0x08 : 0) | (accel ? 0x04 : 0)));
    }
    const auto add = [&](std::size_t at) {
      for (std::size_t i = 0; i < 6; ++i) frame.add(registers_[at + i]);
    };
    if (gyro) add(kGyroOut);
    if (accel) add(kAccelOut);
    while (fifo_bytes_ + frame.size > kFifoBytes) {
      registers_[kIntStatus1] |= 0x01;
      count_overflow();
      ++skipped_;
      if (registers_[kFifoConfig0] & 0x01) return;  // stops when full
      drop_front();
    }
    fifo_bytes_ += frame.size;
    fifo_.push_back(frame);
  }
  void drop_front() {
    fifo_bytes_ -= fifo_.front().size;
    fifo_.pop_front();
    frame_at_ = 0;
  }
  std::uint8_t read_fifo() {
    if (power_save()) return 0;
    // In header mode a skip frame tells first how many frames were lost.
    if (header_mode() && skipped_ > 0 && frame_at_ == 0) {
      Frame skip;
      skip.add(0x40);
      skip.add(static_cast<std::uint8_t>(std::min<std::size_t>(skipped_, 255)));
      fifo_.push_front(skip);
      fifo_bytes_ += 2;
      skipped_ = 0;
    }
    if (fifo_.empty()) return header_mode() ? 0x80 : 0x00;  // over-read
    const std::uint8_t byte = fifo_.front().bytes[frame_at_++];
    if (frame_at_ == fifo_.front().size) drop_front();
    return byte;
  }

  // -- interrupts on INT1

  std::size_t watermark() const {
    return registers_[kFifoWatermark0] | (registers_[kFifoWatermark1] & 0x1Fu) << 8;
  }
  bool latched() const { return registers_[kIntLatch] & 1; }
  // What INT_MAP_DATA sends to INT1, in the bits of INT_STATUS_1.
  std::uint8_t mapped() const {
    const std::uint8_t map = registers_[kIntMapData];
    unsigned bits = map & 0x03 ? (map & 1u) | (map & 2u) : 0;
    if (map & 0x04) bits |= 0xC0;
    return registers_[kInt1IoControl] & 0x08 ? static_cast<std::uint8_t>(bits) : std::uint8_t{0};
  }
  bool active() const override { return latched() && (registers_[kIntStatus1] & mapped()); }
  bool active_low() const override { return !(registers_[kInt1IoControl] & 0x02); }

  std::array<std::uint8_t, 128> registers_{};
  std::deque<Frame> fifo_;
  std::size_t fifo_bytes_ = 0, frame_at_ = 0, skipped_ = 0;
  std::vector<std::uint8_t> config_;
  std::size_t config_written_ = 0, burst_ = 0;
};

}  // namespace

std::unique_ptr<VirtualChip> make_bmi270(Motion motion, const ChipParams& params) {
  return std::make_unique<Bmi270>(std::move(motion), params);
}

}  // namespace postured::virtual_imu
