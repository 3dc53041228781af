// "What would these settings have said?": days of the journal played twice side by side, by the
// settings that were in force and by others.
//
// What counts as leaning, and as sitting for long, is what the recorded settings say, for both: so
// that fewer prompts are not mistaken for less leaning.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "pipeline/journal_play.hpp"

namespace postured {

struct WhatIfPrompts {
  int due = 0, shown = 0, withheld = 0;
};

struct WhatIfSide {
  std::map<PromptKind, WhatIfPrompts> prompts;  // of kinds that came due
  double lean_unprompted_s = 0;  // in episodes of forward lean without a prompt about it
  int long_sits_unprompted = 0;  // sitting bouts beyond the limit without a prompt to stand

  int shown() const;
};

struct WhatIfFigures {
  std::map<PromptKind, int> recorded_shown;  // as it was
  WhatIfSide before, after;                  // played again; played with the other settings
  double valid_h = 0;
  double lean_s = 0;  // in episodes of forward lean
  int long_sits = 0;
};

class WhatIf {
 public:
  // `context` must outlive this. `change`: the other settings, from those in force.
  WhatIf(const RecordedContext& context, UtcTime from, JournalPlay::SettingsOf change);
  WhatIf(const WhatIf&) = delete;
  WhatIf& operator=(const WhatIf&) = delete;

  void recall(const PostureSecond& second);  // as JournalPlay
  void on_second(const PostureSecond& second);
  WhatIfFigures finish();

 private:
  struct Shown {
    PromptId id;
    PromptKind kind;
    UtcTime at;
  };
  struct Stretch {
    UtcTime from, to;
    double duration_s;
  };
  struct Side {
    WhatIfSide figures;
    std::vector<Shown> shown;
  };
  CoachingOutputs outputs(Side& side);
  CoachingOutputs recorded_outputs();
  static bool prompted(const Side& side, PromptKind kind, const Stretch& stretch);
  void finish(Side& side) const;

  WhatIfFigures figures_;
  Side before_side_, after_side_;
  std::vector<Stretch> leans_, long_sits_;
  JournalPlay before_, after_;
};

// "4 prompts instead of 19, 2 h 05 min of lean unprompted instead of 40 min."
std::string one_sentence(const WhatIfFigures& figures);
// What such a comparison cannot know, for people.
std::vector<std::string> what_is_not_known();

}  // namespace postured
