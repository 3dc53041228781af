// posturectl simulate: a simulated wearer's working days into a journal, faster than real time.
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "app/local_time.hpp"
#include "app/settings_file.hpp"
#include "base/calendar.hpp"
#include "ctl/commands.hpp"
#include "ctl/simulation_run.hpp"

namespace postured {
namespace {

struct SimulateOptions {
  int days = 7;
  std::uint64_t seed = 1;
  std::string journal, truth, start, settings, character, level = "bytes";
};

int fail(const std::string& sentence) {
  std::cerr << "posturectl simulate: " << sentence << '\n';
  return kExitFailed;
}

std::optional<std::chrono::local_days> day_from_string(const std::string& text) {
  int year = 0;
  unsigned month = 0, day = 0;
  char end = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &end) != 3) {
    return std::nullopt;
  }
  const auto date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  if (!date.ok()) return std::nullopt;
  return std::chrono::local_days(date);
}

// Ends today: the newest `days` days.
std::chrono::local_days default_start(int days) {
  return local_day(wall_now()) - std::chrono::days(days);
}

int run(const SimulateOptions& options) {
  SimulationPlan plan;
  plan.days = options.days;
  plan.seed = options.seed;
  plan.bytes = options.level == "bytes";
  plan.character = character_from_string(options.character);
  plan.first_day = default_start(options.days);
  if (!options.start.empty()) {
    const auto day = day_from_string(options.start);
    if (!day) return fail("--start: '" + options.start + "' is not a day such as 2026-11-16");
    plan.first_day = *day;
  }
  if (!options.settings.empty()) {
    const SettingsResult loaded = load_settings(options.settings);
    if (!loaded.errors.empty()) return fail(loaded.errors.front());
    plan.settings = loaded.settings;
  }
  if (std::filesystem::exists(options.journal)) {
    return fail(options.journal +
                ": exists already; simulated days are never mixed with others: name a new file");
  }
  std::ofstream truth;
  if (!options.truth.empty()) {
    if (!plan.bytes) return fail("--truth needs --level bytes: seconds have no signal to know");
    truth.open(options.truth);
    if (!truth) return fail(options.truth + ": cannot be written");
    plan.truth = &truth;
  }
  try {
    JournalStore journal(options.journal, JournalStore::Access::write);
    SimulationRun simulation(plan, journal);
    const auto begin = std::chrono::steady_clock::now();
    const bool show = ::isatty(STDERR_FILENO) == 1 && options.days <= 60;
    simulation.run([show](std::chrono::local_days day) {
      if (show) std::cerr << "\r  " << to_string(day) << std::flush;
    });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    if (show) std::cerr << "\r              \r";
    std::cerr << simulation.seconds() / 3600 << " h of wear";
    if (plan.bytes) std::cerr << ", " << simulation.samples() << " samples";
    std::cerr << " in " << took.count() << " s\n";
  } catch (const JournalError& error) {
    return fail(error.what());
  }
  if (truth.is_open() && !truth.flush()) return fail(options.truth + ": cannot be written");
  return kExitDone;
}

}  // namespace

void add_simulate_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* command = app.add_subcommand(
      "simulate", "Play a simulated wearer's days through the whole core into a new journal.");
  command->add_option("--days", options->days, "Calendar days; weekends are free")
      ->check(CLI::Range(1, 20000))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Another seed, another person")
      ->capture_default_str();
  command->add_option("--journal", options->journal, "The new journal")->required();
  command->add_option("--truth", options->truth, "Write what truly happened, a line a second");
  command->add_option("--start", options->start, "First day (default: so that it ends yesterday)");
  command->add_option("--settings", options->settings, "Settings to simulate with");
  command
      ->add_option("--level", options->level,
                   "bytes: the whole signal; seconds: skips it and plays years quickly")
      ->check(CLI::IsMember({"bytes", "seconds"}))
      ->capture_default_str();
  command
      ->add_option("--character", options->character,
                   "Who it is: diligent, leaner (leans by habit) or ignorer. At level seconds also "
                   "what their desktop notices")
      ->check(CLI::IsMember({"diligent", "leaner", "ignorer"}));
  command->footer("Example: posturectl simulate --days 7 --seed 1 --journal week.db");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace postured
