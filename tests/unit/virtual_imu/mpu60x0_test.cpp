#include "unit/virtual_imu/bus_master.hpp"

namespace postured::virtual_imu {
namespace {

class Mpu60x0Test : public testing::TestWithParam<std::string_view> {
 protected:
  Mpu60x0Test() { quiet_.noise = 0; }
  void begin(Motion motion = some_motion) {
    chip_ = make_chip(GetParam(), std::move(motion), quiet_);
    bus_ = std::make_unique<BusMaster>(*chip_);
  }
  bool is_6500() const { return GetParam() == "mpu6500"; }
  // 100 Hz, +-4 g, +-500 deg/s, FIFO with accelerometer, temperature and gyroscope.
  void configure() {
    bus_->set(0x6B, 0x01);
    bus_->set(0x1A, 0x03);
    bus_->set(0x19, 9);
    bus_->set(0x1B, 0x08);
    bus_->set(0x1C, 0x08);
    bus_->set(0x23, 0xF8);
    bus_->set(0x6A, 0x04);
    bus_->set(0x6A, 0x40);
    bus_->set(0x38, 0x11);
  }

  ChipParams quiet_;
  std::unique_ptr<VirtualChip> chip_;
  std::unique_ptr<BusMaster> bus_;
};

TEST_P(Mpu60x0Test, IntroducesItselfAndTheMpu6050SleepsAfterPowerOn) {
  begin();
  EXPECT_EQ(bus_->get(0x75), is_6500() ? 0x70 : 0x68);
  EXPECT_EQ(bus_->get(0x6B), is_6500() ? 0x01 : 0x40);
  chip_->advance(1'000'000);
  EXPECT_EQ(chip_->samples() == 0, !is_6500());
}

TEST_P(Mpu60x0Test, ReadingsAreTheMotionInTheCountsOfTheChosenRanges) {
  begin();
  configure();
  for (unsigned scale = 0; scale < 4; ++scale) {
    bus_->set(0x1B, static_cast<std::uint8_t>(scale << 3));
    bus_->set(0x1C, static_cast<std::uint8_t>(scale << 3));
    chip_->advance(1'000'000 * (scale + 1));
    EXPECT_EQ(bus_->big_endian(0x3D), 8192 >> scale);
    EXPECT_NEAR(bus_->big_endian(0x43), 20 * 131.0 / (1 << scale), 1.5);
    EXPECT_NEAR(bus_->big_endian(0x45), std::max(-32768.0, -300 * 131.0 / (1 << scale)), 20);
    EXPECT_NEAR(
        is_6500() ? bus_->big_endian(0x41) / 333.87 + 21 : bus_->big_endian(0x41) / 340.0 + 36.53,
        31, 0.01);
  }
}

TEST_P(Mpu60x0Test, FifoHoldsEverySampleOnceInOrderAndItsCountIsTakenWithTheHighByte) {
  begin();
  configure();
  chip_->advance(1'000'000);
  const auto due = chip_->samples();
  EXPECT_NEAR(static_cast<double>(due), 97, 1);  // 30 ms to start up
  const auto count = bus_->get(0x72, 2);
  const std::size_t bytes = std::min<std::size_t>(due * 14, is_6500() ? 512 : 1024);
  EXPECT_EQ(static_cast<std::size_t>(count[0] << 8 | count[1]), bytes);
  bus_->set(0x6A, 0x04);
  bus_->set(0x6A, 0x40);
  chip_->advance(1'030'000);
  EXPECT_EQ(bus_->get(0x72, 2)[1], 42);
  const auto fifo = bus_->get(0x74, 42);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(fifo[14 * i + 2] << 8 | fifo[14 * i + 3], 4096);  // accelerometer y
  }
  EXPECT_EQ(bus_->get(0x74), fifo.back()) << "an empty FIFO repeats the last byte";
}

TEST_P(Mpu60x0Test, OverflowIsFlaggedOnceReadAndTheFifoStaysFull) {
  begin();
  configure();
  chip_->advance(100'000);
  EXPECT_EQ(bus_->get(0x3A) & 0x10, 0);
  chip_->overflow_fifo();
  EXPECT_EQ(bus_->get(0x3A) & 0x11, 0x11);
  EXPECT_EQ(bus_->get(0x3A), 0);
  const auto count = bus_->get(0x72, 2);
  EXPECT_EQ(count[0] << 8 | count[1], is_6500() ? 512 : 1024);
}

TEST_P(Mpu60x0Test, ResetOfTheFifoNeedsItOffOnTheMpu6050) {
  begin();
  configure();
  chip_->advance(1'000'000);
  bus_->set(0x6A, 0x44);
  EXPECT_EQ(bus_->get(0x72, 2)[0] == 0, is_6500());
  bus_->set(0x6A, 0x04);
  EXPECT_EQ(bus_->get(0x72, 2), std::vector<std::uint8_t>({0, 0}));
}

TEST_P(Mpu60x0Test, EachSampleIsOnePulseOfTheInterruptAndALostWireShowsNone) {
  begin();
  configure();
  chip_->advance(105'000);
  const auto before = chip_->interrupts();
  const auto due = chip_->next_event_us();
  chip_->advance(due);
  EXPECT_TRUE(chip_->interrupt());
  EXPECT_EQ(chip_->next_event_us(), due + 50);
  chip_->advance(due + 50);
  EXPECT_FALSE(chip_->interrupt());
  chip_->advance(due + 500'000);
  EXPECT_EQ(chip_->interrupts() - before, 51U);
  chip_->faults.interrupt_lost = true;
  chip_->advance(due + 1'000'000);
  EXPECT_EQ(chip_->interrupts() - before, 51U);
  EXPECT_FALSE(chip_->interrupt());
}

TEST_P(Mpu60x0Test, LatchedInterruptStaysUntilStatusIsRead) {
  begin();
  configure();
  bus_->set(0x37, 0x20);
  chip_->advance(100'000);
  EXPECT_TRUE(chip_->interrupt());
  bus_->get(0x3A);
  EXPECT_FALSE(chip_->interrupt());
}

TEST_P(Mpu60x0Test, BrownOutPutsEveryRegisterBackWithoutABusError) {
  begin();
  configure();
  chip_->advance(500'000);
  const auto before = chip_->samples();
  chip_->brown_out();
  EXPECT_EQ(bus_->get(0x19), 0);
  chip_->advance(900'000);
  EXPECT_EQ(chip_->samples() == before, !is_6500());
}

TEST_P(Mpu60x0Test, FrozenGivesTheSameSamplesAndAbsentAnswersNothing) {
  begin();
  configure();
  chip_->advance(200'000);
  chip_->faults.frozen = true;
  chip_->advance(300'000);
  const auto first = bus_->get(0x3B, 14);
  chip_->advance(900'000);
  EXPECT_EQ(bus_->get(0x3B, 14), first);
  chip_->faults.frozen = false;
  chip_->advance(950'000);
  EXPECT_NE(bus_->get(0x3B, 14), first);
  chip_->faults.absent = true;
  EXPECT_FALSE(chip_->start(false));
}

TEST_P(Mpu60x0Test, NoiseIsThatOfTheDatasheetAndTheOscillatorIsOff) {
  quiet_.noise = 1;
  quiet_.oscillator_ppm = 20'000;
  begin([](std::uint64_t) { return TrueMotion{}; });
  configure();
  double sum = 0, squares = 0;
  int n = 0;
  for (std::uint64_t t = 50'000; t <= 20'000'000; t += 10'000, ++n) {
    chip_->advance(t);
    const double x = bus_->big_endian(0x3B) / 8192.0;
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / n, 0, 5e-4);
  EXPECT_NEAR(std::sqrt(squares / n), (is_6500() ? 300e-6 : 400e-6) * std::sqrt(42), 3e-4);
  EXPECT_NEAR(static_cast<double>(chip_->samples()), 1.02 * (20 - 0.03) * 100, 2);
}

TEST_P(Mpu60x0Test, SelfTestMovesEveryAxisByTheFactoryTrimUnlessItFails) {
  begin([](std::uint64_t) { return TrueMotion{}; });
  configure();
  bus_->set(0x1B, 0xE0);
  bus_->set(0x1C, is_6500() ? 0xE0 : 0xF0);  // +-2 g, +-8 g
  chip_->advance(500'000);
  if (is_6500()) {
    const double trim = 2620 * std::pow(1.01, bus_->get(0x00) - 1);
    EXPECT_NEAR(bus_->big_endian(0x3B), trim, 1);
    EXPECT_NEAR(bus_->big_endian(0x43), trim, 1);
  } else {
    const auto codes = bus_->get(0x0D, 4);
    const int accel = (codes[0] >> 5) << 2 | (codes[3] >> 4 & 3);
    EXPECT_NEAR(bus_->big_endian(0x3B), 4096 * 0.34 * std::pow(0.92 / 0.34, (accel - 1) / 30.0), 1);
    EXPECT_NEAR(bus_->big_endian(0x45), -25 * 131 * std::pow(1.046, (codes[1] & 31) - 1), 1);
  }
  chip_->faults.self_test_fails = true;
  chip_->advance(600'000);
  EXPECT_EQ(bus_->big_endian(0x3B), 0);
}

INSTANTIATE_TEST_SUITE_P(Chips, Mpu60x0Test, testing::Values("mpu6050", "mpu6500"));

}  // namespace
}  // namespace postured::virtual_imu
