// posturectl profile: which seat lean is measured for.
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>

#include "ctl/commands.hpp"
#include "ctl/daemon_call.hpp"
#include "ctl/words.hpp"
#include "motion/reference_profiles.hpp"

namespace postured {
namespace {

void show(const ControlState& state) {
  std::cout << profile_words(state) << '\n';
  for (const Profile profile : kProfiles) {
    const std::string name(to_string(profile));
    const bool known =
        std::find(state.profiles.begin(), state.profiles.end(), name) != state.profiles.end();
    std::cout << (name == state.profile ? "* " : "  ") << name
              << (known || profile == Profile::chair ? "" : "  (no reference yet)") << '\n';
  }
}

}  // namespace

void add_profile_command(CLI::App& app, int& exit_code) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "profile", "Choose the seat: chair, standing_desk or sofa; without a name, show it.");
  command->add_option("name", *name, "chair, standing_desk or sofa");
  command->footer(
      "A seat needs a reference once: sit there and run posturectl zero --profile NAME. With one "
      "for "
      "the standing desk, standing is recognised by itself.");
  command->callback([name, &exit_code] {
    exit_code = call_daemon("profile", [&](ControlClient& daemon) {
      if (!name->empty()) daemon.choose_profile(*name);
      show(daemon.get_all());
    });
  });
}

}  // namespace postured
