// posturectl record: the sensor's raw bytes into a capture file, for replay.
#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <thread>

#include "ctl/commands.hpp"
#include "ctl/daemon_call.hpp"
#include "ctl/interrupt.hpp"

namespace postured {
namespace {

struct RecordOptions {
  std::uint32_t seconds = 60;
  std::string note;
};

void record(ControlClient& daemon, const RecordOptions& options) {
  daemon.start_recording(options.seconds, options.note);
  std::cout << "Recording for " << options.seconds << " s (Ctrl-C ends it earlier) ..."
            << std::endl;
  catch_interrupts();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(options.seconds);
  while (!interrupted() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  std::cout << daemon.stop_recording() << '\n';
}

}  // namespace

void add_record_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<RecordOptions>();
  CLI::App* command = app.add_subcommand(
      "record", "Record the sensor's raw bytes to a capture that can be replayed.");
  command->add_option("--seconds", options->seconds, "How long")
      ->check(CLI::Range(1U, kLongestRecording_s))
      ->capture_default_str();
  command->add_option("--note", options->note, "What happens in it");
  command->footer("Prints the file's path. Example: posturectl record --seconds 30 --note desk");
  command->callback([options, &exit_code] {
    exit_code = call_daemon("record", [&](ControlClient& daemon) { record(daemon, *options); });
  });
}

}  // namespace postured
