// Each kind of other people's sensor: signs and scales of what it measures, its vectors, its times,
// what is lost and what is missing.
#include <gtest/gtest.h>

#include <random>

#include "fakes/foreign_sensors.hpp"
#include "recording_sink.hpp"
#include "sensor/foreign/bno055.hpp"
#include "sensor/foreign/csv.hpp"
#include "sensor/foreign/witmotion.hpp"

namespace postured {
namespace {

using fakes::Bytes;
using fakes::ForeignSensor;
using fakes::kForeignSensors;
using std::chrono::microseconds;

BootTime at_s(double t) { return BootTime(from_seconds(t)); }

Bytes hex(std::string_view text) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 3) {
    bytes.push_back(
        static_cast<std::uint8_t>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

Bytes text(std::string_view text) { return {text.begin(), text.end()}; }

struct Listener {
  explicit Listener(SensorKind kind, const DecoderOptions& options = {})
      : decoder(make_decoder(kind, sink, options)) {}
  void feed(double t, const Bytes& bytes) { decoder->feed(at_s(t), bytes); }

  RecordingSink sink;
  std::unique_ptr<SensorDecoder> decoder;
};

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

TEST(WitMotion, ReadsItsVectorsAndNoticesDamage) {
  Listener listener(SensorKind::witmotion);
  // Of the module's documents: 0, 0, 1 g; then 90 deg/s about x.
  const Bytes still = hex("55 51 00 00 00 00 00 08 86 0B 3F");
  const Bytes turning = hex("55 52 C2 05 00 00 00 00 86 0B FF");
  for (int i = 0; i < 400; ++i) {
    listener.feed(0.01 * i, still);
    listener.feed(0.01 * i, turning);
  }
  ASSERT_FALSE(listener.sink.samples.empty());
  EXPECT_NEAR(listener.sink.samples[0].accel_m_s2.z(), kGravity_m_s2, 1e-9);
  EXPECT_NEAR(kDegPerRad * listener.sink.samples[0].gyro_rad_s.x(), 90, 0.1);
  Bytes bad = still;
  bad[4] ^= 0x10;
  listener.feed(4, bad);
  EXPECT_EQ(listener.decoder->decoder_counts().bad_crc, 1U);
}

TEST(WitMotion, CommandsAreUnlockedAndStored) {
  EXPECT_EQ(witmotion_rate_command(100), hex("FF AA 69 88 B5 FF AA 03 09 00 FF AA 00 00 00"));
  EXPECT_EQ(witmotion_output_command(), hex("FF AA 69 88 B5 FF AA 02 06 00 FF AA 00 00 00"));
  EXPECT_TRUE(witmotion_rate_command(60).empty());
}

TEST(Bno08x, ReadsTheExampleOfItsDatasheet) {
  Listener listener(SensorKind::bno08x_rvc);
  Bytes frame = hex("AA AA DE 01 00 92 FF 25 08 8D FE EC FF D1 03 00 00 00 E7");
  for (int i = 0; i < 3; ++i) {
    listener.feed(0.01 * i, frame);
    ++frame[2];
    ++frame[18];
  }
  ASSERT_EQ(listener.sink.samples.size(), 2U) << "the first one only starts its clock";
  const Vec3 milli_g = 1000 / kGravity_m_s2 * listener.sink.samples[0].accel_m_s2;
  EXPECT_LT((milli_g - Vec3(-371, -20, 977)).norm(), 1e-9);
  EXPECT_FALSE(listener.sink.samples[0].has_gyro);
}

TEST(Bno08x, LostFramesAreCountedByTheirIndex) {
  Listener listener(SensorKind::bno08x_rvc);
  for (int n = 0; n < 300; ++n) {
    if (n % 50 == 7) continue;
    Bytes frame;
    fakes::rvc(frame, n, 0, {});
    listener.feed(0.01 * n, frame);
  }
  EXPECT_EQ(listener.decoder->assembler_counts().missing, 6U);
  const auto& samples = listener.sink.samples;
  EXPECT_NEAR(to_seconds(samples.back().time - samples.front().time), 2.98, 0.02);
}

TEST(XImu3, ReadsTheExampleOfItsManual) {
  const Bytes example =
      hex("C9 40 42 0F 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
          "00 00 "
          "80 3F 0A");
  Listener listener(SensorKind::ximu3);
  listener.feed(1, example);
  EXPECT_EQ(listener.decoder->decoder_counts().frames, 1U);
  listener.feed(1, text("I,1000000,0.0000,0.0000,0.0000,0.0000,0.0000,1.0000\n"));
  EXPECT_EQ(listener.decoder->decoder_counts().frames, 2U);
  EXPECT_EQ(listener.decoder->assembler_counts().duplicates, 1U);
  listener.feed(1, text("I,1000000,0.0000,0.0000,0.0000,0.0000,1.0000\n"));
  EXPECT_EQ(listener.decoder->decoder_counts().bad_form, 1U) << "an argument is missing";
}

TEST(XImu3, TellsTemperatureAndBattery) {
  Listener listener(SensorKind::ximu3);
  double t = 0;
  for (const Bytes& reading :
       fakes::readings_of(kForeignSensors[5], fakes::one_turn(9, Vec3::UnitX()), 4)) {
    listener.feed(t += 0.02, reading);
  }
  ASSERT_GE(listener.sink.statuses.size(), 2U);
  EXPECT_NEAR(listener.sink.statuses.back().temperature_c, 25.5, 1e-9);
  EXPECT_NEAR(listener.sink.statuses.back().battery_v, 4.1, 1e-9);
}

TEST(Razor, BinaryOutputIsRefusedInWords) {
  Listener listener(SensorKind::razor);
  std::mt19937 random(5);
  for (int i = 0; i < 200; ++i) {
    Bytes frame;
    for (int k = 0; k < 3; ++k) fakes::put_float(frame, static_cast<double>(random() % 180));
    listener.feed(0.02 * i, frame);
  }
  EXPECT_NE(listener.decoder->refusal().find("#osct"), std::string::npos);
  EXPECT_TRUE(listener.sink.samples.empty());
}

TEST(Razor, OfRawAndCalibratedLinesTheCalibratedCount) {
  Listener listener(SensorKind::razor);
  for (int i = 0; i < 300; ++i) {
    listener.feed(0.02 * i,
                  text("#A-R=9.00,9.00,-200.00\r\n#M-R=0,0,0\r\n#G-R=1.00,2.00,3.00\r\n"
                       "#A-C=0.00,0.00,-256.00\r\n#M-C=0,0,0\r\n#G-C=0.00,0.00,1.00\r\n"));
  }
  ASSERT_GT(listener.sink.samples.size(), 100U);
  EXPECT_EQ(listener.decoder->info()->rate_hz, 50);
  for (const ImuSample& sample : listener.sink.samples) {
    EXPECT_NEAR(sample.accel_m_s2.z(), kGravity_m_s2, 1e-9);
  }
}

TEST(Sparkfun, RawCountsAndUncertainColumnsGiveOnlyAcceleration) {
  for (const std::string columns :
       {", -12, 30, 16390, 5, -3, 2, 10, 20, 30", ", 0.01, -0.02, 1.00, 12.00, -33.00, 20.00"}) {
    Listener listener(SensorKind::sparkfun_9dof);
    for (int n = 0; n < 200; ++n) {
      listener.feed(0.01 * n, text(std::to_string(10 * n) + columns + "\r\n"));
    }
    ASSERT_GT(listener.sink.samples.size(), 50U);
    EXPECT_FALSE(listener.sink.samples[0].has_gyro);
    EXPECT_NEAR(listener.sink.samples[0].accel_m_s2.norm(), kGravity_m_s2, 0.1);
    EXPECT_NE(listener.decoder->info()->missing.find("key"), std::string::npos);
  }
}

TEST(Mpu6050Sketch, WaitsForACharacterAndLinesWithoutGravityAreRefused) {
  Listener listener(SensorKind::mpu6050_sketch);
  EXPECT_TRUE(listener.decoder->request(at_s(0)).empty());
  EXPECT_FALSE(listener.decoder->request(at_s(2)).empty());
  Bytes reading;
  fakes::mpu_ypr(reading, 0, 0, {});
  listener.feed(3, reading);
  EXPECT_TRUE(listener.decoder->request(at_s(4)).empty());
  EXPECT_TRUE(listener.decoder->request(at_s(6)).empty());
  EXPECT_FALSE(listener.decoder->request(at_s(8)).empty());
  listener.feed(9, text("areal\t12\t-5\t3\r\n"));
  EXPECT_NE(listener.decoder->refusal().find("OUTPUT_READABLE_YAWPITCHROLL"), std::string::npos);
}

// A BNO055 that answers, and that may be switched off and on.
class FakeBno055 {
 public:
  Bytes answer(const Bytes& question) {
    if (question.empty() || question[0] != 0xAA) return {};
    if (question[1] == 0) {
      registers_[question[2]] = question[4];
      return hex("EE 01");
    }
    Bytes out{0xBB, question[3]};
    const bool measuring = registers_[0x3D] == 0x05 && registers_[0x3B] == 0;
    for (std::size_t i = 0; i < question[3]; ++i) {
      const std::size_t address = question[2] + i;
      if (address == 0) {
        out.push_back(0xA0);
      } else if (measuring && address == 0x0C) {
        out.push_back(981 & 0xFF);  // z: 9.81 m/s2
      } else if (measuring && address == 0x0D) {
        out.push_back(981 >> 8);
      } else if (measuring && address == 0x14) {
        out.push_back(16);  // x: 1 deg/s
      } else {
        out.push_back(0);
      }
    }
    return out;
  }
  void reset() { registers_ = {}; }

 private:
  std::array<std::uint8_t, 256> registers_{};
};

TEST(Bno055, IsSetUpAskedAndSetUpAgainAfterAReset) {
  Listener listener(SensorKind::bno055);
  FakeBno055 chip;
  const auto run = [&](double from_s, double to_s) {
    for (double t = from_s; t < to_s; t += 0.04) {
      listener.feed(t + 0.003, chip.answer(listener.decoder->request(at_s(t))));
    }
  };
  EXPECT_EQ(listener.decoder->request_period(), std::chrono::milliseconds(40));
  run(0, 5);
  ASSERT_GT(listener.sink.samples.size(), 80U);
  EXPECT_NEAR(listener.sink.samples[0].accel_m_s2.z(), 9.81, 1e-9);
  EXPECT_NEAR(kDegPerRad * listener.sink.samples[0].gyro_rad_s.x(), 1, 1e-9);
  EXPECT_EQ(listener.decoder->info()->rate_hz, 25);
  const auto before = listener.sink.samples.size();
  chip.reset();
  run(5, 8);
  EXPECT_GT(listener.sink.samples.size(), before + 50);
  // Silence: asked again and again, from the beginning.
  for (double t = 8; t < 12; t += 0.04) (void)listener.decoder->request(at_s(t));
  run(12, 15);
  EXPECT_GT(listener.sink.samples.size(), before + 100);
}

TEST(Bno055, AnotherChipIsRefused) {
  Listener listener(SensorKind::bno055);
  (void)listener.decoder->request(at_s(0));
  listener.feed(0.01, hex("BB 01 71"));
  EXPECT_NE(listener.decoder->refusal().find("113, not 160"), std::string::npos);
}

DecoderOptions csv(const std::string& columns, double accel_per_g = 0, double gyro_per_dps = 1) {
  return {{columns, accel_per_g, gyro_per_dps}};
}

TEST(Csv, UnitsAreToldFromGravityAndSeparatorsByThemselves) {
  struct Case {
    const char* line;
    DecoderOptions options;
  };
  const std::vector<Case> cases{
      {"%d,0.0,0.0,1.0,3,0,0\n", csv("t_ms,ax,ay,az,gx,gy,gz")},
      {"IMU: %d; 0.0; 0.0; 9.81; 3; 0; 0; 77\r\n", csv("t_ms,ax,ay,az,gx,gy,gz,-")},
      {"%d\t0\t0\t16384\t393\t0\t0\r\n", csv("t_ms,ax,ay,az,gx,gy,gz", 0, 131)},
      {"%d 3 0 0 0 0 1000,\n", csv("t_ms,gx,gy,gz,ax,ay,az")},
      {"%d 3 0 0 0 0 8\n", csv("t_ms,gx,gy,gz,ax,ay,az", 8)},
  };
  for (const Case& one : cases) {
    Listener listener(SensorKind::csv, one.options);
    listener.feed(0, text("# a comment\nt,ax,ay,az,gx,gy,gz\n"));
    for (int n = 0; n < 300; ++n) {
      std::array<char, 80> line{};
      std::snprintf(line.data(), line.size(), one.line, 10 * n);
      listener.feed(0.01 * n, text(line.data()));
    }
    ASSERT_GT(listener.sink.samples.size(), 200U) << one.line << listener.decoder->refusal();
    EXPECT_NEAR(listener.sink.samples[0].accel_m_s2.z(), kGravity_m_s2, 0.01) << one.line;
    EXPECT_NEAR(kDegPerRad * listener.sink.samples[0].gyro_rad_s.x(), 3, 1e-9) << one.line;
    EXPECT_EQ(listener.decoder->assembler_counts().malformed, 1U) << "the header";
    EXPECT_EQ(listener.decoder->info()->rate_hz, 100);
  }
}

TEST(Csv, BadLinesAreCountedAndWrongColumnsToldInWords) {
  Listener listener(SensorKind::csv, csv("ax,ay,az"));
  for (int n = 0; n < 400; ++n) {
    listener.feed(0.01 * n, text(n % 10 == 3 ? "0.1,nan,1\n" : n % 10 == 4 ? "1,2\n" : "0,0,1\n"));
  }
  EXPECT_EQ(listener.decoder->assembler_counts().malformed, 80U);
  EXPECT_GT(listener.sink.samples.size(), 100U);
  EXPECT_NE(listener.decoder->info()->missing, "");

  Listener wrong(SensorKind::csv, csv("ax,ay,az,gx,gy,gz"));
  Listener unit(SensorKind::csv, csv("ax,ay,az"));
  Listener none(SensorKind::csv);
  for (int n = 0; n < 100; ++n) {
    wrong.feed(0.01 * n, text("0,0,1\n"));
    unit.feed(0.01 * n, text("0,0,60\n"));
    none.feed(0.01 * n, text("0,0,1\n"));
  }
  EXPECT_NE(wrong.decoder->refusal().find("6 numbers"), std::string::npos);
  EXPECT_NE(unit.decoder->refusal().find("accel_per_g"), std::string::npos);
  EXPECT_NE(none.decoder->refusal().find("sensor.csv.columns: is empty"), std::string::npos);
}

TEST(Csv, ColumnMapsAreChecked) {
  EXPECT_EQ(parse_csv_columns("t_s, ax, ay, az").error, "");
  for (const char* wrong : {"", "ax,ay", "ax,ay,az,ax", "ax,ay,az,gx", "ax,ay,az,foo",
                            "t_s,t_ms,ax,ay,az", "ax,ay,az,"}) {
    EXPECT_NE(parse_csv_columns(wrong).error, "") << wrong;
  }
}

}  // namespace
}  // namespace postured
