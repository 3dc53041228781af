// Who does not answer is asked less (domain model 4.2.6 and 4.2.8), each kind for itself:
//   three snoozes, dismissals or unanswered prompts in a row: silent for an hour;
//   of the last 20 fewer than 30 % acted on: its interval grows by half, at most to twice. It never
//   shrinks by itself.
// And how often one was skipped today, to be seen on the next.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "coach/prompt.hpp"

namespace postured {

class BackOff {
 public:
  static constexpr int kInARow = 3;
  static constexpr double kSilent_s = 3600;
  static constexpr std::size_t kOver = 20;
  static constexpr double kLeastRate = 0.3;
  static constexpr double kGrowth = 1.5, kLargest = 2;

  // Every event, in order of time; `at` is its boot time. One that ended because no data came or
  // postured stopped tells nothing of the person.
  void follow(const PromptEvent& event, const Now& at);

  // nullopt: may speak. Otherwise why not.
  std::optional<std::string> refusal(PromptKind kind, const Now& now) const;
  double stretch(PromptKind kind) const;  // of its interval: 1, 1.5 or 2
  // Dismissed, or put off.
  int skipped_today(PromptKind kind, const Now& now) const;
  // "Not today" was answered today.
  bool not_today(PromptKind kind, const Now& now) const;

 private:
  struct Record {
    int in_a_row = 0;
    std::optional<BootTime> silent_until;
    std::deque<bool> acted_on;     // the last kOver
    std::size_t since_growth = 0;  // prompts
    double stretch = 1;
    std::chrono::local_days skipped_on{};
    int skipped = 0;
    std::optional<std::chrono::local_days> not_today;
    bool withheld = false;  // the latest one: what follows is no answer
  };
  void ended(Record& record, bool acted_on);
  void left(Record& record, const Now& at);

  std::map<PromptKind, Record> records_;
};

}  // namespace postured
