#include "coach/live_prompt.hpp"

#include <cassert>

namespace postured {

bool may_follow(PromptState before, PromptState after) {
  using S = PromptState;
  switch (before) {
    case S::scheduled:
    case S::held:
      return after == S::held || after == S::shown || after == S::withheld || after == S::snoozed ||
             after == S::cancelled;
    case S::shown:
      return after == S::complied || after == S::done || after == S::snoozed ||
             after == S::dismissed || after == S::expired || after == S::held;
    case S::snoozed:
      return after == S::shown || after == S::held || after == S::cancelled;
    case S::withheld:
      return after == S::complied || after == S::expired;
    case S::complied:
    case S::done:
    case S::dismissed:
    case S::expired:
    case S::cancelled:
      return false;
  }
  return false;
}

PromptEvent LivePrompt::change(PromptState next, std::string reason, const Now& now) {
  assert(next == PromptState::scheduled ? state == next : may_follow(state, next));
  const bool begins = next == PromptState::shown || next == PromptState::withheld;
  if (begins) {
    shown_at = now.boot;
    was_shown = true;
    complied_for_s = 0;
    free_since.reset();
    snoozed_until.reset();
    retry_at.reset();
  }
  const double latency_s = followed() || begins ? to_seconds(now.boot - shown_at) : 0;
  state = next;
  hold = next == PromptState::held ? reason : "";
  if (next == PromptState::scheduled) cause = reason;
  if (next == PromptState::held && first_hold.empty()) first_hold = reason;
  if (next == PromptState::shown) shown_because = reason;
  return {id, kind, next, now.wall, latency_s, std::move(reason)};
}

}  // namespace postured
