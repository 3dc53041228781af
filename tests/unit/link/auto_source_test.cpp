#include "link/auto_source.hpp"

#include <fstream>

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

constexpr const char* kNmea = "$GPRMC,092750.000,A,5321.6802,N,00630.3372,W,0.02,31.66*43\r\n";

PortInfo usb(const std::string& path, const std::string& serial = "") {
  return {path, "USB serial", PortInfo::Transport::usb, 0x2341, 0x8036, serial};
}

class AutoSourceTest : public ::testing::Test {
 protected:
  FinderOptions options() {
    FinderOptions o;
    o.times = {150ms, 40ms};
    o.head_start = 150ms;
    o.gather = 10ms;
    o.known = known_;
    o.again = 20ms;
    o.retry = 60s;
    o.find = [this] {
      ++searches_;
      return ports_;
    };
    o.directories = {dir_.path()};
    return o;
  }
  std::shared_ptr<SensorFinder> finder(const FinderOptions& o) {
    return std::make_shared<SensorFinder>(io_, o);
  }
  boost::asio::io_context io_;
  TempDir dir_;
  Log log_;
  std::vector<PortInfo> ports_;
  int searches_ = 0;
  std::shared_ptr<KnownSensors> known_ = std::make_shared<KnownSensors>();
};

TEST_F(AutoSourceTest, PassesOverOtherDevicesWithoutWritingAndTakesTheSensor) {
  const Pty gps;
  const Pty silent;
  const Pty sensor;
  ports_ = {usb(gps.path()), usb(silent.path()), usb(sensor.path())};
  AutoSource source(finder(options()), ClipSide::upper);
  source.start(log_.handlers());
  const Bytes frames = good_frames();
  const std::uint8_t command = 1;
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_TRUE(run_until(io_, [&] {
    gps.send(kNmea);
    sensor.send(frames);
    source.write({&command, 1});
    return !log_.opened.empty();
  }));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 1500ms);
  EXPECT_EQ("/dev/" + log_.opened[0], sensor.path());
  EXPECT_GE(log_.bytes.size(), frames.size());
  EXPECT_TRUE(log_.lost.empty());
  EXPECT_EQ(gps.received(), "");
  EXPECT_EQ(silent.received(), "");
  EXPECT_NE(source.describe().find(sensor.path()), std::string::npos);
  SerialPort other(io_);
  EXPECT_FALSE(other.open(gps.path()));  // released
}

TEST_F(AutoSourceTest, ReleasesADeviceThatSendsTextWithinThreeSecondsByDefault) {
  const Pty gps;
  ports_ = {usb(gps.path())};
  FinderOptions o = options();
  o.times = HuntTimes{};
  AutoSource source(finder(o), ClipSide::upper);
  source.start(log_.handlers());
  ASSERT_TRUE(run_until(
      io_,
      [&] {
        gps.send(kNmea);
        return !log_.lost.empty();
      },
      3500ms));
  EXPECT_NE(log_.lost[0].find("is not a posture sensor"), std::string::npos) << log_.lost[0];
  SerialPort other(io_);
  EXPECT_FALSE(other.open(gps.path()));
}

TEST_F(AutoSourceTest, SaysOnceThatThereIsNoSensorAndSearchesWhenAPortAppears) {
  AutoSource source(finder(options()), ClipSide::upper);
  source.start(log_.handlers());
  run_for(io_, 400ms);
  ASSERT_EQ(log_.lost.size(), 1U);
  EXPECT_NE(log_.lost[0].find("no sensor found"), std::string::npos);
  EXPECT_EQ(searches_, 1);

  std::ofstream(dir_ / "tty0") << "";  // a virtual console is no serial port
  std::ofstream(dir_ / "null") << "";
  run_for(io_, 400ms);
  EXPECT_EQ(searches_, 1);

  const Pty sensor;
  ports_ = {usb(sensor.path())};
  std::ofstream(dir_ / "ttyACM0") << "";
  ASSERT_TRUE(run_until(io_, [&] {
    sensor.send(good_frames());
    return !log_.opened.empty();
  }));
  EXPECT_EQ(log_.lost.size(), 1U);
}

TEST_F(AutoSourceTest, FindsTheSensorAgainUnderAnotherName) {
  auto first = std::make_unique<Pty>();
  ports_ = {usb(first->path(), "CLIP1")};
  AutoSource source(finder(options()), ClipSide::upper);
  source.start(log_.handlers());
  ASSERT_TRUE(run_until(io_, [&] {
    first->send(good_frames());
    return !log_.opened.empty();
  }));
  ports_.clear();
  first->unplug();
  ASSERT_TRUE(run_until(io_, [&] { return !log_.lost.empty(); }));
  EXPECT_NE(log_.lost[0].find("was unplugged"), std::string::npos);
  run_for(io_, 200ms);
  EXPECT_EQ(log_.lost.size(), 1U);  // "no sensor found" would say the same again

  const Pty other;
  const Pty second;
  ports_ = {usb(other.path(), "OTHER"), usb(second.path(), "CLIP1")};
  std::ofstream(dir_ / "ttyACM1") << "";
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_TRUE(run_until(io_, [&] {
    second.send(good_frames());
    return log_.opened.size() == 2;
  }));
  EXPECT_EQ("/dev/" + log_.opened[1], second.path());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 2s);
}

TEST_F(AutoSourceTest, LeavesARejectedDeviceAloneUntilItsTimeOrUntilItIsPluggedInAnew) {
  auto device = std::make_unique<Pty>();
  const std::string path = device->path();
  ports_ = {usb(path)};
  AutoSource source(finder(options()), ClipSide::upper);
  source.start(log_.handlers());
  ASSERT_TRUE(run_until(io_, [&] { return !log_.lost.empty(); }));
  EXPECT_NE(log_.lost[0].find("says nothing"), std::string::npos) << log_.lost[0];
  // Another port appears: the known one is not opened again (that resets some boards).
  std::ofstream(dir_ / "ttyACM7") << "";
  ASSERT_TRUE(run_until(io_, [&] { return searches_ == 2; }));
  SerialPort other(io_);
  EXPECT_FALSE(other.open(path));
  other.close();
  // Plugged in anew: the node's change time moves.
  ASSERT_EQ(chmod(path.c_str(), 0620), 0);
  std::ofstream(dir_ / "ttyACM8") << "";
  ASSERT_TRUE(run_until(io_, [&] {
    device->send(good_frames());
    return !log_.opened.empty();
  }));
  EXPECT_EQ(log_.lost.size(), 1U);
}

TEST_F(AutoSourceTest, NamesThePortsThatCannotBeOpened) {
  const Pty pty;
  SerialPort other(io_);
  ASSERT_FALSE(other.open(pty.path()));
  ports_ = {usb(pty.path())};
  AutoSource source(finder(options()), ClipSide::upper);
  source.start(log_.handlers());
  ASSERT_TRUE(run_until(io_, [&] { return !log_.lost.empty(); }));
  EXPECT_NE(log_.lost[0].find("in use"), std::string::npos) << log_.lost[0];
}

TEST_F(AutoSourceTest, StopMeansSilenceAlsoWhileListening) {
  const Pty pty;
  ports_ = {usb(pty.path())};
  AutoSource source(finder(options()), ClipSide::upper);
  source.start(log_.handlers());
  run_for(io_, 50ms);
  source.stop();
  pty.send(good_frames());
  run_for(io_, 300ms);
  EXPECT_TRUE(log_.opened.empty());
  EXPECT_TRUE(log_.lost.empty());
}

TEST(PortFinder, ListsThePortsOfThisComputerWithoutFailing) {
  for (const PortInfo& port : find_ports())
    EXPECT_TRUE(port.path.starts_with("/dev/")) << port.path;
}

TEST(PortFinder, PutsTheLikeliestSensorFirstAndLeavesOutWhatMustNotBeOpened) {
  const PortInfo ups{"/dev/ttyS0", "ttyS0", PortInfo::Transport::native, -1, -1, ""};
  const PortInfo phone{"/dev/rfcomm0", "rfcomm0", PortInfo::Transport::bluetooth, -1, -1, ""};
  const PortInfo adapter{"/dev/ttyUSB0", "CP2102", PortInfo::Transport::usb, 0x10c4, 0xea60, ""};
  const PortInfo modem10{"/dev/ttyACM10", "Modem", PortInfo::Transport::usb, 0x1199, 1, ""};
  const PortInfo modem2{"/dev/ttyACM2", "Modem", PortInfo::Transport::usb, 0x1199, 1, ""};
  const PortInfo board{"/dev/ttyACM3", "Micro", PortInfo::Transport::usb, 0x2341, 0x8037, ""};
  const PortInfo clip{"/dev/ttyACM4", "Posture clip", PortInfo::Transport::usb, 0x1209, 1, ""};
  EXPECT_EQ(likely_sensors({ups, phone, adapter, modem10, modem2, board, clip}),
            (std::vector{clip, board, modem2, modem10, adapter}));
  EXPECT_EQ(to_string(board), "/dev/ttyACM3 (Micro, 2341:8037)");
}

TEST(DeviceWatch, WaitsForDirectoriesThatDoNotExistYet) {
  boost::asio::io_context io;
  const TempDir dir;
  int changes = 0;
  DeviceWatch watch(io, {dir / "serial/by-id"},
                    [](std::string_view name) { return name.starts_with("usb-"); });
  watch.start([&] { ++changes; });
  std::filesystem::create_directories(dir / "serial/by-id");
  ASSERT_TRUE(run_until(io, [&] { return changes == 1; }));
  std::ofstream(dir / "serial/by-id/usb-clip") << "";
  ASSERT_TRUE(run_until(io, [&] { return changes == 2; }));
  watch.stop();
  std::ofstream(dir / "serial/by-id/usb-clip2") << "";
  run_for(io, 300ms);
  EXPECT_EQ(changes, 2);
}

}  // namespace
}  // namespace postured
