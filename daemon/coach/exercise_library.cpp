#include "coach/exercise_library.hpp"

#include <algorithm>
#include <cmath>

namespace postured {
namespace {

// No core work before recovery, whatever a file says (domain model 6.3 and 9.2).
bool core_waits(Phase phase) { return phase == Phase::acute || phase == Phase::easing; }

}  // namespace

const Exercise* ExerciseLibrary::find(std::string_view id) const {
  const auto found = std::find_if(exercises.begin(), exercises.end(),
                                  [id](const Exercise& e) { return e.id == id; });
  return found == exercises.end() ? nullptr : &*found;
}

const Routine* ExerciseLibrary::find_routine(std::string_view id) const {
  const auto found =
      std::find_if(routines.begin(), routines.end(), [id](const Routine& r) { return r.id == id; });
  return found == routines.end() ? nullptr : &*found;
}

std::string why_not(const Exercise& exercise, Phase phase, const HurtLately& hurt_lately) {
  if (exercise.hidden) return exercise.name + " is hidden, as you chose.";
  if (exercise.use_in(phase) == nullptr || (exercise.core && core_waits(phase))) {
    return exercise.name + " waits until you are past the flare-up.";
  }
  if (hurt_lately(exercise.id)) {
    return exercise.name + " hurt lately: it comes back after 48 hours.";
  }
  return {};
}

bool allowed(const Exercise& exercise, Phase phase, const HurtLately& hurt_lately) {
  return why_not(exercise, phase, hurt_lately).empty();
}

std::vector<Routine::Part> allowed_parts(const Routine& routine, const ExerciseLibrary& library,
                                         Phase phase, const HurtLately& hurt_lately) {
  std::vector<Routine::Part> parts;
  if (routine.hidden || (routine.core && core_waits(phase))) return parts;
  for (const Routine::Part& part : routine.parts) {
    const Exercise* exercise = library.find(part.exercise);
    if (exercise != nullptr && allowed(*exercise, phase, hurt_lately)) parts.push_back(part);
  }
  return parts;
}

bool allowed(const Routine& routine, const ExerciseLibrary& library, Phase phase,
             const HurtLately& hurt_lately) {
  return !allowed_parts(routine, library, phase, hurt_lately).empty();
}

std::string short_dose(const Exercise& exercise) {
  const auto whole = [](double x) { return std::to_string(std::lround(x)); };
  if (exercise.duration_s.present()) {
    const double s = exercise.duration_s.start;
    return exercise.name + ", " + (s < 90 ? whole(s) + " s" : whole(s / 60) + " min");
  }
  const double times = exercise.repetitions.start;
  if (times == 1) return exercise.name + ", " + whole(exercise.hold_s.start) + " s";
  return exercise.name + ", " + whole(times) + " times";
}

}  // namespace postured
