// posture-accuracy DIR: the product's orientation filter over every trial of a folder, against the
// optical truth.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <string>

#include "accuracy/degrade.hpp"
#include "accuracy/inclination_error.hpp"

namespace postured::accuracy {
namespace {

struct Options {
  std::string folder;
  std::string scenario;
  unsigned seed = 1;
  RunOptions run;
  bool json = false;
};

struct Row {
  std::string name;
  std::size_t samples = 0;
  InclinationError error;
};

std::string scenario_help() {
  std::string help = "Scenarios of --degrade:\n";
  for (const Scenario& s : scenarios()) {
    help += "  " + std::string(s.name) + std::string(14 - s.name.size(), ' ') +
            std::string(s.what) + "\n";
  }
  return help +
         "\nExample: posture-accuracy broad/100hz --degrade cheap --seed 2\n"
         "The mean is over trials; a trial counts where its movement flag is set.";
}

Row measure(const std::filesystem::path& file, const Options& options, const Scenario* scenario) {
  Trial trial = load_trial(file);
  if (scenario != nullptr) trial = degrade(trial, *scenario, options.seed);
  RunOptions run = options.run;
  run.accelerometer_calibrated = scenario != nullptr && scenario->calibrated;
  return {trial.name, trial.size(), run_filter(trial, run)};
}

Row mean_of(const std::vector<Row>& rows) {
  Row mean;
  mean.name = "mean";
  const auto n = static_cast<double>(rows.size());
  for (const Row& row : rows) {
    mean.samples += row.samples;
    mean.error.causal_deg += row.error.causal_deg / n;
    mean.error.causal_raw_deg += row.error.causal_raw_deg / n;
    mean.error.lag_deg += row.error.lag_deg / n;
  }
  mean.samples /= rows.size();
  return mean;
}

nlohmann::json to_json(const Row& row) {
  return {{"name", row.name},
          {"samples", row.samples},
          {"causal_deg", row.error.causal_deg},
          {"causal_raw_deg", row.error.causal_raw_deg},
          {"lag_deg", row.error.lag_deg}};
}

void print_text(const Row& row) {
  std::printf("%-46s %8zu %9.3f %9.3f %9.3f\n", row.name.c_str(), row.samples, row.error.causal_deg,
              row.error.causal_raw_deg, row.error.lag_deg);
}

int run(const Options& options) {
  const Scenario* scenario = nullptr;
  if (!options.scenario.empty()) {
    scenario = find_scenario(options.scenario);
    if (scenario == nullptr) {
      throw std::runtime_error("there is no scenario \"" + options.scenario +
                               "\"; --help lists them");
    }
  }
  std::vector<Row> rows;
  for (const auto& file : trial_files(options.folder)) {
    rows.push_back(measure(file, options, scenario));
  }
  const Row mean = mean_of(rows);
  if (options.json) {
    nlohmann::json out{{"trials", nlohmann::json::array()}, {"mean", to_json(mean)}};
    for (const Row& row : rows) out["trials"].push_back(to_json(row));
    std::printf("%s\n", out.dump(2).c_str());
    return 0;
  }
  std::printf(
      "Inclination error, degrees RMS. With the 4.2 ms between the streams of the data set\n"
      "compensated, without, and with a fixed lag of %.1f s (compensated).\n\n"
      "%-46s %8s %9s %9s %9s\n",
      options.run.lag_s, "trial", "samples", "causal", "raw", "lag");
  for (const Row& row : rows) print_text(row);
  print_text(mean);
  return 0;
}

int parse_and_run(int argc, char** argv) {
  Options options;
  CLI::App app{"Runs the orientation filter of postured over recordings with an optical truth."};
  app.footer(scenario_help());
  app.add_option("dir", options.folder, "Folder with trials (*.bin, any rate)")
      ->required()
      ->check(CLI::ExistingDirectory);
  app.add_option("--degrade", options.scenario, "Make the sensor worse: a scenario, see below");
  app.add_option("--seed", options.seed, "Which bad sensor")->capture_default_str();
  app.add_option("--lag", options.run.lag_s, "Fixed lag in seconds")
      ->check(CLI::Range(0.2, 2.0))
      ->capture_default_str();
  app.add_flag("--json", options.json, "Print JSON");
  CLI11_PARSE(app, argc, argv);
  return run(options);
}

}  // namespace
}  // namespace postured::accuracy

int main(int argc, char** argv) {
  try {
    return postured::accuracy::parse_and_run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "posture-accuracy: %s\n", error.what());
    return 1;
  }
}
