// One prompt from its cause to its end, and which changes of its state are possible.
//
//   scheduled -> held, shown, withheld, snoozed (before it came), cancelled
//   held      -> held (for another reason), shown, withheld, snoozed, cancelled
//   shown     -> complied, done, snoozed, dismissed, expired, held (its popup was lost or taken
//   off) snoozed   -> shown, held, cancelled withheld  -> complied, expired
#pragma once

#include <optional>
#include <string>

#include "coach/prompt.hpp"

namespace postured {

bool may_follow(PromptState before, PromptState after);

struct LivePrompt {
  PromptId id = 0;
  PromptKind kind = PromptKind::stand;
  PromptState state = PromptState::scheduled;
  std::string cause;       // why it was scheduled
  std::string hold;        // the reason given last for holding
  std::string first_hold;  // ... and the first of all
  std::string shown_because;
  PromptId popup = 0;        // whose popup it is, or was last, part of
  bool was_shown = false;    // or withheld: chance does not decide a second time
  BootTime shown_at{};       // or withheld at
  bool one_of_many = false;  // a hold ended: of all that waited for it only one popup comes
  std::optional<BootTime> free_since;     // nothing but a good moment is missing
  std::optional<BootTime> snoozed_until;  // this prompt alone
  std::optional<BootTime> retry_at;       // after a failed popup
  double complied_for_s = 0;

  bool waits() const { return state == PromptState::scheduled || state == PromptState::held; }
  bool snoozed() const { return state == PromptState::snoozed; }
  bool followed() const { return state == PromptState::shown || state == PromptState::withheld; }

  // The change as an event; shown() and so on follow from it. Only what may_follow() allows.
  PromptEvent change(PromptState next, std::string reason, const Now& now);
};

}  // namespace postured
