// Does the person sit on another seat than the profile in force says? A suggestion, never a change:
// what a second is judged by must not depend on a guess.
#pragma once

#include <array>
#include <optional>

#include "motion/reference_profiles.hpp"
#include "posture/posture_second.hpp"

namespace postured {

class ProfileRecogniser {
 public:
  static constexpr int kWindow_s = 60;
  // 1 sigma of a sitting second about its reference (domain model 1.3: 3 deg); the other profile
  // has to be nearer by two of them.
  static constexpr double kSigma_deg = 3;

  // One second, in order: its theta from standing (NaN when not known) and the body. Only sitting
  // seconds count; a minute of them is looked at.
  void update(double theta_deg, BodyState body, const ReferenceProfiles& profiles);
  void reset() { *this = {}; }  // another profile was chosen, or another reference taken

  // The other seat whose reference the last minute of sitting fits better.
  std::optional<Profile> suggestion() const { return suggestion_; }

 private:
  std::array<double, kWindow_s> thetas_deg_{};
  int seen_ = 0;
  std::optional<Profile> suggestion_;
};

}  // namespace postured
