// All trackers of what might be said: a second in, the causes of each kind out.
#pragma once

#include <vector>

#include "coach/lean_cause.hpp"
#include "coach/side_lean_cause.hpp"
#include "coach/stand_cause.hpp"
#include "coach/standing_cause.hpp"
#include "coach/static_cause.hpp"

namespace postured {

struct CauseParams {
  double sit_limit_s = 30 * 60;
  double standing_limit_s = 40 * 60;
  double static_limit_s = 20 * 60;
  bool side_lean = false;
  LeanDoseParams lean;
};

class Causes {
 public:
  explicit Causes(const CauseParams& params = {}) { set_params(params); }

  // One second after the other. `desk` matters while no sensor sees the body; what is done on the
  // phone is not held against anyone.
  void update(const PostureSecond& second, const DeskPresence& desk, const Now& now,
              bool on_the_phone = false);
  // Time passed without seconds: suspend, or the daemon was not scheduled.
  void on_gap(double duration_s);
  void set_params(const CauseParams& params);
  void restore_sitting(double sitting_s, double away_s) { stand_.restore(sitting_s, away_s); }
  // From `from` on the body was `body`, for `duration_s`, says the wearer.
  void correct(BootTime from, double duration_s, BodyState body);

  // Of the latest second: at most one of each kind.
  const std::vector<Cause>& all() const { return causes_; }
  const SittingClock& sitting() const { return stand_.clock(); }

 private:
  void collect();

  StandCause stand_;
  StandingCause standing_;
  StaticCause static_;
  SideLeanCause side_lean_;
  LeanCause lean_;
  std::vector<Cause> causes_;
};

}  // namespace postured
