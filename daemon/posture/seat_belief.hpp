// How likely sitting is against standing, as log odds that evidence moves and time fades.
#pragma once

#include <algorithm>
#include <cmath>

namespace postured {

class SeatBelief {
 public:
  // Evidence of one second, in log odds: > 0 speaks for sitting.
  void add(double log_odds) { log_odds_ = std::clamp(log_odds_ + log_odds, -kMost, kMost); }
  // Something happened that settles it better than the evidence before.
  void set(double log_odds, double fade_tau_s) {
    log_odds_ = std::clamp(log_odds, -kMost, kMost);
    fade_tau_s_ = fade_tau_s;
  }
  // One second passed. What was told does not fade (infinite time constant).
  void pass_second() { log_odds_ *= std::exp(-1 / fade_tau_s_); }
  // The body moved: 0..1 of the belief remains.
  void scale(double remaining) { log_odds_ *= remaining; }
  // Data are missing: whatever comes next may be something else.
  void weaken() { set(0.25 * log_odds_, kCarried_s); }

  double sitting() const { return probability(log_odds_); }
  double sitting_after(double more_log_odds) const {
    return probability(std::clamp(log_odds_ + more_log_odds, -kMost, kMost));
  }

  static constexpr double kCarried_s = 900;

 private:
  static double probability(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

  static constexpr double kMost = 4;  // 98 %
  double log_odds_ = 0;
  double fade_tau_s_ = kCarried_s;
};

}  // namespace postured
