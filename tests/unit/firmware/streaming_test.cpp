#include <gtest/gtest.h>

#include <cmath>

#include "unit/firmware/bench.hpp"

namespace postured::firmware_test {
namespace {

TEST(Streaming, HelloThenSamplesThenAStatusASecond) {
  Bench bench;
  bench.begin();
  bench.run(10.0);
  ASSERT_FALSE(bench.frames.empty());
  EXPECT_EQ(bench.bad_frames, 0U);
  EXPECT_EQ(bench.frames.front().type, PW_HELLO);
  EXPECT_STREQ(bench.hello().imu, "mpu6050");
  EXPECT_EQ(bench.hello().rate_hz, 100);
  EXPECT_NEAR(static_cast<double>(bench.of(PW_STATUS).size()), 10, 1);
  const auto samples = bench.samples();
  EXPECT_GT(samples.size(), 960U);
  for (std::size_t i = 1; i < samples.size(); ++i) {
    ASSERT_EQ(samples[i].number, samples[i - 1].number + 1);
  }
  EXPECT_NEAR(samples.back().raw.value[2], bench.hello().accel_lsb_per_g, 200);
  EXPECT_NEAR(bench.status().temperature_cdeg, 2500, 100);
  EXPECT_FALSE(bench.hal.overrun);
}

}  // namespace
}  // namespace postured::firmware_test
