#include "link/clock.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/real_clock.hpp"
#include "app/virtual_clock.hpp"
#include "base/calendar.hpp"
#include "link/asio.hpp"
#include "link/recording_source.hpp"
#include "sensor/frame_decoder.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr UtcTime kMonday = std::chrono::sys_days{std::chrono::January / 5 / 2026} + 8h;

// The time zone of this process for the length of a test.
class Zone {
 public:
  explicit Zone(const char* name) {
    if (const char* before = getenv("TZ")) before_ = before;
    setenv("TZ", name, 1);
    tzset();
  }
  ~Zone() {
    if (before_) {
      setenv("TZ", before_->c_str(), 1);
    } else {
      unsetenv("TZ");
    }
    tzset();
  }
  Zone(const Zone&) = delete;
  Zone& operator=(const Zone&) = delete;

 private:
  std::optional<std::string> before_;
};

class VirtualClockTest : public ::testing::Test {
 protected:
  // Runs the reactor until the command is answered.
  std::string command(const std::string& line) {
    std::string answer;
    bool done = false;
    clock_.execute(line, [&](const std::string& a) {
      answer = a;
      done = true;
    });
    io_.restart();
    while (!done && io_.run_one_for(15s) > 0) {
    }
    return answer;
  }
  std::int64_t boot_us() const { return clock_.now().boot.time_since_epoch().count(); }

  boost::asio::io_context io_;
  VirtualClock clock_{io_, "", kMonday, 1s};
};

TEST_F(VirtualClockTest, StandsStillUntilItIsMoved) {
  bool fired = false;
  const auto timer = clock_.every(1ms, [&] { fired = true; });
  io_.run_for(30ms);
  EXPECT_FALSE(fired);
  EXPECT_EQ(boot_us(), 0);
  EXPECT_EQ(clock_.now().wall.utc, kMonday);
  EXPECT_EQ(command("advance 1500"), "at 1500");
  EXPECT_TRUE(fired);
  EXPECT_EQ(command("advance 1000000"), "at 1001500");
  EXPECT_EQ(clock_.now().wall.utc, kMonday + 1001ms);
}

TEST_F(VirtualClockTest, FiresAllTimersInOrderAtTheirDueTimes) {
  std::vector<std::pair<char, std::int64_t>> beats;
  EXPECT_EQ(command("advance 250000"), "at 250000");  // multiples of the period, not of the start
  const auto slow = clock_.every(1s, [&] { beats.emplace_back('s', boot_us()); });
  const auto quick = clock_.every(400ms, [&] { beats.emplace_back('q', boot_us()); });
  EXPECT_EQ(command("advance 1750000"), "at 2000000");
  const std::vector<std::pair<char, std::int64_t>> expected{
      {'q', 400'000},   {'q', 800'000},   {'s', 1'000'000}, {'q', 1'200'000},
      {'q', 1'600'000}, {'s', 2'000'000}, {'q', 2'000'000}};
  EXPECT_EQ(beats, expected);
}

TEST_F(VirtualClockTest, LetsTheReactorRunBetweenTwoBeats) {
  std::string order;
  const auto timer = clock_.every(1s, [&] {
    order += 'b';
    boost::asio::post(io_, [&] { order += 'p'; });
  });
  command("advance 3000000");
  EXPECT_EQ(order, "bpbpbp");
}

TEST_F(VirtualClockTest, ATimerMayEndItselfOrAnotherOrStartOne) {
  int beats = 0;
  std::unique_ptr<Clock::Timer> first;
  std::unique_ptr<Clock::Timer> second;
  std::unique_ptr<Clock::Timer> third;
  first = clock_.every(1s, [&] {
    ++beats;
    second.reset();
    first.reset();
    third = clock_.every(1s, [&] { beats += 100; });
  });
  second = clock_.every(1s, [&] { beats += 10; });
  command("advance 2500000");
  EXPECT_EQ(beats, 101);
}

TEST_F(VirtualClockTest, ASuspendJumpsAndATimerThatMissedBeatsFiresOnce) {
  std::vector<std::int64_t> beats;
  const auto timer = clock_.every(1s, [&] { beats.push_back(boot_us()); });
  command("advance 2000000");
  EXPECT_EQ(command("suspend 259200500000"), "at 259202500000");  // 3 days
  EXPECT_EQ(clock_.now().wall.utc, kMonday + 72h + 2500ms);
  command("advance 1000000");
  EXPECT_EQ(beats,
            (std::vector<std::int64_t>{1'000'000, 2'000'000, 259'202'500'000, 259'203'000'000}));
}

TEST_F(VirtualClockTest, AWallStepMovesTheLabelsOnly) {
  int beats = 0;
  const auto timer = clock_.every(1s, [&] { ++beats; });
  command("advance 5000000");
  EXPECT_EQ(command("wall 1000000000000"), "at 5000000");
  EXPECT_EQ(clock_.now().wall.utc, UtcTime(1'000'000'000'000ms));
  EXPECT_EQ(beats, 5);
  command("advance 2000");
  EXPECT_EQ(clock_.now().wall.utc, UtcTime(1'000'000'000'002ms));
}

TEST_F(VirtualClockTest, ShowsTheNightInWhichSummerTimeEnds) {
  const Zone berlin("Europe/Berlin");
  const UtcTime before = std::chrono::sys_days{std::chrono::October / 25 / 2026} + 30min;
  command("wall " + std::to_string(before.time_since_epoch().count()));
  EXPECT_EQ(to_iso8601(clock_.now().wall), "2026-10-25T02:30:00+02:00");
  command("advance 1799999999");
  EXPECT_EQ(clock_.now().wall.utc_offset, 2h);
  command("advance 1");
  EXPECT_EQ(to_iso8601(clock_.now().wall), "2026-10-25T02:00:00+01:00");
  command("advance 1800000000");
  EXPECT_EQ(to_iso8601(clock_.now().wall), "2026-10-25T02:30:00+01:00");
  EXPECT_EQ(boot_us(), 3'600'000'000);
}

TEST_F(VirtualClockTest, WaitsForBytesBeforeItAdvances) {
  boost::asio::steady_timer sensor(io_, 30ms);
  std::int64_t boot_at_arrival = -1;
  sensor.async_wait([&](auto) {
    clock_.count_bytes(60);
    boot_at_arrival = boot_us();
  });
  clock_.count_bytes(40);
  EXPECT_EQ(command("advance 1000000 after_bytes 100"), "at 1000000");
  EXPECT_EQ(boot_at_arrival, 0);
  EXPECT_EQ(command("advance 1000000 after_bytes 100"), "at 2000000");  // they are there already
}

TEST_F(VirtualClockTest, GivesUpWaitingForBytesAfterItsPatienceInRealTime) {
  const auto begun = std::chrono::steady_clock::now();
  clock_.count_bytes(40);
  const std::string answer = command("advance 1000000 after_bytes 100");
  EXPECT_TRUE(answer.starts_with("error timeout")) << answer;
  EXPECT_NE(answer.find("40 of 100"), std::string::npos) << answer;
  EXPECT_NEAR(to_seconds(std::chrono::steady_clock::now() - begun), 1, 0.5);
  EXPECT_EQ(boot_us(), 0);
  clock_.count_bytes(100);  // too late: no surprise move
  io_.restart();
  io_.run_for(10ms);
  EXPECT_EQ(boot_us(), 0);
}

TEST_F(VirtualClockTest, RefusesWhatItDoesNotUnderstand) {
  for (const char* line : {"", "advance", "advance x", "advance -1", "advance 1 after_bytes",
                           "advance 1 before_bytes 3", "advance 99999999999999999999", "wall",
                           "suspend 1 2", "sleep 3", "advance 1e6"}) {
    EXPECT_TRUE(command(line).starts_with("error ")) << line;
  }
  EXPECT_EQ(boot_us(), 0);
}

TEST_F(VirtualClockTest, AdvancesHoursInSeconds) {
  int beats = 0;
  const auto timer = clock_.every(1s, [&] { beats += clock_.now().wall.utc_offset.count() < 9; });
  const auto begun = std::chrono::steady_clock::now();
  const int hours = 24;
  command("advance " + std::to_string(hours * 3'600'000'000LL));
  const double took_s = to_seconds(std::chrono::steady_clock::now() - begun);
  RecordProperty("beats_per_s", std::to_string(beats / took_s));
  std::printf("%.0f beats/s\n", beats / took_s);
  EXPECT_EQ(beats, hours * 3600);
  EXPECT_GT(beats / took_s,
            20'000 / 4);  // a quarter: this build may be unoptimised, the machine busy
}

TEST_F(VirtualClockTest, DrivesASourceAtItsPace) {
  Recording recording;
  recording.rate_hz = 50;
  for (int i = 0; i < 3000; ++i) {
    Recording::Row row;
    row.t_s = i / 50.0;
    row.sample.time = DeviceTime(i * 20ms);
    row.sample.accel_m_s2 = Vec3(0, 0, kGravity_m_s2);
    recording.rows.push_back(row);
  }
  RecordingSource source(io_, clock_, recording, "a minute");
  std::size_t frames = 0;
  std::vector<std::string> lost;
  FrameDecoder decoder;
  source.start({[](const std::string&, SensorKind) {},
                [&](std::span<const std::uint8_t> bytes) {
                  clock_.count_bytes(bytes.size());
                  decoder.feed(bytes, [&](const Frame&) { ++frames; });
                },
                [&](const std::string& why) { lost.push_back(why); }});
  io_.restart();
  io_.run_for(10ms);
  EXPECT_EQ(frames, 0U);
  command("advance 30000000");
  EXPECT_NEAR(static_cast<double>(frames), 30 * 11, 10);  // ten frames and a status a second
  EXPECT_TRUE(lost.empty());
  command("advance 31000000");
  EXPECT_EQ(lost, (std::vector<std::string>{"a minute has ended"}));
}

TEST(VirtualClockSocket, AnswersCommandsInOrderAndAcceptsTheNextClient) {
  std::string dir = (std::filesystem::temp_directory_path() / "postured_test.XXXXXX").string();
  ASSERT_NE(mkdtemp(dir.data()), nullptr);
  const std::string path = dir + "/clock";
  boost::asio::io_context io;
  std::optional<VirtualClock> clock(std::in_place, io, path, kMonday);
  ASSERT_EQ(clock->error(), "");
  bool quit = false;
  clock->on_quit = [&] { quit = true; };
  int beats = 0;
  auto timer = clock->every(1s, [&] { ++beats; });

  for (int client = 0; client < 2; ++client) {
    boost::asio::local::stream_protocol::socket socket(io);
    socket.connect(path);
    const std::string commands =
        client == 0 ? "advance 3000000\nwall 5\nnonsense\nadvance 500000\n" : "advance 1\nquit\n";
    const std::string expected_end = client == 0 ? "at 3500000\n" : "at 3500001\nat 3500001\n";
    boost::asio::write(socket, boost::asio::buffer(commands));
    std::string answers;
    boost::asio::streambuf input;
    const auto end = std::chrono::steady_clock::now() + 3s;
    socket.non_blocking(true);
    while (!answers.ends_with(expected_end) && std::chrono::steady_clock::now() < end) {
      io.restart();
      io.run_for(5ms);
      char buffer[256];
      boost::system::error_code none;
      const std::size_t n = socket.read_some(boost::asio::buffer(buffer), none);
      answers.append(buffer, n);
    }
    if (client == 0) {
      EXPECT_TRUE(answers.starts_with("at 3000000\nat 3000000\nerror unknown command")) << answers;
    }
    EXPECT_TRUE(answers.ends_with(expected_end)) << answers;
  }
  EXPECT_EQ(beats, 3);
  EXPECT_TRUE(quit);
  clock.reset();
  timer.reset();  // after its clock
  EXPECT_FALSE(std::filesystem::exists(path));
  std::filesystem::remove_all(dir);
}

TEST(VirtualClockSocket, SaysWhenItCannotListen) {
  boost::asio::io_context io;
  const VirtualClock clock(io, "/nonexistent/directory/clock", kMonday);
  EXPECT_NE(clock.error().find("/nonexistent/directory/clock"), std::string::npos);
  const VirtualClock long_path(io, "/tmp/" + std::string(200, 'x'), kMonday);
  EXPECT_NE(long_path.error(), "");
}

TEST(RealClock, AgreesWithTheKernel) {
  boost::asio::io_context io;
  const RealClock clock(io);
  timespec boot{};
  clock_gettime(CLOCK_BOOTTIME, &boot);
  const Now now = clock.now();
  EXPECT_NEAR(to_seconds(now.boot.time_since_epoch()),
              static_cast<double>(boot.tv_sec) + static_cast<double>(boot.tv_nsec) * 1e-9, 0.5);
  EXPECT_NEAR(to_seconds(now.wall.utc - std::chrono::system_clock::now()), 0, 0.5);
}

TEST(RealClock, KnowsTheZoneOfTheProcess) {
  const Zone kathmandu("Asia/Kathmandu");
  boost::asio::io_context io;
  EXPECT_EQ(RealClock(io).now().wall.utc_offset, 5h + 45min);
}

TEST(RealClock, FiresAtMultiplesOfThePeriodSoThatTimersShareWakeUps) {
  boost::asio::io_context io;
  RealClock clock(io);
  std::vector<double> late_ms;
  std::vector<microseconds> both;
  const auto note = [&] {
    const microseconds boot = clock.now().boot.time_since_epoch();
    late_ms.push_back(to_seconds(boot % 50'000us) * 1e3);
  };
  const auto first = clock.every(50ms, note);
  const auto second = clock.every(100ms, note);
  io.run_for(1s);
  EXPECT_GE(late_ms.size(), 20U);
  EXPECT_LE(late_ms.size(), 31U);
  std::size_t early = 0;  // within 25 ms after the multiple; a busy machine is forgiven a few
  for (const double ms : late_ms) early += ms < 25 ? 1 : 0;
  EXPECT_GE(early, late_ms.size() - 5);
}

TEST(RealClock, DestroyedTimersAreSilentAndMayBeDestroyedByTheirHandler) {
  boost::asio::io_context io;
  RealClock clock(io);
  int beats = 0;
  std::unique_ptr<Clock::Timer> self;
  self = clock.every(10ms, [&] {
    ++beats;
    self.reset();
  });
  auto other = clock.every(10ms, [&] { beats += 100; });
  other.reset();
  io.run_for(100ms);
  EXPECT_EQ(beats, 1);
}

}  // namespace
}  // namespace postured
