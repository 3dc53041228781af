// Whether something of the desktop answers: for `posturectl doctor` and the daemon's log.
#pragma once

#include <string>

namespace postured {

struct SourceHealth {
  std::string name;  // token, unique among the sources of a daemon: "x11_idle"
  bool working = false;
  // For people, a whole sentence: what it tells us, or why it does not and what would mend it.
  std::string sentence;

  bool operator==(const SourceHealth&) const = default;
};

}  // namespace postured
