// Not moving is a posture too: 20 minutes without a shift and with less than 5 deg between the 10th
// and the 90th percentile of lean, upright or not (domain model 2.4).
//
// Walking, lying down, more than 5 s unseen and a new reference begin anew: they are a change, or
// nobody knows whether there was one.
#pragma once

#include <array>
#include <cstdint>

#include "posture/movements.hpp"

namespace postured {

class StaticPosture {
 public:
  static constexpr double kSpread_deg = 5;
  static constexpr int kMost_s = 30 * 60;

  // After Movements saw the same second.
  void update(const PostureSecond& second, const FoundMovement& found);

  // How long nothing shifted, as far as seen.
  int unshifted_s() const { return unshifted_s_; }
  // Nothing shifted for `limit_s` (at most kMost_s), and lean kept within kSpread_deg meanwhile.
  bool is_static(double limit_s) const;
  // P90 - P10 of lean over the last `span_s` of unshifted_s(); of at most kMost_s.
  double spread_deg(double span_s) const;
  int shifts() const { return shifts_; }  // so far: one more is a change of position

 private:
  std::array<std::int16_t, kMost_s> lean_quarters_{};  // of a degree, a ring
  int next_ = 0;
  int unshifted_s_ = 0;
  int unseen_s_ = 0;
  int shifts_ = 0;
};

}  // namespace postured
