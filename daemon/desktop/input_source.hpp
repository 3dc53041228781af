// Where one learns whether keyboard and pointer are used. Several answer on one desktop; the first
// that does is used.
#pragma once

#include <chrono>
#include <cstdint>
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

inline constexpr std::chrono::milliseconds kTypingPause{
    static_cast<std::int64_t>(kTypingPause_s * 1000)};

// What the sources are given: the clock, whom to tell that something changed (input or health), and
// how long without input is a pause.
struct InputSourceHooks {
  std::function<BootTime()> now;
  std::function<void()> changed;
  std::chrono::milliseconds pause = kTypingPause;
};

class InputSource {
 public:
  virtual ~InputSource() = default;
  // unknown while it does not work.
  virtual InputSeen input() const = 0;
  virtual SourceHealth input_health() const = 0;
};

}  // namespace postured
