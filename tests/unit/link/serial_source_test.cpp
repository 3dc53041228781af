#include "link/serial_source.hpp"

#include <random>

#include "link_testing.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;
using test::Bytes;
using test::good_frames;
using test::Log;
using test::Pty;
using test::run_for;
using test::run_until;
using test::TempDir;

constexpr SerialSourceTimes kQuick{20ms, 100ms, {150ms, 50ms}, 200ms, 0ms};

class SerialSourceTest : public ::testing::Test {
 protected:
  boost::asio::io_context io_;
  TempDir dir_;
  Log log_;

  std::string link() const { return dir_ / "clip"; }
  // Makes the link point there in one step, as udev does.
  void link_to(const std::string& node) const {
    std::filesystem::create_symlink(node, dir_ / "clip.new");
    std::filesystem::rename(dir_ / "clip.new", link());
  }
};

TEST_F(SerialSourceTest, DeliversWhatTheSensorSends) {
  const Pty pty;
  SerialSource source(io_, pty.path());
  source.start(log_.handlers());
  ASSERT_TRUE(run_until(io_, [&] { return !log_.opened.empty(); }));
  EXPECT_EQ("/dev/" + log_.opened[0], pty.path());
  const Bytes frames = good_frames();
  pty.send(frames);
  ASSERT_TRUE(run_until(io_, [&] { return log_.bytes.size() == frames.size(); }));
  EXPECT_EQ(log_.bytes, frames);
  EXPECT_TRUE(log_.lost.empty());
}

TEST_F(SerialSourceTest, WritesNothingBeforeASensorWasRecognisedAndThenWhatItIsTold) {
  const Pty pty;
  SerialSource source(io_, pty.path());
  const std::string command = "command";
  const auto bytes =
      std::span(reinterpret_cast<const std::uint8_t*>(command.data()), command.size());
  source.write(bytes);  // not open: dropped
  source.start(log_.handlers());
  ASSERT_TRUE(run_until(io_, [&] { return !log_.opened.empty(); }));
  source.write(bytes);  // nobody knows what is there
  run_for(io_, 100ms);
  EXPECT_EQ(pty.received(), "");
  pty.send(good_frames());
  ASSERT_TRUE(run_until(io_, [&] { return source.link()->recognised; }));
  source.write(bytes);
  EXPECT_EQ(pty.received(), command);
}

TEST_F(SerialSourceTest, SaysOnceThatThePortIsAbsentAndOpensItWhenItComes) {
  SerialSource source(io_, link());  // the real backoff: the node is noticed, not polled for
  source.start(log_.handlers());
  run_for(io_, 2500ms);
  ASSERT_EQ(log_.lost.size(), 1U);
  EXPECT_NE(log_.lost[0].find("is the sensor plugged in"), std::string::npos);
  const Pty pty;
  link_to(pty.path());
  EXPECT_TRUE(run_until(
      io_, [&] { return !log_.opened.empty(); }, 1s));
  EXPECT_EQ(log_.lost.size(), 1U);
}

TEST_F(SerialSourceTest, ReportsAnUnplugOnceAndReconnectsToTheNewNodeBehindTheLink) {
  auto first = std::make_unique<Pty>();
  link_to(first->path());
  SerialSource source(io_, link());
  source.start(log_.handlers());
  ASSERT_TRUE(run_until(io_, [&] { return log_.opened.size() == 1; }));
  const Bytes frames = good_frames();
  Bytes half(frames.begin(), frames.begin() + static_cast<std::ptrdiff_t>(frames.size() / 2));
  first->send(half);
  ASSERT_TRUE(run_until(io_, [&] { return log_.bytes.size() == half.size(); }));
  first->unplug();
  ASSERT_TRUE(run_until(
      io_, [&] { return !log_.lost.empty(); }, 1s));
  EXPECT_NE(log_.lost[0].find("was unplugged"), std::string::npos) << log_.lost[0];
  run_for(io_, 1s);

  const Pty second;
  link_to(second.path());
  ASSERT_TRUE(run_until(
      io_, [&] { return log_.opened.size() == 2; }, 2s));
  log_.bytes.clear();
  second.send(frames);
  ASSERT_TRUE(run_until(io_, [&] { return log_.bytes.size() == frames.size(); }));
  EXPECT_EQ(log_.lost.size(), 1U);  // one event, one report
}

TEST_F(SerialSourceTest, SaysWhenThePortIsInUseAndTakesItWhenItIsFree) {
  const Pty pty;
  auto other = std::make_unique<SerialPort>(io_);
  ASSERT_FALSE(other->open(pty.path()));
  SerialSource source(io_, pty.path(), {}, {}, kQuick);
  source.start(log_.handlers());
  run_for(io_, 300ms);
  ASSERT_EQ(log_.lost.size(), 1U);
  EXPECT_NE(log_.lost[0].find("in use"), std::string::npos);
  other.reset();
  EXPECT_TRUE(run_until(
      io_, [&] { return !log_.opened.empty(); }, 1s));
}

TEST_F(SerialSourceTest, ReleasesADeviceThatSpeaksAnotherLanguageAndListensAgainQuietly) {
  const Pty pty;
  SerialSource source(io_, pty.path(), {}, {}, kQuick);
  source.start(log_.handlers());
  const auto talk = [&](const std::function<bool()>& done, std::chrono::milliseconds limit) {
    return run_until(
        io_,
        [&] {
          pty.send("$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,*76\r\n");
          return done();
        },
        limit);
  };
  ASSERT_TRUE(talk([&] { return !log_.lost.empty(); }, 1s));
  EXPECT_NE(log_.lost[0].find("is not a posture sensor"), std::string::npos) << log_.lost[0];
  SerialPort other(io_);
  EXPECT_FALSE(other.open(pty.path()));  // released
  other.close();
  talk([] { return false; }, 800ms);  // two more attempts
  EXPECT_EQ(log_.lost.size(), 1U);
  EXPECT_EQ(log_.opened.size(), 1U);

  // The right firmware was flashed meanwhile: its first frames are not lost.
  log_.bytes.clear();
  const Bytes frames = good_frames();
  ASSERT_TRUE(run_until(
      io_,
      [&] {
        pty.send(frames);
        return log_.opened.size() == 2;
      },
      2s));
  EXPECT_GE(log_.bytes.size(), frames.size());
}

TEST_F(SerialSourceTest, KeepsASilentPortOpen) {
  const Pty pty;
  SerialSource source(io_, pty.path(), {}, {}, kQuick);
  source.start(log_.handlers());
  run_for(io_, 500ms);
  EXPECT_EQ(log_.opened.size(), 1U);
  EXPECT_TRUE(log_.lost.empty());
}

TEST_F(SerialSourceTest, ReadsAFloodInBoundedPiecesAndNotFasterThanItsLimit) {
  const Pty pty;
  SerialSource source(io_, pty.path(), {}, {}, {20ms, 100ms, {60s, 60s}, 60s});
  source.start(log_.handlers());
  std::mt19937 random(7);
  Bytes noise(4096);
  for (auto& byte : noise) byte = static_cast<std::uint8_t>(random());
  const auto flood_until = std::chrono::steady_clock::now() + 1s;
  std::function<void()> feed = [&] {
    for (int i = 0; i < 64; ++i) pty.send(noise);
    if (std::chrono::steady_clock::now() < flood_until) boost::asio::post(io_, feed);
  };
  feed();
  run_for(io_, 1s);
  EXPECT_GT(log_.bytes.size(), 100'000U);
  EXPECT_LT(log_.bytes.size(), 6U << 20U);  // 4 MiB a second
  EXPECT_LE(log_.largest_chunk, 4096U);
}

TEST_F(SerialSourceTest, StopMeansSilence) {
  const Pty pty;
  SerialSource source(io_, pty.path(), {}, {}, kQuick);
  source.start(log_.handlers());
  ASSERT_TRUE(run_until(io_, [&] { return !log_.opened.empty(); }));
  pty.send(good_frames());
  source.stop();
  source.stop();
  run_for(io_, 100ms);
  EXPECT_TRUE(log_.bytes.empty());
  EXPECT_TRUE(log_.lost.empty());
  source.start(log_.handlers());
  EXPECT_TRUE(run_until(io_, [&] { return log_.opened.size() == 2; }));
}

TEST_F(SerialSourceTest, MayBeStoppedOrDestroyedFromItsOwnHandlers) {
  for (int where = 0; where < 3; ++where) {
    auto pty = std::make_unique<Pty>();
    auto source =
        std::make_unique<SerialSource>(io_, pty->path(), SensorWish{}, std::nullopt, kQuick);
    bool gone = false;
    const auto end = [&](int here) {
      if (here == where) {
        source.reset();
        gone = true;
      }
    };
    source->start({[&](const std::string&, SensorKind) { end(0); },
                   [&](std::span<const std::uint8_t>) { end(1); },
                   [&](const std::string&) { end(2); }});
    run_for(io_, 50ms);
    pty->send(good_frames());
    run_for(io_, 50ms);
    pty->unplug();
    EXPECT_TRUE(run_until(io_, [&] { return gone; })) << where;
    run_for(io_, 50ms);
  }
}

TEST_F(SerialSourceTest, SurvivesManyReplugsWithoutLeaking) {
  const auto descriptors = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
  };
  SerialSource source(io_, link(), {}, {}, {1ms, 5ms, {}, 30s});
  source.start(log_.handlers());
  std::ptrdiff_t before = 0;
  for (std::size_t i = 1; i <= 60; ++i) {
    Pty pty;
    link_to(pty.path());
    ASSERT_TRUE(run_until(io_, [&] { return log_.opened.size() == i; })) << i;
    pty.unplug();
    const std::size_t lost = log_.lost.size();
    ASSERT_TRUE(run_until(io_, [&] { return log_.lost.size() > lost; })) << i;
    if (i == 10) before = descriptors();
  }
  EXPECT_NEAR(static_cast<double>(descriptors()), static_cast<double>(before), 2);
}

}  // namespace
}  // namespace postured
