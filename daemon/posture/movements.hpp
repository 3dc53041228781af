// Shifts and fidgets: how much a body varies where it sits or stands (domain model 2.4, after
// Duarte and Zatsiorsky 1999, Motor Control 3:12). Office workers shift 36 times an hour and fidget
// 52 times; who has back pain shifts less.
//
//   shift   the medians of 15 s before and 15 s after differ by more than max(5 deg, 2 pooled SD),
//           in lean or side, and the change takes less than 5 s
//   fidget  further than max(3 deg, 3 SD) from the mean of the 60 s around it, back within 4 s
//
// From seconds: a fidget of much less than a second is not seen. Walking, lying, more than 2 s
// without a lean and a new reference begin anew; what lies within 15 s (fidgets: 30 s) of them is
// not counted.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>

#include "posture/posture_second.hpp"

namespace postured {

struct MovementParams {
  double shift_deg = 5;
  double fidget_deg = 3;
};

// What was found with the latest second; it happened some time before.
struct FoundMovement {
  static constexpr std::chrono::seconds kShiftAgo{17}, kFidgetAgo{33};  // to 2 s

  bool shift = false;
  bool fidget = false;
};

class Movements {
 public:
  explicit Movements(MovementParams params = {}) : params_(params) {}

  // One second after the other.
  FoundMovement update(const PostureSecond& second);

 private:
  static constexpr int kBefore_s = 15, kChange_s = 4;  // of a shift
  static constexpr int kAround_s = 30, kBack_s = 4;    // of a fidget, on each side
  static constexpr int kSpan_s = 2 * kAround_s + kBack_s;

  struct Angle {
    std::array<double, kSpan_s> x{};  // the last ones; [n_ % kSpan_s] is the next to be replaced
    double sum = 0;                   // of all of them
    double now_sum = 0, old_sum = 0;  // of the 15 s on both sides of a shift
  };

  void clear();
  void add(Angle& angle, double x_deg);
  double at(const Angle& angle, int ago_s) const;
  bool shifted(const Angle& angle) const;
  bool fidgeted(const Angle& angle) const;

  MovementParams params_;
  Angle lean_, side_;
  int n_ = 0;  // seconds since the beginning
  double unseen_s_ = 0;
  int since_shift_s_ = kSpan_s;  // since the conditions of the last one held
  std::optional<BootTime> last_;
};

struct MovementCounts {
  int shifts = 0, fidgets = 0;
  double judged_s = 0;  // seconds in which they could be seen: a rate is a count over this time
};
// Of seconds in order, such as a stretch of the journal's.
MovementCounts count_movements(std::span<const PostureSecond> seconds, MovementParams params = {});
// The same by the UTC minute in which they happened; minutes without any judged second have none.
std::map<UtcTime, MovementCounts> movements_by_minute(std::span<const PostureSecond> seconds,
                                                      MovementParams params = {});

// Seated, standing or at the desk, with a known lean: the body stays where it is.
bool stays_put(const PostureSecond& second);

}  // namespace postured
