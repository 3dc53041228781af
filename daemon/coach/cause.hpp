// Why something might be said, as plain data: trackers fill one in for each kind and second, the
// coach schedules, holds, shows and ends prompts by nothing else. A tracker never asks whether it
// may speak, and is not told whether it did.
#pragma once

#include <string>

#include "coach/prompt.hpp"

namespace postured {

struct Cause {
  PromptKind kind = PromptKind::stand;
  // It is so right now. A prompt that waits is cancelled in the first second without.
  bool holds = false;
  // Not due, but within 10 minutes: it may join another popup, so that two become one.
  bool soon = false;
  // In this second the body does what such a prompt asks for. How many seconds of that in a row
  // make it complied is in prompt_rules.hpp; what is logged instead (water, exercises) arrives
  // through Coach::on_logged().
  bool complying = false;
  // How long it has lasted, on its own clock (stand: sitting time). 0 once it is over: the next
  // one is a new one and may be mentioned at once.
  double lasted_s = 0;
  // One that goes on after its prompt has ended is mentioned again when it lasted so much longer.
  double interval_s = 600;

  // For the journal and for people, without a full stop; needed while `holds` or `soon`.
  std::string reason;   // "sat for 30 minutes without a full break"
  std::string summary;  // "30 minutes sitting"
  std::string body;     // "Two minutes' walk?": at most 12 words of asking
  std::string note;     // told when prompts were skipped: "last break 1 h 20 min ago"; may be empty
  // Why it does not hold: "a break was taken". Needed when it held in the second before.
  std::string gone;
  // It cannot be said, or does not grow, right now: "not sitting right now". Empty: it can.
  std::string not_now;
};

}  // namespace postured
