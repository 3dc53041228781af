#include "link/serial_port.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <fstream>

#include "link_testing.hpp"

namespace postured {
namespace {

using test::Pty;
using test::TempDir;
using Kind = SerialPortError::Kind;

TEST(SerialPort, OpensAPtyRawAndClosedOnExec) {
  boost::asio::io_context io;
  const Pty pty;
  SerialPort port(io);
  const SerialPortError error = port.open(pty.path());
  ASSERT_FALSE(error) << error.why;
  EXPECT_EQ("/dev/" + port.name(), pty.path());
  const int fd = port.stream().native_handle();
  EXPECT_TRUE((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
  termios settings{};
  ASSERT_EQ(tcgetattr(fd, &settings), 0);
  EXPECT_EQ(settings.c_cc[VMIN], 1);
  EXPECT_EQ(settings.c_lflag & static_cast<tcflag_t>(ICANON | ECHO), 0U);
  EXPECT_EQ(cfgetispeed(&settings), static_cast<speed_t>(B115200));
}

TEST(SerialPort, FollowsSymbolicLinks) {
  boost::asio::io_context io;
  const Pty pty;
  const TempDir dir;
  std::filesystem::create_symlink(pty.path(), dir / "clip");
  SerialPort port(io);
  EXPECT_FALSE(port.open(dir / "clip"));
}

TEST(SerialPort, RefusesASecondOpenerUntilTheFirstCloses) {
  boost::asio::io_context io;
  const Pty pty;
  SerialPort first(io);
  SerialPort second(io);
  ASSERT_FALSE(first.open(pty.path()));
  const SerialPortError error = second.open(pty.path());
  EXPECT_EQ(error.kind, Kind::in_use);
  EXPECT_NE(error.why.find("in use by another program"), std::string::npos) << error.why;
  EXPECT_FALSE(second.is_open());
  EXPECT_TRUE(first.is_open());
  first.close();
  EXPECT_FALSE(second.open(pty.path()));
}

TEST(SerialPort, SaysInWordsWhyItCannotOpen) {
  boost::asio::io_context io;
  const TempDir dir;
  std::ofstream(dir / "file") << "text";
  SerialPort port(io);
  const auto check = [&](const std::string& path, Kind kind, const std::string& words) {
    const SerialPortError error = port.open(path);
    EXPECT_EQ(error.kind, kind) << path;
    EXPECT_NE(error.why.find(words), std::string::npos) << error.why;
    EXPECT_NE(error.why.find(path), std::string::npos) << error.why;
    EXPECT_FALSE(port.is_open());
  };
  check(dir / "nothing", Kind::not_found, "is the sensor plugged in");
  check(dir / "file", Kind::not_a_serial_port, "is a file");
  check(dir.path(), Kind::not_a_serial_port, "is a directory");
  check("/dev/null", Kind::not_a_serial_port, "is not a serial port");
  check("", Kind::not_found, "not there");
}

TEST(SerialPort, NamesTheGroupThatMayUseThePort) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to take rights away";
  boost::asio::io_context io;
  const Pty pty;
  ASSERT_EQ(chown(pty.path().c_str(), 0, 20), 0);  // dialout on Debian
  ASSERT_EQ(chmod(pty.path().c_str(), 0660), 0);
  ASSERT_EQ(seteuid(65534), 0);
  SerialPort port(io);
  const SerialPortError error = port.open(pty.path());
  ASSERT_EQ(seteuid(0), 0);
  EXPECT_EQ(error.kind, Kind::no_permission);
  EXPECT_NE(error.why.find("group dialout"), std::string::npos) << error.why;
  EXPECT_NE(error.why.find("udev rule"), std::string::npos) << error.why;
}

TEST(SerialPort, LeaksNoDescriptorsOverAThousandOpenings) {
  boost::asio::io_context io;
  const Pty pty;
  const auto descriptors = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
  };
  SerialPort port(io);
  ASSERT_FALSE(port.open(pty.path()));
  port.close();
  const auto before = descriptors();
  for (int i = 0; i < 1000; ++i) {
    ASSERT_FALSE(port.open(pty.path()));
    SerialPort other(io);
    ASSERT_TRUE(other.open(pty.path()));
    if (i % 2 == 0) port.close();
  }
  port.close();
  EXPECT_EQ(descriptors(), before);
}

// The way of real ports, through libserialport: the shim lets a pty pass for one.
class RealPort : public ::testing::Test {
 protected:
  void SetUp() override { setenv("SERIAL_SHIM_PORTS", pty_.path().c_str(), 1); }
  void TearDown() override { unsetenv("SERIAL_SHIM_PORTS"); }
  boost::asio::io_context io_;
  Pty pty_;
};

TEST_F(RealPort, IsConfiguredLockedAndClosedOnExec) {
  SerialPort port(io_);
  const SerialPortError error = port.open(pty_.path());
  ASSERT_FALSE(error) << error.why;
  const int fd = port.stream().native_handle();
  EXPECT_TRUE((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
  int exclusive = 0;
  ASSERT_EQ(::ioctl(fd, TIOCGEXCL, &exclusive), 0);
  EXPECT_EQ(exclusive, 1);  // only the libserialport way sets it
  termios settings{};
  ASSERT_EQ(tcgetattr(fd, &settings), 0);
  EXPECT_EQ(settings.c_cc[VMIN], 1);
  EXPECT_EQ(settings.c_cflag & static_cast<tcflag_t>(HUPCL), 0U);
  EXPECT_EQ(settings.c_cflag & static_cast<tcflag_t>(CSIZE), static_cast<tcflag_t>(CS8));
  EXPECT_EQ(cfgetispeed(&settings), static_cast<speed_t>(B115200));
  const int other = ::open(pty_.path().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (other >= 0) {  // TIOCEXCL does not stop root
    EXPECT_NE(flock(other, LOCK_EX | LOCK_NB), 0);
    ::close(other);
  }
  SerialPort second(io_);
  EXPECT_EQ(second.open(pty_.path()).kind, Kind::in_use);
}

TEST_F(RealPort, ReadsWithoutAFalseEndOfFileAndNoticesUnplugging) {
  SerialPort port(io_);
  ASSERT_FALSE(port.open(pty_.path()));
  std::array<char, 16> buffer{};
  std::size_t got = 0;
  boost::system::error_code ended;
  std::function<void()> read = [&] {
    port.stream().async_read_some(boost::asio::buffer(buffer),
                                  [&](const boost::system::error_code& e, std::size_t n) {
                                    got += n;
                                    ended = e;
                                    if (!e) read();
                                  });
  };
  read();
  test::run_for(io_, std::chrono::milliseconds(50));
  EXPECT_FALSE(ended) << ended.message();  // nothing to read is not the end
  pty_.send("hello");
  ASSERT_TRUE(test::run_until(io_, [&] { return got == 5; }));
  EXPECT_FALSE(ended);
  pty_.unplug();
  EXPECT_TRUE(test::run_until(io_, [&] { return static_cast<bool>(ended); }));
}

TEST_F(RealPort, CanBeReopenedAfterClosing) {
  for (int i = 0; i < 20; ++i) {
    SerialPort port(io_);
    const SerialPortError error = port.open(pty_.path());
    ASSERT_FALSE(error) << i << ": " << error.why;
  }
}

}  // namespace
}  // namespace postured
