// Advice on lifting, at most once a day: after a deep bend with a twist, or the third deep bend of
// the day. A notice without an answer; the bends themselves are in the journal.
#pragma once

#include <chrono>
#include <optional>

#include "coach/prompt.hpp"
#include "posture/bend_counter.hpp"

namespace postured {

class LiftingAdvice {
 public:
  static constexpr int kDeepBends = 3;

  void on_bend(const Bend& bend);
  // What is to be told now; told() says that it was shown.
  std::optional<Popup> due(const WallTime& now) const;
  void told(const WallTime& now);
  // It did not reach the screen: it is due again.
  void failed() { told_ = {}; }

 private:
  std::chrono::local_days day_{}, told_{};
  int deep_ = 0, twisted_ = 0;  // on day_
};

}  // namespace postured
