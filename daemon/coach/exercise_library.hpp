// The exercises and routines there are, and which of them may be shown. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "coach/exercise.hpp"

namespace postured {

struct ExerciseLibrary {
  std::vector<Exercise> exercises;
  std::vector<Routine> routines;

  const Exercise* find(std::string_view id) const;
  const Routine* find_routine(std::string_view id) const;
};

// Whether an exercise must stay out of sight for another reason than its phase: it hurt lately.
using HurtLately = std::function<bool(const std::string& id)>;

// The one gate to everything that is offered, listed for doing or run: suits the phase, not hidden
// by the person, did not hurt within 48 h. A routine without a single such part is not allowed; its
// other parts are left out (allowed_parts).
bool allowed(const Exercise& exercise, Phase phase, const HurtLately& hurt_lately);
bool allowed(const Routine& routine, const ExerciseLibrary& library, Phase phase,
             const HurtLately& hurt_lately);
std::vector<Routine::Part> allowed_parts(const Routine& routine, const ExerciseLibrary& library,
                                         Phase phase, const HurtLately& hurt_lately);

// Why it is not allowed, as a sentence; empty when it is.
std::string why_not(const Exercise& exercise, Phase phase, const HurtLately& hurt_lately);

// "Chin tuck, 10 times" / "Easy walk, 5 min".
std::string short_dose(const Exercise& exercise);

}  // namespace postured
