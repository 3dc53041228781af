// Plays days of a journal by other settings and prints what would have been different; for whatif
// and for replay.
#pragma once

#include <string>
#include <vector>

namespace postured {

struct WhatIfOptions {
  std::string journal;               // empty: the person's own
  int days = 14;                     // up to the newest one
  std::vector<std::string> changes;  // "lean.delay_s=120", on top of what was in force
  std::string settings_file;         // or these instead
  bool json = false;
};

// Returns the exit code; a failure is told on stderr as "posturectl COMMAND: ...".
int run_what_if(const WhatIfOptions& options, const std::string& command);

}  // namespace postured
