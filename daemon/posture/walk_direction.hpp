// Does the person still walk straight ahead, as the clip sees it? A clip that has turned about the
// vertical shows its wearer walking aside. Gravity does not see that; sitting down and standing up
// do too, but less often than people walk (bend_direction.hpp).
//
// Fifteen seconds of level walking know the direction to about 4 deg from walk to walk, so a turn
// of 15 deg takes two walks that say the same.
#pragma once

#include "base/vector.hpp"

namespace postured {

class WalkDirection {
 public:
  static constexpr double kWalk_s = 15;  // a walk of 20 s less its ends
  static constexpr int kLevel_s = 8;     // of them on the level, at least
  static constexpr double kLongestPause_s = 3;
  static constexpr int kLearn = 5;                           // walks that make the usual direction
  static constexpr double kTurned_deg = 10, kMost_deg = 14;  // the second for uneven walkers
  static constexpr double kSameWay_deg = 9;                  // between the two walks

  // The axis was taken anew, or the clip was put on again.
  void restart() { *this = {}; }
  // One worn second after the other: WalkingAhead in the segment frame, zero when it was walked but
  // not on the level.
  void update(const Vec3& ahead_segment, bool walking);
  bool turned() const { return turned_; }

 private:
  void judge();

  Vec3 sum_ = Vec3::Zero();  // of the walk under way
  double walked_s_ = 0, pause_s_ = 0;
  int level_s_ = 0;
  bool judged_ = false;  // this walk has said what it has to say
  int walks_ = 0;        // that made the usual direction
  double usual_deg_ = 0, spread_deg2_ = 0;
  double last_off_deg_ = 0;  // of the walk before, when it was off; else 0
  bool turned_ = false;
};

}  // namespace postured
