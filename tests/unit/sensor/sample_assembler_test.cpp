#include "sensor/sample_assembler.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <span>
#include <vector>

#include "fake_device.hpp"

namespace postured {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Cause = StreamBreak::Cause;
using std::chrono::microseconds;

std::int64_t time_us(const ImuSample& sample) { return sample.time.time_since_epoch().count(); }

void expect_increasing(std::span<const ImuSample> samples) {
  for (std::size_t i = 1; i < samples.size(); ++i) {
    ASSERT_GT(samples[i].time, samples[i - 1].time) << i;
  }
}

TEST(Assembler, ScalesToSiUnits) {
  FakeDevice device;
  device.hello();
  device.imu(1'000'000, 50, {{{8192, -4096, 2048, 655, -1310, 131}}});
  ASSERT_EQ(device.sink.samples.size(), 1u);
  const ImuSample& sample = device.sink.samples.front();
  EXPECT_TRUE(sample.accel_m_s2.isApprox(kGravity_m_s2 * Vec3(1, -0.5, 0.25)));
  EXPECT_TRUE(sample.gyro_rad_s.isApprox(kRadPerDeg * Vec3(10, -20, 2)));
  EXPECT_TRUE(sample.has_gyro);
  EXPECT_FALSE(sample.saturated);
  EXPECT_EQ(time_us(sample), 1'000'000);
}

TEST(Assembler, SpreadsABatchEvenlyUpToItsTimeStamp) {
  FakeDevice device;
  device.hello();
  device.batch(9, 1'000'000);
  // The chip is 2 % slow: 102 ms for ten samples.
  device.imu(1'192'000, 19, std::vector(10, kStill));
  ASSERT_EQ(device.sink.samples.size(), 20u);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(time_us(device.sink.samples[static_cast<std::size_t>(i)]), 1'000'000 + i * 10'000);
    EXPECT_NEAR(static_cast<double>(time_us(device.sink.samples[static_cast<std::size_t>(10 + i)])),
                1'090'000 + (i + 1) * 10'200, 1);
  }
  EXPECT_TRUE(device.sink.breaks.empty());
}

TEST(Assembler, NamesLostSamples) {
  FakeDevice device;
  device.hello();
  device.batch(9);
  device.batch(29);  // the frame with 10..19 was lost
  ASSERT_EQ(device.sink.breaks.size(), 1u);
  EXPECT_EQ(device.sink.breaks[0].cause, Cause::lost_samples);
  EXPECT_EQ(device.sink.breaks[0].missing, 10u);
  EXPECT_EQ(device.sink.breaks[0].duration, microseconds(100'000));
  EXPECT_EQ(time_us(device.sink.samples[10]), 200'000);
  EXPECT_EQ(device.assembler.counts().missing, 10u);
  // Ten seconds are no few lost samples.
  device.batch(1029);
  ASSERT_EQ(device.sink.breaks.size(), 2u);
  EXPECT_EQ(device.sink.breaks[1].cause, Cause::time_gap);
  EXPECT_EQ(device.sink.breaks[1].missing, 990u);
  EXPECT_EQ(device.sink.breaks[1].duration, microseconds(9'900'000));
  expect_increasing(device.sink.samples);
}

TEST(Assembler, NamesAHoleInTimeWithoutLostNumbers) {
  FakeDevice device;
  device.hello();
  device.batch(9);
  device.batch(19, 2'000'000);  // the chip was restarted and did not measure for 2 s
  ASSERT_EQ(device.sink.breaks.size(), 1u);
  EXPECT_EQ(device.sink.breaks[0].cause, Cause::time_gap);
  EXPECT_EQ(device.sink.breaks[0].missing, 0u);
  EXPECT_EQ(device.sink.breaks[0].duration, microseconds(2'000'000));
  EXPECT_EQ(time_us(device.sink.samples[10]), 2'100'000);
  device.batch(29, 2'000'000);
  EXPECT_EQ(device.sink.breaks.size(), 1u);
  expect_increasing(device.sink.samples);
}

TEST(Assembler, PollingJitterIsNoGap) {
  std::mt19937 random(3);
  FakeDevice device;
  device.hello();
  for (std::uint32_t n = 9; n < 2'000; n += 10) {
    const auto jitter_us = static_cast<std::uint32_t>(random() % 15'000);
    device.imu(1'000'000 + n * 10'000 + jitter_us, n, std::vector(10, kStill));
  }
  EXPECT_TRUE(device.sink.breaks.empty());
  expect_increasing(device.sink.samples);
}

TEST(Assembler, LearnsTheTruePeriodOfASensorThatMisstatesItsRate) {
  FakeDevice device;
  device.hello();
  for (std::uint32_t n = 9; n < 500; n += 10) {
    device.imu(n * 20'000, n, std::vector(10, kStill));  // 50 Hz, not 100
  }
  EXPECT_LE(device.sink.breaks.size(), 1u);
  const auto& samples = device.sink.samples;
  ASSERT_EQ(samples.size(), 500u);
  for (std::size_t i = 100; i < samples.size(); ++i) {
    ASSERT_EQ(time_us(samples[i]) - time_us(samples[i - 1]), 20'000) << i;
  }
}

TEST(Assembler, CountsTimeThroughTheWrap) {
  FakeDevice device;
  device.hello();
  const std::uint32_t start_us = 0xFFFFFFFFu - 350'000;
  for (std::uint32_t n = 9; n < 100; n += 10) device.batch(n, start_us);
  EXPECT_TRUE(device.sink.breaks.empty());
  const auto& samples = device.sink.samples;
  ASSERT_EQ(samples.size(), 100u);
  for (std::size_t i = 1; i < samples.size(); ++i) {
    ASSERT_EQ(time_us(samples[i]) - time_us(samples[i - 1]), 10'000) << i;
  }
}

TEST(Assembler, UnwrapsTimeThroughAGapOfManyWraps) {
  FakeDevice device;
  device.hello();
  device.batch(9);
  // Eight hours later (the host slept, the device did not): 6.7 wraps of 32 bits.
  constexpr std::uint32_t kLater = 9 + 8 * 3600 * 100;
  device.batch(kLater);
  ASSERT_EQ(device.sink.breaks.size(), 1u);
  EXPECT_EQ(device.sink.breaks[0].cause, Cause::time_gap);
  EXPECT_EQ(time_us(device.sink.samples.back()), std::int64_t{kLater} * 10'000);
}

TEST(Assembler, DropsDuplicatesAndLateFrames) {
  FakeDevice device;
  device.hello();
  for (std::uint32_t n = 9; n < 200; n += 10) device.batch(n);
  device.batch(199);  // doubled
  device.batch(179);  // late
  EXPECT_EQ(device.sink.samples.size(), 200u);
  EXPECT_EQ(device.assembler.counts().duplicates, 2u);
  device.batch(209);
  EXPECT_EQ(device.sink.samples.size(), 210u);
  EXPECT_TRUE(device.sink.breaks.empty());
  expect_increasing(device.sink.samples);
}

TEST(Assembler, TakesTheNewPartOfAnOverlappingFrame) {
  FakeDevice device;
  device.hello();
  device.batch(9);
  device.batch(14);
  EXPECT_EQ(device.sink.samples.size(), 15u);
  EXPECT_EQ(time_us(device.sink.samples.back()), 140'000);
  expect_increasing(device.sink.samples);
}

TEST(Assembler, SeesARestartByBootId) {
  FakeDevice device;
  device.hello();
  device.batch(1009);
  pw_hello again = good_hello();
  again.boot_id = 8;
  device.hello(again);
  ASSERT_EQ(device.sink.breaks.size(), 1u);
  EXPECT_EQ(device.sink.breaks[0].cause, Cause::device_reset);
  EXPECT_EQ(device.assembler.counts().resets, 1u);
  device.batch(9);
  EXPECT_EQ(time_us(device.sink.samples.back()), 90'000);
  EXPECT_EQ(device.sink.breaks.size(), 1u);
}

TEST(Assembler, SeesARestartByTheClockGoingBack) {
  FakeDevice device;
  device.hello();
  device.batch(100'009);
  device.batch(9);
  ASSERT_EQ(device.sink.breaks.size(), 1u);
  EXPECT_EQ(device.sink.breaks[0].cause, Cause::device_reset);
  EXPECT_EQ(time_us(device.sink.samples.back()), 90'000);
  // Numbers go on but time goes back: not the same clock either.
  device.imu(50'000, 19, std::vector(10, kStill));
  ASSERT_EQ(device.sink.breaks.size(), 2u);
  EXPECT_EQ(device.sink.breaks[1].cause, Cause::device_reset);
}

TEST(Assembler, SeesARestartSoonAfterTheStartThatLooksLikeLateFrames) {
  FakeDevice device;
  device.hello();
  for (std::uint32_t n = 0; n < 50; ++n) device.imu(n * 10'000, n, {kStill});
  const std::size_t before = device.sink.samples.size();
  for (std::uint32_t n = 0; n < 50; ++n) device.imu(n * 10'000, n, {kStill});
  EXPECT_EQ(device.assembler.counts().resets, 1u);
  EXPECT_GE(device.sink.samples.size(), before + 44);
}

TEST(Assembler, SeesARestartInStatusWhenHelloWasLost) {
  FakeDevice device;
  device.hello();
  device.batch(9);
  device.status(8);
  device.status(8);
  EXPECT_EQ(device.assembler.counts().resets, 1u);
  ASSERT_EQ(device.sink.breaks.size(), 1u);
  EXPECT_EQ(device.sink.statuses.size(), 2u);
  EXPECT_EQ(device.assembler.info()->boot_id, 8);
}

TEST(Assembler, AfterALostLinkWaitsForHello) {
  FakeDevice device;
  device.hello();
  device.batch(9);
  device.assembler.on_link_lost();
  ASSERT_EQ(device.sink.breaks.size(), 1u);
  EXPECT_EQ(device.sink.breaks[0].cause, Cause::link_lost);
  device.batch(19);
  EXPECT_EQ(device.sink.samples.size(), 10u);
  device.hello();
  EXPECT_EQ(device.sink.infos.size(), 2u);
  device.batch(29);
  EXPECT_EQ(device.sink.samples.size(), 20u);
  EXPECT_EQ(device.sink.breaks.size(), 1u) << "no gap across epochs";
}

TEST(Assembler, FlagsSaturatedSamples) {
  FakeDevice device;
  device.hello();
  device.imu(100'000, 1, {kStill, {{32'767, 0, 0, 0, 0, 0}}}, PW_SATURATED);
  device.imu(120'000, 3, {{{0, 0, 0, 0, -32'768, 0}}, kStill});
  // The device knows, but its filtered readings no longer show it: all of the batch is doubtful.
  device.imu(140'000, 5, {kStill, kStill}, PW_SATURATED);
  std::vector<bool> saturated;
  for (const ImuSample& sample : device.sink.samples) saturated.push_back(sample.saturated);
  EXPECT_EQ(saturated, (std::vector<bool>{false, true, true, false, true, true}));
}

// Whatever a hostile device says: finite samples, time strictly forward within an epoch.
TEST(Assembler, AnyPayloadKeepsTheInvariants) {
  std::mt19937_64 random(11);
  FakeDevice device;
  std::uint32_t t_us = 0, sample_no = 0;
  std::size_t seen_samples = 0;
  bool new_epoch = true;
  for (int round = 0; round < 30'000; ++round) {
    const std::size_t breaks = device.sink.breaks.size();
    switch (random() % 8) {
      case 0: {
        Bytes payload(random() % 80);
        for (auto& byte : payload) byte = static_cast<std::uint8_t>(random());
        if (!payload.empty() && random() % 2 == 0) payload[0] = 1;
        device.frame(static_cast<std::uint8_t>(random() % 8), payload);
        break;
      }
      case 1: {
        pw_hello hello = good_hello();
        hello.boot_id = static_cast<std::uint16_t>(random() % 2);
        hello.rate_hz = static_cast<std::uint16_t>(random() % 1000);
        device.hello(hello);
        break;
      }
      default: {
        const std::uint32_t jump = random() % 10 == 0 ? static_cast<std::uint32_t>(random()) : 0;
        const auto count = static_cast<std::uint32_t>(1 + random() % 19);
        sample_no += count + (random() % 10 == 0 ? jump >> (random() % 32) : 0);
        t_us += count * 10'000 + (random() % 10 == 0 ? jump >> (random() % 32) : 0);
        device.imu(t_us, sample_no, std::vector(count, kStill),
                   static_cast<std::uint8_t>(random()));
      }
    }
    const auto& samples = device.sink.samples;
    for (std::size_t i = breaks; i < device.sink.breaks.size(); ++i) {
      new_epoch |= device.sink.breaks[i].cause == Cause::device_reset;
    }
    for (; seen_samples < samples.size(); ++seen_samples) {
      ASSERT_TRUE(samples[seen_samples].accel_m_s2.allFinite());
      if (!new_epoch) {
        ASSERT_GT(samples[seen_samples].time, samples[seen_samples - 1].time) << round;
      }
      new_epoch = false;
    }
  }
  EXPECT_GT(seen_samples, 10'000u);
}

}  // namespace
}  // namespace postured
