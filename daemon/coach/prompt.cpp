#include "coach/prompt.hpp"

#include <algorithm>
#include <array>

#include "base/token.hpp"

namespace postured {

namespace {

// In the order of their enumerators.
constexpr std::array<std::string_view, 7> kKindTokens{
    "stand", "standing", "lean", "side_lean", "static_posture", "water", "exercise"};
constexpr std::array<std::string_view, 10> kStateTokens{
    "scheduled", "held",    "shown",     "withheld", "complied",
    "done",      "snoozed", "dismissed", "expired",  "cancelled"};
constexpr std::array<std::string_view, 8> kAnswerTokens{
    "done", "snooze", "snooze_5", "snooze_10", "snooze_30", "dismiss", "not_today", "why"};

}  // namespace

bool is_final(PromptState state) {
  switch (state) {
    case PromptState::complied:
    case PromptState::done:
    case PromptState::dismissed:
    case PromptState::expired:
    case PromptState::cancelled:
      return true;
    case PromptState::scheduled:
    case PromptState::held:
    case PromptState::shown:
    case PromptState::withheld:
    case PromptState::snoozed:
      return false;
  }
  return false;
}

std::string_view to_string(PromptKind kind) { return kKindTokens[static_cast<std::size_t>(kind)]; }

std::string_view to_string(PromptState state) {
  return kStateTokens[static_cast<std::size_t>(state)];
}

std::string_view to_string(Answer answer) {
  return kAnswerTokens[static_cast<std::size_t>(answer)];
}

PromptKind prompt_kind_from_string(std::string_view text) {
  return from_token<PromptKind>(kKindTokens, text).value_or(PromptKind::stand);
}

PromptState prompt_state_from_string(std::string_view text) {
  return from_token<PromptState>(kStateTokens, text).value_or(PromptState::scheduled);
}

std::optional<Answer> answer_from_string(std::string_view text) {
  return from_token<Answer>(kAnswerTokens, text);
}

}  // namespace postured
