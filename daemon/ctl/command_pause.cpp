// posturectl pause, resume: nothing is said for a while; the sitting clock runs on.
#include <charconv>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "ctl/commands.hpp"
#include "ctl/daemon_call.hpp"

namespace postured {
namespace {

std::optional<std::uint32_t> minutes_from(const std::string& text) {
  std::uint32_t minutes = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), minutes);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
  if (minutes < 1 || minutes > kLongestPause_min) return std::nullopt;
  return minutes;
}

int pause(const std::string& how_long) {
  const bool until_tomorrow = how_long == "until-tomorrow";
  const auto minutes = minutes_from(how_long);
  if (!until_tomorrow && !minutes) {
    std::cerr << "posturectl pause: '" << how_long << "' is neither a number of minutes from 1 to "
              << kLongestPause_min << " nor until-tomorrow\n";
    return kExitUsage;
  }
  return call_daemon("pause", [&](ControlClient& daemon) {
    if (until_tomorrow) {
      daemon.pause_until_tomorrow();
      std::cout << "No prompts until tomorrow.";
    } else {
      daemon.pause(*minutes);
      std::cout << "No prompts for " << *minutes << " min.";
    }
    std::cout << " The sitting clock runs on; 'posturectl resume' ends the pause.\n";
  });
}

}  // namespace

void add_pause_command(CLI::App& app, int& exit_code) {
  auto how_long = std::make_shared<std::string>("30");
  CLI::App* command = app.add_subcommand(
      "pause",
      "No prompts for some minutes, or until tomorrow. The sitting clock runs on; of what came due "
      "at most one is offered after.");
  command->add_option("how-long", *how_long, "Minutes (1 to 1440), or until-tomorrow")
      ->capture_default_str();
  command->footer("Example: posturectl pause until-tomorrow");
  command->callback([how_long, &exit_code] { exit_code = pause(*how_long); });
}

void add_resume_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("resume", "End a pause or snooze.");
  command->callback([&exit_code] {
    exit_code = call_daemon("resume", [](ControlClient& daemon) {
      daemon.resume();
      std::cout << "Prompts may come again.\n";
    });
  });
}

}  // namespace postured
