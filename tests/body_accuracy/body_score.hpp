// What people did against what was recognised, counted in seconds. A second without a verdict
// counts as not recognised: abstaining is never free.
#pragma once

#include <array>

#include "posture/posture_second.hpp"

namespace postured::test {

inline constexpr std::array kScoredBodies{BodyState::sitting, BodyState::standing,
                                          BodyState::walking, BodyState::lying};

class BodyScore {
 public:
  // One second: `truth` is one of kScoredBodies, `verdict` may be unknown (abstained).
  void add(BodyState truth, BodyState verdict) { ++count(truth, verdict); }
  void add(const BodyScore& other);

  int seconds() const;
  int seconds(BodyState truth) const;
  int seconds(BodyState truth, BodyState verdict) const;

  // NaN where there is nothing to divide by: a class that nobody did has no recall.
  double recall(BodyState body) const;     // of its seconds, abstained ones included
  double precision(BodyState body) const;  // of the seconds recognised as it
  double f1(BodyState body) const;         // 2 hits / (done + recognised); 0 without a hit
  double balanced_accuracy() const;        // mean recall of the classes that were done
  double abstention() const;               // share of all seconds
  double committed_error() const;          // wrong share of the seconds that were not abstained

  // The same for the seconds of sitting and standing alone. Any other verdict on them is an error.
  double seat_recall() const;  // mean of the two recalls
  double seat_commitment() const;
  double seat_committed_error() const;

 private:
  static constexpr std::size_t kStates = 5;
  int& count(BodyState truth, BodyState verdict) {
    return counts_[static_cast<std::size_t>(truth)][static_cast<std::size_t>(verdict)];
  }
  std::array<std::array<int, kStates>, kStates> counts_{};  // [truth][verdict]
};

}  // namespace postured::test
