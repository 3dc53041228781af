#include "sensor/sample_assembler.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <span>
#include <vector>

#include "recording_sink.hpp"
#include "sensor/clip_encoder.hpp"

namespace postured {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Cause = StreamBreak::Cause;
using std::chrono::microseconds;

pw_hello good_hello() {
  pw_hello hello{};
  hello.protocol_major = PW_PROTOCOL_MAJOR;
  hello.firmware_major = 1;
  std::string("nano").copy(hello.board, PW_NAME_SIZE);
  std::string("mpu6050").copy(hello.imu, PW_NAME_SIZE);
  hello.serial[7] = 0xA5;
  hello.accel_lsb_per_g = 8192;
  hello.gyro_lsb_per_10dps = 655;
  hello.accel_range_g = 4;
  hello.gyro_range_dps = 500;
  hello.rate_hz = 100;
  hello.batch = 10;
  hello.boot_id = 7;
  hello.capabilities = PW_CAN_GYRO | PW_CAN_BUTTON;
  return hello;
}

constexpr pw_imu_sample kStill{{0, 0, 8192, 0, 0, 0}};

// A sensor whose every byte the test decides.
class Device {
 public:
  void frame(std::uint8_t type, const Bytes& payload) { assembler.on_frame({type, 0, payload}); }
  void hello(const pw_hello& hello = good_hello()) {
    Bytes payload(PW_HELLO_SIZE);
    pw_put_hello(&hello, payload.data());
    frame(PW_HELLO, payload);
  }
  void imu(std::uint32_t t_us, std::uint32_t sample_no, const std::vector<pw_imu_sample>& samples,
           std::uint8_t flags = 0) {
    const pw_imu_header header{t_us, sample_no, PW_NO_TEMPERATURE, flags,
                               static_cast<std::uint8_t>(samples.size())};
    Bytes payload(PW_IMU_HEADER_SIZE + samples.size() * PW_IMU_SAMPLE_SIZE);
    std::size_t at = pw_put_imu_header(&header, payload.data());
    for (const auto& sample : samples) at += pw_put_imu_sample(&sample, payload.data() + at);
    frame(PW_IMU, payload);
  }
  // Ten samples of 10 ms that end with number `newest`, at the time that belongs to it.
  void batch(std::uint32_t newest, std::uint32_t start_us = 0) {
    imu(start_us + newest * 10'000, newest, std::vector(10, kStill));
  }
  void status(std::uint16_t boot_id, std::int16_t temperature_cdeg = PW_NO_TEMPERATURE,
              std::uint16_t battery_mv = 0) {
    pw_status status{};
    status.uptime_s = 5;
    status.boot_id = boot_id;
    status.temperature_cdeg = temperature_cdeg;
    status.battery_mv = battery_mv;
    status.samples_dropped = 3;
    status.i2c_errors = 4;
    Bytes payload(PW_STATUS_SIZE);
    pw_put_status(&status, payload.data());
    frame(PW_STATUS, payload);
  }

  RecordingSink sink;
  SampleAssembler assembler{sink};
};

std::int64_t time_us(const ImuSample& sample) { return sample.time.time_since_epoch().count(); }

void expect_increasing(std::span<const ImuSample> samples) {
  for (std::size_t i = 1; i < samples.size(); ++i) {
    ASSERT_GT(samples[i].time, samples[i - 1].time) << i;
  }
}

TEST(Assembler, ScalesToSiUnits) {
  Device device;
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

TEST(Assembler, TellsWhoTheSensorIs) {
  Device device;
  EXPECT_FALSE(device.assembler.info());
  device.hello();
  ASSERT_EQ(device.sink.infos.size(), 1u);
  const DeviceInfo& info = device.sink.infos.front();
  EXPECT_EQ(info.board, "nano");
  EXPECT_EQ(info.imu, "mpu6050");
  EXPECT_EQ(info.serial, "00000000000000a5");
  EXPECT_EQ(info.rate_hz, 100);
  EXPECT_EQ(info.boot_id, 7);
  EXPECT_EQ(info.accel_range_g, 4);
  EXPECT_EQ(info.gyro_range_dps, 500);
  EXPECT_EQ(device.assembler.info(), info);
  device.hello();  // devices repeat it
  EXPECT_EQ(device.sink.infos.size(), 1u);
  EXPECT_TRUE(device.sink.breaks.empty());
}

TEST(Assembler, DropsSamplesWhoseScaleIsUnknown) {
  Device device;
  device.batch(9);
  EXPECT_TRUE(device.sink.samples.empty());
  device.hello();
  device.batch(19);
  EXPECT_EQ(device.sink.samples.size(), 10u);
  EXPECT_EQ(device.assembler.counts().samples, 10u);
}

TEST(Assembler, SpreadsABatchEvenlyUpToItsTimeStamp) {
  Device device;
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
  Device device;
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
  Device device;
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
  Device device;
  device.hello();
  for (std::uint32_t n = 9; n < 2'000; n += 10) {
    const auto jitter_us = static_cast<std::uint32_t>(random() % 15'000);
    device.imu(1'000'000 + n * 10'000 + jitter_us, n, std::vector(10, kStill));
  }
  EXPECT_TRUE(device.sink.breaks.empty());
  expect_increasing(device.sink.samples);
}

TEST(Assembler, LearnsTheTruePeriodOfASensorThatMisstatesItsRate) {
  Device device;
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
  Device device;
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
  Device device;
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
  Device device;
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
  Device device;
  device.hello();
  device.batch(9);
  device.batch(14);
  EXPECT_EQ(device.sink.samples.size(), 15u);
  EXPECT_EQ(time_us(device.sink.samples.back()), 140'000);
  expect_increasing(device.sink.samples);
}

TEST(Assembler, SeesARestartByBootId) {
  Device device;
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
  Device device;
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
  Device device;
  device.hello();
  for (std::uint32_t n = 0; n < 50; ++n) device.imu(n * 10'000, n, {kStill});
  const std::size_t before = device.sink.samples.size();
  for (std::uint32_t n = 0; n < 50; ++n) device.imu(n * 10'000, n, {kStill});
  EXPECT_EQ(device.assembler.counts().resets, 1u);
  EXPECT_GE(device.sink.samples.size(), before + 44);
}

TEST(Assembler, SeesARestartInStatusWhenHelloWasLost) {
  Device device;
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
  Device device;
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

TEST(Assembler, RefusesAnotherMajorVersionInWords) {
  Device device;
  device.hello();
  pw_hello newer = good_hello();
  newer.protocol_major = 2;
  newer.protocol_minor = 3;
  device.hello(newer);
  EXPECT_NE(device.assembler.refusal().find("protocol 2.3, this postured knows 1.x"),
            std::string::npos)
      << device.assembler.refusal();
  EXPECT_FALSE(device.assembler.info());
  device.batch(9);
  EXPECT_TRUE(device.sink.samples.empty());
  // Only the first two bytes of another version mean anything.
  device.frame(PW_HELLO, {2, 3});
  EXPECT_EQ(device.assembler.counts().malformed, 0u);
  EXPECT_FALSE(device.assembler.refusal().empty());
  device.hello();
  EXPECT_TRUE(device.assembler.refusal().empty());
  device.batch(9);
  EXPECT_EQ(device.sink.samples.size(), 10u);
}

TEST(Assembler, AcceptsANewerMinorVersionWithLongerPayloads) {
  Device device;
  pw_hello newer = good_hello();
  newer.protocol_minor = 9;
  Bytes payload(PW_HELLO_SIZE + 40, 0xEE);
  pw_put_hello(&newer, payload.data());
  device.frame(PW_HELLO, payload);
  ASSERT_TRUE(device.assembler.info());
  const pw_imu_header header{100'000, 9, 0, 0, 1};
  Bytes imu(PW_IMU_HEADER_SIZE + PW_IMU_SAMPLE_SIZE + 5, 0xEE);
  pw_put_imu_header(&header, imu.data());
  device.frame(PW_IMU, imu);
  EXPECT_EQ(device.sink.samples.size(), 1u);
  device.frame(0x42, {1, 2, 3});
  EXPECT_EQ(device.assembler.counts().unknown_types, 1u);
  EXPECT_EQ(device.assembler.counts().malformed, 0u);
}

TEST(Assembler, RefusesAHostileHello) {
  const auto refusal = [](auto change) {
    Device device;
    pw_hello hello = good_hello();
    change(hello);
    device.hello(hello);
    device.batch(9);
    EXPECT_TRUE(device.sink.samples.empty());
    EXPECT_TRUE(device.sink.infos.empty());
    return device.assembler.refusal();
  };
  EXPECT_NE(refusal([](pw_hello& h) { h.accel_lsb_per_g = 0; }), "");
  EXPECT_NE(refusal([](pw_hello& h) { h.accel_range_g = 0; }), "");
  EXPECT_NE(refusal([](pw_hello& h) { h.accel_range_g = 255; }), "");
  EXPECT_NE(refusal([](pw_hello& h) { h.accel_lsb_per_g = 65'535; }), "");
  EXPECT_NE(refusal([](pw_hello& h) { h.gyro_lsb_per_10dps = 0; }), "");
  EXPECT_NE(refusal([](pw_hello& h) { h.gyro_range_dps = 0; }), "");
  EXPECT_NE(refusal([](pw_hello& h) { h.gyro_range_dps = 65'535; }), "");
  EXPECT_NE(refusal([](pw_hello& h) { h.rate_hz = 0; }), "");
  EXPECT_NE(refusal([](pw_hello& h) { h.rate_hz = 65'535; }), "");
}

TEST(Assembler, KnowsASensorWithoutGyroscope) {
  Device device;
  pw_hello hello = good_hello();
  hello.capabilities = 0;
  hello.gyro_lsb_per_10dps = 0;
  hello.gyro_range_dps = 0;
  device.hello(hello);
  device.imu(100'000, 9, {{{0, 0, 8192, 30'000, 32'767, -5}}});
  ASSERT_EQ(device.sink.samples.size(), 1u);
  EXPECT_FALSE(device.sink.samples[0].has_gyro);
  EXPECT_EQ(device.sink.samples[0].gyro_rad_s, Vec3::Zero());
  EXPECT_FALSE(device.sink.samples[0].saturated);
  EXPECT_EQ(device.assembler.info()->gyro_range_dps, 0);
}

TEST(Assembler, CutsStringsToPrintableAscii) {
  Device device;
  pw_hello hello = good_hello();
  std::string("a\x1b[31m\r\nb\xff\x7f").copy(hello.board, PW_NAME_SIZE);
  std::fill(std::begin(hello.imu), std::end(hello.imu), 'x');  // not terminated
  device.hello(hello);
  ASSERT_TRUE(device.assembler.info());
  EXPECT_EQ(device.assembler.info()->board, "a[31mb");
  EXPECT_EQ(device.assembler.info()->imu, std::string(16, 'x'));
}

TEST(Assembler, FlagsSaturatedSamples) {
  Device device;
  device.hello();
  device.imu(100'000, 1, {kStill, {{32'767, 0, 0, 0, 0, 0}}}, PW_SATURATED);
  device.imu(120'000, 3, {{{0, 0, 0, 0, -32'768, 0}}, kStill});
  // The device knows, but its filtered readings no longer show it: all of the batch is doubtful.
  device.imu(140'000, 5, {kStill, kStill}, PW_SATURATED);
  std::vector<bool> saturated;
  for (const ImuSample& sample : device.sink.samples) saturated.push_back(sample.saturated);
  EXPECT_EQ(saturated, (std::vector<bool>{false, true, true, false, true, true}));
}

TEST(Assembler, ReportsStatusAndButtons) {
  Device device;
  device.status(7);
  ASSERT_EQ(device.sink.statuses.size(), 1u);
  EXPECT_TRUE(std::isnan(device.sink.statuses[0].temperature_c));
  EXPECT_TRUE(std::isnan(device.sink.statuses[0].battery_v));
  EXPECT_EQ(device.sink.statuses[0].uptime_s, 5u);
  EXPECT_EQ(device.sink.statuses[0].samples_dropped, 3u);
  EXPECT_EQ(device.sink.statuses[0].i2c_errors, 4u);
  device.status(7, -550, 3712);
  EXPECT_DOUBLE_EQ(device.sink.statuses[1].temperature_c, -5.5);
  EXPECT_DOUBLE_EQ(device.sink.statuses[1].battery_v, 3.712);

  device.frame(PW_BUTTON, {PW_BUTTON_TAP});
  device.frame(PW_BUTTON, {PW_BUTTON_HOLD, 0xEE});
  ASSERT_EQ(device.sink.presses.size(), 2u);
  EXPECT_EQ(device.sink.presses[0].kind, ButtonPress::Kind::tap);
  EXPECT_EQ(device.sink.presses[1].kind, ButtonPress::Kind::hold);
  device.frame(PW_ACK, {1, 2, 0});
  device.frame(PW_PONG, Bytes(8));
  EXPECT_EQ(device.assembler.counts().unknown_types, 0u);
}

TEST(Assembler, CountsMalformedFrames) {
  Device device;
  device.hello();
  device.frame(PW_HELLO, {});
  device.frame(PW_HELLO, {1, 0, 0});
  device.frame(PW_STATUS, Bytes(PW_STATUS_SIZE - 1));
  device.frame(PW_BUTTON, {});
  device.frame(PW_BUTTON, {9});
  device.frame(PW_IMU, {});
  device.frame(PW_IMU, Bytes(PW_IMU_HEADER_SIZE));  // no samples
  Bytes promises_more(PW_IMU_HEADER_SIZE + PW_IMU_SAMPLE_SIZE);
  promises_more[11] = 2;
  device.frame(PW_IMU, promises_more);
  EXPECT_EQ(device.assembler.counts().malformed, 8u);
  // Time that does not advance while numbers do.
  device.batch(9);
  device.imu(90'000, 19, std::vector(10, kStill));
  EXPECT_EQ(device.assembler.counts().malformed, 9u);
  EXPECT_EQ(device.sink.samples.size(), 10u);
}

// Whatever a hostile device says: finite samples, time strictly forward within an epoch.
TEST(Assembler, AnyPayloadKeepsTheInvariants) {
  std::mt19937_64 random(11);
  Device device;
  std::uint32_t t_us = 0, sample_no = 0;
  std::size_t seen_samples = 0;
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
    bool new_epoch = seen_samples == 0;
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
