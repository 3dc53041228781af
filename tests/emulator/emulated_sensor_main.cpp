// A clip that is not there: the real firmware in simavr, worn by the simulated wearer, on a pty.
//
//   emulated_sensor --elf FIRMWARE --link LINK [--clock SOCKET] [--truth FILE] [--trace FILE]
//                   [--chip NAME] [--seed N] [--real-time SPEED] ...
// Commands on stdin, each answered by one line: see emulated_sensor.hpp. Time goes on with `play`
// only, or by itself with --real-time. The end of stdin is the end.
//
// Linked with libsimavr, so this program as a whole is under the GPL, version 3 or later. It is a
// tool of the tests; nothing that is installed links or contains it.
#include <poll.h>
#include <unistd.h>

#include <cctype>
#include <chrono>
#include <csignal>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

#include "emulator/emulated_sensor.hpp"

namespace postured::emulator {
namespace {

using SteadyClock = std::chrono::steady_clock;

Pin pin_from(const std::string& text) {  // "D3"
  if (text.size() != 2 || text[0] < 'B' || text[0] > 'D' || text[1] < '0' || text[1] > '7') {
    throw std::runtime_error(text + ": not a pin of the ATmega328P, such as D3");
  }
  return {text[0], static_cast<unsigned>(text[1] - '0')};
}

// One line from stdin, if one is there within `wait_ms` (-1: however long). False at its end.
bool next_line(std::string& line, int wait_ms, bool& there) {
  pollfd p{STDIN_FILENO, POLLIN, 0};
  there = ::poll(&p, 1, wait_ms) > 0;
  if (!there) return true;
  line.clear();
  for (char c = 0;;) {
    if (::read(STDIN_FILENO, &c, 1) != 1) return false;
    if (c == '\n') return true;
    line += c;
  }
}

// In real time; after a second's delay it does not hurry to catch up.
class Pace {
 public:
  Pace(std::uint64_t now_us, double speed) : speed_(speed) { anchor(now_us); }
  // Sleeps until the time has come for the board to be at `t_us`.
  void wait(std::uint64_t t_us) {
    const auto due = start_ + std::chrono::microseconds(static_cast<std::int64_t>(
                                  static_cast<double>(t_us - start_us_) / speed_));
    const auto now = SteadyClock::now();
    if (now - due > std::chrono::seconds(1)) anchor(t_us);
    std::this_thread::sleep_until(due);
  }

 private:
  void anchor(std::uint64_t now_us) {
    start_ = SteadyClock::now();
    start_us_ = now_us;
  }
  double speed_;
  SteadyClock::time_point start_;
  std::uint64_t start_us_ = 0;
};

void run(EmulatedSensor& sensor, double speed) {
  constexpr std::uint64_t kSlice_us = 5000;
  Pace pace(sensor.now_us(), speed > 0 ? speed : 1);
  std::string line;
  std::uint64_t t_us = 0;
  for (bool there = false; next_line(line, speed > 0 ? 0 : -1, there);) {
    if (there) {
      const std::string answer = sensor.execute(line);
      if (answer.empty()) return;
      std::cout << answer << std::endl;
    } else if (speed > 0) {
      t_us += kSlice_us;
      sensor.run_until(t_us);
      pace.wait(t_us);
    }
  }
}

}  // namespace
}  // namespace postured::emulator

int main(int argc, char** argv) {
  using namespace postured::emulator;
  std::signal(SIGPIPE, SIG_IGN);
  try {
    std::map<std::string, std::string> option;
    for (int i = 1; i + 1 < argc; i += 2) option[argv[i]] = argv[i + 1];
    SensorParams params;
    const auto take = [&](const char* name, auto use) {
      const auto found = option.find(name);
      if (found == option.end()) return;
      use(found->second);
      option.erase(found);
    };
    const auto text_into = [](std::string& to) {
      return [&to](const std::string& text) { to = text; };
    };
    const auto pin_into = [](Pin& to) {
      return [&to](const std::string& text) { to = pin_from(text); };
    };
    double speed = 0;
    take("--elf", text_into(params.board.elf));
    take("--link", text_into(params.link));
    take("--clock", text_into(params.clock));
    take("--truth", text_into(params.truth));
    take("--trace", text_into(params.trace));
    take("--chip", text_into(params.chip));
    take("--data-ready", pin_into(params.board.data_ready));
    take("--motor", pin_into(params.board.motor));
    take("--button", pin_into(params.board.button));
    take("--seed", [&](const std::string& text) { params.seed = std::stoull(text); });
    take("--real-time", [&](const std::string& text) { speed = std::stod(text); });
    if (!option.empty() || argc % 2 == 0 || params.board.elf.empty() || params.link.empty()) {
      std::cerr << "usage: emulated_sensor --elf FIRMWARE --link LINK [--clock SOCKET] "
                   "[--truth FILE] [--trace FILE] [--chip NAME] [--seed N] [--real-time SPEED] "
                   "[--data-ready D2] [--motor D3] [--button D4]\n";
      return 2;
    }
    EmulatedSensor sensor(params);
    std::cout << "ready" << std::endl;
    run(sensor, speed);
  } catch (const std::exception& error) {
    std::cout << "error: " << error.what() << std::endl;
    return 1;
  }
  return 0;
}
