// Upright walking as a reference for how the clip hangs (Chigateri et al., the APE method: domain
// model 1.5, F20): the mean sky direction of a walk comes back from walk to walk, within the
// person's own spread, as long as the clip stays where it is.
#pragma once

#include <optional>

#include "base/vector.hpp"

namespace postured {

class WalkReference {
 public:
  // Seconds of one walk that are needed: a walk of 20 s less what is lost at both ends until it is
  // told from standing.
  static constexpr double kWalk_s = 15;
  static constexpr double kLongestPause_s = 3;
  static constexpr double kWarn_deg = 8, kMoved_deg = 12;      // domain model 1.5
  static constexpr double kMostWarn_deg = 12, kMost_deg = 14;  // for people who walk very unevenly
  // Two walks that are off the same way need not be quite so far off.
  static constexpr double kAgreed_deg = 10, kSameWay_deg = 4;
  static constexpr int kLearn = 5;  // good walks that make the reference
  // Until the first walk: how people walk, seen from their standing (3 deg forward).
  static constexpr double kUsual_deg = 3;

  enum class Verdict {
    none,         // the last walk agreed, or there was none
    maybe_moved,  // the last walk is off
    moved,        // two in a row are
  };

  // A reference was taken: everything begins anew. `from_standing`: its upright is the standing
  // one, so that a first walk far off it tells already. Not after that has led to a new reference
  // once: who is told to zero and still walks so, walks so.
  void restart(bool from_standing);
  // One worn second after the other: its mean sky direction in the segment frame.
  Verdict update(const Vec3& up_segment, bool walking);
  Verdict verdict() const { return verdict_; }
  // Seconds since a walk agreed last, or since the restart.
  double since_good_s() const { return since_good_s_; }
  // How far the last walk was off, deg.
  double off_deg() const { return off_deg_; }

 private:
  void judge();

  bool from_standing_ = false, walks_so_ = false;
  Vec3 sum_ = Vec3::Zero();  // of the walk under way
  double walked_s_ = 0, pause_s_ = 0;
  bool judged_ = false;  // this walk has said what it has to say
  Vec3 reference_ = Vec3::Zero();
  int walks_ = 0;
  double spread_deg2_ = 0;  // sum of squared deviations of good walks
  double since_good_s_ = 0, off_deg_ = 0;
  Vec3 last_off_ = Vec3::Zero();  // the walk before, if it was off by more than kAgreed_deg
  bool last_far_ = false;         // ... and by more than what moves
  Verdict verdict_ = Verdict::none;
};

}  // namespace postured
