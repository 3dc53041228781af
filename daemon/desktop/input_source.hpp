// Where one learns whether keyboard and pointer are used. Several answer on one desktop; the first
// that does is used.
#pragma once

#include <functional>

#include "coach/desktop_context.hpp"
#include "desktop/source_health.hpp"

namespace postured {

// As in DesktopContext; `since` means nothing while unknown.
struct InputSeen {
  Input input = Input::unknown;
  BootTime since{};

  bool operator==(const InputSeen&) const = default;
};

// What the sources are given: the clock, and whom to tell that something changed (input or health).
struct InputSourceHooks {
  std::function<BootTime()> now;
  std::function<void()> changed;
};

class InputSource {
 public:
  virtual ~InputSource() = default;
  // unknown while it does not work.
  virtual InputSeen input() const = 0;
  virtual SourceHealth input_health() const = 0;
};

}  // namespace postured
