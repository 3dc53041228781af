#include "app/exercise_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "app/built_in_exercises.hpp"
#include "app/text_file.hpp"

namespace postured {
namespace {

constexpr std::size_t kLongestName = 48, kLongestText = 160, kMostSteps = 8, kMostParts = 12;
constexpr double kLongestDuration_s = 5400, kLongestHold_s = 300, kMostRepetitions = 100;
constexpr double kLongestRest_s = 300, kLongestGap_min = 1440;
constexpr int kMostRounds = 5;

bool is_id(std::string_view id) {
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  return plain && !id.empty() && id.size() <= kLongestName;
}

// Reads the keys of one table; what is wrong becomes an error and is not taken.
class TableReader {
 public:
  TableReader(const toml::table& table, std::string where, std::string file,
              std::vector<std::string>& errors)
      : table_(table), where_(std::move(where)), file_(std::move(file)), errors_(errors) {}

  void error(const toml::node& node, const std::string& problem) {
    errors_.push_back(file_ + ":" + std::to_string(node.source().begin.line) + ": " + where_ +
                      ": " + problem);
    ++found_;
  }
  std::size_t errors_found() const { return found_; }

  void text(const char* key, std::string& into, std::size_t longest) {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    const auto value = node->value_exact<std::string>();
    if (!value || value->empty() || value->size() > longest) {
      error(*node, std::string(key) + " is a text of 1 to " + std::to_string(longest) +
                       " characters in quotes");
    } else if (has_control(*value)) {
      error(*node, std::string(key) + " must be one line without control characters");
    } else {
      into = *value;
    }
  }

  void flag(const char* key, bool& into) {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    const auto value = node->value_exact<bool>();
    if (value) into = *value;
    if (!value) error(*node, std::string(key) + " is true or false");
  }

  void number(const char* key, double& into, double least, double most) {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    const auto value = node->value<double>();
    if (value && node->is_number() && *value >= least && *value <= most) {
      into = *value;
    } else {
      error(*node, std::string(key) + " is a number from " + plain(least) + " to " + plain(most));
    }
  }

  void amount(const char* key, Amount& into, double most, bool whole = false) {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    Amount read = into;
    if (node->is_number()) {
      const double value = node->value<double>().value_or(0);
      read = {value, value, value};
      // A number alone moves the start within the range there is.
      if (into.present() && value >= into.least && value <= into.most) {
        read = {value, into.least, into.most};
      }
    } else if (const toml::table* range = node->as_table()) {
      read = {(*range)["start"].value_or(0.0), (*range)["least"].value_or(0.0),
              (*range)["most"].value_or(0.0)};
    }
    const bool in_order = read.least > 0 && read.least <= read.start && read.start <= read.most;
    const bool is_whole =
        !whole || (read.start == std::floor(read.start) && read.least == std::floor(read.least) &&
                   read.most == std::floor(read.most));
    if (in_order && is_whole && read.most <= most) {
      into = read;
    } else {
      error(*node, std::string(key) + " is a " + (whole ? "whole " : "") + "number up to " +
                       plain(most) + ", or { start, least, most } with least <= start <= most");
    }
  }

  // `convert` makes a value of each text, or nullopt: then `allowed` is said.
  template <class Value, class Convert>
  void list(const char* key, std::vector<Value>& into, std::size_t most, const Convert& convert,
            const std::string& allowed) {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    std::vector<Value> read;
    bool good = array != nullptr && array->size() <= most;
    for (std::size_t i = 0; good && i < array->size(); ++i) {
      const auto one = (*array)[i].value_exact<std::string>();
      const auto value = one && !has_control(*one) ? convert(*one) : std::optional<Value>{};
      good = value.has_value();
      if (value) read.push_back(*value);
    }
    if (good) {
      into = std::move(read);
    } else {
      error(*node, std::string(key) + " is a list of " + allowed);
    }
  }

  const toml::node* take(const char* key) {
    known_.emplace_back(key);
    return table_.get(key);
  }
  // Whatever was not taken.
  void refuse_others() {
    for (const auto& [key, node] : table_) {
      if (std::find(known_.begin(), known_.end(), key.str()) != known_.end()) continue;
      std::string keys;
      for (const std::string& one : known_) keys += (keys.empty() ? "" : ", ") + one;
      error(node, std::string(key.str()) + " is not known here; there are " + keys);
    }
  }

 private:
  static bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  }
  static std::string plain(double value) { return std::to_string(std::lround(value)); }

  const toml::table& table_;
  std::string where_, file_;
  std::vector<std::string>& errors_;
  std::vector<std::string> known_;
  std::size_t found_ = 0;
};

std::optional<std::string> short_text(const std::string& text) {
  if (text.empty() || text.size() > kLongestText) return std::nullopt;
  return text;
}

// "chin_tuck x 10"
std::optional<Routine::Part> part_from(const std::string& text) {
  const auto times = text.find(" x ");
  Routine::Part part{text.substr(0, times), 0};
  if (times != std::string::npos) {
    try {
      std::size_t end = 0;
      part.amount = std::stod(text.substr(times + 3), &end);
      if (end + times + 3 != text.size()) return std::nullopt;
    } catch (const std::exception&) {
      return std::nullopt;
    }
    if (!(part.amount > 0 && part.amount <= kLongestDuration_s)) return std::nullopt;
  }
  return is_id(part.exercise) ? std::optional(part) : std::nullopt;
}

void read_phases(TableReader& in, Exercise& exercise, bool is_new) {
  const toml::node* node = in.take("phases");
  if (node == nullptr) return;
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    in.error(*node,
             "phases is { normal = \"\", recovery = \"gently\" }, of acute, easing, recovery "
             "and normal");
    return;
  }
  std::vector<PhaseUse> uses;
  for (const auto& [key, how] : *table) {
    const auto phase = phase_from_string(key.str());
    const auto text = how.value_exact<std::string>();
    if (!phase || !text || text->size() > kLongestText) {
      in.error(how, "a phase is one of acute, easing, recovery, normal, and says how in quotes");
      return;
    }
    if (!is_new && exercise.use_in(*phase) == nullptr) {
      in.error(how, "it is not known to suit the phase " + std::string(key.str()) +
                        "; phases can be taken away from it, not added");
      return;
    }
    uses.push_back({*phase, *text});
  }
  std::sort(uses.begin(), uses.end(),
            [](const PhaseUse& a, const PhaseUse& b) { return a.phase < b.phase; });
  exercise.phases = std::move(uses);
}

void read_exercise(TableReader& in, Exercise& e, bool is_new) {
  in.text("name", e.name, kLongestName);
  in.list("steps", e.steps, kMostSteps, short_text, "up to 8 sentences in quotes");
  in.text("dose", e.dose, kLongestText);
  in.amount("duration_s", e.duration_s, kLongestDuration_s);
  in.amount("repetitions", e.repetitions, kMostRepetitions, true);
  in.amount("hold_s", e.hold_s, kLongestHold_s);
  in.list("sides", e.sides, 3, short_text, "up to 3 sides in quotes");
  in.number("rest_s", e.rest_s, 0, kLongestRest_s);
  in.number("gap_min", e.gap_min, 0, kLongestGap_min);
  in.flag("breathing", e.breathing);
  in.flag("core", e.core);
  in.flag("hidden", e.hidden);
  in.list(
      "triggers", e.triggers, 16, [](const std::string& t) { return trigger_from_string(t); },
      all_tokens_of_triggers());
  read_phases(in, e, is_new);
  std::string place;
  const toml::node* where = in.take("place");
  if (where != nullptr) {
    const auto read = place_from_string(where->value_or(std::string()));
    if (read) e.place = *read;
    if (!read) in.error(*where, "place is one of desk, standing, partly, floor, walk");
  }
  in.text("not_if", e.not_if, kLongestText);
  in.text("source", e.source, kLongestText);
  in.refuse_others();
}

void read_routine(TableReader& in, Routine& r) {
  in.text("name", r.name, kLongestName);
  in.list("parts", r.parts, kMostParts, part_from, "exercises, \"plank\" or \"plank x 3\"");
  double rounds = r.rounds;
  in.number("rounds", rounds, 1, kMostRounds);
  r.rounds = static_cast<int>(std::lround(rounds));
  in.flag("core", r.core);
  in.flag("hidden", r.hidden);
  in.list(
      "triggers", r.triggers, 16, [](const std::string& t) { return trigger_from_string(t); },
      all_tokens_of_triggers());
  in.text("dose", r.dose, kLongestText);
  in.text("source", r.source, kLongestText);
  in.refuse_others();
}

std::string missing(const Exercise& e) {
  if (e.name.empty() || e.steps.empty()) return "a new exercise needs a name and steps";
  if (e.duration_s.present() == e.repetitions.present()) {
    return "it needs either duration_s or repetitions";
  }
  if (e.breathing && !e.duration_s.present()) return "breathing goes on for duration_s";
  return {};
}

std::string missing(const Routine& r, const ExerciseLibrary& library) {
  if (r.name.empty() || r.parts.empty()) return "a new routine needs a name and parts";
  for (const Routine::Part& part : r.parts) {
    if (library.find(part.exercise) == nullptr) {
      return "there is no exercise " + part.exercise + "; 'posturectl exercise list' shows all";
    }
  }
  return {};
}

// Everything of one kind: [exercises.ID] or [routines.ID].
template <class Entry, class Read, class Missing>
void read_entries(const toml::table& tables, const std::string& file, std::vector<Entry>& entries,
                  std::vector<std::string>& errors, const Read& read, const Missing& what_misses) {
  // In the order of the file, which a toml::table does not keep.
  std::vector<std::pair<std::string, const toml::node*>> ordered;
  for (const auto& [key, node] : tables) ordered.emplace_back(key.str(), &node);
  std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return a.second->source().begin < b.second->source().begin;
  });
  for (const auto& [id, node] : ordered) {
    const toml::table* table = node->as_table();
    TableReader in(table != nullptr ? *table : tables, id, file, errors);
    if (table == nullptr || !is_id(id)) {
      in.error(*node, "a name in a-z, 0-9 and _ and a table of its own are needed");
      continue;
    }
    const auto known = std::find_if(entries.begin(), entries.end(),
                                    [&id = id](const Entry& e) { return e.id == id; });
    Entry entry = known == entries.end() ? Entry{} : *known;
    entry.id = id;
    read(in, entry, known == entries.end());
    if (in.errors_found() > 0) continue;
    if (const std::string problem = what_misses(entry); !problem.empty()) {
      in.error(*node, problem);
    } else if (known == entries.end()) {
      entries.push_back(std::move(entry));
    } else {
      *known = std::move(entry);
    }
  }
}

}  // namespace

ExercisesResult merge_exercises(const ExerciseLibrary& base, std::string_view text,
                                const std::string& name) {
  ExercisesResult result{base, {}};
  const auto add_error = [&](const toml::source_region& where, const std::string& problem) {
    result.errors.push_back(name + ":" + std::to_string(where.begin.line) + ": " + problem);
  };
  try {
    const toml::table all = toml::parse(text);
    for (const auto& [key, node] : all) {
      const bool known = key.str() == "exercises" || key.str() == "routines";
      if (known && node.is_table()) continue;
      add_error(node.source(), std::string(key.str()) +
                                   ": only [exercises.NAME] and [routines.NAME] are known here");
    }
    ExerciseLibrary& library = result.library;
    if (const toml::table* exercises = all["exercises"].as_table()) {
      read_entries(
          *exercises, name, library.exercises, result.errors,
          [](TableReader& in, Exercise& e, bool is_new) {
            if (is_new) e.phases = {{Phase::normal, ""}};
            read_exercise(in, e, is_new);
          },
          [](const Exercise& e) { return missing(e); });
    }
    if (const toml::table* routines = all["routines"].as_table()) {
      read_entries(
          *routines, name, library.routines, result.errors,
          [](TableReader& in, Routine& r, bool) { read_routine(in, r); },
          [&library](const Routine& r) { return missing(r, library); });
    }
  } catch (const toml::parse_error& error) {
    add_error(error.source(), std::string(error.description()));
  }
  return result;
}

const ExerciseLibrary& built_in_exercises() {
  static const ExerciseLibrary library = [] {
    const ExercisesResult read = merge_exercises({}, kBuiltInExercises, "exercises.toml");
    // A test parses the same text: this never happens in a program that passed its tests.
    if (!read.errors.empty()) throw std::logic_error(read.errors.front());
    return read.library;
  }();
  return library;
}

ExercisesResult load_exercises(const std::filesystem::path& file) {
  const TextFile read = read_text_file(file, "a file of exercises");
  if (read.text) return merge_exercises(built_in_exercises(), *read.text, file.string());
  ExercisesResult result{built_in_exercises(), {}};
  if (!read.problem.empty()) result.errors.push_back(read.problem);
  return result;
}

}  // namespace postured
