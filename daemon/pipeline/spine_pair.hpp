// The seconds of two clips on one back -> seconds of one body.
//
// Both clips are placed on the host's time by a HostTimeline of their own, and both Sensings emit
// whole host seconds in order; here the two streams are joined second by second. A second waits for
// its other half while that is at most kLateness behind, so each host second that any clip has
// comes out exactly once and in order. With no lower clip everything passes through as it is.
//
// What each half gives (domain model 1.1, 1.3, 1.6):
//   upper  lean and side, and the body state where the lower one cannot tell
//   lower  the body state: at the belt the pelvis tells sitting from standing
//   both   curvature = (theta_upper - theta_lower) - the same in the reference: comfortable upright
//          sitting, or standing when the body stands or walks
// Losing the lower clip leaves lean as it was, without curvature; losing the upper one leaves the
// body state, and the lean is unknown with the upper clip's reason.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <functional>
#include <limits>
#include <optional>

#include "posture/posture_second.hpp"

namespace postured {

enum class ClipSide { upper, lower };
inline constexpr std::array<ClipSide, 2> kClipSides{ClipSide::upper, ClipSide::lower};

// What the curvature is measured against.
struct SpineReference {
  // Both clips were referenced in the same stillness. False: their difference means nothing.
  bool together = false;
  // Comfortable upright sitting against standing: how much more the upper clip tilts forward than
  // the lower. NaN: no standing reference, and no curvature while standing.
  double sitting_from_standing_deg = std::numeric_limits<double>::quiet_NaN();
  // What a full, comfortable slump adds; NaN: not taken.
  double range_deg = std::numeric_limits<double>::quiet_NaN();
};

// One second from the two halves, which are of the same time.
PostureSecond join_seconds(const PostureSecond& upper, const PostureSecond& lower,
                           const SpineReference& reference);

// How one clip fares, for status.
struct ClipState {
  Unknown reason = Unknown::no_sensor;  // none: it contributes
  std::optional<BootTime> since;        // when it stopped contributing; nullopt: it never did
};

class SpinePair {
 public:
  static constexpr std::chrono::seconds kLateness{2};

  using OnSecond = std::function<void(const PostureSecond&)>;
  SpinePair(bool has_lower, OnSecond on_second)
      : has_lower_(has_lower), on_second_(std::move(on_second)) {}

  // Seconds of one clip, in order, gaps allowed. One that is not later than what was emitted is
  // dropped: its other half has left without it.
  void add(ClipSide side, const PostureSecond& second);
  // Nothing will follow soon: what waits for its other half leaves without it.
  void flush();
  void set_reference(const SpineReference& reference) { reference_ = reference; }

  const ClipState& state(ClipSide side) const { return half(side).state; }

 private:
  struct Half {
    std::deque<PostureSecond> waiting;
    std::optional<BootTime> newest;
    ClipState state;
  };
  Half& half(ClipSide side) { return halves_[static_cast<std::size_t>(side)]; }
  const Half& half(ClipSide side) const { return halves_[static_cast<std::size_t>(side)]; }

  bool may_still_come(const Half& missing, const Half& present) const;
  void emit_next();
  PostureSecond take(Half& from, BootTime start);

  bool has_lower_;
  OnSecond on_second_;
  SpineReference reference_;
  std::array<Half, 2> halves_;
  std::optional<BootTime> emitted_;
};

}  // namespace postured
