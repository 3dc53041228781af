// posturectl replay: a recorded file through the whole core. Only results go to stdout.
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/settings_file.hpp"
#include "ctl/commands.hpp"
#include "ctl/replay_input.hpp"
#include "ctl/replay_reference.hpp"
#include "ctl/replay_writer.hpp"
#include "ctl/what_if_run.hpp"
#include "pipeline/coaching.hpp"

namespace postured {
namespace {

struct ReplayOptions {
  std::string file, settings_file, stand_ref, bend_ref;
  std::string emit = "summary";
  int days = 14;
  bool json = false;
};

int fail(const std::string& sentence) {
  std::cerr << "posturectl replay: " << sentence << '\n';
  return kExitFailed;
}

// A capture knows its wall time; a recording has only its own axis, shown as 1970.
Now moment(double t_s) {
  const auto t = from_seconds(t_s);
  return {BootTime(t), {UtcTime(std::chrono::floor<std::chrono::milliseconds>(t)), {}}};
}

void play(const ReplayInput& input, const std::optional<Mounting>& mounting,
          const Settings& settings, ReplayWriter& writer) {
  Coaching coaching(settings, writer.outputs());
  Now now{};
  SensingOutputs outputs;
  outputs.on_second = [&](const PostureSecond& sensed) {
    PostureSecond second = sensed;
    const double start_s = to_seconds(second.start.time_since_epoch());
    second.wall = moment(start_s).wall;
    now = moment(start_s + 1);
    coaching.on_second(second, now);
  };
  const std::string& where = input.placement();
  const Placement placement =
      placement_from_string(where.empty() ? settings.sensor.placement : where);
  Sensing sensing(placement, outputs);
  sensing.set_mounting(mounting);
  input.play(sensing);
  coaching.finish(now);
  writer.finish();
}

// SQLite's magic: a journal holds seconds, not samples.
bool is_journal(const std::string& file) {
  std::string magic(15, '\0');
  std::ifstream(file, std::ios::binary).read(magic.data(), 15);
  return magic == "SQLite format 3";
}

int run(const ReplayOptions& options) {
  if (options.file.empty() || is_journal(options.file)) {
    if (options.settings_file.empty()) {
      return fail("a journal is replayed with other settings: name them with --settings FILE");
    }
    WhatIfOptions what_if;
    what_if.journal = options.file;
    what_if.days = options.days;
    what_if.settings_file = options.settings_file;
    what_if.json = options.json;
    return run_what_if(what_if, "replay");
  }
  std::optional<TimeRange> stand, bend;
  if (!options.stand_ref.empty()) {
    stand = time_range_from_string(options.stand_ref);
    if (!stand) return fail("--stand-ref: '" + options.stand_ref + "' is not A:B with A < B");
  }
  if (!options.bend_ref.empty()) {
    bend = time_range_from_string(options.bend_ref);
    if (!bend) return fail("--bend-ref: '" + options.bend_ref + "' is not A:B with A < B");
    if (!stand) return fail("--bend-ref needs --stand-ref: bends are measured from standing");
  }
  Settings settings;
  if (!options.settings_file.empty()) {
    if (!std::ifstream(options.settings_file)) {
      return fail(options.settings_file + ": cannot be read: name a settings file");
    }
    const SettingsResult loaded = load_settings(options.settings_file);
    if (!loaded.errors.empty()) return fail(loaded.errors.front());
    settings = loaded.settings;
  }
  // A file has no days before it to learn from: the threshold of the settings holds.
  settings.lean.personal = false;
  try {
    const ReplayInput input(options.file);
    for (const std::string& remark : input.remarks()) {
      std::cerr << "posturectl replay: " << remark << '\n';
    }
    ReferenceResult references;
    references.mounting = input.mounting();
    if (stand) references = take_references(input.samples(), stand, bend);
    if (!references.error.empty()) return fail(references.error);
    for (const std::string& warning : references.warnings) {
      std::cerr << "posturectl replay: warning: " << warning << '\n';
    }
    ReplayWriter writer(std::cout, emit_from_string(options.emit), options.json);
    play(input, references.mounting, settings, writer);
  } catch (const std::exception& error) {
    return fail(error.what());
  }
  return kExitDone;
}

}  // namespace

void add_replay_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App* command =
      app.add_subcommand("replay", "Run a recorded file through the whole core again.");
  command->add_option("file", options->file,
                      "A capture, or a recording (CSV, plain or gzip). A journal, or none for your "
                      "own: its days again with other --settings, as whatif does");
  command->add_option("--settings", options->settings_file, "Settings to replay with");
  command->add_option("--stand-ref", options->stand_ref,
                      "A:B, seconds of quiet standing: the reference of the whole file. A capture "
                      "knows the one it was recorded with");
  command->add_option("--bend-ref", options->bend_ref,
                      "A:B, seconds with slow forward bends: the sagittal axis");
  command->add_option("--emit", options->emit, "What to print")
      ->check(CLI::IsMember({"seconds", "bouts", "prompts", "summary"}))
      ->capture_default_str();
  command->add_option("--days", options->days, "Of a journal: how many, up to the newest")
      ->check(CLI::Range(1, 366))
      ->capture_default_str();
  command->add_flag("--json", options->json, "One JSON object a line");
  command->footer("Example: posturectl replay walk.csv.gz --stand-ref 0:10 --emit seconds --json");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace postured
