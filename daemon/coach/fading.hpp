// Prompts about lean teach, and then get out of the way (domain model 4.2.7; less than constant
// feedback was retained best in trials, and alarms in the field wear off within days):
//   real-time prompts in two training sessions of 20 minutes a day: of those that are due all in
//   week 1, about 67 % in week 2, 33 % in week 3 (domain model 9, "feedback fade");
//   from then on a word at the end of the hour (hour_summary.hpp).
// A training session begins with the first lean that is due, mentioned or left out by chance. Weeks
// count from the first prompt about lean in the journal's last eight weeks: after a longer rest it
// begins anew.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "coach/prompt.hpp"

namespace postured {

enum class LeanMode {
  faded,
  training,  // every lean that is due
  silent,    // it is logged
};
LeanMode lean_mode_from_string(std::string_view text);  // faded for unknown words

class Fading {
 public:
  static constexpr double kSession_s = 20 * 60;
  static constexpr double kBetweenSessions_s = 2 * 3600;
  static constexpr int kSessionsADay = 2;
  static constexpr double kShareInWeek2 = 0.67, kShareInWeek3 = 0.33;

  // Every event of a lean prompt, in order of time.
  void follow(const PromptEvent& event, const Now& at);

  int week(const Now& now) const;  // 1 before and in the first
  // nullopt: is mentioned. Otherwise why it is left out.
  std::optional<std::string> leaves_out(PromptId id, const Now& now) const;
  bool sums_up(const Now& now) const { return week(now) >= 4; }

 private:
  struct Session {
    BootTime start;
    std::chrono::local_days day;
  };
  std::optional<std::string> between_sessions(const Now& now) const;

  std::optional<std::chrono::local_days> first_;
  std::deque<Session> sessions_;  // the last two
};

}  // namespace postured
