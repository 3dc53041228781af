#include "ctl/what_if_run.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/choices_memory.hpp"
#include "app/exercise_file.hpp"
#include "app/local_time.hpp"
#include "app/paths.hpp"
#include "app/settings_file.hpp"
#include "base/calendar.hpp"
#include "ctl/commands.hpp"
#include "ctl/prompt_log.hpp"
#include "journal/store.hpp"
#include "pipeline/what_if.hpp"
#include "report/words.hpp"

namespace postured {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::days;

// Weekends and holidays lie between the days that a personal threshold is learnt from.
constexpr days kRecalled{2 * LeanHabit::kDays};

struct Window {
  UtcTime from, to;
};

Window window_of(const WallTime& newest, int n) {
  const std::chrono::local_days first = local_day(newest) - days(n - 1);
  return {utc_of_local(first, std::chrono::seconds(0)), newest.utc + std::chrono::minutes(1)};
}

// Splits "key=value" and tries it on the defaults, so that a typing error is told before the work.
std::string parse_changes(const std::vector<std::string>& texts,
                          std::vector<std::pair<std::string, std::string>>& changes) {
  Settings any;
  for (const std::string& text : texts) {
    const auto equals = text.find('=');
    if (equals == std::string::npos)
      return "'" + text + "' is not a setting such as lean.delay_s=120";
    changes.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    const std::string problem =
        set_setting_from_text(any, changes.back().first, changes.back().second);
    if (!problem.empty()) return changes.back().first + ": " + problem;
  }
  return {};
}

RecordedContext read_context(const JournalStore& journal, const Window& window) {
  RecordedContext context;
  // A drink of yesterday counts for its hour, a session for its week.
  context.drinks = journal.drinks(window.from - days(1), window.to);
  context.exercises = journal.exercise_sessions(window.from - days(8), window.to);
  if (const auto paths = user_paths()) {
    context.choices = load_choices(paths->journal_file.parent_path() / "choices");
    context.library = load_exercises(paths->settings_file.parent_path() / "exercises.toml").library;
  }
  context.settings = journal.setting_changes();
  context.quiet = journal.quiet_spans(window.from, window.to);
  context.corrections = journal.corrections(window.from, window.to);
  context.gaps = journal.gaps(window.from, window.to);
  context.prompts = journal.prompts(window.from - CoachHistory::kReach, window.to);
  return context;
}

// Long work says how far it is, where somebody looks.
class Progress {
 public:
  void day(int n, int of) {
    if (!shown_ && std::chrono::steady_clock::now() - begun_ < std::chrono::seconds(1)) return;
    if (::isatty(STDERR_FILENO) == 0) return;
    std::cerr << "\rday " << n << " of " << of << std::flush;
    shown_ = true;
  }
  ~Progress() {
    if (shown_) std::cerr << "\r\033[K";
  }

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  bool shown_ = false;
};

void play(const JournalStore& journal, const Window& window, WhatIf& what_if) {
  Progress progress;
  const UtcTime first = window.from - kRecalled;
  const int all = static_cast<int>((window.to - first) / days(1)) + 1;
  int n = 0;
  const auto each_day = [&](UtcTime from, UtcTime to, auto&& each) {
    for (UtcTime day = from; day < to; day += days(1)) {
      progress.day(++n, all);
      const UtcTime end = std::min<UtcTime>(day + days(1), to);
      for (const PostureSecond& second : journal.seconds(day, end)) each(second);
    }
  };
  each_day(first, window.from, [&](const PostureSecond& second) { what_if.recall(second); });
  each_day(window.from, window.to, [&](const PostureSecond& s) { what_if.on_second(s); });
}

std::vector<PromptKind> kinds_of(const WhatIfFigures& figures) {
  std::vector<PromptKind> kinds;
  for (const PromptKind kind : kPromptKinds) {
    const bool any = figures.recorded_shown.contains(kind) ||
                     figures.before.prompts.contains(kind) || figures.after.prompts.contains(kind);
    if (any) kinds.push_back(kind);
  }
  return kinds;
}

WhatIfPrompts prompts_of(const WhatIfSide& side, PromptKind kind) {
  const auto found = side.prompts.find(kind);
  return found == side.prompts.end() ? WhatIfPrompts{} : found->second;
}

int recorded_of(const WhatIfFigures& figures, PromptKind kind) {
  const auto found = figures.recorded_shown.find(kind);
  return found == figures.recorded_shown.end() ? 0 : found->second;
}

Json to_json(const WhatIfFigures& figures, const WhatIfOptions& options, const WallTime& from) {
  const auto side_of = [](const WhatIfPrompts& p) {
    return Json{{"due", p.due}, {"shown", p.shown}, {"withheld", p.withheld}};
  };
  Json prompts = Json::array();
  for (const PromptKind kind : kinds_of(figures)) {
    prompts.push_back({{"kind", to_string(kind)},
                       {"recorded_shown", recorded_of(figures, kind)},
                       {"before", side_of(prompts_of(figures.before, kind))},
                       {"after", side_of(prompts_of(figures.after, kind))}});
  }
  return {{"from", to_iso8601(from)},
          {"days", options.days},
          {"changes", options.changes},
          {"settings_file", options.settings_file},
          {"valid_h", std::round(figures.valid_h * 1000) / 1000},
          {"shown_before", figures.before.shown()},
          {"shown_after", figures.after.shown()},
          {"prompts", std::move(prompts)},
          {"lean_s", std::round(figures.lean_s)},
          {"lean_unprompted_s_before", std::round(figures.before.lean_unprompted_s)},
          {"lean_unprompted_s_after", std::round(figures.after.lean_unprompted_s)},
          {"long_sits", figures.long_sits},
          {"long_sits_unprompted_before", figures.before.long_sits_unprompted},
          {"long_sits_unprompted_after", figures.after.long_sits_unprompted},
          {"sentence", one_sentence(figures)},
          {"not_known", what_is_not_known()}};
}

void print(const WhatIfFigures& figures, const WhatIfOptions& options, const WallTime& from) {
  std::cout << fmt::format("{} since {}, {} worn. With ", words::count(options.days, "day", "days"),
                           words::date(from), words::hours(figures.valid_h));
  for (std::size_t i = 0; i < options.changes.size(); ++i) {
    std::cout << (i > 0 ? ", " : "") << options.changes[i];
  }
  if (options.changes.empty()) std::cout << options.settings_file;
  std::cout << ":\n\n  " << one_sentence(figures) << "\n\n";
  std::cout << fmt::format("{:<20}{:>10}{:>14}{:>12}\n", "Prompts shown", "it was", "played again",
                           "with these");
  for (const PromptKind kind : kinds_of(figures)) {
    std::cout << fmt::format("{:<20}{:>10}{:>14}{:>12}\n", words::prompt_name(kind),
                             recorded_of(figures, kind), prompts_of(figures.before, kind).shown,
                             prompts_of(figures.after, kind).shown);
  }
  std::cout << "\nWhat this cannot know:\n";
  for (const std::string& sentence : what_is_not_known()) std::cout << "  " << sentence << '\n';
}

}  // namespace

int run_what_if(const WhatIfOptions& options, const std::string& command) {
  const auto fail = [&command](const std::string& sentence) {
    std::cerr << "posturectl " << command << ": " << sentence << '\n';
    return kExitFailed;
  };
  std::vector<std::pair<std::string, std::string>> changes;
  const std::string problem = parse_changes(options.changes, changes);
  if (!problem.empty()) return fail(problem);
  std::optional<Settings> other;
  if (!options.settings_file.empty()) {
    if (::access(options.settings_file.c_str(), R_OK) != 0) {
      return fail(options.settings_file + ": cannot be read: name a settings file");
    }
    const SettingsResult loaded = load_settings(options.settings_file);
    if (!loaded.errors.empty()) return fail(loaded.errors.front());
    other = loaded.settings;
  }
  if (!other && changes.empty()) {
    return fail("say what to change, such as lean.delay_s=120 (postured.toml lists the settings)");
  }
  const auto changed = [&](const Settings& recorded) {
    Settings settings = other.value_or(recorded);
    for (const auto& [key, value] : changes) set_setting_from_text(settings, key, value);
    return settings;
  };
  try {
    const JournalStore journal(journal_or_own(options.journal), JournalStore::Access::read);
    const auto newest = journal.newest_minute();
    if (!newest) return fail("the journal holds no day yet: there is nothing to play");
    const Window window = window_of(*newest, options.days);
    const RecordedContext context = read_context(journal, window);
    WhatIf what_if(context, window.from, changed);
    play(journal, window, what_if);
    const WhatIfFigures figures = what_if.finish();
    const WallTime from = wall_time(window.from);
    if (options.json) {
      std::cout << to_json(figures, options, from).dump(2) << '\n';
    } else {
      print(figures, options, from);
    }
    return kExitDone;
  } catch (const std::exception& error) {
    return fail(error.what());
  }
}

}  // namespace postured
