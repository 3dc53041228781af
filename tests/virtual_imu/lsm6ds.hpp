// What LSM6DS3, LSM6DS3TR-C and LSM6DSOX have in common: outputs, ranges, rates, data-ready,
// wake-up. From ST's data sheets of the three, "Register mapping" and "Register description"; FIFO
// of the LSM6DS3TR-C also from AN5130.
#pragma once

#include <deque>

#include "virtual_imu/virtual_chip.hpp"

namespace postured::virtual_imu {

class Lsm6ds : public VirtualChip {
 protected:
  struct Identity {
    std::uint8_t who_am_i;
    double temperature_lsb_per_c;
  };
  enum Register : std::uint8_t {
    kInt1Control = 0x0D,
    kWhoAmI = 0x0F,
    kCtrl1Accel = 0x10,
    kCtrl2Gyro = 0x11,
    kCtrl3 = 0x12,
    kCtrl5 = 0x14,
    kStatus = 0x1E,
    kTemperature = 0x20,
    kGyro = 0x22,
    kAccel = 0x28,
    kLastOutput = 0x2D,
    kFifoStatus1 = 0x3A,
    kFifoStatus2 = 0x3B,
  };
  enum Bit : std::uint8_t {
    kAccelReady = 0x01,
    kGyroReady = 0x02,
    kTemperatureReady = 0x04,
    kSoftwareReset = 0x01,
    kAutoIncrement = 0x04,
    kActiveLow = 0x20,
    kInt1FifoThreshold = 0x08,
    kInt1FifoOverrun = 0x10,
  };

  Lsm6ds(Identity identity, NoiseDensity noise, Motion motion, const ChipParams& params);

  void power_on() override;
  std::uint8_t read_register(std::uint8_t reg) override;
  void write_register(std::uint8_t reg, std::uint8_t value) override;
  std::uint8_t after(std::uint8_t reg) const override;
  // Where both sensors are on at different rates, both are sampled at the higher one.
  double rate_hz() const override;
  double start_up_us() const override { return 70'000; }  // of the gyroscope, from power-down
  void take(const TrueMotion& reading) override;
  bool active() const override;
  bool active_low() const override { return registers_[kCtrl3] & kActiveLow; }

  // What differs: the FIFO.
  virtual void clear_fifo() = 0;
  virtual void fill_fifo() = 0;
  virtual bool fifo_threshold() const = 0;
  virtual bool fifo_overrun() const = 0;
  virtual bool pulsed() const = 0;  // data-ready as pulses of 75 us

  static double odr_hz(unsigned code);
  bool accel_on() const { return registers_[kCtrl1Accel] >> 4; }
  bool gyro_on() const { return registers_[kCtrl2Gyro] >> 4; }
  // "x", "y", "z" as they are in the registers, low byte first: 6 bytes from `at`.
  const std::uint8_t* output(std::uint8_t at) const { return &registers_[at]; }

  std::array<std::uint8_t, 128> registers_{};

 private:
  void store(std::size_t at, std::int16_t value);
  double accel_lsb_per_g() const;
  double gyro_lsb_per_dps() const;

  Identity identity_;
};

}  // namespace postured::virtual_imu
