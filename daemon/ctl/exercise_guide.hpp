// Leads through an exercise in the terminal: redraws in place on a terminal, prints a line for each
// step elsewhere.
#pragma once

#include <string>
#include <vector>

#include "coach/guided_exercise.hpp"

namespace postured {

// Runs to the end, or until it is stopped; what is to be logged then.
std::vector<ExerciseSession> guide_in_terminal(const std::string& id, std::vector<GuideStep> steps,
                                               const ExerciseLibrary& library);

}  // namespace postured
