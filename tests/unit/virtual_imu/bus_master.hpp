// An I2C master that does what a datasheet's bus diagrams show, for tests of the virtual chips.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "virtual_imu/virtual_chip.hpp"

namespace postured::virtual_imu {

class BusMaster {
 public:
  explicit BusMaster(VirtualChip& chip) : chip_(chip) {}

  void set(std::uint8_t reg, std::uint8_t value) {
    ASSERT_TRUE(chip_.start(false) && chip_.write(reg) && chip_.write(value));
    chip_.stop();
  }
  std::vector<std::uint8_t> get(std::uint8_t reg, std::size_t n) {
    std::vector<std::uint8_t> bytes;
    EXPECT_TRUE(chip_.start(false) && chip_.write(reg) && chip_.start(true));
    for (std::size_t i = 0; i < n; ++i) bytes.push_back(chip_.read());
    chip_.stop();
    return bytes;
  }
  std::uint8_t get(std::uint8_t reg) { return get(reg, 1)[0]; }
  int big_endian(std::uint8_t reg) {
    const auto b = get(reg, 2);
    return static_cast<std::int16_t>(b[0] << 8 | b[1]);
  }
  int little_endian(std::uint8_t reg) {
    const auto b = get(reg, 2);
    return static_cast<std::int16_t>(b[1] << 8 | b[0]);
  }

 private:
  VirtualChip& chip_;
};

// Leaning slowly, turning at 20 deg/s about x, 31 deg Celsius.
inline TrueMotion some_motion(std::uint64_t t_us) {
  const double angle_rad = 0.3 * std::sin(static_cast<double>(t_us) * 1e-6);
  TrueMotion motion;
  motion.accel_g[0] = -std::sin(angle_rad);
  motion.accel_g[1] = 0.5;
  motion.accel_g[2] = std::cos(angle_rad);
  motion.gyro_dps[0] = 20;
  motion.gyro_dps[1] = -300;
  motion.temperature_c = 31;
  return motion;
}

}  // namespace postured::virtual_imu
