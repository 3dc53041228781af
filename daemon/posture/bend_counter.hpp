// Deep bends of a standing person, and how far the trunk turned about the vertical meanwhile: what
// lifting looks like to a clip. Deep: inclination beyond 60 deg (ISO 11226; OWAS and EAWS "strongly
// bent"). Twisted: turned by more than 30 deg (rotation of workers with back trouble, domain model
// 2.1).
//
// Who bends while seated picks something up, and is not counted: the body was standing or walking
// within 5 s before. A clip at the chest knows standing only in part, so some bends are missed and
// none is made up. One clip cannot tell a twisted trunk from feet that stepped round.
#pragma once

#include <cmath>
#include <optional>

#include "posture/posture_second.hpp"

namespace postured {

struct Bend {
  WallTime start{};
  double duration_s = 0;  // beyond kBegin_deg
  double peak_deg = 0;    // largest inclination from standing
  double turn_deg = 0;    // largest turn about the vertical since it began; left +
};

class BendCounter {
 public:
  static constexpr double kBegin_deg = 30;
  static constexpr double kDeep_deg = 60;
  static constexpr double kTwist_deg = 30;
  static constexpr double kLongest_s =
      60;  // beyond it is no lifting: lying down, or a slipped clip
  static constexpr double kStoodWithin_s = 5;

  // One second after the other, with its wall label. A deep bend comes back once it is over; more
  // than 2 s unseen drops the one under way.
  std::optional<Bend> update(const PostureSecond& second);

 private:
  std::optional<Bend> open_;
  bool deep_forward_ = false;
  double turned_deg_ = 0;     // since the bend began
  double stood_ago_s_ = 1e9;  // since the body was seen upright
  double unseen_s_ = 0;
  std::optional<BootTime> last_;
};

inline bool is_twisted(const Bend& bend) {
  return std::abs(bend.turn_deg) > BendCounter::kTwist_deg;
}

}  // namespace postured
