// posturectl doctor: what works, what does not, and how to mend it.
#include <iomanip>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "ctl/commands.hpp"
#include "ctl/doctor.hpp"
#include "ctl/words.hpp"

namespace postured {
namespace {

using Json = nlohmann::ordered_json;

struct DoctorOptions {
  std::string settings, journal;
  bool json = false;
};

struct Named {
  const char* name;
  Finding finding;
};

void print(const std::vector<Named>& all) {
  constexpr int kLevelWidth = 9, kNameWidth = 15;
  for (const auto& [name, finding] : all) {
    std::cout << std::left << std::setw(kLevelWidth) << to_string(finding.level)
              << std::setw(kNameWidth) << name << finding.sentence << '\n';
    if (!finding.mend.empty()) {
      std::cout << std::setw(kLevelWidth + kNameWidth) << "" << finding.mend << '\n';
    }
  }
}

Json to_json(const std::vector<Named>& all, const DoctorView& view) {
  Json checks = Json::array();
  for (const auto& [name, finding] : all) {
    checks.push_back({{"name", name},
                      {"level", to_string(finding.level)},
                      {"sentence", finding.sentence},
                      {"mend", finding.mend.empty() ? Json() : Json(finding.mend)}});
  }
  Json sources = Json::array();
  for (const ControlDict& source : view.sources) {
    sources.push_back({{"use", value_of(source, "use")},
                       {"name", value_of(source, "name")},
                       {"working", value_of(source, "working") == "yes"},
                       {"sentence", value_of(source, "sentence")}});
  }
  return {{"checks", std::move(checks)},
          {"sources", std::move(sources)},
          {"notification_capabilities", view.server.capabilities}};
}

int examine(const DoctorOptions& options) {
  const DoctorView view = look_around(options.settings, options.journal);
  std::vector<Named> all;
  int exit_code = kExitDone;
  for (const Check& check : doctor_checks()) {
    const auto finding = check.look(view);
    if (!finding) continue;
    if (finding->level == Level::problem) exit_code = kExitFailed;
    all.push_back({check.name, *finding});
  }
  if (options.json) {
    std::cout << to_json(all, view).dump(2) << '\n';
  } else {
    print(all);
  }
  return exit_code;
}

}  // namespace

void add_doctor_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<DoctorOptions>();
  CLI::App* command =
      app.add_subcommand("doctor", "What works here, what does not, and how to mend it.");
  command->add_option("--settings", options->settings, "The settings file (default: your own)");
  command->add_option("--journal", options->journal, "The journal (default: your own)");
  command->add_flag("--json", options->json, "For scripts; with every source of the desktop");
  command->footer(
      "Exit code: 0 when there is no problem (warnings are none: postured is of use without what "
      "they name), else 1.");
  command->callback([options, &exit_code] { exit_code = examine(*options); });
}

}  // namespace postured
