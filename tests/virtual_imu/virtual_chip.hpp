// Models of the IMU chips that the firmware drives: what a bus master sees through their registers.
// Written from the makers' documents and not from our drivers, so that the two can contradict each
// other. One chip is one file; this one holds what all chips share.
//
//   auto chip = make_chip("mpu6050", motion);
//   chip->advance(now_us);                                      // before each look at the chip
//   if (chip->start(false)) { chip->write(0x75); chip->start(true); chip->read(); chip->stop(); }
//
// No clock, file or thread: time is the caller's, and the same calls give the same bytes.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <string_view>

namespace postured::virtual_imu {

// What a perfect sensor would feel, in the chip's axes.
struct TrueMotion {
  double accel_g[3] = {0, 0, 1};  // specific force
  double gyro_dps[3] = {0, 0, 0};
  double temperature_c = 25;
};
using Motion = std::function<TrueMotion(std::uint64_t t_us)>;  // asked for times that do not fall

struct ChipParams {
  double noise = 1;           // times what the datasheet names; 0 = none
  double oscillator_ppm = 0;  // of the sample rate: 1000 = 0.1 % too many samples a second
  std::uint64_t seed = 1;
  std::array<double, 3> accel_bias_g{}, gyro_bias_dps{};
};

struct Faults {
  bool absent = false;          // does not answer its address
  bool frozen = false;          // samples keep coming, their values stay
  bool interrupt_lost = false;  // the wire of the interrupt pin is off: it stays at its idle level
  bool self_test_fails = false;
};

struct NoiseDensity {
  double accel_g_per_rthz, gyro_dps_per_rthz;
};

class VirtualChip {
 public:
  virtual ~VirtualChip() = default;
  VirtualChip(const VirtualChip&) = delete;
  VirtualChip& operator=(const VirtualChip&) = delete;

  // -- the bus, as an I2C target
  std::uint8_t address() const { return address_; }  // 7 bits
  bool start(bool reading);                          // the address phase; false = no answer
  bool write(std::uint8_t byte);  // after START: first the register, then data. false = no answer
  std::uint8_t read();
  void stop();

  // -- time: samples due until then enter registers and FIFO. Must not decrease.
  void advance(std::uint64_t now_us);
  // When the chip does something by itself next: a sample, or the end of an interrupt pulse.
  std::uint64_t next_event_us() const;

  // -- the interrupt pin
  bool interrupt() const;                                   // true = high
  std::uint64_t interrupts() const { return interrupts_; }  // how often it became active

  // -- faults
  Faults faults;
  void brown_out();  // the supply dipped: all registers as after power on
  // As if nobody had read for so long that the FIFO overflowed. Nothing where it is not in use.
  void overflow_fifo();

  std::uint64_t samples() const { return samples_; }           // since construction
  std::uint64_t fifo_overflows() const { return overflows_; }  // samples that the FIFO lost

 protected:
  VirtualChip(std::uint8_t address, NoiseDensity noise, Motion motion, const ChipParams& params);

  // All registers as after power on. Constructors of chips call it, too.
  virtual void power_on() = 0;
  virtual std::uint8_t read_register(std::uint8_t reg) = 0;  // with its side effects
  virtual void write_register(std::uint8_t reg, std::uint8_t value) = 0;
  // Where the register pointer goes after an access.
  virtual std::uint8_t after(std::uint8_t reg) const { return static_cast<std::uint8_t>(reg + 1); }
  virtual double rate_hz() const = 0;  // 0 = does not measure
  virtual double bandwidth_hz() const { return rate_hz() / 2; }
  virtual double delay_us() const { return 0; }      // of the chip's low-pass
  virtual double start_up_us() const { return 0; }   // from not measuring to the first sample
  virtual void take(const TrueMotion& reading) = 0;  // a new sample
  virtual bool fifo_in_use() const = 0;
  virtual void bus_idle() {}        // after STOP
  virtual bool active() const = 0;  // the interrupt condition
  virtual bool active_low() const { return false; }

  void pulse_interrupt(double us);
  void count_overflow() { ++overflows_; }
  bool on_bus() const { return on_bus_; }
  std::uint64_t now_us() const { return now_us_; }

  // The nearest 16-bit count, clipped at full scale.
  static std::int16_t counts(double value, double per_unit);

 private:
  void take_sample();
  void watch_rate();
  void watch_interrupt();
  bool is_active() const;

  static constexpr double kNever = std::numeric_limits<double>::infinity();
  std::uint8_t address_;
  NoiseDensity noise_;
  Motion motion_;
  ChipParams params_;
  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
  TrueMotion last_;
  std::uint64_t now_us_ = 0, samples_ = 0, overflows_ = 0, interrupts_ = 0;
  double next_sample_us_ = kNever, rate_hz_ = 0, ready_us_ = 0, pulse_until_us_ = 0;
  bool on_bus_ = false, has_pointer_ = false, was_active_ = false;
  std::uint8_t pointer_ = 0;
};

// "mpu6050", "mpu6500", "lsm6ds3", "lsm6ds3tr-c", "lsm6dsox", "bmi270", "icm20948"; nullptr for
// other names.
std::unique_ptr<VirtualChip> make_chip(std::string_view name, Motion motion,
                                       const ChipParams& params = {});

}  // namespace postured::virtual_imu
