// The hunt for the line speed, commands and their answers.
#include "sensor/port_hunt.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

#include "fakes/foreign_sensors.hpp"
#include "fakes/line_speed.hpp"
#include "sensor/clip_encoder.hpp"
#include "sensor/command_exchange.hpp"
#include "sensor/sensor_command.hpp"
#include "wire/posture_messages.h"

namespace postured {
namespace {

using namespace std::chrono_literals;
using Bytes = std::vector<std::uint8_t>;

Bytes text(const std::string& line, int times = 10) {
  Bytes bytes;
  for (int i = 0; i < times; ++i) bytes.insert(bytes.end(), line.begin(), line.end());
  return bytes;
}

Bytes our_frames(int samples = 300) {
  ClipEncoder encoder;
  Bytes bytes;
  encoder.hello(bytes);
  for (int i = 0; i < samples; ++i) {
    ImuSample sample;
    sample.time = DeviceTime(std::chrono::milliseconds(10 * i));
    sample.accel_m_s2 = Vec3(0.1 * (i % 7), -0.05 * (i % 5), kGravity_m_s2);
    encoder.sample(sample, bytes);
  }
  encoder.flush(bytes);
  return bytes;
}

// Somebody who moves a little, for some seconds.
Bytes foreign_stream(const fakes::ForeignSensor& sensor) {
  Bytes stream;
  const auto motion = fakes::one_turn(1, Vec3::UnitX());
  for (const Bytes& reading : fakes::readings_of(sensor, motion, 3)) {
    stream.insert(stream.end(), reading.begin(), reading.end());
  }
  return stream;
}

// Listens to the end, to what a real line would bring at each speed. Returns the time it took.
std::chrono::milliseconds hunt(PortHunt& hunt, const Bytes& sent, int sent_baud) {
  std::chrono::milliseconds time{0};
  while (true) {
    hunt.feed(test::as_received(sent, sent_baud, hunt.baud()));
    if (hunt.verdict()) return time;
    time += hunt.listen();
    if (!hunt.next()) return time;
  }
}

TEST(PortHunt, TriesOursFirstAndEachSpeedOfThoseThatSpeakUnaskedOnce) {
  const auto bauds = hunted_bauds({}, {});
  EXPECT_EQ(bauds.front(), 115200);
  EXPECT_EQ(std::set<int>(bauds.begin(), bauds.end()).size(), bauds.size());
  for (const SensorKindSpec& spec : sensor_kinds()) {
    if (!spec.speaks_unasked) continue;
    for (const int baud : spec.bauds) {
      EXPECT_EQ(std::count(bauds.begin(), bauds.end(), baud), 1) << spec.name << ' ' << baud;
    }
  }
  EXPECT_EQ(hunted_bauds({}, SensorSeen{SensorKind::razor, 57600}).front(), 57600);
  EXPECT_EQ(hunted_bauds({SensorKind::witmotion, 0}, SensorSeen{SensorKind::razor, 57600}).front(),
            9600);
  EXPECT_EQ(hunted_bauds({{}, 38400}, SensorSeen{SensorKind::razor, 57600}), std::vector{38400});
}

TEST(PortHunt, HearsAPortOutWithinFifteenSecondsAndOursWithinThree) {
  PortHunt hunt({}, {});
  EXPECT_LE(hunt.listen(), 3s);
  auto total = hunt.listen();
  while (hunt.next()) total += hunt.listen();
  EXPECT_LE(total, 13s);
}

TEST(PortHunt, FindsEachKindAtItsOwnSpeedAndIsNotFooledByTheNoiseOfAnother) {
  PortHunt ours({}, {});
  EXPECT_EQ(hunt(ours, our_frames(), 115200), 0ms);
  EXPECT_EQ(ours.verdict(), SensorKind::postured);
  for (const fakes::ForeignSensor& sensor : fakes::kForeignSensors) {
    if (!spec_of(sensor.kind).speaks_unasked) continue;
    const Bytes stream = foreign_stream(sensor);
    for (const int baud : spec_of(sensor.kind).bauds) {
      PortHunt one({}, {});
      EXPECT_LE(hunt(one, stream, baud), 12800ms);
      EXPECT_EQ(one.verdict(), sensor.kind) << sensor.name << " at " << baud;
      EXPECT_EQ(one.baud(), baud) << sensor.name;
    }
  }
}

// Whatever is sent at whatever speed and heard at another one: never a sensor.
TEST(PortHunt, NoWrongSpeedMakesASensorOfAnything) {
  std::vector<std::pair<std::string, Bytes>> streams{{"ours", our_frames()}};
  for (const auto& sensor : fakes::kForeignSensors) {
    streams.emplace_back(sensor.name, foreign_stream(sensor));
  }
  for (auto& [name, stream] : streams) {
    stream.resize(std::min<std::size_t>(stream.size(), 1000));
    for (const int sent : hunted_bauds({}, {})) {
      for (const int heard : hunted_bauds({}, {})) {
        if (sent == heard) continue;
        PortHunt one({{}, heard}, {});
        one.feed(test::as_received(stream, sent, heard));
        EXPECT_FALSE(one.verdict()) << name << " sent at " << sent << ", heard at " << heard;
      }
    }
  }
}

TEST(PortHunt, SilenceAtOneSpeedIsNoSilence) {
  // At 9600 baud each run of low bits is a break for a listener at 115200, who hears nothing.
  const auto heard = test::as_received(Bytes(200, 0x55), 9600, 115200);
  EXPECT_LT(heard.size(), 20U);
  PortHunt one({}, {});
  const auto& wit = fakes::kForeignSensors.front();
  hunt(one, foreign_stream(wit), 9600);
  EXPECT_EQ(one.verdict(), SensorKind::witmotion);
}

TEST(PortHunt, TextThatIsNoSensorEndsTheHuntAtItsSpeed) {
  PortHunt gps({}, {});
  gps.feed(text("$GPRMC,092750.000,A,5321.6802,N,00630.3372,W,0.02,31.66*43\r\n"));
  EXPECT_FALSE(gps.verdict());
  EXPECT_FALSE(gps.next());
  EXPECT_EQ(gps.why_not(), "sends text at 115200 baud, and is not a posture sensor");
}

TEST(PortHunt, SaysWhatItHeardInWords) {
  PortHunt silent({}, {});
  while (silent.next()) {
  }
  EXPECT_EQ(silent.why_not(), "says nothing");
  PortHunt other({SensorKind::razor, 115200}, {});
  other.feed(our_frames());
  EXPECT_FALSE(other.verdict());
  EXPECT_FALSE(other.next());
  EXPECT_EQ(other.why_not(), "is a postured clip, and sensor.kind is \"razor\"");
  std::mt19937 random(3);
  Bytes noise(5000);
  for (auto& byte : noise) byte = static_cast<std::uint8_t>(random());
  PortHunt loud({{}, 9600}, {});
  loud.feed(noise);
  EXPECT_FALSE(loud.next());
  EXPECT_EQ(loud.why_not(), "is not a posture sensor: nothing known in 5000 bytes at 9600 baud");
}

TEST(PortHunt, AKindThatWaitsToBeAskedIsTakenOnTrust) {
  const PortHunt one({SensorKind::bno055, 0}, {});
  EXPECT_FALSE(one.listens());
  EXPECT_EQ(one.baud(), 115200);
  EXPECT_EQ(PortHunt({SensorKind::bno055, 9600}, {}).baud(), 9600);
}

// ---- a command and its answer ----

const CommandExchange::Encode kPing = [](std::uint8_t sequence) {
  return led_command(sequence, LedMode::on);
};

CommandAnswer answer_to(const Bytes& frame, std::uint8_t result) {
  CommandAnswer answer;
  FrameDecoder decoder;
  decoder.feed(frame, [&](const Frame& f) { answer = {f.sequence, f.type, result}; });
  return answer;
}

TEST(CommandExchange, AnAnswerEndsItAndEachCommandHasItsOwnNumber) {
  CommandExchange exchange;
  std::set<int> numbers;
  for (int i = 0; i < 600; ++i) {
    const Bytes frame = exchange.begin(kPing);
    ASSERT_FALSE(frame.empty());
    EXPECT_TRUE(exchange.begin(kPing).empty());  // one at a time
    const CommandAnswer answer = answer_to(frame, PW_ACK_OK);
    EXPECT_NE(answer.sequence, 0);  // that of the requests that want no answer
    numbers.insert(answer.sequence);
    EXPECT_EQ(exchange.on_answer(answer), (CommandOutcome{CommandOutcome::Kind::done, 0}));
    EXPECT_FALSE(exchange.under_way());
    EXPECT_FALSE(exchange.on_answer(answer));  // said twice
  }
  EXPECT_EQ(numbers.size(), 255U);
}

TEST(CommandExchange, ThreeTriesOfTheSameFrameThenNoAnswer) {
  CommandExchange exchange;
  const Bytes frame = exchange.begin(kPing);
  EXPECT_EQ(exchange.on_silence(), frame);
  EXPECT_EQ(exchange.on_silence(), frame);
  EXPECT_TRUE(exchange.on_silence().empty());
  EXPECT_FALSE(exchange.under_way());
  EXPECT_FALSE(exchange.on_answer(answer_to(frame, PW_ACK_OK)));  // too late
  EXPECT_FALSE(exchange.begin(kPing).empty());
}

TEST(CommandExchange, AnswersToOthersAreNotItsOwn) {
  CommandExchange exchange;
  const CommandAnswer mine = answer_to(exchange.begin(kPing), PW_ACK_RANGE);
  for (int sequence = 0; sequence < 256; ++sequence) {
    for (int type = 0x80; type < 0x90; ++type) {
      if (sequence == mine.sequence && type == mine.command) continue;
      EXPECT_FALSE(exchange.on_answer(
          {static_cast<std::uint8_t>(sequence), static_cast<std::uint8_t>(type), PW_ACK_OK}));
    }
  }
  EXPECT_EQ(exchange.on_answer(mine),
            (CommandOutcome{CommandOutcome::Kind::refused, PW_ACK_RANGE}));
}

TEST(CommandExchange, EachRefusalHasItsOwnWords) {
  std::set<std::string> words;
  for (int result = 1; result < 7; ++result) {
    words.insert(to_string(
        CommandOutcome{CommandOutcome::Kind::refused, static_cast<std::uint8_t>(result)}));
  }
  words.insert(to_string(CommandOutcome{}));
  EXPECT_EQ(words.size(), 7U);
}

// ---- what may be asked ----

TEST(SensorCommand, RangesAreTheOnesOfTheWords) {
  for (const std::uint32_t rate : {0U, 24U, 25U, 200U, 201U, 4294967295U}) {
    EXPECT_EQ(out_of_range(SetRate{rate}).empty(), rate >= 25 && rate <= 200) << rate;
  }
  EXPECT_EQ(out_of_range(SetRate{300}),
            "A rate of 300 readings a second is outside 25..200 readings a second.");
  EXPECT_EQ(out_of_range(Haptic{1000, 0, 10}), "");
  EXPECT_NE(out_of_range(Haptic{1001, 0, 1}), "");
  EXPECT_NE(out_of_range(Haptic{100, 1001, 1}), "");
  EXPECT_NE(out_of_range(Haptic{100, 0, 0}), "");
  EXPECT_NE(out_of_range(SetRange{32, 500}), "");
  EXPECT_NE(out_of_range(SetRange{4, 100}), "");
  EXPECT_EQ(out_of_range(SetSerial{"0123456789abcDEF"}), "");
  for (const char* serial : {"", "0123", "0123456789abcdeg", "0000000000000000", "ffffffffffffffff",
                             "0123456789abcdef0"}) {
    EXPECT_NE(out_of_range(SetSerial{serial}), "") << serial;
  }
}

TEST(SensorCommand, BytesSayWhatWasAsked) {
  const auto payload = [](const SensorCommand& command) {
    Bytes out;
    FrameDecoder decoder;
    decoder.feed(encode(command, 9), [&out](const Frame& frame) {
      EXPECT_EQ(frame.sequence, 9);
      out.push_back(frame.type);
      out.insert(out.end(), frame.payload.begin(), frame.payload.end());
    });
    return out;
  };
  EXPECT_EQ(payload(SelfTest{}), (Bytes{PW_SELFTEST}));
  EXPECT_EQ(payload(SetRate{200}), (Bytes{PW_SET, 200, 0, 10}));
  EXPECT_EQ(payload(SetRate{25}), (Bytes{PW_SET, 25, 0, 2}));
  EXPECT_EQ(payload(SetRange{8, 1000}), (Bytes{PW_RANGE, 8, 0xE8, 3}));
  EXPECT_EQ(payload(SetLed{LedMode::automatic}), (Bytes{PW_LED, 2}));
  EXPECT_EQ(payload(Haptic{300, 100, 2}), (Bytes{PW_HAPTIC, 0x2C, 1, 100, 0, 2}));
  EXPECT_EQ(payload(SetSerial{"0123456789abcdef"}),
            (Bytes{PW_SERIAL, 0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF}));
}

TEST(SensorCommand, OtherKindsSayWhatTheyCannotDo) {
  for (const SensorKindSpec& spec : sensor_kinds()) {
    if (spec.kind == SensorKind::postured) continue;
    for (const SensorCommand& command : std::vector<SensorCommand>{
             SelfTest{}, SetRate{100}, SetRate{60}, SetRange{}, SetLed{}, Haptic{}, SetOutput{}}) {
      const ForeignCommand foreign = foreign_command(spec.kind, command);
      const bool can =
          spec.kind == SensorKind::witmotion &&
          (std::holds_alternative<SetOutput>(command) ||
           (std::holds_alternative<SetRate>(command) && std::get<SetRate>(command).rate_hz == 100));
      EXPECT_EQ(!foreign.bytes.empty(), can) << spec.name << ' ' << command.index();
      EXPECT_FALSE(foreign.words.empty());
    }
  }
}

}  // namespace
}  // namespace postured
