// How often postured may speak: gaps between prompts, caps an hour and a day (domain model 4.2).
// By boot time, and by the local day. Prompts that share a popup spend once; one that is withheld
// spends as if it had been shown.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

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

  struct Request {
    int reserved = 0;    // prompts of this hour that are kept for something more important
    double stretch = 1;  // of the gap to the last one of this kind
    bool joins = false;  // it shares another's popup, which pays
  };
  // nullopt: may speak now. Otherwise why not ("the hourly limit of 3 lean prompts is reached").
  std::optional<std::string> refusal(PromptKind kind, const Now& now, const Request& request) const;
  std::optional<std::string> refusal(PromptKind kind, const Now& now) const {
    return refusal(kind, now, Request{});
  }
  // The last prompt of any kind was so lately that nothing else should be said.
  bool too_soon(const Now& now) const;
  // In order of time. Those at the same moment share a popup.
  void spend(PromptKind kind, const Now& now);
  // The latest spending of this kind did not reach anyone.
  void refund(PromptKind kind);
  void set_params(const BudgetParams& params) { params_ = params; }
  const BudgetParams& params() const { return params_; }

 private:
  struct Spent {
    std::vector<PromptKind> kinds;
    BootTime boot;
    std::chrono::local_days day;
    bool has(PromptKind kind) const;
  };
  BudgetParams params_;
  std::deque<Spent> spent_;  // the last two days, oldest first
};

}  // namespace postured
