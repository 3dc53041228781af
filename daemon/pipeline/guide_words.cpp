#include "pipeline/guide_words.hpp"

#include <cmath>

namespace postured {

GuideWish guide_wish(const Settings& settings, const std::string& id,
                     const ExerciseLibrary& library) {
  GuideWish wish;
  wish.breaths_per_min = settings.exercise.breaths_per_min;
  const Exercise* exercise = library.find(id);
  if (exercise != nullptr && exercise->breathing) {
    wish.amount = settings.exercise.breathing_min * 60;
  }
  return wish;
}

std::vector<GuideStep> guide_of(const ExerciseLibrary& library, const std::string& id,
                                const GuideWish& wish, Phase phase, const HurtLately& hurt_lately) {
  if (const Exercise* exercise = library.find(id)) return make_guide(*exercise, wish);
  const Routine* routine = library.find_routine(id);
  if (routine == nullptr) return {};
  const auto parts = allowed_parts(*routine, library, phase, hurt_lately);
  return make_guide(parts, routine->rounds, library, wish);
}

double guide_length_s(const ExerciseLibrary& library, const std::string& id,
                      const GuideWish& wish) {
  const HurtLately nothing = [](const std::string&) { return false; };
  return duration_s(guide_of(library, id, wish, Phase::normal, nothing));
}

std::string guide_name(const ExerciseLibrary& library, const std::string& id) {
  if (const Exercise* exercise = library.find(id)) return exercise->name;
  const Routine* routine = library.find_routine(id);
  return routine == nullptr ? id : routine->name;
}

std::string length_words(double seconds) {
  if (seconds < 90) return std::to_string(std::lround(seconds)) + " s";
  return "about " + std::to_string(std::lround(seconds / 60)) + " min";
}

std::string no_such_exercise(const std::string& id) {
  return "There is no exercise \"" + id + "\"; 'posturectl exercise list' shows all.";
}

GuideScreen guide_screen(const GuidedExercise& run, const ExerciseLibrary& library, Phase phase) {
  const GuidedExercise::View view = run.view();
  GuideScreen screen;
  screen.action = in_words(view.step->kind);
  screen.count = count_words(*view.step);
  screen.left_s = static_cast<int>(std::ceil(view.left_s - 1e-6));
  const Exercise* exercise = library.find(view.step->exercise);
  if (exercise == nullptr) return screen;
  screen.title = exercise->name;
  screen.steps = exercise->steps;
  screen.not_if = exercise->not_if;
  if (const PhaseUse* use = exercise->use_in(phase)) screen.how = use->how;
  return screen;
}

Popup guide_popup(const GuidedExercise& run, const ExerciseLibrary& library, Phase phase) {
  const GuideScreen screen = guide_screen(run, library, phase);
  Popup popup;
  popup.kind = PromptKind::exercise;
  popup.summary = screen.title + ": " + screen.action + ", " + std::to_string(screen.left_s) + " s";
  if (!screen.count.empty()) popup.body = screen.count + "\n";
  for (const std::string& step : screen.steps) popup.body += step + " ";
  popup.body.back() = '\n';
  if (!screen.how.empty()) popup.body += "Now " + screen.how + ".\n";
  if (screen.count.empty() && !screen.not_if.empty()) {
    popup.body += "Not if: " + screen.not_if + ".\n";
  }
  popup.body += kStopRule;
  popup.answers = {Answer::done, Answer::dismiss};
  popup.window_s = 60;
  return popup;
}

}  // namespace postured
