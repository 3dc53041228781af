// Which profile a second is judged by: the one chosen by hand, and the standing desk's while its
// owner is known to stand, where one was set up. Between seats (walking, lying, unknown) the last
// one stays, so that a doubtful second never changes the reference.
#pragma once

#include "motion/reference_profiles.hpp"
#include "posture/posture_second.hpp"

namespace postured {

class ReferenceInForce {
 public:
  // Somebody chose: in force at once, whatever came before.
  void choose(Profile chosen) { now_ = chosen_ = chosen; }
  // One second later. Returns true when the reference changed.
  bool update(BodyState body, const ReferenceProfiles& profiles) {
    const Profile before = now_;
    const bool desk_known = profiles.of(Profile::standing_desk).has_value();
    if (body == BodyState::standing && desk_known) {
      now_ = Profile::standing_desk;
    } else if (body == BodyState::sitting) {
      now_ = chosen_ == Profile::standing_desk ? Profile::chair : chosen_;
    }
    return now_ != before;
  }
  Profile now() const { return now_; }

 private:
  Profile chosen_ = Profile::chair, now_ = Profile::chair;
};

}  // namespace postured
