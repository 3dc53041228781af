// Drinks and exercises in the daemon: what was kept, what is asked over D-Bus.
#include <spdlog/spdlog.h>

#include <cmath>

#include "app/choices_memory.hpp"
#include "app/daemon.hpp"
#include "app/exercise_file.hpp"
#include "pipeline/guide_words.hpp"

namespace postured {
namespace {

// A drink of yesterday counts for its hour, a session for its week.
constexpr std::chrono::days kDrinksBack{2}, kSessionsBack{8};

ControlResult as_control(const SelfCareReply& reply) {
  return reply.done ? ControlResult::done(reply.words) : ControlResult::refused(reply.words);
}

}  // namespace

void Daemon::load_exercise_library() {
  ExercisesResult read = load_exercises(options_.exercises_file);
  for (const std::string& error : read.errors) spdlog::error("{} (left out)", error);
  coaching_.care().set_library(std::move(read.library));
}

void Daemon::restore_self_care() {
  load_exercise_library();
  SelfCare& care = coaching_.care();
  care.set_choices(load_choices(options_.choices_file));
  const Now now = clock_.now();
  const auto prompts = journal_.latest_prompts(100);
  care.restore(journal_.drinks_since(now.wall.utc - kDrinksBack),
               journal_.exercise_sessions_since(now.wall.utc - kSessionsBack), prompts, now);
}

void Daemon::add_self_care_outputs(CoachingOutputs& outputs) {
  outputs.on_drink = [this](const Drink& drink) { journal_.submit(drink); };
  outputs.on_exercise = [this](const ExerciseSession& session) {
    spdlog::info("exercise {}: {}, {:.0f} s", session.exercise, to_string(session.outcome),
                 session.duration_s);
    journal_.submit(session);
  };
  outputs.on_choices = [this](const Choices& choices) {
    save_choices(options_.choices_file, choices);
  };
  outputs.on_guide = [this](const Popup& popup) {
    if (popup.action == Popup::Action::close) {
      notifier_.close(popup.id);
    } else {
      notifier_.show(popup);
    }
  };
}

void Daemon::add_self_care_handlers(ControlHandlers& handlers) {
  const auto publishing = [this](const SelfCareReply& reply) {
    publish(clock_.now());
    return as_control(reply);
  };
  handlers.log_drink = [this, publishing](int ml) {
    return publishing(coaching_.care().drink(ml, clock_.now()));
  };
  handlers.answer_fluids = [this, publishing](FluidsLimited answer) {
    return publishing(coaching_.care().answer_fluids(answer, clock_.now()));
  };
  handlers.exercises = [this] { return describe_exercises(); };
  handlers.start_exercise = [this, publishing](const std::string& id) {
    return publishing(coaching_.care().start_exercise(id, clock_.now()));
  };
  handlers.finish_exercise = [this, publishing](ExerciseOutcome outcome) {
    return publishing(coaching_.care().finish_exercise(outcome, clock_.now()));
  };
  handlers.log_exercise = [this, publishing](const std::string& id, std::chrono::seconds duration,
                                             ExerciseOutcome outcome) {
    return publishing(
        coaching_.care().log_exercise(id, to_seconds(duration), outcome, clock_.now()));
  };
  handlers.hide_exercise = [this, publishing](const std::string& id, bool hidden) {
    return publishing(coaching_.care().hide(id, hidden));
  };
}

std::vector<ControlDict> Daemon::describe_exercises() const {
  const SelfCare& care = coaching_.care();
  std::vector<ControlDict> all;
  for (const SelfCare::Listed& one : care.list(clock_.now())) {
    const bool single = one.exercise != nullptr;
    const std::string& id = single ? one.exercise->id : one.routine->id;
    const GuideWish wish = guide_wish(options_.settings, id, care.library());
    ControlDict dict{
        {"id", id},
        {"name", single ? one.exercise->name : one.routine->name},
        {"kind", single ? "exercise" : "routine"},
        {"dose", single ? one.exercise->dose : one.routine->dose},
        {"seconds", std::to_string(std::lround(guide_length_s(care.library(), id, wish)))}};
    if (single) dict.emplace_back("place", to_string(one.exercise->place));
    if (single) dict.emplace_back("not_if", one.exercise->not_if);
    if (!one.why_not.empty()) dict.emplace_back("why_not", one.why_not);
    all.push_back(std::move(dict));
  }
  return all;
}

}  // namespace postured
