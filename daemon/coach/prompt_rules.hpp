// What differs between kinds of prompts, in one table. Windows and rules of compliance: domain
// model 4.3; order: 4.2.
#pragma once

#include "coach/prompt.hpp"

namespace postured {

struct PromptRule {
  PromptKind kind;
  double window_s;    // how long it is on screen, unless it is answered or complied with
  double late_s;      // compliance counts, as late, until then; window_s: no later
  double comply_s;    // so many seconds of complying in a row; what began in time may finish
  const char* done;   // why it is complied
  bool waits;         // due only when the cause lasted its interval, which back-off stretches
  bool old_news;      // refused by the budget it is dropped rather than held
  bool joins;         // may share the popup of another (stand, water, stretch: 4.2)
  bool awaits_break;  // ... and comes with a break that is due within 10 minutes
  bool fades;         // real-time feedback that thins over the weeks
  bool may_withhold;  // some are kept back by chance, to measure what prompts do
};

// In the order of importance: of two that are due the first is shown.
const PromptRule& rule_of(PromptKind kind);
bool more_important(PromptKind a, PromptKind b);

}  // namespace postured
