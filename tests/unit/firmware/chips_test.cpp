// Every driver against its virtual chip, which was written from the maker's documents by itself.
#include <gtest/gtest.h>

#include <cmath>

#include "unit/firmware/bench.hpp"

namespace postured::firmware_test {
namespace {

class Chips : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(All, Chips,
                         testing::Values("mpu6050", "mpu6500", "lsm6ds3", "lsm6ds3tr-c", "lsm6dsox",
                                         "bmi270", "icm20948"),
                         [](const auto& param) {
                           std::string name = param.param;
                           std::erase(name, '-');
                           return name;
                         });

ChipParams exact() {
  ChipParams params;
  params.noise = 0.05;  // not 0: a reading that never changes is a frozen chip
  return params;
}

Motion tilted() {
  return [](std::uint64_t) { return TrueMotion{{0.5, -0.25, 0.75}, {20, -100, 300}, 31.5}; };
}

TEST_P(Chips, IsFoundByNameAndStreamsWithoutGaps) {
  Bench bench(GetParam(), upright());
  bench.begin();
  bench.run(8);
  EXPECT_EQ(std::string(bench.hello().imu), GetParam());
  const auto samples = bench.samples();
  ASSERT_GT(samples.size(), 700U);
  for (std::size_t i = 1; i < samples.size(); ++i) {
    ASSERT_EQ(samples[i].number, samples[i - 1].number + 1);
    ASSERT_EQ(samples[i].flags, PW_TIME_FROM_DATA_READY);
  }
  EXPECT_EQ(bench.status().i2c_errors + bench.status().samples_dropped, 0);
  EXPECT_EQ(bench.status().state, PW_STATE_STREAMING);
}

TEST_P(Chips, ReadingsTimesTheirScaleAreTheMotion) {
  for (const int g : {2, 4, 8, 16}) {
    for (const int dps : {500, 1000, 2000}) {
      Bench bench(GetParam(), tilted(), exact());
      bench.begin();
      bench.run(0.5);
      ASSERT_EQ(bench.ask(PW_RANGE, {static_cast<std::uint8_t>(g), static_cast<std::uint8_t>(dps),
                                     static_cast<std::uint8_t>(dps >> 8)}),
                PW_ACK_OK);
      bench.run(0.5);
      bench.forget();
      bench.send(PW_GET_HELLO);
      bench.run(2.5);
      const pw_hello hello = bench.hello();
      ASSERT_EQ(hello.accel_range_g, g);
      ASSERT_EQ(hello.gyro_range_dps, dps);
      ASSERT_FALSE(bench.samples().empty());
      const pw_imu_sample raw = bench.samples().back().raw;
      const double expected[6] = {0.5, -0.25, 0.75, 20, -100, 300};
      for (int i = 0; i < 6; ++i) {
        const double value = i < 3 ? 1.0 * raw.value[i] / hello.accel_lsb_per_g
                                   : raw.value[i] * 10.0 / hello.gyro_lsb_per_10dps;
        EXPECT_NEAR(value, expected[i], i < 3 ? 0.005 : 1.0) << i << " at " << dps;
      }
      EXPECT_NEAR(bench.status().temperature_cdeg, 3150, 30);
    }
  }
}

TEST_P(Chips, ItsRateIsWhatHelloSays) {
  for (const int rate : {25, 50, 100, 200}) {
    Bench bench(GetParam());
    bench.begin();
    bench.run(0.5);
    ASSERT_EQ(bench.ask(PW_SET, {static_cast<std::uint8_t>(rate), 0, 5}), PW_ACK_OK);
    bench.run(1);
    bench.forget();
    bench.send(PW_GET_HELLO);
    bench.run(5);
    const int said = bench.hello().rate_hz;
    EXPECT_NEAR(said, rate, rate * 0.07);  // 188 of an ICM-20948
    EXPECT_NEAR(static_cast<double>(bench.samples().size()) / 5, said, said * 0.02);
    const auto samples = bench.samples();
    const double took_us = samples.back().t_us - samples[4].t_us;  // both newest of their frame
    const double steps = samples.back().number - samples[4].number;
    EXPECT_NEAR(took_us / steps * said / 1e6, 1, 0.005);
  }
}

TEST_P(Chips, SelfTestTellsAGoodChipFromABadOne) {
  Bench bench(GetParam());
  bench.begin();
  bench.run(1);
  EXPECT_EQ(bench.ask(PW_SELFTEST, {}, 0.6), PW_ACK_OK);
  bench.chip->faults.self_test_fails = true;
  EXPECT_EQ(bench.ask(PW_SELFTEST, {}, 0.6), PW_ACK_FAILED);
  bench.run(0.5);
  bench.forget();
  bench.run(1);
  EXPECT_GT(bench.samples().size(), 85U);
}

// ---- faults ----

// Seconds until samples come again, at most 5.
double recovers(Bench& bench) {
  const std::uint64_t from_us = bench.hal.now_us;
  bench.forget();
  for (int i = 0; i < 500; ++i) {
    bench.run(0.01);
    if (!bench.of(PW_IMU).empty()) break;
  }
  return static_cast<double>(bench.hal.now_us - from_us) / 1e6;
}

bool any_flag(const Bench& bench, std::uint8_t flag) {
  for (const auto& sample : bench.samples()) {
    if (sample.flags & flag) return true;
  }
  return false;
}

// The numbers go on by the time that passed.
void expect_numbers_follow_time(const Bench& bench, double period_us) {
  const auto samples = bench.samples();
  for (std::size_t i = 1; i < samples.size(); ++i) {
    if (!samples[i].newest || !samples[i - 1].newest) continue;
    ASSERT_GT(samples[i].t_us, samples[i - 1].t_us);
    EXPECT_NEAR((samples[i].t_us - samples[i - 1].t_us) / period_us,
                samples[i].number - samples[i - 1].number, 1.5);
  }
}

TEST_P(Chips, AbsentThenBack) {
  Bench bench(GetParam());
  bench.chip->faults.absent = true;
  bench.begin();
  bench.run(2);
  EXPECT_EQ(bench.status().state, PW_STATE_NO_IMU);
  EXPECT_STREQ(bench.hello().imu, "none");
  EXPECT_TRUE(bench.samples().empty());
  bench.chip->faults.absent = false;
  EXPECT_LT(recovers(bench), 0.9);
  EXPECT_EQ(std::string(bench.hello().imu), GetParam());
  bench.run(1);
  bench.chip->faults.absent = true;
  bench.run(3);
  EXPECT_EQ(bench.status().state, PW_STATE_NO_IMU);
  EXPECT_GT(bench.status().i2c_errors, 3);
  bench.chip->faults.absent = false;
  EXPECT_LT(recovers(bench), 0.9);
  EXPECT_TRUE(any_flag(bench, PW_IMU_RESTARTED));
}

TEST_P(Chips, BrownOutIsSeenByTheSilence) {
  Bench bench(GetParam());
  bench.begin();
  bench.run(2);
  bench.chip->brown_out();
  EXPECT_LT(recovers(bench), 1.2);
  bench.run(2);
  EXPECT_TRUE(any_flag(bench, PW_IMU_RESTARTED));
  EXPECT_NEAR(bench.samples().back().raw.value[2], bench.hello().accel_lsb_per_g, 400);
}

TEST_P(Chips, OverflowIsFlaggedAndCounted) {
  Bench bench(GetParam());
  bench.begin();
  bench.run(2);
  const int rate_hz = bench.hello().rate_hz;
  const int one_g = bench.hello().accel_lsb_per_g;
  bench.forget();
  bench.chip->overflow_fifo();
  bench.run(2);
  EXPECT_TRUE(any_flag(bench, PW_FIFO_OVERFLOW));
  EXPECT_GT(bench.samples().size(), 170U);
  bench.run(1);
  EXPECT_NEAR(bench.samples().back().raw.value[2], one_g, 400);
  expect_numbers_follow_time(bench, 1e6 / rate_hz);
}

TEST_P(Chips, FrozenIsFlaggedAndRestartedMoreAndMoreSeldom) {
  Bench bench(GetParam());
  bench.begin();
  bench.run(2);
  bench.chip->faults.frozen = true;
  bench.run(1.2);
  EXPECT_TRUE(any_flag(bench, PW_IMU_STUCK));
  bench.run(30);
  bench.chip->faults.frozen = false;
  bench.run(2);
  bench.forget();
  bench.run(2);
  EXPECT_FALSE(any_flag(bench, PW_IMU_STUCK));
  EXPECT_GT(bench.samples().size(), 180U);
}

TEST_P(Chips, WithoutTheInterruptWireTimesAreStillGood) {
  ChipParams params;
  params.oscillator_ppm = 8000;
  Bench bench(GetParam(), upright(), params);
  bench.begin();
  bench.run(2);
  bench.chip->faults.interrupt_lost = true;
  bench.run(5);
  bench.forget();
  bench.run(10);
  const auto samples = bench.samples();
  ASSERT_GT(samples.size(), 900U);
  for (std::size_t i = 1; i < samples.size(); ++i) {
    ASSERT_EQ(samples[i].number, samples[i - 1].number + 1);
  }
  const double period_us = static_cast<double>(samples.back().t_us - samples.front().t_us) /
                           (samples.back().number - samples.front().number);
  double worst_us = 0;
  const Bench::TimedSample* last = nullptr;
  for (const auto& sample : samples) {
    if (!sample.newest) continue;
    EXPECT_EQ(sample.flags & PW_TIME_FROM_DATA_READY, 0);
    if (last != nullptr) {
      const double step_us = static_cast<double>(sample.t_us - last->t_us);
      worst_us = std::max(worst_us, std::abs(step_us - period_us * (sample.number - last->number)));
    }
    last = &sample;
  }
  EXPECT_LT(worst_us, 2600);  // a look every 2.5 ms
  bench.chip->faults.interrupt_lost = false;
  bench.run(1);
  EXPECT_TRUE(bench.samples().back().flags & PW_TIME_FROM_DATA_READY);
}

TEST_P(Chips, ALineHeldLowIsFreed) {
  Bench bench(GetParam());
  bench.begin();
  bench.run(2);
  bench.hal.bus_stuck = true;
  EXPECT_LT(recovers(bench), 0.9);
  EXPECT_GT(bench.hal.recoveries, 0U);
}

TEST_P(Chips, ADeadBusNeverStarvesTheWatchdog) {
  Bench bench(GetParam());
  bench.begin();
  bench.run(2);
  bench.hal.bus_dead = true;
  bench.run(20);
  EXPECT_LT(bench.hal.longest_unfed_us, 400'000U);
  EXPECT_EQ(bench.status().state, PW_STATE_NO_IMU);
  bench.hal.bus_dead = false;
  EXPECT_LT(recovers(bench), 0.9);
}

TEST_P(Chips, SleepsWhenNotWornAndWakesWhenMoved) {
  auto lean_deg = std::make_shared<double>(0);
  const Motion motion = [lean_deg](std::uint64_t) {
    const double rad = *lean_deg * 3.14159265 / 180;
    return TrueMotion{{std::sin(rad), 0, std::cos(rad)}, {0, 0, 0}, 25};
  };
  Bench bench(GetParam(), motion, {}, {"native", true, true, true, true, 3500, 60});
  bench.begin();
  bench.run(55);
  EXPECT_EQ(bench.status().state, PW_STATE_STREAMING);
  bench.run(10);
  EXPECT_EQ(bench.status().state, PW_STATE_ASLEEP);
  bench.forget();
  // Over the wrap of its clock for one chip; the others have the same core.
  const double night_s = GetParam() == "mpu6050" ? 9000 : 120;
  bench.run(night_s);
  EXPECT_TRUE(bench.samples().empty());
  EXPECT_GT(bench.hal.naps, night_s * 3);
  EXPECT_NEAR(static_cast<double>(bench.of(PW_STATUS).size()), night_s, night_s / 100);
  *lean_deg = 8;
  EXPECT_LT(recovers(bench), 1.2);
  bench.run(1);
  const auto samples = bench.samples();
  EXPECT_NEAR(static_cast<double>(samples.back().number),
              static_cast<double>(bench.hal.now_us) / 1e6 * bench.hello().rate_hz,
              0.02 * static_cast<double>(samples.back().number));
}

TEST(Fuzz, AnyAnswersOfAnyChipLeaveAClipThatRecovers) {
  std::mt19937 random(2);
  for (const char* name : {"mpu6050", "mpu6500", "lsm6ds3", "lsm6dsox", "bmi270", "icm20948"}) {
    Bench bench(name);
    bench.begin();
    bench.run(1);
    for (const unsigned one_in : {500U, 20U, 1U}) {
      bench.damage = [&random, one_in](std::uint8_t byte) {
        return random() % one_in == 0 ? static_cast<std::uint8_t>(random()) : byte;
      };
      for (int i = 0; i < 12; ++i) {
        if (random() % 4 == 0) bench.send(PW_SELFTEST);
        if (random() % 4 == 0) bench.chip->brown_out();
        bench.run(1);
      }
    }
    bench.damage = nullptr;
    bench.run(5);
    bench.forget();
    bench.run(3);
    EXPECT_GT(bench.samples().size(), 280U) << name;
    EXPECT_EQ(bench.bad_frames, 0U) << name;
    const auto samples = bench.samples();
    for (std::size_t i = 1; i < samples.size(); ++i) {
      ASSERT_EQ(samples[i].number, samples[i - 1].number + 1) << name;
    }
    EXPECT_LT(bench.hal.longest_unfed_us, 400'000U) << name;
  }
}

}  // namespace
}  // namespace postured::firmware_test
