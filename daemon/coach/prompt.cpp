#include "coach/prompt.hpp"

#include <array>
#include <utility>

namespace postured {

namespace {

constexpr std::array<std::pair<PromptState, std::string_view>, 9> kStateTokens{{
    {PromptState::scheduled, "scheduled"},
    {PromptState::held, "held"},
    {PromptState::shown, "shown"},
    {PromptState::complied, "complied"},
    {PromptState::done, "done"},
    {PromptState::snoozed, "snoozed"},
    {PromptState::dismissed, "dismissed"},
    {PromptState::expired, "expired"},
    {PromptState::cancelled, "cancelled"},
}};

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
    case PromptState::snoozed:
      return false;
  }
  return false;
}

std::string_view to_string(PromptKind kind) { return kind == PromptKind::lean ? "lean" : "stand"; }

std::string_view to_string(PromptState state) {
  for (const auto& [value, token] : kStateTokens) {
    if (value == state) return token;
  }
  return "scheduled";
}

std::string_view to_string(Answer answer) {
  switch (answer) {
    case Answer::done:
      return "done";
    case Answer::snooze:
      return "snooze";
    case Answer::dismiss:
      return "dismiss";
  }
  return "dismiss";
}

PromptKind prompt_kind_from_string(std::string_view text) {
  return text == to_string(PromptKind::lean) ? PromptKind::lean : PromptKind::stand;
}

PromptState prompt_state_from_string(std::string_view text) {
  for (const auto& [value, token] : kStateTokens) {
    if (token == text) return value;
  }
  return PromptState::scheduled;
}

}  // namespace postured
