// posturectl sensors: which serial ports could carry a sensor.
#include <iostream>
#include <memory>

#include "ctl/commands.hpp"
#include "link/port_finder.hpp"

namespace postured {

void add_sensors_command(CLI::App& app, int& exit_code) {
  auto quiet = std::make_shared<bool>(false);
  CLI::App* command =
      app.add_subcommand("sensors", "The plugged-in devices that could be a sensor.");
  command->add_flag("--quiet", *quiet, "Only the exit code: 0 when there is one");
  command->footer("Fails when there is none.");
  command->callback([quiet, &exit_code] {
    const auto ports = likely_sensors(find_ports());
    exit_code = ports.empty() ? kExitFailed : kExitDone;
    if (*quiet) return;
    for (const PortInfo& port : ports) std::cout << to_string(port) << '\n';
    if (ports.empty()) std::cerr << "posturectl sensors: none is plugged in\n";
  });
}

}  // namespace postured
