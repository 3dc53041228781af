#include "unit/desktop/desktop_test.hpp"

#include <poll.h>
#include <unistd.h>

#include <cstdlib>

namespace postured::test {

constexpr const char* kBusConfiguration = "/tests/integration/desktop/bus.conf";

PrivateBus::PrivateBus() {
  std::string name = (std::filesystem::temp_directory_path() / "postured-bus-XXXXXX").string();
  if (::mkdtemp(name.data())) folder_ = name;
  const char* address = std::getenv("DBUS_SESSION_BUS_ADDRESS");
  old_address_ = address ? address : "";
  ::setenv("DBUS_SESSION_BUS_ADDRESS", ("unix:path=" + name + "/bus").c_str(), 1);
}

PrivateBus::~PrivateBus() {
  kill();
  ::setenv("DBUS_SESSION_BUS_ADDRESS", old_address_.c_str(), 1);
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void PrivateBus::start() {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const std::string configuration = std::string(POSTURED_SOURCE_DIR) + kBusConfiguration;
  const std::vector<std::string> command{"dbus-daemon",
                                         "--nofork",
                                         "--nopidfile",
                                         "--config-file=" + configuration,
                                         "--address=unix:path=" + (folder_ / "bus").string(),
                                         "--print-address=" + std::to_string(ends[1])};
  daemon_ = std::make_unique<ChildProcess>(command, ends[1]);
  ::close(ends[1]);
  // It prints its address once it listens.
  pollfd readable{ends[0], POLLIN, 0};
  EXPECT_EQ(::poll(&readable, 1, 10'000), 1) << "dbus-daemon did not start";
  ::close(ends[0]);
}

void DesktopTest::SetUp() {
  if (!program_exists("dbus-daemon")) {
    GTEST_SKIP() << "dbus-daemon is not installed (package dbus-daemon): the desktop is not tested";
  }
}

bool DesktopTest::run_until(const std::function<bool()>& done, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!done() && std::chrono::steady_clock::now() < end) {
    io_.restart();
    io_.run_one_until(std::min(end, std::chrono::steady_clock::now() + 20ms));
  }
  return done();
}

void DesktopTest::run_for(std::chrono::milliseconds time) { handlers_run_in(time); }

std::size_t DesktopTest::handlers_run_in(std::chrono::milliseconds time) {
  // Without work io_context returns at once; the time must pass all the same.
  const auto work = boost::asio::make_work_guard(io_);
  io_.restart();
  return io_.run_for(time);
}

}  // namespace postured::test
