// The sources without hardware, and the setting that chooses one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "link/file_reader.hpp"
#include "link/recording_source.hpp"
#include "link/source_factory.hpp"
#include "link_testing.hpp"
#include "sensor/frame_decoder.hpp"
#include "sensor/sample_assembler.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;
using test::gzip;
using test::Log;
using test::ManualClock;
using test::Pty;
using test::run_for;
using test::TempDir;

class Sources : public ::testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& contents) {
    std::ofstream(dir_ / name, std::ios::binary) << contents;
    return dir_ / name;
  }
  TempDir dir_;
};

// Collects what a receiver understands.
struct Receiver final : SensorSink {
  std::vector<ImuSample> samples;
  std::vector<StreamBreak> breaks;
  int infos = 0;
  FrameDecoder decoder;
  SampleAssembler assembler{*this};
  void on_sample(const ImuSample& sample) override { samples.push_back(sample); }
  void on_break(const StreamBreak& what) override { breaks.push_back(what); }
  void on_info(const DeviceInfo&) override { ++infos; }
  void on_status(const DeviceStatus&) override {}
  void on_button(const ButtonPress&) override {}
  SourceHandlers handlers(Log& log) {
    SourceHandlers h = log.handlers();
    h.on_bytes = [this](std::span<const std::uint8_t> bytes) {
      decoder.feed(bytes, [this](const Frame& frame) { assembler.on_frame(frame); });
    };
    h.on_lost = [this, &log](const std::string& why) {
      decoder.reset();
      assembler.on_link_lost();
      log.lost.push_back(why);
    };
    return h;
  }
};

std::string recording_text(int seconds, int hz) {
  std::string text = "# set: test\n# rate_hz: " + std::to_string(hz) +
                     "\nt_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps,label\n";
  for (int i = 0; i < seconds * hz; ++i) {
    text += std::to_string(static_cast<double>(i) / hz) + ",0.1,0.2,0.95,1.5,-2.5,3.5,sit\n";
  }
  return text;
}

TEST_F(Sources, ARecordingPlaysInRealTimeAsOurFirmwareWouldSendIt) {
  for (const bool packed : {false, true}) {
    const std::string text = recording_text(10, 50);
    const std::string path = file(packed ? "r.csv.gz" : "r.csv", packed ? gzip(text) : text);
    boost::asio::io_context io;
    ManualClock clock;
    Log log;
    Receiver receiver;
    SourceResult made = make_source(path, "chest", io, clock);
    ASSERT_EQ(made.error, "");
    made.source->start(receiver.handlers(log));
    run_for(io, 10ms);
    clock.advance(5s);
    EXPECT_NEAR(static_cast<double>(receiver.samples.size()), 250, 6);
    clock.advance(6s);
    ASSERT_EQ(receiver.samples.size(), 500U);
    EXPECT_NEAR(receiver.samples[77].accel_m_s2.z(), 0.95 * kGravity_m_s2, 0.005);
    EXPECT_NEAR(receiver.samples[77].gyro_rad_s.y(), -2.5 * kRadPerDeg, 0.001);
    EXPECT_EQ(receiver.decoder.counts().dropped(), 0U);
    ASSERT_EQ(log.lost.size(), 1U);
    EXPECT_NE(log.lost[0].find("has ended"), std::string::npos);
  }
}

TEST_F(Sources, ARecordingStandsStillWhileTheComputerSleeps) {
  boost::asio::io_context io;
  ManualClock clock;
  Log log;
  Receiver receiver;
  SourceResult made = make_source(file("r.csv", recording_text(10, 50)), "chest", io, clock);
  ASSERT_EQ(made.error, "");
  made.source->start(receiver.handlers(log));
  run_for(io, 10ms);
  clock.advance(5s);
  const std::size_t before = receiver.samples.size();
  clock.suspend(8h);
  clock.advance(2s);
  ASSERT_EQ(log.lost.size(), 1U);
  EXPECT_NE(log.lost[0].find("slept"), std::string::npos);
  EXPECT_EQ(receiver.infos, 2);  // introduced itself again: samples can be scaled
  EXPECT_NEAR(static_cast<double>(receiver.samples.size() - before), 95, 10);
}

TEST_F(Sources, AHoleInARecordingIsNamedAndKeepsItsLength) {
  boost::asio::io_context io;
  ManualClock clock;
  Log log;
  Receiver receiver;
  std::string text = "t_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps,label\n";
  for (int i = 0; i < 500; ++i) {
    if (i >= 200 && i < 300) continue;
    text += std::to_string(i / 50.0) + ",0.1,0.2,0.95,,,,\n";
  }
  SourceResult made = make_source(file("r.csv", text), "chest", io, clock);
  ASSERT_EQ(made.error, "");
  made.source->start(receiver.handlers(log));
  run_for(io, 10ms);
  clock.advance(11s);
  ASSERT_EQ(receiver.samples.size(), 400U);
  EXPECT_FALSE(receiver.samples[0].has_gyro);
  ASSERT_FALSE(receiver.breaks.empty());
  EXPECT_EQ(receiver.breaks[0].cause, StreamBreak::Cause::time_gap);
  EXPECT_EQ(receiver.breaks[0].missing, 100U);
  EXPECT_NEAR(to_seconds(receiver.samples[200].time - receiver.samples[199].time), 2.02, 0.03);
}

TEST_F(Sources, ARealPersonsRecordingPlaysWithoutLoss) {
  const char* data = std::getenv("POSTURED_DATA");
  const std::string path =
      std::string(data != nullptr ? data : POSTURED_SOURCE_DIR "/../shared/data") +
      "/activity/dsads_torso/p1_a09_walk_lot.csv.gz";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no recording at " << path;
  const RecordingResult parsed = parse_recording(read_file(path).contents);
  ASSERT_EQ(parsed.error, "");
  boost::asio::io_context io;
  ManualClock clock;
  Log log;
  Receiver receiver;
  RecordingSource source(io, clock, parsed.recording, "walk");
  source.start(receiver.handlers(log));
  run_for(io, 10ms);
  clock.advance(1h);
  ASSERT_EQ(receiver.samples.size(), parsed.recording.rows.size());
  double worst = 0;
  for (std::size_t i = 0; i < receiver.samples.size(); ++i) {
    EXPECT_FALSE(receiver.samples[i].saturated);
    worst = std::max(
        worst,
        (receiver.samples[i].accel_m_s2 - parsed.recording.rows[i].sample.accel_m_s2).norm());
  }
  EXPECT_LT(worst, 0.01);  // half a step of 16 bits over 16 g, three axes
}

TEST(EncoderFor, ChoosesTheSmallestFullScaleThatHoldsTheReadings) {
  Recording recording;
  recording.rate_hz = 25;
  recording.rows.resize(2);
  recording.rows[1].sample.accel_m_s2 = Vec3(0, -5 * kGravity_m_s2, 0);
  recording.rows[1].sample.gyro_rad_s = Vec3(300 * kRadPerDeg, 0, 0);
  const ClipEncoderParams params = encoder_for(recording);
  EXPECT_EQ(params.accel_range_g, 8);
  EXPECT_EQ(params.gyro_range_dps, 500);
  EXPECT_EQ(params.rate_hz, 25);
  EXPECT_EQ(params.batch, 3);
  EXPECT_TRUE(params.has_gyro);
}

TEST(SimulatedSource, StreamsAWearerAtThePaceOfTheClock) {
  boost::asio::io_context io;
  ManualClock clock;
  Log log;
  Receiver receiver;
  SourceResult made = make_source("simulated:7", "chest", io, clock);
  ASSERT_EQ(made.error, "");
  made.source->start(receiver.handlers(log));
  run_for(io, 10ms);
  EXPECT_EQ(log.opened, (std::vector<std::string>{"simulated wearer"}));
  clock.advance(60s);
  EXPECT_NEAR(static_cast<double>(receiver.samples.size()), 3000, 15);
  EXPECT_EQ(receiver.infos, 1);
  made.source->prompt_shown(PromptKind::stand);
  clock.suspend(1h);
  clock.advance(60s);
  EXPECT_EQ(receiver.infos, 2);
  EXPECT_NEAR(static_cast<double>(receiver.samples.size()), 6000, 30);
  EXPECT_EQ(receiver.decoder.counts().dropped(), 0U);
}

TEST(SimulatedSource, TheSameSeedGivesTheSameBytes) {
  const auto play = [](const std::string& setting) {
    boost::asio::io_context io;
    ManualClock clock;
    Log log;
    SourceResult made = make_source(setting, "chest", io, clock);
    made.source->start(log.handlers());
    run_for(io, 10ms);
    clock.advance(10s);
    return log.bytes;
  };
  EXPECT_EQ(play("simulated:7"), play("simulated:7"));
  EXPECT_EQ(play("simulated"), play("simulated:1"));
  EXPECT_NE(play("simulated:7"), play("simulated:8"));
}

TEST(SourceFactory, TwoClipsNeedAPortEach) {
  boost::asio::io_context io;
  ManualClock clock;
  const TempDir dir;
  const Pty one, other;
  std::filesystem::create_symlink(one.path(), dir / "also_one");
  const auto made = [&](const std::string& upper, const std::string& lower,
                        const std::string& placement = "chest") {
    Settings::Sensor sensor;
    sensor.source = upper;
    sensor.placement = placement;
    sensor.lower.source = lower;
    return make_sources(sensor, io, clock);
  };
  const ClipSources single = made("auto", "");
  EXPECT_EQ(single.error, "");
  EXPECT_NE(single.upper, nullptr);
  EXPECT_EQ(single.lower, nullptr);
  const ClipSources two = made(one.path(), other.path());
  EXPECT_EQ(two.error, "");
  EXPECT_NE(two.lower, nullptr);
  EXPECT_EQ(made("simulated:4", "simulated").error, "");

  const auto refused = [&](const std::string& upper, const std::string& lower,
                           const std::string& words, const std::string& placement = "chest") {
    const ClipSources sources = made(upper, lower, placement);
    EXPECT_NE(sources.error.find(words), std::string::npos) << sources.error;
    EXPECT_EQ(sources.lower, nullptr);
  };
  refused(one.path(), one.path(), "sensor.lower.source");
  refused(one.path(), dir / "also_one", "each clip needs its own");
  refused(one.path(), "nonsense", "sensor.lower.source: \"nonsense\" is not known");
  refused(one.path(), other.path(), "sensor.placement", "belt");
  // Found by themselves: both, or the one whose port is not named.
  for (const auto& [upper, lower] : {std::pair<std::string, std::string>{"auto", "auto"},
                                     {"auto", other.path()},
                                     {one.path(), "auto"}}) {
    const ClipSources found = made(upper, lower);
    EXPECT_EQ(found.error, "");
    EXPECT_NE(found.lower, nullptr);
  }
}

TEST(SourceFactory, AKindThatWaitsToBeAskedNeedsItsPortNamed) {
  boost::asio::io_context io;
  ManualClock clock;
  const Pty port;
  for (const SensorKindSpec& spec : sensor_kinds()) {
    Settings::Sensor sensor;
    sensor.kind = spec.name;
    EXPECT_EQ(make_sources(sensor, io, clock).error.empty(), spec.speaks_unasked) << spec.name;
    sensor.source = port.path();
    EXPECT_EQ(make_sources(sensor, io, clock).error, "") << spec.name;
  }
  Settings::Sensor sensor;
  sensor.source = port.path();
  sensor.lower.source = "auto";
  sensor.lower.kind = "bno055";
  EXPECT_NE(make_sources(sensor, io, clock).error.find("name its port in sensor.lower.source"),
            std::string::npos);
  sensor.lower.kind = "auto";
  sensor.lower.baud = 1200;
  EXPECT_NE(make_sources(sensor, io, clock).error.find("1200 is no line speed"), std::string::npos);
}

TEST(SimulatedSource, TwoClipsAreWornByOneBody) {
  const auto play = [](const std::string& upper) {
    boost::asio::io_context io;
    ManualClock clock;
    Settings::Sensor sensor;
    sensor.source = upper;
    sensor.lower.source = "simulated";
    ClipSources made = make_sources(sensor, io, clock);
    Log log;
    made.lower->start(log.handlers());
    run_for(io, 10ms);
    clock.advance(10s);
    return log.bytes;
  };
  EXPECT_EQ(play("simulated:7"), play("simulated:7"));
  EXPECT_NE(play("simulated:7"), play("simulated:8"));
}

TEST(SourceFactory, JudgesASettingByWhatIsThere) {
  boost::asio::io_context io;
  ManualClock clock;
  const TempDir dir;
  const Pty pty;
  std::filesystem::create_symlink(pty.path(), dir / "clip");
  std::filesystem::create_symlink("/dev/pts/99999", dir / "dangling.link");
  std::ofstream(dir / "notes.txt") << "shopping list";
  std::ofstream(dir / "empty.csv") << "t_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps,label\n";
  const auto good = [&](const std::string& setting) {
    const SourceResult made = make_source(setting, "chest", io, clock);
    EXPECT_EQ(made.error, "");
    EXPECT_NE(made.source, nullptr) << setting;
  };
  const auto bad = [&](const std::string& setting, const std::string& words) {
    const SourceResult made = make_source(setting, "chest", io, clock);
    EXPECT_EQ(made.source, nullptr) << setting;
    EXPECT_NE(made.error.find(words), std::string::npos) << made.error;
    EXPECT_TRUE(made.error.starts_with("sensor.source: ")) << made.error;
  };
  good("auto");
  good("simulated");
  good("simulated:18446744073709551615");
  good(pty.path());
  good(dir / "clip");
  good(dir / "clip_that_comes_later");
  good("/dev/serial/by-id/usb-1a86_USB2.0-Serial-if00-port0");
  bad("", "use \"auto\"");
  bad("atuo", "\"atuo\" is not known");
  bad("simulated:", "whole number");
  bad("simulated:-1", "whole number");
  bad("simulatedx", "whole number");
  bad(dir / "missing.csv", "there is no file");
  bad(dir / "notes.txt", "neither a capture nor a recording");
  bad(dir / "empty.csv", dir / "empty.csv");
  bad(dir.path(), "is a directory");
}

}  // namespace
}  // namespace postured
