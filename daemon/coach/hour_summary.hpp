// What remains when prompts about lean have faded: a word at the end of an hour in which there was
// much of it. Hours of the clock on the wall.
#pragma once

#include <optional>

#include "coach/prompt.hpp"
#include "posture/posture_second.hpp"

namespace postured {

class HourSummary {
 public:
  static constexpr int kLeastJudged_s = 20 * 60;  // of an hour that can be summed up
  static constexpr int kLeastLean_s = 5 * 60;     // ... and is worth a word
  static constexpr int kOffered_s = 10 * 60;      // after that it is old news

  // One second after the other; lean_state is filled in.
  void update(const PostureSecond& second);
  // Of the hour that ended, once.
  std::optional<Popup> due() const;
  void told() { text_.clear(); }

 private:
  std::int64_t hour_ = 0;
  int judged_s_ = 0, lean_s_ = 0, of_this_hour_s_ = 0;
  std::string text_;
};

}  // namespace postured
