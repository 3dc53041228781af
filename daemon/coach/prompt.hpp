// A prompt and its life: every change of state is an event with its reason, kept in the journal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace postured {

enum class PromptKind { stand, lean };

enum class PromptState {
  scheduled,  // its cause is there
  held,       // something says "not now"; the reason names it
  shown,      // on screen
  complied,   // the body did it; the popup closes itself
  done,       // "Done" was pressed
  snoozed,    // shown again later
  dismissed,  // closed by the person
  expired,    // the answer window passed
  cancelled,  // its cause went away before it was shown
};
bool is_final(PromptState state);  // complied, done, dismissed, expired, cancelled

enum class Answer { done, snooze, dismiss };

std::string_view to_string(PromptKind kind);
std::string_view to_string(PromptState state);
std::string_view to_string(Answer answer);
PromptKind prompt_kind_from_string(std::string_view text);
PromptState prompt_state_from_string(std::string_view text);

using PromptId = std::int64_t;  // wall milliseconds at scheduling, made unique: sorts by time

struct PromptEvent {
  PromptId id = 0;
  PromptKind kind = PromptKind::stand;
  PromptState state = PromptState::scheduled;
  WallTime at{};
  double latency_s = 0;  // since it was shown; 0 before
  std::string reason;    // "sat 30 min without a break", "the hourly budget is used up"
};

// What the desktop edge must do.
struct Popup {
  enum class Action { show, close };
  Action action = Action::show;
  PromptId id = 0;
  PromptKind kind = PromptKind::stand;
  std::string summary, body;  // plain text, at most 12 words of asking
  bool notice = false;        // told once, without buttons; `kind` means nothing, no PromptEvents
};

}  // namespace postured
