// posturectl why: the stories of the last prompts, from the journal.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/calendar.hpp"
#include "ctl/commands.hpp"
#include "ctl/prompt_log.hpp"
#include "report/words.hpp"

namespace postured {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const PromptStory& story) {
  Json events = Json::array();
  for (const PromptEvent& event : story.events) {
    events.push_back({{"at", to_iso8601(event.at)},
                      {"state", to_string(event.state)},
                      {"latency_s", event.latency_s},
                      {"reason", event.reason}});
  }
  return {{"prompt", story.id},
          {"kind", to_string(story.kind)},
          {"name", words::prompt_name(story.kind)},
          {"sentences", story.sentences},
          {"events", std::move(events)}};
}

struct WhyOptions {
  int prompts = 1;
  std::string journal;
  bool json = false;
};

int tell(const WhyOptions& options) {
  try {
    const auto stories = latest_stories(journal_or_own(options.journal), options.prompts);
    if (options.json) {
      Json all = Json::array();
      for (const PromptStory& story : stories) all.push_back(to_json(story));
      std::cout << all.dump(2) << '\n';
      return kExitDone;
    }
    if (stories.empty()) std::cout << "No prompt has come yet.\n";
    for (const PromptStory& story : stories) print_story(story);
    return kExitDone;
  } catch (const std::exception& error) {
    std::cerr << "posturectl why: " << error.what() << '\n';
    return kExitFailed;
  }
}

}  // namespace

void add_why_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<WhyOptions>();
  CLI::App* command = app.add_subcommand(
      "why", "Why the last prompts came, waited and ended. Reads the journal, needs no daemon.");
  command->add_option("prompts", options->prompts, "How many, newest last")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--journal", options->journal, "The journal (default: your own)");
  command->add_flag("--json", options->json, "For scripts: every event with its reason too");
  command->footer("Example: posturectl why 5");
  command->callback([options, &exit_code] { exit_code = tell(*options); });
}

}  // namespace postured
