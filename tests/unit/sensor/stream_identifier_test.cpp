// Each sensor is recognised, in time and at any split; nothing else is.
#include "sensor/stream_identifier.hpp"

#include <gtest/gtest.h>

#include <random>

#include "fakes/foreign_sensors.hpp"
#include "sensor/clip_encoder.hpp"

namespace postured {
namespace {

using fakes::Bytes;
using fakes::kForeignSensors;

Bytes joined(const std::vector<Bytes>& parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Bytes text(std::string_view text) { return {text.begin(), text.end()}; }

Bytes repeated(std::string_view lines, int times) {
  Bytes all;
  for (int i = 0; i < times; ++i) all.insert(all.end(), lines.begin(), lines.end());
  return all;
}

Bytes noise(unsigned seed, std::size_t size) {
  std::mt19937 random(seed);
  Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

// Moves all the time, so that no field stays the same.
fakes::ForeignTruth moving(double t_s) {
  fakes::ForeignTruth truth;
  truth.room_from_sensor = Quat(Eigen::AngleAxisd(0.4 * std::sin(t_s), Vec3::UnitX())) *
                           Quat(Eigen::AngleAxisd(0.3 * std::sin(1.7 * t_s), Vec3::UnitY()));
  truth.rate_dps = Vec3(12 * std::cos(t_s), -7, 3 * std::sin(5 * t_s));
  return truth;
}

Bytes stream_of(const fakes::ForeignSensor& sensor, double seconds) {
  return joined(fakes::readings_of(sensor, moving, seconds));
}

Bytes ours(double seconds) {
  ClipEncoder clip;
  Bytes out;
  clip.hello(out);
  for (int n = 0; n < 100 * seconds; ++n) {
    ImuSample sample;
    sample.time = DeviceTime(std::chrono::milliseconds(10 * n));
    sample.accel_m_s2 = kGravity_m_s2 * moving(0.01 * n).up();
    clip.sample(sample, out);
  }
  return out;
}

// What an 8N1 receiver at another speed makes of the bytes: the line sampled at its own bit times.
// Start bits are found, stop bits are not insisted on (the kernel hands such bytes over, too).
Bytes heard_at(const Bytes& sent, int sent_baud, int heard_baud) {
  std::vector<bool> line(20, true);
  for (const std::uint8_t byte : sent) {
    line.push_back(false);
    for (int bit = 0; bit < 8; ++bit) line.push_back((byte >> bit & 1) != 0);
    line.push_back(true);
  }
  const double ratio = static_cast<double>(sent_baud) / heard_baud;
  const auto level = [&](double at) {
    const auto index = static_cast<std::size_t>(at);
    return index >= line.size() || line[index];
  };
  Bytes heard;
  double at = 0;
  const auto end = static_cast<double>(line.size());
  while (at < end) {
    if (level(at)) {
      at += std::min(1.0, ratio) / 8;
      continue;
    }
    std::uint8_t byte = 0;
    for (int bit = 0; bit < 8; ++bit) {
      if (level(at + (1.5 + bit) * ratio)) byte = static_cast<std::uint8_t>(byte | 1 << bit);
    }
    heard.push_back(byte);
    at += 9.5 * ratio;
  }
  return heard;
}

std::optional<SensorKind> verdict_on(const Bytes& bytes) {
  StreamIdentifier identifier;
  identifier.feed(bytes);
  return identifier.verdict();
}

TEST(StreamIdentifier, RecognisesEverySensorWithinASecondAndAHalf) {
  EXPECT_EQ(verdict_on(ours(0.2)), SensorKind::postured);
  for (const auto& sensor : kForeignSensors) {
    // Joined in the middle of a reading.
    Bytes stream = stream_of(sensor, 1.5);
    stream.erase(stream.begin(), stream.begin() + 5);
    EXPECT_EQ(verdict_on(stream), sensor.kind) << sensor.name;
  }
}

TEST(StreamIdentifier, VerdictComesAtTheSameByteForAnySplit) {
  for (const auto& sensor : kForeignSensors) {
    const Bytes stream = joined({text("boot\r\n"), noise(4, 100), stream_of(sensor, 3)});
    StreamIdentifier single;
    std::size_t at = 0;
    while (at < stream.size() && !single.verdict()) single.feed({&stream[at++], 1});
    ASSERT_EQ(single.verdict(), sensor.kind) << sensor.name;
    std::mt19937 random(1);
    for (int trial = 0; trial < 5; ++trial) {
      StreamIdentifier split, just_before;
      just_before.feed({stream.data(), at - 1});
      EXPECT_EQ(just_before.verdict(), std::nullopt) << sensor.name;
      for (std::size_t from = 0; from < stream.size();) {
        const std::size_t size = std::min<std::size_t>(1 + random() % 300, stream.size() - from);
        split.feed({stream.data() + from, size});
        from += size;
      }
      EXPECT_EQ(split.verdict(), sensor.kind) << sensor.name;
    }
  }
}

TEST(StreamIdentifier, NoiseIsNoSensor) {
  for (unsigned seed = 0; seed < 8; ++seed) {
    StreamIdentifier identifier;
    identifier.feed(noise(seed, 200'000));
    EXPECT_EQ(identifier.verdict(), std::nullopt) << seed;
    EXPECT_FALSE(identifier.heard_text());
    EXPECT_EQ(identifier.bytes(), 200'000U);
  }
  for (int byte = 0; byte < 256; ++byte) {
    EXPECT_EQ(verdict_on(Bytes(5000, static_cast<std::uint8_t>(byte))), std::nullopt) << byte;
  }
}

TEST(StreamIdentifier, AWrongLineSpeedIsNoSensor) {
  constexpr std::array kBauds{9600, 38400, 57600, 115200, 230400};
  for (const auto& sensor : kForeignSensors) {
    const Bytes stream = stream_of(sensor, 60 / sensor.rate_hz);
    ASSERT_EQ(verdict_on(heard_at(stream, 57600, 57600)), sensor.kind) << sensor.name;
    for (const int sent : {9600, 115200}) {
      for (const int heard : kBauds) {
        if (heard == sent) continue;
        EXPECT_EQ(verdict_on(heard_at(stream, sent, heard)), std::nullopt)
            << sensor.name << " at " << sent << " heard at " << heard;
      }
    }
  }
}

struct Other {
  const char* name;
  Bytes bytes;
};
std::vector<Other> other_devices() {
  std::vector<Other> others;
  others.push_back(
      {"modem", repeated("AT\r\r\nOK\r\n\r\n+CREG: 0,1\r\n\r\n+CSQ: 17,99\r\n\r\nRING\r\n"
                         "\r\n+CMTI: \"SM\",3\r\n\r\nNO CARRIER\r\n",
                         60)});
  others.push_back(
      {"GPS", repeated("$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n"
                       "$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n"
                       "$GPGSV,2,1,08,01,40,083,46,02,17,308,41,12,07,344,39,14,22,228,45*75\r\n",
                       60)});
  others.push_back({"UBX", {}});
  for (int i = 0; i < 200; ++i) {
    others.back().bytes = joined({others.back().bytes,
                                  {0xB5, 0x62, 0x01, 0x07, 0x5C, 0x00},
                                  noise(static_cast<unsigned>(i), 94)});
  }
  others.push_back(
      {"3D printer", repeated("echo:Marlin 2.1.2\r\nstart\r\necho: Free Memory: 5678\r\n"
                              "ok T:201.2 /200.0 B:60.1 /60.0 @:42 B@:17\r\nX:0.00 Y:0.00 Z:10.00 "
                              "E:0.00 Count X:0 Y:0 Z:4000\r\nok\r\n",
                              60)});
  others.push_back(
      {"ESP boot", repeated("ets Jul 29 2019 12:21:46\r\n\r\nrst:0x1 (POWERON_RESET),boot:0x13 "
                            "(SPI_FAST_FLASH_BOOT)\r\nconfigsip: 0, SPIWP:0xee\r\nmode:DIO, clock "
                            "div:2\r\nload:0x3fff0030,len:1344\r\nentry 0x400805f0\r\n",
                            40)});
  others.push_back({"Linux console",
                    repeated("[    0.000000] Linux version 6.1.0\r\n[    1.234567] random: crng "
                             "init done\r\nlogin: ",
                             60)});
  others.push_back({"MPU6050 sketch before its question",
                    repeated("Initializing I2C devices...\r\nTesting device connections...\r\n"
                             "MPU6050 connection successful\r\n",
                             40)});
  others.push_back({"thermometer", repeated("21.5,45.2\r\n21.6,45.1\r\n", 200)});
  others.push_back({"ten whole numbers", repeated("1, 2, 3, 4, 5, 6, 7, 8, 9, 10\r\n", 200)});
  others.push_back(
      {"ten numbers", repeated("12.1, 2.5, 3.5, 4.5, 5.1, 6.2, 7, 8, 9, 10\r\n", 200)});
  others.push_back({"plotter", repeated("ax:0.01\tay:0.02\taz:1.00\r\n", 200)});
  others.push_back({"JSON", repeated("{\"ax\":0.1,\"ay\":0.2,\"az\":1.0}\r\n", 200)});
  others.push_back({"letters and commas", repeated("T,25.3,44\r\nI,1,2,3\r\nA,on\r\n", 200)});
  others.push_back({"SLCAN", repeated("t1238112233445566778\rT1234567881122334455667788\r", 200)});
  // Frames of the header and length of one kind, with contents that are not its.
  Bytes almost;
  for (int i = 0; i < 300; ++i) {
    almost = joined({almost, {0x55, 0x51}, noise(static_cast<unsigned>(i), 9)});
    almost = joined({almost, {0xAA, 0xAA}, noise(static_cast<unsigned>(i) + 500, 17)});
    almost =
        joined({almost, {0x24, 0x02}, noise(static_cast<unsigned>(i) + 900, 10), {0x0D, 0x0A}});
  }
  others.push_back({"right headers, wrong checksums", almost});
  return others;
}

TEST(StreamIdentifier, OtherDevicesAreNoSensors) {
  for (const Other& other : other_devices()) {
    EXPECT_EQ(verdict_on(other.bytes), std::nullopt) << other.name;
    // At another speed neither.
    EXPECT_EQ(verdict_on(heard_at(other.bytes, 9600, 115200)), std::nullopt) << other.name;
    EXPECT_EQ(verdict_on(heard_at(other.bytes, 115200, 57600)), std::nullopt) << other.name;
  }
}

TEST(StreamIdentifier, TextIsHeardAsText) {
  StreamIdentifier modem;
  modem.feed(repeated("\r\nOK\r\n", 20));
  EXPECT_TRUE(modem.heard_text());
  StreamIdentifier quiet;
  quiet.feed(text("OK\r\n"));
  EXPECT_FALSE(quiet.heard_text()) << "too little to say";
}

TEST(StreamIdentifier, NothingOfAFewGoodFramesAmongOthers) {
  // Nine alike, then something else, again and again; two good checksums, then a byte too many.
  Bytes lines, frames;
  for (int round = 0; round < 50; ++round) {
    for (int i = 0; i < 9; ++i) fakes::razor_ypr(lines, i, 0, {});
    lines.push_back('?');
    lines.push_back('\n');
    for (int i = 0; i < 2; ++i) fakes::rvc(frames, i, 0, {});
    frames.push_back(0);
  }
  EXPECT_EQ(verdict_on(lines), std::nullopt);
  EXPECT_EQ(verdict_on(frames), std::nullopt);
}

TEST(StreamIdentifier, TheSketchsQuestionNamesIt) {
  EXPECT_EQ(verdict_on(text("Initializing I2C devices...\r\n\r\nSend any character to begin DMP "
                            "programming and demo: \r\n")),
            SensorKind::mpu6050_sketch);
}

// Whatever one kind sends, with its own damage, no other kind is seen in it.
TEST(StreamIdentifier, DamagedStreamsAreNotTakenForAnotherKind) {
  std::mt19937 random(9);
  for (const auto& sensor : kForeignSensors) {
    const Bytes clean = stream_of(sensor, 6);
    for (int trial = 0; trial < 10; ++trial) {
      Bytes damaged = clean;
      for (std::size_t i = 0; i < damaged.size() / 40; ++i) {
        damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
      }
      const auto verdict = verdict_on(damaged);
      EXPECT_TRUE(!verdict || *verdict == sensor.kind) << sensor.name;
    }
  }
}

}  // namespace
}  // namespace postured
