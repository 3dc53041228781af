// All kinds of other people's sensors alike: signs and scales of what they measure, their times,
// what is lost and what is missing; and the clocks that give their readings a time.
#include <gtest/gtest.h>

#include <random>

#include "fakes/foreign_sensors.hpp"
#include "foreign_listener.hpp"
#include "sensor/foreign/arrival_clock.hpp"
#include "sensor/foreign/stamp_clock.hpp"

namespace postured {
namespace {

using fakes::ForeignSensor;
using fakes::kForeignSensors;
using std::chrono::microseconds;

class ForeignSensors : public testing::TestWithParam<ForeignSensor> {};
INSTANTIATE_TEST_SUITE_P(All, ForeignSensors, testing::ValuesIn(kForeignSensors),
                         [](const auto& one) {
                           std::string name(one.param.name);
                           std::erase_if(name, [](char c) { return std::isalnum(c) == 0; });
                           return name;
                         });

// Every axis up and down, and a right-handed turn about every axis: readings are what an ideal
// accelerometer and gyroscope in these axes would read. With mirrored axes, gravity of the wrong
// sign or a left-handed gyroscope it fails.
TEST_P(ForeignSensors, GravityPointsUpAndTurnsAreRightHanded) {
  const ForeignSensor& sensor = GetParam();
  const std::array starts{Quat::Identity(), Quat(0.5, 0.5, 0.5, 0.5), Quat(0.6, -0.48, 0.64, 0.0),
                          Quat(0, 0.28, 0.96, 0.0)};
  for (const Quat& start : starts) {
    for (const Vec3& axis : {Vec3(1, 0, 0), Vec3(0, 1, 0), Vec3(0, 0, 1)}) {
      constexpr double kSeconds = 9;
      const auto motion = fakes::one_turn(5, axis, start.normalized());
      Listener listener(sensor.kind);
      double t = 0;
      for (const Bytes& reading : fakes::readings_of(sensor, motion, kSeconds)) {
        t += 1 / sensor.rate_hz;
        listener.feed(t, reading);
      }
      ASSERT_TRUE(listener.decoder->info()) << listener.decoder->refusal();
      EXPECT_EQ(listener.decoder->info()->rate_hz, sensor.rate_hz);
      const auto& samples = listener.sink.samples;
      ASSERT_GT(samples.size(), 0.6 * kSeconds * sensor.rate_hz);
      const std::size_t all = static_cast<std::size_t>(kSeconds * sensor.rate_hz);
      for (std::size_t i = 0; i < samples.size(); ++i) {
        // The last sample is the last reading, or the one before it.
        const double true_s = static_cast<double>(all - samples.size() + i) / sensor.rate_hz;
        const fakes::ForeignTruth now = motion(true_s);
        const double slack_g =
            sensor.tolerance_g + 2 * now.rate_dps.norm() * kRadPerDeg / sensor.rate_hz;
        ASSERT_LT((samples[i].accel_m_s2 / kGravity_m_s2 - now.up()).norm(), slack_g + 0.003)
            << true_s << " s, " << samples[i].accel_m_s2.transpose() << " up "
            << now.up().transpose();
        ASSERT_EQ(samples[i].has_gyro, sensor.has_gyro);
        if (sensor.has_gyro && true_s > 5.2 && true_s < 6.8) {
          ASSERT_LT((kDegPerRad * samples[i].gyro_rad_s - 30 * axis).norm(), 0.5) << true_s;
        }
      }
      EXPECT_EQ(listener.decoder->decoder_counts().dropped(), 0U);
      EXPECT_EQ(listener.decoder->assembler_counts().malformed, 0U);
      EXPECT_EQ(listener.decoder->info()->missing.empty(), sensor.has_gyro)
          << listener.decoder->info()->missing;
      EXPECT_EQ(listener.decoder->info()->gyro_range_dps > 0, sensor.has_gyro);
    }
  }
}

// Times are evenly spaced, however the bytes are collected on their way.
TEST_P(ForeignSensors, BatchesAndJitterLeaveTimesEven) {
  const ForeignSensor& sensor = GetParam();
  std::mt19937 random(11);
  std::uniform_real_distribution<double> unit(0, 1);
  Listener listener(sensor.kind);
  const auto readings = fakes::readings_of(sensor, fakes::one_turn(5, Vec3::UnitY()), 40);
  std::size_t next = 0;
  double last_s = 0;
  for (double t = 0.1; t < 40; t += 0.1) {
    // Read every 100 ms or somewhat later; now and then the host is busy.
    const double arrival_s =
        std::max(last_s, t + 0.02 * unit(random) + (unit(random) < 0.02 ? 0.3 : 0));
    last_s = arrival_s;
    Bytes chunk;
    while (next < readings.size() && static_cast<double>(next) / sensor.rate_hz < arrival_s) {
      chunk.insert(chunk.end(), readings[next].begin(), readings[next].end());
      ++next;
    }
    listener.feed(arrival_s, chunk);
  }
  const auto& samples = listener.sink.samples;
  ASSERT_GT(samples.size(), 30 * sensor.rate_hz);
  EXPECT_TRUE(listener.sink.breaks.empty());
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const double step_s = to_seconds(samples[i].time - samples[i - 1].time);
    ASSERT_GT(step_s, 0);
    ASSERT_NEAR(step_s * sensor.rate_hz, 1, 0.5) << i;
  }
  const double mean_s = to_seconds(samples.back().time - samples.front().time) /
                        static_cast<double>(samples.size() - 1);
  EXPECT_NEAR(mean_s * sensor.rate_hz, 1, 0.006);
}

TEST_P(ForeignSensors, AnySplitGivesTheSameReadings) {
  const ForeignSensor& sensor = GetParam();
  std::mt19937 random(3);
  Bytes all = text("boot: hello\r\n\x55\x55\xAA");
  for (const Bytes& reading : fakes::readings_of(sensor, fakes::one_turn(4, Vec3::UnitX()), 6)) {
    all.insert(all.end(), reading.begin(), reading.end());
  }
  for (int damage = 0; damage < 20; ++damage) all[random() % all.size()] ^= 0x21;
  const auto run = [&](auto next_size) {
    Listener listener(sensor.kind);
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t size = std::min<std::size_t>(next_size(), all.size() - at);
      const double t = 6 * static_cast<double>(at + size) / static_cast<double>(all.size());
      listener.feed(t, Bytes(all.begin() + static_cast<std::ptrdiff_t>(at),
                             all.begin() + static_cast<std::ptrdiff_t>(at + size)));
      at += size;
    }
    return std::pair(listener.decoder->decoder_counts(), listener.decoder->assembler_counts());
  };
  const auto whole = run([] { return std::size_t{1}; });
  EXPECT_GT(whole.first.frames, 30U);
  for (int seed = 0; seed < 5; ++seed) {
    std::mt19937 sizes(static_cast<unsigned>(seed));
    const auto split = run([&] { return std::size_t{1 + sizes() % 400}; });
    EXPECT_EQ(split.first.frames, whole.first.frames);
    EXPECT_EQ(split.first.dropped(), whole.first.dropped());
    EXPECT_EQ(split.second.malformed, whole.second.malformed);
  }
}

TEST_P(ForeignSensors, AHoleIsNamedAndALostLinkBeginsAnew) {
  const ForeignSensor& sensor = GetParam();
  Listener listener(sensor.kind);
  int n = 0;
  const auto stream = [&](double from_s, double to_s) {
    for (double t = from_s; t < to_s; t += 1 / sensor.rate_hz, ++n) {
      Bytes reading;
      sensor.reading(reading, n, t, {});
      listener.feed(t, reading);
    }
  };
  stream(0, 5);
  stream(8, 12);
  ASSERT_EQ(listener.sink.breaks.size(), 1U);
  EXPECT_EQ(listener.sink.breaks[0].cause, StreamBreak::Cause::time_gap);
  EXPECT_NEAR(to_seconds(listener.sink.breaks[0].duration), 3, 0.2);
  const auto before = listener.sink.samples.size();
  listener.decoder->on_link_lost();
  EXPECT_FALSE(listener.decoder->info());
  ASSERT_EQ(listener.sink.breaks.size(), 2U);
  EXPECT_EQ(listener.sink.breaks[1].cause, StreamBreak::Cause::link_lost);
  stream(20, 24);
  EXPECT_GT(listener.sink.samples.size(), before);
  EXPECT_EQ(listener.sink.infos.size(), 2U);
}

// The times that an ArrivalClock gives to batches at these arrivals.
class Clocked {
 public:
  explicit Clocked(double nominal_hz = 0) : clock(nominal_hz) {}
  void batch(double arrival_s, std::int64_t steps) {
    const auto batch = clock.place(at_s(arrival_s), steps);
    if (!batch) return;
    hole_s += to_seconds(batch->hole);
    for (std::int64_t n = 1; n <= steps; ++n) {
      const auto after = microseconds(std::llround(batch->step_us * static_cast<double>(n)));
      times_s.push_back(to_seconds((batch->start + after).time_since_epoch()));
      if (times_s.size() > 1) {
        ASSERT_GT(times_s.back(), times_s[times_s.size() - 2]);
      }
    }
  }
  ArrivalClock clock;
  std::vector<double> times_s;
  double hole_s = 0;
};

TEST(ArrivalClock, FollowsASensorThatRunsOffItsNominalRate) {
  for (const double true_hz : {96.0, 99.6, 100.4, 103.0}) {
    Clocked clocked(100);
    for (int n = 1; n < 100 * 120; ++n) clocked.batch(n / true_hz, 1);
    EXPECT_NEAR(clocked.times_s.back(), (100 * 120 - 1) / true_hz, 0.02) << true_hz;
    EXPECT_EQ(clocked.hole_s, 0);
  }
}

TEST(ArrivalClock, FindsTheRateAnewWhenItIsChanged) {
  for (const auto& [before_hz, after_hz] : {std::pair(10.0, 100.0), std::pair(100.0, 10.0)}) {
    Clocked clocked;
    double t = 0;
    while (t < 20) clocked.batch(t += 1 / before_hz, 1);
    EXPECT_EQ(clocked.clock.rate_hz(), before_hz);
    while (t < 45) clocked.batch(t += 1 / after_hz, 1);
    EXPECT_EQ(clocked.clock.rate_hz(), after_hz);
    EXPECT_NEAR(clocked.times_s.back(), 45, 0.2);
  }
}

TEST(ArrivalClock, ABurstAfterAHoldUpIsNoHole) {
  Clocked clocked(100);
  for (int n = 1; n < 500; ++n) clocked.batch(0.01 * n, 1);
  clocked.batch(5.4, 41);  // 0.4 s at once
  for (int n = 541; n < 900; ++n) clocked.batch(0.01 * n, 1);
  EXPECT_EQ(clocked.hole_s, 0);
  for (std::size_t i = 1; i < clocked.times_s.size(); ++i) {
    EXPECT_NEAR(clocked.times_s[i] - clocked.times_s[i - 1], 0.01, 0.001) << i;
  }
  clocked.batch(12, 1);
  EXPECT_NEAR(clocked.hole_s, 3, 0.02);
}

TEST(ArrivalClock, TimesIncreaseWhateverArrives) {
  std::mt19937 random(12);
  for (int trial = 0; trial < 200; ++trial) {
    Clocked clocked(trial % 2 == 0 ? 0 : 100);
    double t = 0;
    for (int i = 0; i < 300; ++i) {
      t += static_cast<double>(random() % 1000) * (random() % 30 == 0 ? 0.01 : 0.0002);
      clocked.batch(t, 1 + static_cast<std::int64_t>(random() % (random() % 20 == 0 ? 5000 : 20)));
    }
  }
}

TEST(StampClock, NamesWrapsRestartsHolesAndRepetitions) {
  using Kind = StampClock::Step::Kind;
  StampClock clock(1'000'000);
  std::int64_t stamp = 900'000;
  for (int i = 0; i < 30; ++i) {
    const auto step = clock.step(stamp % 1'000'000);
    EXPECT_EQ(step.kind, i < 16 ? Kind::learning : Kind::follows) << i;
    if (i >= 16) {
      EXPECT_EQ(step.time, DeviceTime(microseconds(stamp)));
    }
    stamp += 10'000;
  }
  EXPECT_EQ(clock.rate_hz(), 100);
  EXPECT_EQ(clock.step(stamp % 1'000'000 - 10'000).kind, Kind::repeated);
  const auto after_hole = clock.step(stamp % 1'000'000 + 200'000);
  EXPECT_EQ(after_hole.kind, Kind::follows);
  EXPECT_EQ(after_hole.missing, 20);
  EXPECT_EQ(after_hole.hole, microseconds(200'000));
  EXPECT_EQ(clock.step(stamp % 1'000'000 + 100'000).kind, Kind::restarted);
}

}  // namespace
}  // namespace postured
