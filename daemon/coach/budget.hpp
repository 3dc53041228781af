// How often postured may speak: gaps between prompts, caps an hour and a day (domain model 4.2).
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "coach/prompt.hpp"

namespace postured {

struct BudgetParams {
  int max_per_hour = 4;
  int lean_max_per_hour = 3;
  int lean_max_per_day = 12;
  double gap_same_kind_s = 600;
  double gap_any_s = 300;
};

class Budget {
 public:
  explicit Budget(BudgetParams params = {}) : params_(params) {}

  // nullopt: may speak now. Otherwise why not ("the hourly limit of 3 lean prompts is reached").
  // `reserved`: prompts of this hour that are kept for something more important.
  std::optional<std::string> refusal(PromptKind kind, const Now& now, int reserved = 0) const;
  // The last prompt of any kind was so lately that nothing else should be said.
  bool too_soon(const Now& now) const;
  void spend(PromptKind kind, const Now& now);
  // The latest spending of this kind did not reach anyone.
  void refund(PromptKind kind);
  void set_params(const BudgetParams& params) { params_ = params; }
  const BudgetParams& params() const { return params_; }

 private:
  struct Spent {
    PromptKind kind;
    BootTime boot;
    std::chrono::local_days day;
  };
  BudgetParams params_;
  std::deque<Spent> spent_;  // the last two days, oldest first
};

}  // namespace postured
