// What a flare-up leaves in the journal beside pain entries: health data, never shown unasked.
#pragma once

#include <string>

#include "base/time.hpp"

namespace postured {

// A phase of the flare-up that began at `onset` was entered (domain model 6.3).
struct FlarePhaseRecord {
  WallTime onset{}, at{};
  std::string phase;   // screen, stop_emergency, stop_urgent, acute, easing, review, long_term,
                       // recovery, normal
  std::string reason;  // a phrase for people
};

// The questions about warning signs were answered (domain model 6.2).
struct FlareScreenRecord {
  WallTime onset{}, at{};
  std::string outcome;  // none, routine, urgent, emergency
  std::string ticked;   // what was ticked, as tokens
};

struct CareAction {
  WallTime start{};
  std::string kind;  // ice, heat, menthol, walk, stretch
  double duration_s = 0;
};

}  // namespace postured
