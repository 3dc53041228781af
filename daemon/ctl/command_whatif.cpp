// posturectl whatif: what other settings would have said, over the journal's own days.
#include <memory>

#include "ctl/commands.hpp"
#include "ctl/what_if_run.hpp"

namespace postured {

void add_whatif_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<WhatIfOptions>();
  CLI::App* command = app.add_subcommand(
      "whatif", "Play your own days again with other settings: which prompts would have come?");
  command->add_option("settings", options->changes,
                      "Such as lean.threshold_deg=20; several are changed together");
  command->add_option("--settings", options->settings_file, "A settings file to play with instead");
  command->add_option("--journal", options->journal, "The journal (default: your own)");
  command->add_option("--days", options->days, "How many, up to the newest")
      ->check(CLI::Range(1, 366))
      ->capture_default_str();
  command->add_flag("--json", options->json, "For scripts");
  command->footer("Example: posturectl whatif --days 14 sitting.limit_min=45");
  command->callback([options, &exit_code] { exit_code = run_what_if(*options, "whatif"); });
}

}  // namespace postured
