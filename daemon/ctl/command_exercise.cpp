// posturectl exercise and breathe: what there is, one led step by step in the terminal, the log.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <optional>

#include "app/exercise_file.hpp"
#include "app/paths.hpp"
#include "app/settings_file.hpp"
#include "ctl/commands.hpp"
#include "ctl/daemon_call.hpp"
#include "ctl/exercise_guide.hpp"
#include "ctl/exercise_screen.hpp"
#include "ctl/words.hpp"
#include "pipeline/guide_words.hpp"

namespace postured {
namespace {

struct Mine {
  ExerciseLibrary library;
  Settings settings;
  // Rows of the daemon, which knows what is hidden and what hurt; none when it does not run.
  std::vector<ControlDict> rows;
  bool daemon = false;

  std::string why_not(const std::string& id) const {
    for (const ControlDict& row : rows) {
      if (value_of(row, "id") == id) return value_of(row, "why_not");
    }
    const Exercise* exercise = library.find(id);
    const Routine* routine = library.find_routine(id);
    const bool hidden =
        exercise != nullptr ? exercise->hidden : routine != nullptr && routine->hidden;
    return hidden ? guide_name(library, id) + " is hidden, as you chose." : "";
  }
};

Mine load() {
  Mine mine;
  const auto paths = user_paths();
  if (!paths) throw std::runtime_error("there is no home directory: set HOME");
  ExercisesResult read = load_exercises(paths->settings_file.parent_path() / "exercises.toml");
  for (const std::string& error : read.errors) std::cerr << error << " (left out)\n";
  mine.library = std::move(read.library);
  mine.settings = load_settings(paths->settings_file).settings;
  try {
    mine.rows = ControlClient().exercises();
    mine.daemon = true;
  } catch (const ControlFailure&) {
    // Lists and guides work without it; only the log does not.
  }
  return mine;
}

int refuse(const std::string& why) {
  std::cerr << "posturectl exercise: " << why << '\n';
  return kExitFailed;
}

void list_row(const Mine& mine, const std::string& id, const std::string& name,
              const std::string& where) {
  const double seconds =
      guide_length_s(mine.library, id, guide_wish(mine.settings, id, mine.library));
  // 80 columns.
  std::cout << fmt::format("{:<15} {:<23} {:<13} {}\n", id, name, length_words(seconds),
                           mine.why_not(id).empty() ? where : "not now");
}

int list() {
  const Mine mine = load();
  for (const Exercise& e : mine.library.exercises) {
    list_row(mine, e.id, e.name, std::string(in_words(e.place)));
  }
  for (const Routine& r : mine.library.routines)
    list_row(mine, r.id, r.name, "one after the other");
  std::cout << kStopRule << '\n';
  return kExitDone;
}

void show_one(const Exercise& e) {
  std::cout << e.name << " (" << in_words(e.place) << ")\n";
  for (const std::string& step : e.steps) std::cout << "  " << step << '\n';
  std::cout << "How much: " << e.dose << '\n';
  for (const PhaseUse& use : e.phases) {
    if (!use.how.empty())
      std::cout << "In the phase " << to_string(use.phase) << ": " << use.how << '\n';
  }
  std::cout << "Not if: " << e.not_if << "\nSource: " << e.source << '\n';
}

int show(const std::string& id) {
  const Mine mine = load();
  if (const Exercise* exercise = mine.library.find(id)) {
    show_one(*exercise);
  } else if (const Routine* routine = mine.library.find_routine(id)) {
    std::cout << routine->name << ": " << routine->dose << '\n';
    if (routine->rounds > 1) std::cout << routine->rounds << " rounds of:\n";
    for (const Routine::Part& part : routine->parts) {
      std::cout << '\n';
      show_one(*mine.library.find(part.exercise));
    }
    std::cout << '\n';
  } else {
    return refuse(no_such_exercise(id));
  }
  if (const std::string why = mine.why_not(id); !why.empty()) std::cout << why << '\n';
  std::cout << kStopRule << '\n';
  return kExitDone;
}

// What is not allowed now is left out of a routine, as the daemon does.
std::vector<GuideStep> steps_of(const Mine& mine, const std::string& id, const GuideWish& wish) {
  const HurtLately not_now = [&mine](const std::string& part) {
    return !mine.why_not(part).empty();
  };
  return guide_of(mine.library, id, wish, Phase::normal, not_now);
}

int log_sessions(const std::vector<ExerciseSession>& sessions) {
  return call_daemon("exercise: it is not logged", [&](ControlClient& daemon) {
    for (const ExerciseSession& s : sessions) {
      const auto seconds = static_cast<std::uint32_t>(std::lround(s.duration_s));
      std::cout << daemon.log_exercise(s.exercise, seconds, s.outcome) << '\n';
    }
  });
}

int start(const std::string& id, const GuideWish& asked) {
  const Mine mine = load();
  if (mine.library.find(id) == nullptr && mine.library.find_routine(id) == nullptr) {
    return refuse(no_such_exercise(id));
  }
  if (const std::string why = mine.why_not(id); !why.empty()) return refuse(why);
  GuideWish wish = guide_wish(mine.settings, id, mine.library);
  if (asked.amount > 0) wish.amount = asked.amount;
  if (asked.hold_s > 0) wish.hold_s = asked.hold_s;
  if (asked.breaths_per_min > 0) wish.breaths_per_min = asked.breaths_per_min;
  std::vector<GuideStep> steps = steps_of(mine, id, wish);
  if (steps.empty()) return refuse("Nothing of it is allowed now.");
  return log_sessions(guide_in_terminal(id, std::move(steps), mine.library));
}

int start_popups(const std::string& id) {
  return call_daemon("exercise start", [&](ControlClient& daemon) {
    std::cout << daemon.start_exercise(id) << '\n';
  });
}

}  // namespace

void add_exercise_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("exercise", "Stretches and exercises: list, run, log.");
  command->require_subcommand(1);
  command->footer(
      std::string(kStopRule) +
      "\nYour own go into ~/.config/postured/exercises.toml; the installed exercises.toml "
      "shows how.");
  CLI::App* all = command->add_subcommand("list", "What there is.");
  all->callback([&exit_code] { exit_code = list(); });

  auto id = std::make_shared<std::string>();
  const auto named = [command, id](const char* name, const char* what) {
    CLI::App* sub = command->add_subcommand(name, what);
    sub->add_option("id", *id, "As 'posturectl exercise list' names it")->required();
    return sub;
  };
  named("show", "How it is done, how much, and when not.")->callback([id, &exit_code] {
    exit_code = show(*id);
  });

  auto popups = std::make_shared<bool>(false);
  auto times = std::make_shared<double>(0), hold_s = std::make_shared<double>(0),
       minutes = std::make_shared<double>(0);
  CLI::App* run = named("start", "Be led through it step by step, here or by popups.");
  run->add_flag("--popups", *popups, "By popups with a countdown, through the daemon");
  run->add_option("--times", *times, "Repetitions, within its range")->check(CLI::Range(1, 100));
  run->add_option("--hold", *hold_s, "Seconds of each, within its range")
      ->check(CLI::Range(1, 300));
  run->add_option("--minutes", *minutes, "Of what goes on, within its range")
      ->check(CLI::Range(0.5, 90.0));
  run->callback([=, &exit_code] {
    GuideWish wish;
    wish.amount = *minutes > 0 ? *minutes * 60 : *times;
    wish.hold_s = *hold_s;
    wish.breaths_per_min = 0;
    exit_code = *popups ? start_popups(*id) : start(*id, wish);
  });

  auto outcome = std::make_shared<std::string>("done");
  const auto outcomes = CLI::IsMember({"done", "stopped", "hurt"});
  CLI::App* finish = command->add_subcommand("finish", "End the one that popups lead through.");
  finish->add_option("outcome", *outcome)->check(outcomes)->capture_default_str();
  finish->callback([outcome, &exit_code] {
    exit_code = call_daemon("exercise finish", [&](ControlClient& daemon) {
      std::cout << daemon.finish_exercise(*exercise_outcome_from_string(*outcome)) << '\n';
    });
  });

  CLI::App* log =
      named("log", "One that was done without a guide. What hurt is hidden for 48 hours.");
  log->add_option("outcome", *outcome)->check(outcomes)->capture_default_str();
  log->add_option("--minutes", *minutes, "How long")->check(CLI::Range(0.1, 240.0));
  log->callback([=, &exit_code] {
    exit_code = call_daemon("exercise log", [&](ControlClient& daemon) {
      const auto seconds = static_cast<std::uint32_t>(std::lround(*minutes * 60));
      const auto how = *exercise_outcome_from_string(*outcome);
      std::cout << daemon.log_exercise(*id, seconds, how) << '\n';
    });
  });

  for (const bool hidden : {true, false}) {
    named(hidden ? "hide" : "unhide", hidden ? "Out of sight for good." : "Shown again.")
        ->callback([id, hidden, &exit_code] {
          exit_code = call_daemon("exercise", [&](ControlClient& daemon) {
            std::cout << daemon.hide_exercise(*id, hidden) << '\n';
          });
        });
  }
}

void add_breathe_command(CLI::App& app, int& exit_code) {
  auto minutes = std::make_shared<double>(0), pace = std::make_shared<double>(0);
  CLI::App* command = app.add_subcommand("breathe", "Calm breathing, about six breaths a minute.");
  command->add_option("--minutes", *minutes, "How long (default: exercise.breathing_min)")
      ->check(CLI::Range(1.0, 5.0));
  command->add_option("--pace", *pace, "Breaths a minute (default: exercise.breaths_per_min)")
      ->check(CLI::Range(4.0, 8.0));
  command->footer("Example: posturectl breathe --minutes 2");
  command->callback([minutes, pace, &exit_code] {
    GuideWish wish;
    wish.amount = *minutes * 60;
    wish.breaths_per_min = *pace;
    exit_code = start("breathing", wish);
  });
}

}  // namespace postured
