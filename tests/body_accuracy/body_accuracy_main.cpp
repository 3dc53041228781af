// body-accuracy: how well the product recognises what people did, on labelled recordings.
#include <cstdio>
#include <exception>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "body_accuracy/body_files.hpp"
#include "body_accuracy/body_report.hpp"
#include "body_accuracy/body_run.hpp"

namespace postured::test {
namespace {

constexpr const char* kAbout =
    R"(Scores body state (sitting, standing, walking, lying) second by second on labelled recordings
(activity format: "# key: value" lines, then t_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps,label; plain or
gzip; empty gyroscope fields: none; 20 to 400 Hz), with the product's own path from samples to
verdicts.

Labels: sit, stand (and sitting, standing); walk* and stairs* are walking (treadmills too); lie* is
lying. Not scored: transitions (*_to_*), sports, lifts, no label, seconds with more than one label,
and seconds in which the sensor read zeros. A second without a verdict counts as not recalled.

A recording of several activities is one session; a person's recordings of one activity each are one
session together. The reference is the session's first standing, which is then not scored; a session
without so much standing is left out, with a remark.

Shuffled (default): the session is cut where the label changes and into --piece seconds at most, and
the pieces are played in random order with a minute of no data before each, so that nothing that was
believed of the last piece tells the next. Transitions are not played then: they would tell. In
recorded order (--shuffle 0) they are played and not scored.

Turned (default): all readings of a session are turned by one random rotation (--turn 0: not).)";

struct Arguments {
  std::vector<std::string> paths;
  RunOptions run;
  std::string placement, reference = "standing:10";
  bool json = false;
};

int fail(const std::string& sentence) {
  std::cerr << "body-accuracy: " << sentence << '\n';
  return 1;
}

// "standing:10" -> 10, "none" -> 0; negative: neither.
double reference_seconds(const std::string& text) {
  constexpr std::string_view kStanding = "standing:";
  if (text == "none") return 0;
  if (!text.starts_with(kStanding)) return -1;
  try {
    const double seconds = std::stod(text.substr(kStanding.size()));
    return seconds > 0 && seconds <= 600 ? seconds : -1;
  } catch (const std::exception&) {
    return -1;
  }
}

int run(Arguments arguments) {
  RunOptions& options = arguments.run;
  options.reference_s = reference_seconds(arguments.reference);
  if (options.reference_s < 0) {
    return fail("--reference: '" + arguments.reference +
                "' is neither standing:SECONDS (up to 600) nor none");
  }
  if (!arguments.placement.empty()) {
    options.placement = placement_from_string(arguments.placement);
    if (options.placement == Placement::unknown) {
      return fail("--placement: '" + arguments.placement +
                  "' is not known: say belt, chest, collar or upper_back");
    }
  }
  RecordingsRead read = read_recordings(arguments.paths);
  for (const std::string& problem : read.problems)
    std::cerr << "body-accuracy: " << problem << '\n';
  if (read.recordings.empty()) return fail("there is no readable recording in what was named");
  const RunResult result = score_people(sessions_of(std::move(read.recordings)), options);
  for (const std::string& session : result.left_out) {
    std::cerr << "body-accuracy: left out: " << session << '\n';
  }

  std::map<std::string, BodyScore> sets;
  BodyScore all;
  for (const PersonScore& person : result.people) {
    sets[person.set].add(person.score);
    all.add(person.score);
  }
  if (arguments.json) {
    nlohmann::json json = {{"shuffle", options.shuffle},
                           {"turn", options.turn},
                           {"piece_s", options.piece_s},
                           {"reference", arguments.reference},
                           {"people", nlohmann::json::array()}};
    for (const PersonScore& person : result.people) {
      nlohmann::json row = to_json(person.score);
      row["set"] = person.set;
      row["person"] = person.person;
      row["location"] = person.location;
      json["people"].push_back(row);
    }
    for (const auto& [set, score] : sets) json["sets"][set] = to_json(score);
    json["pooled"] = to_json(all);
    std::cout << json.dump(2) << '\n';
    return 0;
  }
  print_table(std::cout, result.people);
  for (const auto& [set, score] : sets) print_pooled(std::cout, set + ", all people", score);
  if (sets.size() > 1) print_pooled(std::cout, "all sets", all);
  return 0;
}

int parse_and_run(int argc, char** argv) {
  Arguments arguments;
  CLI::App app{kAbout, "body-accuracy"};
  app.add_option("path", arguments.paths, "Folders of recordings, or recordings")
      ->required()
      ->check(CLI::ExistingPath);
  app.add_option("--shuffle", arguments.run.shuffle,
                 "Seed of the order of the pieces; 0: as recorded")
      ->capture_default_str();
  app.add_option("--piece", arguments.run.piece_s, "Longest piece when shuffled, seconds")
      ->check(CLI::Range(3.0, 3600.0))
      ->capture_default_str();
  app.add_option("--turn", arguments.run.turn, "Seed of the sensor's rotation; 0: as recorded")
      ->capture_default_str();
  app.add_option("--placement", arguments.placement,
                 "belt, chest, collar or upper_back; default: what each recording says");
  app.add_option("--reference", arguments.reference,
                 "standing:SECONDS of each session as the standing reference, or none")
      ->capture_default_str();
  app.add_flag("--json", arguments.json, "Print JSON");
  CLI11_PARSE(app, argc, argv);
  return run(std::move(arguments));
}

}  // namespace
}  // namespace postured::test

int main(int argc, char** argv) {
  try {
    return postured::test::parse_and_run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "body-accuracy: %s\n", error.what());
    return 1;
  }
}
