// posturectl calibrate, calibrate sensor and zero: start a hands-free calibration and show its
// instructions until it is done.
#include <unistd.h>

#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <thread>

#include "ctl/commands.hpp"
#include "ctl/daemon_call.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;

constexpr auto kLookEvery = 250ms;
constexpr int kBarWidth = 30;

std::string bar(double fraction) {
  const int filled = static_cast<int>(fraction * kBarWidth + 0.5);
  return "[" + std::string(static_cast<std::size_t>(filled), '#') +
         std::string(static_cast<std::size_t>(kBarWidth - filled), '.') + "]";
}

// Prints what is new; on a terminal the progress bar stays on one line.
class Guide {
 public:
  void show(const ControlState& state) {
    if (state.calibration_problem != problem_) {
      problem_ = state.calibration_problem;
      if (!problem_.empty()) line(problem_);
    }
    if (state.calibration_instruction != instruction_) {
      instruction_ = state.calibration_instruction;
      if (!instruction_.empty()) line(instruction_);
    }
    if (terminal_) std::cout << '\r' << bar(state.calibration_fraction) << std::flush;
  }
  void end() {
    if (terminal_) std::cout << '\n';
  }

 private:
  void line(const std::string& text) {
    if (terminal_) std::cout << "\r\033[K";
    std::cout << text << std::endl;
  }

  bool terminal_ = ::isatty(STDOUT_FILENO) == 1;
  std::string instruction_, problem_;
};

int follow(const std::string& command, const std::function<void(ControlClient&)>& start) {
  int exit_code = kExitDone;
  const int called = call_daemon(command, [&](ControlClient& daemon) {
    start(daemon);
    Guide guide;
    while (true) {
      const ControlState state = daemon.get_all();
      guide.show(state);
      if (state.calibration_step == "done" || state.calibration_step == "failed" ||
          state.calibration_step == "idle") {
        exit_code = state.calibration_step == "done" ? kExitDone : kExitFailed;
        break;
      }
      std::this_thread::sleep_for(kLookEvery);
    }
    guide.end();
  });
  return called == kExitDone ? exit_code : called;
}

// Told and done all the same: most people have one sensor.
int warn_without_serial() {
  return call_daemon("calibrate sensor", [](ControlClient& daemon) {
    const ControlState state = daemon.get_all();
    if (state.link == "open" && state.rate_hz > 0 && state.sensor_serial.empty()) {
      std::cout
          << "This sensor has no serial number. Its calibration will be used for every sensor "
             "without one; calibrate again when you change it.\n";
    }
  });
}

}  // namespace

void add_calibrate_command(CLI::App& app, int& exit_code) {
  auto standing = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand(
      "calibrate", "Teach postured how the clip sits: stand, three slow bends, sit. 40 seconds.");
  command->add_flag("--standing", *standing,
                    "Only stand for five seconds; what is forward is learned from movement");
  command->footer(
      "Needed once for each way of wearing the clip. Holding the clip's button does the same.");
  CLI::App* range = command->add_subcommand(
      "range", "With two clips: a full, comfortable slump for three seconds.");
  range->footer("After a calibration. How round the back is can then be told as a share of it.");
  range->callback(
      [&exit_code] { exit_code = follow("calibrate range", &ControlClient::calibrate_range); });
  CLI::App* sensor = command->add_subcommand(
      "sensor", "The clip itself: hold it still, turn it, a dozen times. About a minute.");
  sensor->footer(
      "Takes what the accelerometer reads too much or too little out of every angle. Kept for this "
      "sensor by its serial number; once is enough. Clip it on and run a zero afterwards.");
  sensor->callback([&exit_code] {
    exit_code = warn_without_serial();
    if (exit_code != kExitDone) return;
    exit_code = follow("calibrate sensor", &ControlClient::calibrate_sensor);
  });
  command->callback([command, standing, &exit_code] {
    if (!command->get_subcommands().empty()) return;
    exit_code = follow("calibrate",
                       *standing ? &ControlClient::calibrate_standing : &ControlClient::calibrate);
  });
}

void add_zero_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "zero", "After clipping on: sit comfortably upright for five seconds; that becomes zero.");
  auto profile = std::make_shared<std::string>();
  command->add_option("--profile", *profile,
                      "chair, standing_desk or sofa: take the posture there as its reference, with "
                      "the clip as it was");
  command->footer("Tapping the clip's button does the same.");
  command->callback([profile, &exit_code] {
    exit_code = follow("zero", [&](ControlClient& daemon) {
      profile->empty() ? daemon.zero() : daemon.zero_profile(*profile);
    });
  });
}

}  // namespace postured
