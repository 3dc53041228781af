// What was done of an exercise or routine, as the journal keeps it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "coach/prompt.hpp"

namespace postured {

enum class ExerciseOutcome {
  done,
  stopped,  // before its end
  hurt,     // pain above 3 of 10 during it, or more of it a day later: hidden for 48 h
};
std::string_view to_string(ExerciseOutcome outcome);
std::optional<ExerciseOutcome> exercise_outcome_from_string(std::string_view token);

struct ExerciseSession {
  WallTime start{};
  std::string exercise;  // the id of an exercise or routine
  double duration_s = 0;
  ExerciseOutcome outcome = ExerciseOutcome::done;
  PromptId prompt_id = 0;  // 0: not after a prompt
};

}  // namespace postured
