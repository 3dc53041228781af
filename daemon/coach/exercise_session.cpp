#include "coach/exercise_session.hpp"

#include <algorithm>
#include <array>

namespace postured {
namespace {
constexpr std::array<std::string_view, 3> kTokens{"done", "stopped", "hurt"};
}  // namespace

std::string_view to_string(ExerciseOutcome outcome) {
  return kTokens[static_cast<std::size_t>(outcome)];
}

std::optional<ExerciseOutcome> exercise_outcome_from_string(std::string_view token) {
  const auto found = std::find(kTokens.begin(), kTokens.end(), token);
  if (found == kTokens.end()) return std::nullopt;
  return static_cast<ExerciseOutcome>(found - kTokens.begin());
}

}  // namespace postured
