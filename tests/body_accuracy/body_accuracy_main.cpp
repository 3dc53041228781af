// body-accuracy: how well the product recognises what people did, on labelled recordings.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "body_accuracy/body_report.hpp"
#include "body_accuracy/body_run.hpp"
#include "link/file_reader.hpp"
#include "simulation/random.hpp"

namespace postured::test {
namespace {

namespace fs = std::filesystem;

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

struct Options {
  std::vector<std::string> paths;
  std::uint64_t shuffle = 1, turn = 1;
  double piece_s = 60;
  std::string placement, reference = "standing:10";
  bool json = false;
};

int fail(const std::string& sentence) {
  std::cerr << "body-accuracy: " << sentence << '\n';
  return 1;
}

std::vector<fs::path> files_in(const std::string& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    const std::string file = entry.path().filename().string();
    if (entry.is_regular_file() && (file.ends_with(".csv") || file.ends_with(".csv.gz"))) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Of all files; a file that cannot be read is told and left out.
std::vector<Recording> read_recordings(const std::vector<std::string>& paths) {
  std::vector<Recording> recordings;
  for (const std::string& path : paths) {
    for (const fs::path& file : files_in(path)) {
      FileResult read = read_file(file.string());
      RecordingResult result;
      if (read.error.empty()) result = parse_recording(read.contents);
      const std::string error = read.error.empty() ? result.error : read.error;
      if (!error.empty()) {
        std::cerr << "body-accuracy: " << file.string() << ": " << error << '\n';
        continue;
      }
      // The name and set of a file that does not say them are its own and its folder's.
      std::string stem = file.filename().string();
      stem = stem.substr(0, stem.find('.'));
      if (result.recording.name.empty()) result.recording.name = stem;
      if (result.recording.set.empty()) {
        result.recording.set = fs::absolute(file).parent_path().filename().string();
      }
      recordings.push_back(std::move(result.recording));
    }
  }
  return recordings;
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

int run(const Options& options) {
  const double reference_s = reference_seconds(options.reference);
  if (reference_s < 0) {
    return fail("--reference: '" + options.reference +
                "' is neither standing:SECONDS (up to 600) nor none");
  }
  Placement given = Placement::unknown;
  if (!options.placement.empty()) {
    given = placement_from_string(options.placement);
    if (given == Placement::unknown) {
      return fail("--placement: '" + options.placement +
                  "' is not known: say belt, chest, collar or upper_back");
    }
  }
  std::vector<Session> sessions = sessions_of(read_recordings(options.paths));
  if (sessions.empty()) return fail("there is no readable recording in what was named");

  std::map<std::pair<std::string, std::string>, PersonScore> people;
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    Session& session = sessions[i];
    if (options.turn > 0) turn(session.recorded, Random::mix(options.turn, i));
    PlayOptions play_options;
    play_options.placement =
        options.placement.empty() ? placement_from_string(session.location) : given;
    if (reference_s > 0) {
      play_options.mounting = standing_mounting(take_standing(session, reference_s));
      if (!play_options.mounting) {
        std::cerr << "body-accuracy: " << session.set << ' ' << session.person
                  << ": a session without " << reference_s << " s of standing is left out\n";
        continue;
      }
    }
    std::vector<Piece> pieces = std::move(session.recorded);
    if (options.shuffle > 0) {
      constexpr double kShortestPiece_s = 3;
      pieces = shuffled_pieces(pieces, options.piece_s, kShortestPiece_s,
                               Random::mix(options.shuffle, i));
      play_options.pause_s = 60;
    }
    PersonScore& person = people[{session.set, session.person}];
    person.set = session.set;
    person.person = session.person;
    person.location = session.location;
    person.score.add(play(pieces, play_options));
  }

  std::vector<PersonScore> rows;
  std::map<std::string, BodyScore> sets;
  BodyScore all;
  for (auto& [key, person] : people) {
    sets[person.set].add(person.score);
    all.add(person.score);
    rows.push_back(person);
  }
  if (options.json) {
    nlohmann::json json = {{"shuffle", options.shuffle},     {"turn", options.turn},
                           {"piece_s", options.piece_s},     {"reference", options.reference},
                           {"people", nlohmann::json::array()}};
    for (const PersonScore& person : rows) {
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
  print_table(std::cout, rows);
  for (const auto& [set, score] : sets) print_pooled(std::cout, set + ", all people", score);
  if (sets.size() > 1) print_pooled(std::cout, "all sets", all);
  return 0;
}

}  // namespace
}  // namespace postured::test

int main(int argc, char** argv) {
  using postured::test::Options;
  Options options;
  CLI::App app{postured::test::kAbout, "body-accuracy"};
  app.add_option("path", options.paths, "Folders of recordings, or recordings")
      ->required()
      ->check(CLI::ExistingPath);
  app.add_option("--shuffle", options.shuffle, "Seed of the order of the pieces; 0: as recorded")
      ->capture_default_str();
  app.add_option("--piece", options.piece_s, "Longest piece when shuffled, seconds")
      ->check(CLI::Range(3.0, 3600.0))
      ->capture_default_str();
  app.add_option("--turn", options.turn, "Seed of the sensor's rotation; 0: as recorded")
      ->capture_default_str();
  app.add_option("--placement", options.placement,
                 "belt, chest, collar or upper_back; default: what each recording says");
  app.add_option("--reference", options.reference,
                 "standing:SECONDS of each session as the standing reference, or none")
      ->capture_default_str();
  app.add_flag("--json", options.json, "Print JSON");
  CLI11_PARSE(app, argc, argv);
  return postured::test::run(options);
}
