// Reading files and writing captures.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <fstream>
#include <random>

#include "link/capture_writer.hpp"
#include "link/file_reader.hpp"
#include "link/source_factory.hpp"
#include "link_testing.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;
using test::Bytes;
using test::good_frames;
using test::gzip;
using test::Log;
using test::ManualClock;
using test::run_for;
using test::TempDir;

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
  for (std::size_t cut = 2; cut < packed.size(); cut += 61) {
    EXPECT_NE(read_file(file("cut", packed.substr(0, cut))).error, "") << cut;
  }
  // Past the ten bytes of the header, of which some are free, every change is noticed.
  for (std::size_t at = 10; at < packed.size(); at += 53) {
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

TEST_F(Files, ACaptureReachesTheDiskWithinSecondsOfArrivals) {
  CaptureWriter writer;
  ASSERT_EQ(writer.open(dir_ / "c", {}, BootTime{}), "");
  const auto on_disk = [this] {
    const FileResult read = read_file(dir_ / "c");
    EXPECT_TRUE(read.tail_damaged) << "it is still being written";
    return parse_capture(read.contents).capture.records.size();
  };
  const Bytes chunk(10, 1);
  for (int i = 1; i <= 30; ++i) writer.add(BootTime{i * 100ms}, chunk);
  EXPECT_EQ(on_disk(), 30U);
  writer.add(BootTime{3100ms}, chunk);
  writer.add(BootTime{3200ms}, {}, CaptureEvent::beat);
  EXPECT_EQ(on_disk(), 30U);
  writer.flush();
  EXPECT_EQ(on_disk(), 32U);
}

// A kill or a bad disk: whatever the file's end is, what comes before it is read.
TEST_F(Files, ACaptureCutOrDamagedAnywhereIsReadUpToThere) {
  CaptureWriter writer;
  ASSERT_EQ(writer.open(dir_ / "c", {}, BootTime{}), "");
  std::mt19937 random(5);
  constexpr std::size_t kRecords = 300;
  for (std::size_t i = 1; i <= kRecords; ++i) {
    Bytes chunk(100);
    for (auto& byte : chunk) byte = static_cast<std::uint8_t>(random() % 20);
    writer.add(BootTime{i * 100ms}, chunk);
  }
  writer.close();
  std::ifstream in(dir_ / "c", std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(in)), {});
  const FileResult read = read_file(dir_ / "c");
  EXPECT_FALSE(read.tail_damaged);
  EXPECT_EQ(parse_capture(read.contents).capture.records.size(), kRecords);
  EXPECT_LT(whole.size(), read.contents.size() * 3 / 4) << "packed";
  std::size_t most = 0;
  for (std::size_t cut = 100; cut < whole.size(); cut += 97) {
    const FileResult part = read_file(file("cut", whole.substr(0, cut)));
    if (!part.error.empty()) continue;  // not even the header
    EXPECT_TRUE(part.tail_damaged);
    const std::size_t records = parse_capture(part.contents).capture.records.size();
    EXPECT_GE(records, most);
    most = records;
    // Nothing that was flushed is lost: at most what three seconds brought.
    EXPECT_GE(records + 40, kRecords * cut / whole.size());
  }
  EXPECT_GT(most, kRecords - 40);
  for (std::size_t at = 200; at < whole.size(); at += 211) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x44);
    const FileResult part = read_file(file("damaged", damaged));
    EXPECT_TRUE(part.tail_damaged || !part.error.empty()) << at;
  }
  EXPECT_NE(read_file(file("head", whole.substr(0, 6))).error.find("damaged zstd"),
            std::string::npos);
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

TEST_F(Files, AFullDiskEndsACaptureWithoutLosingWhatFits) {
  signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  CaptureWriter writer;
  ASSERT_EQ(writer.open(dir_ / "c", {}, BootTime{}), "");
  const rlimit small{5000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  std::mt19937 random(6);
  for (int i = 1; i <= 40; ++i) {
    Bytes chunk(300);
    for (auto& byte : chunk) byte = static_cast<std::uint8_t>(random());
    writer.add(BootTime{i * 1s}, chunk);
  }
  writer.close();
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_NE(writer.error().find("stopped after"), std::string::npos);
  const CaptureResult parsed = parse_capture(read_file(dir_ / "c").contents);
  EXPECT_EQ(parsed.error, "");
  EXPECT_GT(parsed.capture.records.size(), 10U);
  EXPECT_LT(parsed.capture.records.size(), 17U);
}

}  // namespace
}  // namespace postured
