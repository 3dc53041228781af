// posturectl drink and water: what was drunk, the state of the day, and the safety question.
#include <fmt/core.h>

#include <iostream>
#include <memory>

#include "coach/water.hpp"
#include "ctl/commands.hpp"
#include "ctl/daemon_call.hpp"
#include "ctl/words.hpp"

namespace postured {
namespace {

void show_water(const ControlState& state) {
  std::cout << fmt::format("Today: {:.1f} L", static_cast<double>(state.drunk_ml) / 1000);
  if (state.drink_goal_ml > 0) {
    std::cout << fmt::format(" of {:.1f} L", static_cast<double>(state.drink_goal_ml) / 1000);
  }
  std::cout << ". All drinks count.\n";
  if (state.fluids_limited == "not_asked") {
    std::cout
        << kFluidsQuestion << "\n(heart failure, kidney or liver disease, low sodium, some "
        << "medicines.)\nNothing is suggested to drink until you answer: posturectl water no, "
        << "yes or unsure.\n";
  } else if (state.fluids_limited != "no") {
    std::cout << "Nothing is suggested to drink: fluids may be limited (" << state.fluids_limited
              << ").\n";
  } else if (state.next_drink_s < 0) {
    std::cout << "No glass is suggested for now.\n";
  } else if (state.next_drink_s == 0) {
    std::cout << "A glass would keep an even pace.\n";
  } else {
    std::cout << "The next glass may be suggested in " << duration_words(state.next_drink_s)
              << ".\n";
  }
}

}  // namespace

void add_drink_command(CLI::App& app, int& exit_code) {
  auto ml = std::make_shared<std::uint32_t>(0);
  auto after = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("drink", "Log a drink. All drinks count.");
  command->add_option("mL", *ml, "How much (default: your usual glass)")
      ->check(CLI::Range(1, kLargestDrink_ml));
  command->add_option("--after", *after, "Something that costs salt as well")
      ->check(CLI::IsMember({"sweat", "heat", "vomiting", "diarrhoea"}));
  command->footer(
      "Examples: posturectl drink; posturectl drink 330; posturectl drink --after sweat");
  command->callback([ml, after, &exit_code] {
    exit_code = call_daemon("drink", [&](ControlClient& daemon) {
      std::cout << daemon.log_drink(*ml) << '\n';
      const auto loss = salt_loss_from_string(*after);
      if (!loss) return;
      const auto fluids = fluids_limited_from_string(daemon.get_all().fluids_limited);
      const std::string words = electrolyte_words(fluids.value_or(FluidsLimited::not_asked), *loss);
      if (!words.empty()) std::cout << words << '\n';
    });
  });
}

void add_water_command(CLI::App& app, int& exit_code) {
  auto answer = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("water", "What was drunk today; and the safety question.");
  command->add_option("answer", *answer, std::string(kFluidsQuestion))
      ->check(CLI::IsMember({"no", "yes", "unsure", "not_asked"}));
  command->footer(
      "Only 'no' allows suggestions to drink. Examples: posturectl water; posturectl "
      "water no");
  command->callback([answer, &exit_code] {
    exit_code = call_daemon("water", [&](ControlClient& daemon) {
      if (const auto given = fluids_limited_from_string(*answer)) {
        std::cout << daemon.answer_fluids(*given) << '\n';
      } else {
        show_water(daemon.get_all());
      }
    });
  });
}

}  // namespace postured
