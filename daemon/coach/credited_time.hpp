// Time of one posture that counts towards a limit, with credit for breaks from it:
//   elapsed *= 1 - min(1, break_s / 120)        (domain model 3.2)
// so that 120 s reset it. A break shorter than 10 s is a fidget and earns nothing.
#pragma once

#include <algorithm>

namespace postured {

class CreditedTime {
 public:
  static constexpr double kFullCredit_s = 120;
  static constexpr double kLeastBreak_s = 10;

  // How it is known.
  enum class Evidence {
    seen,
    worn,  // a clip is worn and does not see this posture: estimated
    desk,  // no sensor sees anything: estimated, and unseen
  };

  // A second of the posture.
  void count(Evidence evidence = Evidence::seen) {
    break_s_ = 0;
    elapsed_s_ += 1;
    estimated_s_ += evidence != Evidence::seen;
    unseen_s_ += evidence == Evidence::desk;
  }
  // A second of a break, or as many as it turns out to have lasted already.
  void take_break(double lasted_s = 0) {
    if (break_s_ == 0) before_ = {elapsed_s_, estimated_s_, unseen_s_};
    break_s_ = std::max(break_s_ + 1, lasted_s);
    if (break_s_ < kLeastBreak_s) return;
    const double kept = 1 - std::min(1.0, break_s_ / kFullCredit_s);
    elapsed_s_ = before_.elapsed_s * kept;
    estimated_s_ = before_.estimated_s * kept;
    unseen_s_ = before_.unseen_s * kept;
  }
  // What was counted before.
  void restore(double elapsed_s) {
    *this = {};
    elapsed_s_ = elapsed_s;
  }

  double elapsed_s() const { return elapsed_s_; }
  double estimated_s() const { return estimated_s_; }  // of it
  double unseen_s() const { return unseen_s_; }        // of that
  double break_s() const { return break_s_; }          // of the break under way

 private:
  struct Before {
    double elapsed_s = 0, estimated_s = 0, unseen_s = 0;
  };
  double elapsed_s_ = 0, estimated_s_ = 0, unseen_s_ = 0, break_s_ = 0;
  Before before_;
};

}  // namespace postured
