#include "desktop/service_manager.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace postured {
namespace {

using namespace std::chrono_literals;

// Plays systemd: a datagram socket that collects what the service says.
class FakeSystemd {
 public:
  FakeSystemd() {
    std::string name = (std::filesystem::temp_directory_path() / "postured-notify-XXXXXX").string();
    if (::mkdtemp(name.data())) folder_ = name;
    const std::string path = (folder_ / "notify").string();
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), address.sun_path);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~FakeSystemd() {
    ::unsetenv("NOTIFY_SOCKET");
    ::unsetenv("WATCHDOG_USEC");
    ::unsetenv("WATCHDOG_PID");
    ::close(socket_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::vector<std::string> heard() {
    std::vector<std::string> messages;
    char buffer[4096];
    for (ssize_t n; (n = ::recv(socket_, buffer, sizeof buffer, 0)) > 0;) {
      messages.emplace_back(buffer, static_cast<std::size_t>(n));
    }
    return messages;
  }
  int beats() {
    const auto messages = heard();
    return static_cast<int>(std::count(messages.begin(), messages.end(), "WATCHDOG=1"));
  }

 private:
  std::filesystem::path folder_;
  int socket_ = -1;
};

class ServiceManagerTest : public ::testing::Test {
 protected:
  FakeSystemd systemd_;
  boost::asio::io_context io_;
};

using Messages = std::vector<std::string>;

TEST_F(ServiceManagerTest, SaysReadyStatusAndStopping) {
  ServiceManager manager(io_);
  manager.ready("waiting for a sensor");
  manager.status("waiting for a sensor");  // nothing new
  manager.status("sitting");
  manager.stopping();
  EXPECT_EQ(systemd_.heard(),
            (Messages{"READY=1\nSTATUS=waiting for a sensor", "STATUS=sitting", "STOPPING=1"}));
}

TEST_F(ServiceManagerTest, AStatusCannotSayAnythingElse) {
  ServiceManager manager(io_);
  manager.status("sensor \"x\nSTOPPING=1\r\"");
  EXPECT_EQ(systemd_.heard(), Messages{"STATUS=sensor \"x STOPPING=1 \""});
}

TEST_F(ServiceManagerTest, AReloadIsFramed) {
  ServiceManager manager(io_);
  manager.reloading();
  manager.reloaded();
  const auto heard = systemd_.heard();
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_EQ(heard[0].rfind("RELOADING=1\nMONOTONIC_USEC=", 0), 0U);
  EXPECT_EQ(heard[1], "READY=1");
}

TEST_F(ServiceManagerTest, BeatsAtHalfOfTheLimitUntilItStops) {
  ::setenv("WATCHDOG_USEC", "200000", 1);
  ServiceManager manager(io_);
  EXPECT_EQ(manager.heartbeat_period(), 100ms);
  io_.run_for(150ms);
  EXPECT_EQ(systemd_.beats(), 0);  // not before it is ready
  manager.ready("");
  io_.restart();
  io_.run_for(550ms);
  const int beats = systemd_.beats();
  EXPECT_GE(beats, 4);
  EXPECT_LE(beats, 7);
  manager.stopping();
  systemd_.heard();
  io_.restart();
  io_.run_for(250ms);
  EXPECT_EQ(systemd_.beats(), 0);
}

TEST_F(ServiceManagerTest, WithholdsSignsOfLifeWhenUnhealthy) {
  ::setenv("WATCHDOG_USEC", "40000", 1);
  bool healthy = false;
  ServiceManager manager(io_, [&] { return healthy; });
  manager.ready("");
  io_.run_for(100ms);
  EXPECT_EQ(systemd_.beats(), 0);
  healthy = true;
  io_.run_for(100ms);
  EXPECT_GT(systemd_.beats(), 0);
}

TEST_F(ServiceManagerTest, NoBeatsWithoutAWatchdogOrForAnotherProcessOrABrokenLimit) {
  EXPECT_EQ(ServiceManager(io_).heartbeat_period(), 0us);
  ::setenv("WATCHDOG_USEC", "INVALID", 1);
  EXPECT_EQ(ServiceManager(io_).heartbeat_period(), 0us);
  ::setenv("WATCHDOG_USEC", "200000", 1);
  ::setenv("WATCHDOG_PID", "1", 1);
  ServiceManager manager(io_);
  EXPECT_EQ(manager.heartbeat_period(), 0us);
  manager.ready("");
  EXPECT_EQ(io_.run_for(50ms), 0U);
}

TEST(ServiceManager, WithoutSystemdNothingHappens) {
  ::unsetenv("NOTIFY_SOCKET");
  boost::asio::io_context io;
  ServiceManager manager(io);
  manager.ready("x");
  manager.status("y");
  manager.stopping();
}

}  // namespace
}  // namespace postured
