#include "pipeline/spine_pair.hpp"

#include <algorithm>
#include <cmath>

namespace postured {

namespace {

constexpr std::chrono::seconds kSecond{1};
constexpr double kNotKnown = std::numeric_limits<double>::quiet_NaN();

void add_curvature(const PostureSecond& lower, const SpineReference& reference,
                   PostureSecond& second) {
  if (!reference.together || !second.axis_known || !lower.axis_known) return;
  // From comfortable sitting at the calibration, in both halves, whatever the profile.
  const double from_sitting_deg =
      (second.lean_deg + second.reference_shift_deg) - (lower.lean_deg + lower.reference_shift_deg);
  switch (second.body) {
    case BodyState::standing:
    case BodyState::walking:
      second.curvature_deg = from_sitting_deg + reference.sitting_from_standing_deg;
      return;
    case BodyState::sitting:
    case BodyState::unknown:
      second.curvature_deg = from_sitting_deg;
      second.curvature_range_deg = reference.range_deg;
      return;
    case BodyState::lying:
      return;
  }
}

}  // namespace

PostureSecond join_seconds(const PostureSecond& upper, const PostureSecond& lower,
                           const SpineReference& reference) {
  PostureSecond second = upper;
  if (!lower.valid) return second;
  if (!upper.valid) {
    second.valid = true;
    second.body = BodyState::unknown;
    second.lean_deg = second.side_deg = second.inclination_deg = kNotKnown;
    second.lean_range_deg = 0;
    second.turn_deg = lower.turn_deg;
    second.axis_known = false;
  }
  // Walking and lying are seen from anywhere; a lower clip that does not know does not overrule.
  if (lower.body != BodyState::unknown || !upper.valid) {
    second.body = lower.body;
    second.confidence = lower.confidence;
  }
  if (upper.valid) add_curvature(lower, reference, second);
  return second;
}

void SpinePair::add(ClipSide side, const PostureSecond& second) {
  Half& mine = half(side);
  if (mine.newest && second.start <= *mine.newest) return;
  mine.newest = second.start;
  if (emitted_ && second.start <= *emitted_) return;
  mine.waiting.push_back(second);

  Half &upper = half(ClipSide::upper), &lower = half(ClipSide::lower);
  while (!upper.waiting.empty() || !lower.waiting.empty()) {
    if (upper.waiting.empty() && may_still_come(upper, lower)) return;
    if (has_lower_ && lower.waiting.empty() && may_still_come(lower, upper)) return;
    emit_next();
  }
}

bool SpinePair::may_still_come(const Half& missing, const Half& present) const {
  return missing.newest && *present.newest - (*missing.newest + kSecond) <= kLateness;
}

void SpinePair::emit_next() {
  Half &upper = half(ClipSide::upper), &lower = half(ClipSide::lower);
  BootTime start = BootTime::max();
  for (const Half& one : halves_) {
    if (!one.waiting.empty()) start = std::min(start, one.waiting.front().start);
  }
  const PostureSecond from_upper = take(upper, start);
  const PostureSecond second =
      has_lower_ ? join_seconds(from_upper, take(lower, start), reference_) : from_upper;
  emitted_ = start;
  if (on_second_) on_second_(second);
}

PostureSecond SpinePair::take(Half& from, BootTime start) {
  PostureSecond second;
  second.start = start;
  second.reason = from.newest ? Unknown::no_data : Unknown::no_sensor;
  if (!from.waiting.empty() && from.waiting.front().start == start) {
    second = from.waiting.front();
    from.waiting.pop_front();
  }
  ClipState& state = from.state;
  if (second.valid) {
    state = {Unknown::none, std::nullopt};
  } else {
    if (state.reason == Unknown::none) state.since = start;
    state.reason = second.reason;
  }
  return second;
}

void SpinePair::flush() {
  while (!half(ClipSide::upper).waiting.empty() || !half(ClipSide::lower).waiting.empty()) {
    emit_next();
  }
}

}  // namespace postured
