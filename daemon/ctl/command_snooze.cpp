// posturectl snooze: no prompts for a while; the sitting clock runs on.
#include <cstdint>
#include <iostream>
#include <memory>

#include "ctl/commands.hpp"
#include "ctl/daemon_call.hpp"

namespace postured {

void add_snooze_command(CLI::App& app, int& exit_code) {
  auto minutes = std::make_shared<std::uint32_t>(10);
  CLI::App* command = app.add_subcommand(
      "snooze", "No prompts for a while. The sitting clock runs on; a due break is offered after.");
  command->add_option("minutes", *minutes, "How long")
      ->check(CLI::Range(1U, kLongestSnooze_min))
      ->capture_default_str();
  command->footer("Example: posturectl snooze 30");
  command->callback([minutes, &exit_code] {
    exit_code = call_daemon("snooze", [&](ControlClient& daemon) {
      daemon.snooze(*minutes);
      std::cout << "No prompts for " << *minutes << " min.\n";
    });
  });
}

void add_reload_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("reload", "Read the settings file again.");
  command->footer("Fails with the error and keeps the old settings when the file is wrong.");
  command->callback([&exit_code] {
    exit_code = call_daemon("reload", [](ControlClient& daemon) { daemon.reload(); });
  });
}

}  // namespace postured
