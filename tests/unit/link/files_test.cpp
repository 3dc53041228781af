// Files: reading, writing captures, and the sources that play them.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <zlib.h>

#include <cstdlib>
#include <fstream>
#include <random>

#include "link/capture_source.hpp"
#include "link/capture_writer.hpp"
#include "link/file_reader.hpp"
#include "link/recording_source.hpp"
#include "link/simulated_source.hpp"
#include "link/source_factory.hpp"
#include "link_testing.hpp"
#include "sensor/sample_assembler.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;
using test::Bytes;
using test::good_frames;
using test::Log;
using test::ManualClock;
using test::Pty;
using test::run_for;
using test::TempDir;

std::string gzip(const std::string& text) {
  z_stream z{};
  EXPECT_EQ(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&z, text.size()) + 64, '\0');
  std::string in = text;
  z.next_in = reinterpret_cast<Bytef*>(in.data());
  z.avail_in = static_cast<uInt>(in.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

class Files : public ::testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& contents) {
    std::ofstream(dir_ / name, std::ios::binary) << contents;
    return dir_ / name;
  }
  TempDir dir_;
};

TEST_F(Files, AreReadPlainOrPackedWhateverTheirName) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i) + ",";
  EXPECT_EQ(read_file(file("plain.gz", text)).contents, text);
  EXPECT_EQ(read_file(file("packed.csv", gzip(text))).contents, text);
  EXPECT_EQ(read_file(file("two", gzip(text) + gzip("more"))).contents, text + "more");
  EXPECT_EQ(read_file(file("padded", gzip(text) + std::string(512, '\0'))).contents, text);
  EXPECT_EQ(read_file(file("empty", "")).contents, "");
  EXPECT_EQ(read_file(file("empty", "")).error, "");
}

TEST_F(Files, ThatCannotBeReadAreReportedInWords) {
  const auto error = [](const std::string& path, std::size_t max = kMaxFileBytes) {
    const FileResult result = read_file(path, max);
    EXPECT_EQ(result.contents, "");
    EXPECT_NE(result.error.find(path), std::string::npos) << result.error;
    return result.error;
  };
  EXPECT_NE(error(dir_ / "none").find("there is no file"), std::string::npos);
  EXPECT_NE(error(dir_.path()).find("is a directory"), std::string::npos);
  ASSERT_EQ(mkfifo((dir_ / "fifo").c_str(), 0600), 0);
  EXPECT_NE(error(dir_ / "fifo").find("not an ordinary file"), std::string::npos);
  EXPECT_NE(error(file("big", std::string(2000, 'x')), 1000).find("too large"), std::string::npos);
  EXPECT_NE(error(file("bomb", gzip(std::string(1 << 20, 'x'))), 65536).find("too large"),
            std::string::npos);
}

TEST_F(Files, DamagedGzipNeverPassesForWhole) {
  std::mt19937 random(3);
  std::string text;
  for (int i = 0; i < 400; ++i) text += std::to_string(random());
  const std::string packed = gzip(text);
  for (std::size_t cut = 2; cut < packed.size(); cut += 7) {
    EXPECT_NE(read_file(file("cut", packed.substr(0, cut))).error, "") << cut;
  }
  // Past the ten bytes of the header, of which some are free, every change is noticed.
  for (std::size_t at = 10; at < packed.size(); at += 5) {
    std::string damaged = packed;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    EXPECT_NE(read_file(file("damaged", damaged)).error, "") << at;
  }
}

TEST_F(Files, ACaptureIsWrittenReadAndPlayedBackAtItsPace) {
  const BootTime start{1000s};
  const Bytes frames = good_frames();
  const Bytes half(frames.begin(), frames.begin() + 100);
  const Bytes rest(frames.begin() + 100, frames.end());
  CaptureWriter writer;
  CaptureHeader header;
  header.serial = "0123456789abcdef";
  header.note = "a test";
  ASSERT_EQ(writer.open(dir_ / "c", header, start), "");
  writer.add(start + 250ms, half);
  writer.add(start + 2s, rest);
  writer.close();
  writer.close();
  EXPECT_EQ(writer.error(), "");

  const CaptureResult parsed = parse_capture(read_file(dir_ / "c").contents);
  ASSERT_EQ(parsed.error, "");
  EXPECT_EQ(parsed.capture.header.serial, header.serial);
  EXPECT_EQ(parsed.capture.header.note, header.note);
  ASSERT_EQ(parsed.capture.records.size(), 2U);
  EXPECT_EQ(parsed.capture.records[0].arrival, BootTime{250ms});
  EXPECT_EQ(parsed.capture.records[1].arrival, BootTime{2s});
  EXPECT_EQ(parsed.capture.records[1].bytes, rest);
  EXPECT_FALSE(parsed.capture.tail_damaged);

  boost::asio::io_context io;
  ManualClock clock;
  Log log;
  SourceResult made = make_source(dir_ / "c", "chest", io, clock);
  ASSERT_EQ(made.error, "");
  made.source->start(log.handlers());
  run_for(io, 10ms);
  ASSERT_EQ(log.opened, (std::vector<std::string>{"capture c"}));
  clock.advance(200ms);
  EXPECT_TRUE(log.bytes.empty());
  clock.advance(1700ms);
  EXPECT_EQ(log.bytes, half);
  EXPECT_TRUE(log.lost.empty());
  clock.advance(200ms);
  EXPECT_EQ(log.bytes, frames);
  ASSERT_EQ(log.lost, (std::vector<std::string>{"capture c has ended"}));
  clock.advance(10s);
  EXPECT_EQ(log.lost.size(), 1U);
}

TEST_F(Files, ACaptureReachesTheDiskWithinASecondOfArrivals) {
  CaptureWriter writer;
  ASSERT_EQ(writer.open(dir_ / "c", {}, BootTime{}), "");
  const Bytes chunk(10, 1);
  for (int i = 1; i <= 20; ++i) writer.add(BootTime{i * 100ms}, chunk);
  EXPECT_EQ(parse_capture(read_file(dir_ / "c").contents).capture.records.size(), 20U);
  writer.add(BootTime{2100ms}, chunk);
  EXPECT_EQ(parse_capture(read_file(dir_ / "c").contents).capture.records.size(), 20U);
  writer.flush();
  EXPECT_EQ(parse_capture(read_file(dir_ / "c").contents).capture.records.size(), 21U);
}

TEST_F(Files, ACaptureIsPrivateAndReplacesNothing) {
  CaptureWriter writer;
  ASSERT_EQ(writer.open(dir_ / "c", {}, BootTime{}), "");
  struct stat info {};
  ASSERT_EQ(stat((dir_ / "c").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  CaptureWriter second;
  EXPECT_NE(second.open(dir_ / "c", {}, BootTime{}).find("exists already"), std::string::npos);
  std::filesystem::create_symlink(dir_ / "target", dir_ / "planted");
  EXPECT_NE(second.open(dir_ / "planted", {}, BootTime{}), "");
  EXPECT_FALSE(std::filesystem::exists(dir_ / "target"));
  EXPECT_NE(second.open(dir_ / "no/such/directory", {}, BootTime{}), "");
  EXPECT_FALSE(second.is_open());
}

TEST_F(Files, AFullDiskEndsACaptureAtItsLastWholeRecord) {
  signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  CaptureWriter writer;
  ASSERT_EQ(writer.open(dir_ / "c", {}, BootTime{}), "");
  const rlimit small{5000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const Bytes chunk(300, 1);
  for (int i = 1; i <= 40; ++i) writer.add(BootTime{i * 1s}, chunk);
  writer.close();
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_NE(writer.error().find("stopped after"), std::string::npos);
  const CaptureResult parsed = parse_capture(read_file(dir_ / "c").contents);
  EXPECT_EQ(parsed.error, "");
  EXPECT_FALSE(parsed.capture.tail_damaged);
  EXPECT_GT(parsed.capture.records.size(), 10U);
  EXPECT_LT(parsed.capture.records.size(), 17U);
}

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

TEST_F(Files, ARecordingPlaysInRealTimeAsOurFirmwareWouldSendIt) {
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

TEST_F(Files, ARecordingStandsStillWhileTheComputerSleeps) {
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

TEST_F(Files, TheHoleInARecordingIsNamedAsLostSamples) {
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
  EXPECT_EQ(receiver.breaks[0].cause, StreamBreak::Cause::lost_samples);
  EXPECT_EQ(receiver.breaks[0].missing, 100U);
  EXPECT_NEAR(to_seconds(receiver.samples[200].time - receiver.samples[199].time), 2.02, 0.03);
}

TEST_F(Files, ARealPersonsRecordingPlaysWithoutLoss) {
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
  made.source->prompt_shown(0);
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
