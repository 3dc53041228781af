// What a replay prints: seconds, bouts, prompts or a summary, on the file's own time axis.
// Seconds are always JSON, one object a line; NaN becomes null.
#pragma once

#include <array>
#include <ostream>
#include <string_view>

#include "pipeline/coaching.hpp"

namespace postured {

enum class ReplayEmit { seconds, bouts, prompts, summary };
ReplayEmit emit_from_string(std::string_view token);

class ReplayWriter {
 public:
  ReplayWriter(std::ostream& out, ReplayEmit emit, bool json)
      : out_(out), emit_(emit), json_(json) {}

  // Hand these to the coaching step; they refer to this object.
  CoachingOutputs outputs();
  // Prints the summary, where that was asked for.
  void finish();

 private:
  void write_second(const PostureSecond& second);
  void write_bout(const Bout& bout);
  void write_prompt(const PromptEvent& event);
  void count(const PostureSecond& second);

  std::ostream& out_;
  ReplayEmit emit_;
  bool json_;
  int seconds_ = 0, valid_ = 0, slouched_ = 0, judged_ = 0;
  std::array<int, 5> by_body_{};  // valid or not, in the order of BodyState
  int sitting_bouts_ = 0, episodes_ = 0, shown_ = 0;
};

}  // namespace postured
