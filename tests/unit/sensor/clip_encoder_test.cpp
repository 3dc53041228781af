#include "sensor/clip_encoder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "recording_sink.hpp"
#include "sensor/frame_decoder.hpp"
#include "sensor/sample_assembler.hpp"

namespace postured {
namespace {

using Bytes = std::vector<std::uint8_t>;

// What comes out at the other end of the wire.
struct OtherEnd {
  RecordingSink sink;
  SampleAssembler assembler{sink};
  FrameDecoder decoder;

  void receive(const Bytes& bytes) {
    decoder.feed(bytes, [this](const Frame& frame) { assembler.on_frame(frame); });
  }
};

ImuSample at(double t_s, const Vec3& accel_g = {0, 0, 1}, const Vec3& gyro_dps = Vec3::Zero()) {
  ImuSample sample;
  sample.time = DeviceTime(from_seconds(t_s));
  sample.accel_m_s2 = accel_g * kGravity_m_s2;
  sample.gyro_rad_s = gyro_dps * kRadPerDeg;
  return sample;
}

TEST(ClipEncoder, SamplesArriveWithinHalfACount) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> accel_g(-3.9, 3.9), gyro_dps(-490, 490);
  ClipEncoder encoder;
  Bytes bytes;
  encoder.hello(bytes);
  std::vector<ImuSample> sent;
  for (int i = 0; i < 1000; ++i) {
    sent.push_back(at(10 + i * 0.01, {accel_g(random), accel_g(random), accel_g(random)},
                      {gyro_dps(random), gyro_dps(random), gyro_dps(random)}));
    encoder.sample(sent.back(), bytes);
  }
  OtherEnd other;
  other.receive(bytes);
  ASSERT_EQ(other.sink.samples.size(), sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const ImuSample& got = other.sink.samples[i];
    ASSERT_LE((got.accel_m_s2 - sent[i].accel_m_s2).cwiseAbs().maxCoeff(),
              0.5001 * kGravity_m_s2 / 8192);
    ASSERT_LE((got.gyro_rad_s - sent[i].gyro_rad_s).cwiseAbs().maxCoeff(),
              0.5001 * kRadPerDeg / 65.5);
    ASSERT_LE(std::chrono::abs(got.time - sent[i].time), std::chrono::microseconds(1));
    ASSERT_FALSE(got.saturated);
  }
  EXPECT_TRUE(other.sink.breaks.empty());
  EXPECT_EQ(other.decoder.counts().dropped(), 0u);
}

TEST(ClipEncoder, SendsTenFramesASecond) {
  ClipEncoder encoder;
  Bytes bytes;
  for (int i = 0; i < 1000; ++i) encoder.sample(at(i * 0.01), bytes);
  OtherEnd other;
  other.receive(bytes);
  EXPECT_EQ(other.decoder.counts().frames, 100u);
  EXPECT_EQ(bytes.size(), 100u * 140);
  encoder.sample(at(10), bytes);
  EXPECT_EQ(bytes.size(), 100u * 140) << "waits for its batch";
  encoder.flush(bytes);
  EXPECT_EQ(bytes.size(), 100u * 140 + 32);
  encoder.flush(bytes);
  EXPECT_EQ(bytes.size(), 100u * 140 + 32) << "nothing is queued";
}

TEST(ClipEncoder, KeepsTheTimesAroundAPause) {
  ClipEncoder encoder;
  Bytes bytes;
  encoder.hello(bytes);
  for (int i = 0; i < 25; ++i) encoder.sample(at(i * 0.01), bytes);
  for (int i = 0; i < 25; ++i) encoder.sample(at(60 + i * 0.01), bytes);
  encoder.flush(bytes);
  OtherEnd other;
  other.receive(bytes);
  const auto& samples = other.sink.samples;
  ASSERT_EQ(samples.size(), 50u);
  ASSERT_EQ(other.sink.breaks.size(), 1u);
  EXPECT_EQ(other.sink.breaks[0].cause, StreamBreak::Cause::time_gap);
  EXPECT_EQ(samples[24].time, DeviceTime(from_seconds(0.24)));
  EXPECT_EQ(samples[25].time, DeviceTime(from_seconds(60)));
  EXPECT_EQ(samples[49].time, DeviceTime(from_seconds(60.24)));
}

TEST(ClipEncoder, WrapsTimeAsTheDeviceDoes) {
  ClipEncoder encoder;
  Bytes bytes;
  encoder.hello(bytes);
  const double start_s = 4294.5;  // the wrap is at 4294.967296 s
  for (int i = 0; i < 100; ++i) encoder.sample(at(start_s + i * 0.01), bytes);
  OtherEnd other;
  other.receive(bytes);
  ASSERT_EQ(other.sink.samples.size(), 100u);
  EXPECT_TRUE(other.sink.breaks.empty());
  EXPECT_EQ(other.sink.samples.back().time, DeviceTime(from_seconds(start_s + 0.99)));
}

TEST(ClipEncoder, SkippedNumbersArriveAsLostSamples) {
  ClipEncoder encoder;
  Bytes bytes;
  encoder.hello(bytes);
  for (int i = 0; i < 10; ++i) encoder.sample(at(i * 0.01), bytes);
  encoder.skip_samples(5);
  for (int i = 15; i < 25; ++i) encoder.sample(at(i * 0.01), bytes);
  OtherEnd other;
  other.receive(bytes);
  ASSERT_EQ(other.sink.breaks.size(), 1u);
  EXPECT_EQ(other.sink.breaks[0].cause, StreamBreak::Cause::lost_samples);
  EXPECT_EQ(other.sink.breaks[0].missing, 5u);
}

TEST(ClipEncoder, ClipsAndFlagsWhatIsBeyondItsRange) {
  ClipEncoderParams params;
  params.batch = 4;
  ClipEncoder encoder(params);
  Bytes bytes;
  encoder.hello(bytes);
  encoder.sample(at(0, {9, 0, 0}), bytes);
  encoder.sample(at(0.01, {0, -1e9, 0}), bytes);
  encoder.sample(at(0.02, {0, 0, 1}, {0, 0, 800}), bytes);
  encoder.sample(at(0.03), bytes);
  OtherEnd other;
  other.receive(bytes);
  ASSERT_EQ(other.sink.samples.size(), 4u);
  EXPECT_NEAR(other.sink.samples[0].accel_m_s2.x(), 4 * kGravity_m_s2, 0.01);
  EXPECT_NEAR(other.sink.samples[1].accel_m_s2.y(), -4 * kGravity_m_s2, 0.01);
  EXPECT_NEAR(other.sink.samples[2].gyro_rad_s.z(), 500 * kRadPerDeg, 0.01);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(other.sink.samples[i].saturated, i < 3) << i;
}

TEST(ClipEncoder, SaysWhatItWasToldInHelloStatusAndButton) {
  ClipEncoderParams params;
  params.rate_hz = 50;
  params.batch = 99;  // more than a frame holds
  params.accel_range_g = 16;
  params.gyro_range_dps = 2000;
  params.serial = "00deadbeef00CAFE";
  params.board = "a board name that is too long";
  params.boot_id = 77;
  ClipEncoder encoder(params);
  Bytes bytes;
  encoder.hello(bytes);
  encoder.status(12, bytes);
  encoder.button(ButtonPress::Kind::tap, bytes);
  encoder.button(ButtonPress::Kind::hold, bytes);
  OtherEnd other;
  other.receive(bytes);
  ASSERT_TRUE(other.assembler.info()) << other.assembler.refusal();
  EXPECT_EQ(other.assembler.info()->serial, "00deadbeef00cafe");
  EXPECT_EQ(other.assembler.info()->board, "a board name tha");
  EXPECT_EQ(other.assembler.info()->rate_hz, 50);
  EXPECT_EQ(other.assembler.info()->accel_range_g, 16);
  EXPECT_EQ(other.assembler.info()->boot_id, 77);
  ASSERT_EQ(other.sink.statuses.size(), 1u);
  EXPECT_EQ(other.sink.statuses[0].uptime_s, 12u);
  EXPECT_EQ(other.sink.statuses[0].boot_id, 77);
  EXPECT_TRUE(std::isnan(other.sink.statuses[0].battery_v));
  ASSERT_EQ(other.sink.presses.size(), 2u);
  EXPECT_EQ(other.sink.presses[0].kind, ButtonPress::Kind::tap);
  EXPECT_EQ(other.sink.presses[1].kind, ButtonPress::Kind::hold);
}

TEST(ClipEncoder, EveryUsualRangeIsUsable) {
  for (const double accel_range_g : {2.0, 4.0, 8.0, 16.0}) {
    for (const double gyro_range_dps : {125.0, 250.0, 500.0, 1000.0, 2000.0}) {
      ClipEncoderParams params;
      params.accel_range_g = accel_range_g;
      params.gyro_range_dps = gyro_range_dps;
      ClipEncoder encoder(params);
      Bytes bytes;
      encoder.hello(bytes);
      OtherEnd other;
      other.receive(bytes);
      EXPECT_EQ(other.assembler.refusal(), "");
    }
  }
}

TEST(ClipEncoder, KnowsToHaveNoGyroscope) {
  ClipEncoderParams params;
  params.has_gyro = false;
  params.batch = 1;
  ClipEncoder encoder(params);
  Bytes bytes;
  encoder.hello(bytes);
  encoder.sample(at(0), bytes);
  OtherEnd other;
  other.receive(bytes);
  ASSERT_EQ(other.sink.samples.size(), 1u);
  EXPECT_FALSE(other.sink.samples[0].has_gyro);
}

}  // namespace
}  // namespace postured
