// A named stretch without usable data, as the journal keeps it.
#pragma once

#include <string>

#include "base/time.hpp"

namespace postured {

struct Gap {
  WallTime start{};
  double duration_s = 0;
  std::string reason;  // token of Unknown, or "suspend", "clock_step", "not_running"
};

}  // namespace postured
