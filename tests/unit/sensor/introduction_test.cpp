// HELLO, STATUS and BUTTON: what the assembler believes and what it refuses.
#include "sensor/sample_assembler.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "fake_device.hpp"
#include "sensor/device_info.hpp"

namespace postured {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(Introduction, TellsWhoTheSensorIs) {
  FakeDevice device;
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

TEST(Introduction, DropsSamplesWhoseScaleIsUnknown) {
  FakeDevice device;
  device.batch(9);
  EXPECT_TRUE(device.sink.samples.empty());
  device.hello();
  device.batch(19);
  EXPECT_EQ(device.sink.samples.size(), 10u);
  EXPECT_EQ(device.assembler.counts().samples, 10u);
}

TEST(Introduction, RefusesAnotherMajorVersionInWords) {
  FakeDevice device;
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

TEST(Introduction, AcceptsANewerMinorVersionWithLongerPayloads) {
  FakeDevice device;
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

TEST(Introduction, RefusesAHostileHello) {
  const auto refusal = [](auto change) {
    FakeDevice device;
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

TEST(Introduction, KnowsASensorWithoutGyroscope) {
  FakeDevice device;
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

TEST(Introduction, ABlankSerialIsNone) {
  DeviceInfo info;
  for (const char* blank : {"", "0000000000000000", "ffffffffffffffff", "FFFFFFFFFFFFFFFF"}) {
    info.serial = blank;
    EXPECT_EQ(own_serial(info), "") << blank;
  }
  for (const char* serial : {"0000000000000001", "fffffffffffffff0", "0123456789abcdef"}) {
    info.serial = serial;
    EXPECT_EQ(own_serial(info), serial);
  }
}

TEST(Introduction, CutsStringsToPrintableAscii) {
  FakeDevice device;
  pw_hello hello = good_hello();
  std::string("a\x1b[31m\r\nb\xff\x7f").copy(hello.board, PW_NAME_SIZE);
  std::fill(std::begin(hello.imu), std::end(hello.imu), 'x');  // not terminated
  device.hello(hello);
  ASSERT_TRUE(device.assembler.info());
  EXPECT_EQ(device.assembler.info()->board, "a[31mb");
  EXPECT_EQ(device.assembler.info()->imu, std::string(16, 'x'));
}

TEST(Introduction, ReportsALowBatteryAndIgnoresNoticesOfANewerProtocol) {
  FakeDevice device;
  device.frame(PW_NOTICE, {PW_NOTICE_BATTERY_LOW, 0xBA, 0x0D});
  ASSERT_EQ(device.sink.low_batteries.size(), 1u);
  EXPECT_DOUBLE_EQ(device.sink.low_batteries[0].voltage_v, 3.514);
  device.frame(PW_NOTICE, {99, 0, 0});
  EXPECT_EQ(device.sink.low_batteries.size(), 1u);
  EXPECT_EQ(device.assembler.counts().malformed, 0u);
  device.frame(PW_NOTICE, {PW_NOTICE_BATTERY_LOW});
  EXPECT_EQ(device.sink.low_batteries.size(), 1u);
  EXPECT_EQ(device.assembler.counts().malformed, 1u);
}

TEST(Introduction, ReportsStatusAndButtons) {
  FakeDevice device;
  device.status(7);
  ASSERT_EQ(device.sink.statuses.size(), 1u);
  EXPECT_TRUE(std::isnan(device.sink.statuses[0].temperature_c));
  EXPECT_TRUE(std::isnan(device.sink.statuses[0].battery_v));
  EXPECT_EQ(device.sink.statuses[0].uptime_s, 5u);
  EXPECT_EQ(device.sink.statuses[0].samples_dropped, 3u);
  EXPECT_EQ(device.sink.statuses[0].i2c_errors, 4u);
  EXPECT_FALSE(device.sink.statuses[0].asleep);
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

TEST(Introduction, CountsMalformedFrames) {
  FakeDevice device;
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

}  // namespace
}  // namespace postured
