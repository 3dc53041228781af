// Each kind of other people's sensor: its vectors, and what is its own.
#include <gtest/gtest.h>

#include "fakes/foreign_sensors.hpp"
#include "foreign_listener.hpp"
#include "sensor/foreign/bno055.hpp"
#include "sensor/foreign/csv.hpp"
#include "sensor/foreign/witmotion.hpp"

namespace postured {
namespace {

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
       fakes::readings_of(fakes::kForeignSensors[5], fakes::one_turn(9, Vec3::UnitX()), 4)) {
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
