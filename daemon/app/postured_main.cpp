// postured: the service. Command line -> Daemon.
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <CLI/CLI.hpp>

#include "app/daemon.hpp"
#include "app/paths.hpp"
#include "app/real_clock.hpp"
#include "app/settings_file.hpp"
#include "app/version.hpp"
#include "app/virtual_clock.hpp"
#include "link/asio.hpp"

namespace postured {
namespace {

struct Arguments {
  std::string settings, journal, source, virtual_clock;
  std::int64_t virtual_start_ms = 0;
};

int fail(int code, const std::string& sentence) {
  std::cerr << "postured: " << sentence << '\n';
  return code;
}

int run(const Arguments& arguments) {
  const auto paths = user_paths();
  if (!paths) return fail(Daemon::kExitSettings, "there is no home directory: set HOME");
  DaemonOptions options;
  options.settings_file =
      arguments.settings.empty() ? paths->settings_file : std::filesystem::path(arguments.settings);
  options.journal_file =
      arguments.journal.empty() ? paths->journal_file : std::filesystem::path(arguments.journal);
  options.captures_dir = options.journal_file.parent_path() / "captures";
  options.sensors_file = options.journal_file.parent_path() / "sensors";
  options.exercises_file = options.settings_file.parent_path() / "exercises.toml";
  options.choices_file = options.journal_file.parent_path() / "choices";
  options.source = arguments.source;
  SettingsResult loaded = load_settings(options.settings_file);
  if (!loaded.errors.empty()) {
    for (const std::string& error : loaded.errors) std::cerr << "postured: " << error << '\n';
    return Daemon::kExitSettings;
  }
  options.settings = std::move(loaded.settings);

  boost::asio::io_context io{1};
  std::unique_ptr<Clock> clock;
  if (arguments.virtual_clock.empty()) {
    clock = std::make_unique<RealClock>(io);
  } else {
    const UtcTime start{std::chrono::milliseconds(arguments.virtual_start_ms)};
    auto virtual_clock = std::make_unique<VirtualClock>(io, arguments.virtual_clock, start);
    if (!virtual_clock->error().empty()) return fail(1, virtual_clock->error());
    virtual_clock->on_quit = [&io] { io.stop(); };
    options.count_bytes = [raw = virtual_clock.get()](std::size_t n) { raw->count_bytes(n); };
    options.watch_desktop = false;
    clock = std::move(virtual_clock);
  }

  Daemon daemon(io, *clock, std::move(options));
  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&daemon](const boost::system::error_code& error, int) {
    if (!error) daemon.stop();
  });
  daemon.start();
  io.run();
  daemon.stop();
  return daemon.exit_code();
}

}  // namespace
}  // namespace postured

int main(int argc, char** argv) {
  using namespace postured;
  CLI::App app{"The posture service: reads the clip, keeps the log, suggests breaks."};
  app.name("postured");
  app.set_version_flag("--version", std::string("postured ") + kVersion);
  Arguments arguments;
  app.add_option("--settings", arguments.settings, "Settings file (default: your own)");
  app.add_option("--journal", arguments.journal, "Journal file (default: your own)");
  app.add_option("--source", arguments.source, "Instead of sensor.source: auto, simulated, a path");
  app.add_option("--virtual-clock", arguments.virtual_clock,
                 "For tests: a socket through which time is moved");
  app.add_option("--virtual-start-ms", arguments.virtual_start_ms,
                 "For tests: where the virtual wall clock begins, UTC milliseconds");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  }
  ::umask(0077);                  // everything it writes is health data
  std::signal(SIGPIPE, SIG_IGN);  // a closed link is an error of write(), not the end
  spdlog::set_default_logger(spdlog::stderr_color_mt("postured"));
  spdlog::set_pattern("%^%l%$: %v");  // the journal of systemd adds time and name
  try {
    return run(arguments);
  } catch (const JournalError& error) {
    const bool locked = error.kind == JournalError::Kind::locked;
    return fail(locked ? Daemon::kExitAnotherRuns : Daemon::kExitNewerJournal, error.what());
  } catch (const std::exception& error) {
    return fail(Daemon::kExitSettings, error.what());
  }
}
