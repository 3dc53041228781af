#include <ostream>

#include "unit/virtual_imu/bus_master.hpp"

namespace postured::virtual_imu {
namespace {

struct ChipCase {
  const char* name;
  std::uint8_t who_am_i_register, who_am_i;
  std::uint8_t accel, gyro, temperature;  // first registers of the outputs
  bool big_endian;
  double accel_lsb_per_g, gyro_lsb_per_dps, temperature_lsb_per_c, temperature_zero_c;
};

void PrintTo(const ChipCase& chip, std::ostream* out) { *out << chip.name; }

void write_bmi270_config(BusMaster& bus, VirtualChip& chip, std::uint8_t first) {
  bus.set(0x7C, 0x00);
  bus.set(0x59, 0x00);
  for (unsigned at = 0; at < 8192; at += 32) {
    bus.set(0x5B, (at / 2) & 15);
    bus.set(0x5C, static_cast<std::uint8_t>(at / 2 >> 4));
    ASSERT_TRUE(chip.start(false) && chip.write(0x5E));
    for (unsigned i = 0; i < 32; ++i) {
      chip.write(at + i == 0 ? first : at + i == 1 ? 0x2E : static_cast<std::uint8_t>(at));
    }
    chip.stop();
  }
  bus.set(0x59, 0x01);
}

// About 100 Hz, +-4 g, +-500 deg/s.
void configure(std::string_view name, BusMaster& bus, VirtualChip& chip) {
  if (name == "bmi270") {
    write_bmi270_config(bus, chip, 0xC8);
    EXPECT_EQ(bus.get(0x21) & 15, 1);
    bus.set(0x40, 0xA8);
    bus.set(0x41, 0x01);
    bus.set(0x42, 0xA8);
    bus.set(0x43, 0x02);
    bus.set(0x7D, 0x0E);
  } else if (name == "icm20948") {
    bus.set(0x06, 0x01);
    bus.set(0x7F, 0x20);
    bus.set(0x00, 10);
    bus.set(0x11, 10);
    bus.set(0x01, 0x1B);
    bus.set(0x14, 0x1B);
    bus.set(0x7F, 0x00);
  } else {
    bus.set(0x10, 0x48);
    bus.set(0x11, 0x44);
  }
}

// Turns the FIFO on with both sensors; returns the bytes of one sample in it.
std::size_t turn_on_fifo(std::string_view name, BusMaster& bus) {
  if (name == "bmi270") {
    bus.set(0x49, 0xC0);  // headerless
    bus.set(0x7E, 0xB0);
    return 12;
  }
  if (name == "icm20948") {
    bus.set(0x67, 0x1E);
    bus.set(0x68, 0x1F);
    bus.set(0x68, 0x00);
    bus.set(0x03, 0x40);
    return 12;
  }
  if (name == "lsm6dsox") {
    bus.set(0x09, 0x44);
    bus.set(0x0A, 0x06);
    return 14;
  }
  bus.set(0x08, 0x09);
  bus.set(0x0A, 4 << 3 | 6);
  return 12;
}

class OtherChipsTest : public testing::TestWithParam<ChipCase> {
 protected:
  OtherChipsTest() {
    ChipParams params;
    params.noise = 0;
    chip_ = make_chip(name(), some_motion, params);
    bus_ = std::make_unique<BusMaster>(*chip_);
  }
  std::string_view name() const { return GetParam().name; }
  int word(std::uint8_t reg) {
    return GetParam().big_endian ? bus_->big_endian(reg) : bus_->little_endian(reg);
  }

  std::unique_ptr<VirtualChip> chip_;
  std::unique_ptr<BusMaster> bus_;
};

TEST_P(OtherChipsTest, MeasuresNothingUntilConfiguredThenReadingsAreTheMotion) {
  const ChipCase& s = GetParam();
  EXPECT_EQ(bus_->get(s.who_am_i_register), s.who_am_i);
  chip_->advance(1'000'000);
  EXPECT_EQ(chip_->samples(), 0U);
  configure(name(), *bus_, *chip_);
  chip_->advance(2'000'000);
  EXPECT_NEAR(static_cast<double>(chip_->samples()), 97, 8);
  EXPECT_NEAR(word(static_cast<std::uint8_t>(s.accel + 2)), 0.5 * s.accel_lsb_per_g, 1);
  EXPECT_NEAR(word(s.gyro), 20 * s.gyro_lsb_per_dps, 1);
  EXPECT_NEAR(word(static_cast<std::uint8_t>(s.gyro + 2)), -300 * s.gyro_lsb_per_dps, 1);
  EXPECT_NEAR(word(s.temperature) / s.temperature_lsb_per_c + s.temperature_zero_c, 31, 0.05);
  chip_->brown_out();
  const auto before = chip_->samples();
  chip_->advance(3'000'000);
  EXPECT_EQ(chip_->samples(), before);
}

TEST_P(OtherChipsTest, FifoKeepsTheNewestSamplesAndSaysThatItOverflowed) {
  configure(name(), *bus_, *chip_);
  chip_->advance(200'000);
  const std::size_t bytes = turn_on_fifo(name(), *bus_);
  const auto first = chip_->samples();
  chip_->advance(250'000);
  const auto n = (chip_->samples() - first) * bytes;
  EXPECT_GE(n, 4 * bytes);
  if (name() == "bmi270") {
    EXPECT_EQ(static_cast<std::size_t>(bus_->little_endian(0x24)), n);
  } else if (name() == "icm20948") {
    EXPECT_EQ(static_cast<std::size_t>(bus_->big_endian(0x70)), n);
  } else {
    EXPECT_EQ(bus_->get(0x3A), name() == "lsm6dsox" ? n / 7 : n / 2);
  }
  const std::uint8_t data = name() == "bmi270"     ? 0x26
                            : name() == "icm20948" ? 0x72
                            : name() == "lsm6dsox" ? 0x78
                                                   : 0x3E;
  auto fifo = bus_->get(data, bytes);
  if (data == 0x3E) {  // the LSM6DS3's first sample is none
    EXPECT_EQ(fifo[0] | fifo[1] << 8, 0x7FFF);
    fifo = bus_->get(data, bytes);
  }
  const auto value = [&](std::size_t at) {
    const int high = fifo[GetParam().big_endian ? at : at + 1];
    const int low = fifo[GetParam().big_endian ? at + 1 : at];
    return static_cast<std::int16_t>(high << 8 | low);
  };
  // Gyroscope first, but for the ICM-20948; the LSM6DSOX has tags between.
  const std::size_t gyro = name() == "icm20948" ? 6 : name() == "lsm6dsox" ? 1 : 0;
  const std::size_t accel = name() == "icm20948" ? 0 : name() == "lsm6dsox" ? 8 : 6;
  EXPECT_NEAR(value(gyro), 20 * GetParam().gyro_lsb_per_dps, 1);
  EXPECT_NEAR(value(accel + 2), 0.5 * GetParam().accel_lsb_per_g, 1);
  if (name() == "lsm6dsox") {
    EXPECT_EQ(fifo[0] >> 3, 1);
    EXPECT_EQ(fifo[7] >> 3, 2);
  }

  chip_->overflow_fifo();
  EXPECT_GT(chip_->fifo_overflows(), 0U);
  if (name() == "bmi270") {
    EXPECT_EQ(bus_->get(0x1D) & 0x01, 0x01);
  } else if (name() == "icm20948") {
    EXPECT_EQ(bus_->get(0x1B) & 0x01, 0x01);
  } else {
    EXPECT_EQ(bus_->get(0x3B) & 0x40, 0x40);
  }
}

TEST_P(OtherChipsTest, DataReadyReachesItsPinOnceASample) {
  configure(name(), *bus_, *chip_);
  if (name() == "bmi270") {
    bus_->set(0x53, 0x0A);
    bus_->set(0x58, 0x04);
  } else if (name() == "icm20948") {
    bus_->set(0x11, 0x01);
  } else {
    bus_->set(0x0D, 0x01);
    bus_->set(0x0B, 0x80);  // pulsed
  }
  chip_->advance(300'000);
  EXPECT_FALSE(chip_->interrupt()) << "a pulse ends by itself";
  const auto samples = chip_->samples(), interrupts = chip_->interrupts();
  chip_->advance(1'300'000);
  EXPECT_EQ(chip_->interrupts() - interrupts, chip_->samples() - samples);
}

const ChipCase kChipCases[] = {
    {"lsm6ds3", 0x0F, 0x69, 0x28, 0x22, 0x20, false, 1000 / 0.122, 1000 / 17.5, 16, 25},
    {"lsm6ds3tr-c", 0x0F, 0x6A, 0x28, 0x22, 0x20, false, 1000 / 0.122, 1000 / 17.5, 256, 25},
    {"lsm6dsox", 0x0F, 0x6C, 0x28, 0x22, 0x20, false, 1000 / 0.122, 1000 / 17.5, 256, 25},
    {"bmi270", 0x00, 0x24, 0x0C, 0x12, 0x22, false, 8192, 65.536, 512, 23},
    {"icm20948", 0x00, 0xEA, 0x2D, 0x33, 0x39, true, 8192, 65.5, 333.87, 21},
};
INSTANTIATE_TEST_SUITE_P(Chips, OtherChipsTest, testing::ValuesIn(kChipCases));

TEST(Bmi270Test, AWrongConfigurationFileIsAnErrorAndNothingIsMeasured) {
  const auto chip = make_chip("bmi270", some_motion);
  BusMaster bus(*chip);
  write_bmi270_config(bus, *chip, 0x00);
  EXPECT_EQ(bus.get(0x21) & 15, 2);
  bus.set(0x7D, 0x0E);
  chip->advance(500'000);
  EXPECT_EQ(chip->samples(), 0U);
}

TEST(Bmi270Test, HeaderModeNamesTheFramesThatWereLost) {
  const auto chip = make_chip("bmi270", some_motion);
  BusMaster bus(*chip);
  configure("bmi270", bus, *chip);
  bus.set(0x49, 0xD0);
  bus.set(0x7E, 0xB0);
  chip->advance(100'000);
  EXPECT_EQ(bus.get(0x26, 13)[0], 0x8C);
  chip->overflow_fifo();
  const auto bytes = bus.get(0x26, 3);
  EXPECT_EQ(bytes[0], 0x40);
  EXPECT_EQ(bytes[1], 1);
  EXPECT_EQ(bytes[2], 0x8C);
}

TEST(Lsm6ds3Test, PatternNamesTheNextWordOfTheFifo) {
  const auto chip = make_chip("lsm6ds3tr-c", some_motion);
  BusMaster bus(*chip);
  configure("lsm6ds3", bus, *chip);
  turn_on_fifo("lsm6ds3", bus);
  chip->advance(200'000);
  for (unsigned i = 0; i < 12; ++i) {
    EXPECT_EQ(bus.get(0x3C), i % 6);
    bus.get(0x3E, 2);
  }
}

}  // namespace
}  // namespace postured::virtual_imu
