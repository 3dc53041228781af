// What the coach has to know of before it started: read from the journal, handed over before the
// first second, so that a restart is no way around a limit.
#pragma once

#include <optional>
#include <vector>

#include "coach/prompt.hpp"

namespace postured {

struct CoachHistory {
  // How far back it should reach: eight weeks of prompts.
  static constexpr std::chrono::days kReach{56};

  std::vector<PromptEvent> prompts;  // in order of time
  // The latest sitting bout: how long it lasted and when it was last seen.
  struct Sitting {
    double sitting_s = 0;
    WallTime until{};
  };
  std::optional<Sitting> sitting;
};

}  // namespace postured
