// Finding sensors through the real libserialport, on lines that have a speed: the shim lets ptys
// pass for real ports, and bytes sent at another speed than the one set arrive as a real line's
// noise.
#include <malloc.h>

#include <fstream>

#include "effort.hpp"
#include "fakes/foreign_sensors.hpp"
#include "link/auto_source.hpp"
#include "link/serial_source.hpp"
#include "link_testing.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;
using test::Bytes;
using test::Log;
using test::Pty;
using test::run_for;
using test::run_until;
using test::TempDir;

// HELLO and a second of samples of the sensor with this number (its last digit).
Bytes clip_frames(char number) {
  ClipEncoderParams params;
  params.serial = std::string(15, '0') + number;
  ClipEncoder encoder(params);
  Bytes bytes;
  encoder.hello(bytes);
  for (int i = 0; i < 100; ++i) {
    ImuSample sample;
    sample.time = DeviceTime(10ms * i);
    sample.accel_m_s2 = Vec3(0, 0, kGravity_m_s2);
    encoder.sample(sample, bytes);
  }
  encoder.flush(bytes);
  return bytes;
}

const fakes::ForeignSensor& foreign(SensorKind kind) {
  return *std::find_if(fakes::kForeignSensors.begin(), fakes::kForeignSensors.end(),
                       [kind](const fakes::ForeignSensor& s) { return s.kind == kind; });
}

class Finding : public ::testing::Test {
 protected:
  void TearDown() override { unsetenv("SERIAL_SHIM_PORTS"); }

  // A port on USB that `number` names.
  PortInfo plug(const Pty& pty, const std::string& number) {
    shimmed_ += (shimmed_.empty() ? "" : ":") + pty.path();
    setenv("SERIAL_SHIM_PORTS", shimmed_.c_str(), 1);
    PortInfo port;
    port.path = pty.path();
    port.description = "USB serial";
    port.transport = PortInfo::Transport::usb;
    port.vid = 0x0403;
    port.pid = 0x6001;
    port.serial = number;
    ports_.push_back(port);
    return port;
  }
  FinderOptions quick() {
    FinderOptions o;
    o.times = {120ms, 60ms};
    o.head_start = 120ms;
    o.gather = 5ms;
    o.again = 20ms;
    o.retry = 60s;
    o.known = known_;
    o.find = [this] { return ports_; };
    o.directories = {dir_.path()};
    return o;
  }
  std::shared_ptr<SensorFinder> finder(const FinderOptions& o) {
    return std::make_shared<SensorFinder>(io_, o);
  }
  void something_was_plugged_in() const {
    std::ofstream(dir_ / ("ttyACM" + std::to_string(++plugged_))) << "";
  }

  boost::asio::io_context io_;
  TempDir dir_;
  Log log_, lower_log_;
  std::string shimmed_;
  std::vector<PortInfo> ports_;
  std::shared_ptr<KnownSensors> known_ = std::make_shared<KnownSensors>();
  mutable int plugged_ = 0;
};

TEST_F(Finding, HuntsTheSpeedOfAnotherMakersSensorAndWritesNothing) {
  Pty pty;
  pty.set_baud(9600);
  plug(pty, "A");
  AutoSource source(finder(quick()), ClipSide::upper);
  source.start(log_.handlers());
  const auto stream =
      fakes::readings_of(foreign(SensorKind::witmotion), fakes::one_turn(1, Vec3::UnitX()), 1);
  std::size_t n = 0;
  ASSERT_TRUE(run_until(io_, [&] {
    pty.send(stream[n++ % stream.size()]);
    return !log_.opened.empty();
  }));
  EXPECT_EQ(log_.kinds, std::vector{SensorKind::witmotion});
  ASSERT_TRUE(source.link());
  EXPECT_EQ(source.link()->baud, 9600);
  EXPECT_EQ(pty.line_baud(), 9600);
  EXPECT_EQ(pty.received(), "");
}

// At the real times: ours within 3 s, the slowest of the others within 15 s.
TEST_F(Finding, OursSettlesWithinThreeSecondsBesideAPortWhereAnotherDeviceIsStillHeardOut) {
  Pty gps, clip;
  gps.set_baud(4800);
  clip.set_baud(115200);
  plug(gps, "GPS");
  plug(clip, "CLIP");
  FinderOptions o = quick();
  o.times = {};
  o.head_start = FinderOptions{}.head_start;
  o.gather = PortReader::kGather;
  AutoSource source(finder(o), ClipSide::upper);
  source.start(log_.handlers());
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_TRUE(run_until(io_, [&] {
    gps.send("$GPRMC,092750.000,A,5321.6802,N,00630.3372,W,0.02,31.66*43\r\n");
    clip.send(clip_frames('1'));
    return !log_.opened.empty();
  }));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
  EXPECT_EQ(gps.received(), "");
  SerialPort other(io_);
  EXPECT_FALSE(other.open(gps.path()));  // released
}

TEST_F(Finding, ARememberedSensorIsAskedFirstAndOthersAreNotTouched) {
  Pty other, mine;
  mine.set_baud(57600);
  const auto other_speed = other.line_baud();
  plug(other, "OTHER");
  known_->remember(
      {port_identity(plug(mine, "MINE")), "", SensorKind::razor, 57600, ClipSide::upper});
  AutoSource source(finder(quick()), ClipSide::upper);
  source.start(log_.handlers());
  const auto stream =
      fakes::readings_of(foreign(SensorKind::razor), fakes::one_turn(1, Vec3::UnitX()), 1);
  std::size_t n = 0;
  ASSERT_TRUE(run_until(io_, [&] {
    other.send(clip_frames('9'));
    mine.send(stream[n++ % stream.size()]);
    return !log_.opened.empty();
  }));
  EXPECT_EQ("/dev/" + log_.opened[0], mine.path());
  EXPECT_EQ(other.line_baud(), other_speed);  // never opened
}

TEST_F(Finding, AnotherSensorIsTakenWhenTheRememberedOneStaysSilent) {
  Pty other, mine;
  plug(other, "OTHER");
  known_->remember(
      {port_identity(plug(mine, "MINE")), "", SensorKind::postured, 115200, ClipSide::upper});
  AutoSource source(finder(quick()), ClipSide::upper);
  source.start(log_.handlers());
  ASSERT_TRUE(run_until(io_, [&] {
    other.send(clip_frames('9'));
    return !log_.opened.empty();
  }));
  EXPECT_EQ("/dev/" + log_.opened[0], other.path());
}

TEST_F(Finding, OneClipOfTwoPluggedInIsTakenAndTheOtherLeftFree) {
  Pty one, two;
  plug(one, "1");
  plug(two, "2");
  AutoSource source(finder(quick()), ClipSide::upper);
  source.start(log_.handlers());
  ASSERT_TRUE(run_until(io_, [&] {
    one.send(clip_frames('1'));
    two.send(clip_frames('2'));
    return !log_.opened.empty();
  }));
  run_for(io_, 100ms);
  EXPECT_EQ(log_.opened.size(), 1U);
  SerialPort other(io_);
  EXPECT_FALSE(other.open("/dev/" + log_.opened[0] == one.path() ? two.path() : one.path()));
}

// Two clips that are both found by themselves.
class FindingTwo : public Finding {
 protected:
  void start() {
    FinderOptions o = quick();
    o.two_clips = true;
    const auto shared = finder(o);
    upper_ = std::make_unique<AutoSource>(shared, ClipSide::upper);
    lower_ = std::make_unique<AutoSource>(shared, ClipSide::lower);
    upper_->start(log_.handlers());
    lower_->start(lower_log_.handlers());
  }
  void remember(char number, ClipSide side) {
    std::string serial(16, '0');
    serial.back() = number;
    known_->remember(
        {"elsewhere" + std::string(1, number), serial, SensorKind::postured, 115200, side});
  }
  std::unique_ptr<AutoSource> upper_, lower_;
};

TEST_F(FindingTwo, KeepTheirPlacesWhateverTheirPortsAre) {
  Pty a, b;
  plug(a, "");
  plug(b, "");
  ports_[0].socket = "1-1";
  ports_[1].socket = "1-2";
  remember('a', ClipSide::lower);
  remember('b', ClipSide::upper);
  start();
  ASSERT_TRUE(run_until(io_, [&] {
    a.send(clip_frames('a'));
    b.send(clip_frames('b'));
    return !log_.opened.empty() && !lower_log_.opened.empty();
  }));
  EXPECT_EQ("/dev/" + log_.opened[0], b.path());
  EXPECT_EQ("/dev/" + lower_log_.opened[0], a.path());
}

TEST_F(FindingTwo, NewOnesGetAPlaceEach) {
  Pty a, b;
  plug(a, "A");
  plug(b, "B");
  start();
  ASSERT_TRUE(run_until(io_, [&] {
    a.send(clip_frames('a'));
    b.send(clip_frames('b'));
    return !log_.opened.empty() && !lower_log_.opened.empty();
  }));
  EXPECT_NE(log_.opened[0], lower_log_.opened[0]);
}

TEST_F(FindingTwo, TheLowerClipNeverTakesThePlaceOfTheUpperOneThatIsAway) {
  Pty lower;
  plug(lower, "B");
  remember('a', ClipSide::upper);
  remember('b', ClipSide::lower);
  start();
  ASSERT_TRUE(run_until(io_, [&] {
    lower.send(clip_frames('b'));
    return !lower_log_.opened.empty();
  }));
  EXPECT_TRUE(log_.opened.empty());
  // And is not disturbed while the other one is sought, lost, and found.
  Pty upper;
  plug(upper, "A");
  something_was_plugged_in();
  ASSERT_TRUE(run_until(io_, [&] {
    upper.send(clip_frames('a'));
    return !log_.opened.empty();
  }));
  upper.unplug();
  ASSERT_TRUE(run_until(io_, [&] { return !log_.lost.empty(); }));
  EXPECT_TRUE(lower_log_.lost.empty() ||
              lower_log_.lost.back().find("was unplugged") == std::string::npos);
  EXPECT_EQ(lower_log_.opened.size(), 1U);
}

TEST_F(Finding, APortNamedForTheOtherClipIsNeverOpened) {
  Pty named;
  const auto speed = named.line_baud();
  plug(named, "N");
  std::filesystem::create_symlink(named.path(), dir_ / "lower_clip");
  FinderOptions o = quick();
  o.two_clips = true;
  o.taken = {dir_ / "lower_clip"};
  AutoSource source(finder(o), ClipSide::upper);
  source.start(log_.handlers());
  ASSERT_TRUE(run_until(io_, [&] {
    named.send(clip_frames('1'));
    return !log_.lost.empty();
  }));
  EXPECT_TRUE(log_.opened.empty());
  EXPECT_EQ(named.line_baud(), speed);
}

TEST_F(Finding, IsBackWithinTwoSecondsOfAReplugUnderAnotherName) {
  auto first = std::make_unique<Pty>();
  first->set_baud(115200);
  const std::string identity = port_identity(plug(*first, "CLIP"));
  FinderOptions o = quick();
  o.times = {};
  o.head_start = FinderOptions{}.head_start;
  o.again = FinderOptions{}.again;
  o.gather = PortReader::kGather;
  AutoSource source(finder(o), ClipSide::upper);
  source.start(log_.handlers());
  ASSERT_TRUE(run_until(io_, [&] {
    first->send(clip_frames('1'));
    return !log_.opened.empty();
  }));
  known_->remember({identity, "", SensorKind::postured, 115200, ClipSide::upper});
  ports_.clear();
  first->unplug();
  ASSERT_TRUE(run_until(io_, [&] { return !log_.lost.empty(); }));
  run_for(io_, 500ms);
  Pty second;
  second.set_baud(115200);
  plug(second, "CLIP");
  const auto plugged = std::chrono::steady_clock::now();
  something_was_plugged_in();
  ASSERT_TRUE(run_until(io_, [&] {
    second.send(clip_frames('1'));
    return log_.opened.size() == 2;
  }));
  const auto took = std::chrono::steady_clock::now() - plugged;
  EXPECT_LT(took, 2s);
  RecordProperty("reconnected_ms", static_cast<int>(took / 1ms));
}

TEST_F(Finding, ANamedPortIsHuntedTooAndItsKindTold) {
  Pty pty;
  pty.set_baud(57600);
  plug(pty, "R");
  SerialSourceTimes times;
  times.listen = {120ms, 60ms};
  times.gather = 5ms;
  SerialSource source(io_, pty.path(), {}, {}, times);
  source.start(log_.handlers());
  const auto stream =
      fakes::readings_of(foreign(SensorKind::razor), fakes::one_turn(1, Vec3::UnitX()), 1);
  std::size_t n = 0;
  ASSERT_TRUE(run_until(io_, [&] {
    pty.send(stream[n++ % stream.size()]);
    return source.link() && source.link()->recognised;
  }));
  EXPECT_EQ(source.link()->baud, 57600);
  // Taken for one of ours until it had spoken.
  EXPECT_EQ(log_.kinds, (std::vector{SensorKind::postured, SensorKind::razor}));
  EXPECT_TRUE(log_.lost.empty());
  EXPECT_EQ(pty.received(), "");
}

TEST_F(Finding, ANamedKindThatWaitsToBeAskedIsAskedAtOnce) {
  Pty pty;
  plug(pty, "B");
  SerialSource source(io_, pty.path(), {SensorKind::bno055, 0});
  source.start(log_.handlers());
  ASSERT_TRUE(run_until(io_, [&] { return !log_.opened.empty(); }));
  EXPECT_EQ(log_.kinds, std::vector{SensorKind::bno055});
  const std::uint8_t question = 0xAA;
  source.write({&question, 1});
  EXPECT_EQ(pty.received(), "\xAA");
}

// The daemon's search through many plug cycles: nothing is left behind.
TEST_F(Finding, PlugCyclesLeaveNoDescriptorAndNoMemoryBehind) {
  const auto descriptors = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
  };
  const int cycles = testing_effort::is_long() ? 1000 : 8;
  FinderOptions o = quick();
  o.again = 1ms;
  o.gather = 1ms;
  AutoSource source(finder(o), ClipSide::upper);
  source.start({[this](const std::string& name, SensorKind) { log_.opened.push_back(name); },
                [](std::span<const std::uint8_t>) {},
                [this](const std::string& why) { log_.lost.push_back(why); }});
  const Bytes frames = clip_frames('1');
  std::ptrdiff_t descriptors_before = 0;
  std::size_t memory_before = 0, memory_after = 0;
  for (int cycle = 1; cycle <= cycles; ++cycle) {
    Pty pty;
    ports_.clear();
    shimmed_.clear();
    plug(pty, "CLIP");
    something_was_plugged_in();
    log_.opened.clear();
    log_.lost.clear();
    ASSERT_TRUE(run_until(io_, [&] {
      pty.send(frames);
      return !log_.opened.empty();
    })) << cycle;
    ports_.clear();
    pty.unplug();
    ASSERT_TRUE(run_until(io_, [&] { return !log_.lost.empty(); })) << cycle;
    std::filesystem::remove(dir_ / ("ttyACM" + std::to_string(plugged_)));
    memory_after = mallinfo2().uordblks;
    if (cycle == cycles / 10 + 5) {
      descriptors_before = descriptors();
      memory_before = memory_after;
    }
  }
  EXPECT_EQ(descriptors(), descriptors_before);
  EXPECT_LE(memory_after, memory_before + 16384);
  RecordProperty("cycles", cycles);
  RecordProperty("descriptors", static_cast<int>(descriptors_before));
  RecordProperty("memory_before", static_cast<int>(memory_before));
  RecordProperty("memory_after", static_cast<int>(memory_after));
}

}  // namespace
}  // namespace postured
