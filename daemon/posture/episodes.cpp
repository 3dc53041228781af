#include "posture/episodes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "posture/continuity.hpp"

namespace postured {

namespace {

constexpr double kDoseFree_deg = 10;
// As long as the lean tracker's timers rest before they start anew.
constexpr double kLongestRest_s = 5;

}  // namespace

std::string_view to_string(Episode::Kind kind) {
  switch (kind) {
    case Episode::Kind::forward_lean:
      return "forward_lean";
    case Episode::Kind::side_lean:
      return "side_lean";
    case Episode::Kind::rounded_back:
      return "rounded_back";
  }
  return "forward_lean";
}

Episode::Kind episode_kind_from_string(std::string_view text) {
  for (const auto kind : {Episode::Kind::side_lean, Episode::Kind::rounded_back}) {
    if (text == to_string(kind)) return kind;
  }
  return Episode::Kind::forward_lean;
}

void EpisodeTracker::update(const PostureSecond& second) {
  if (last_ && missing_s(*last_, second.start) > kIgnoredGap_s) finish(BoutEnd::gap);
  last_ = second.start;

  if (!second.valid) {
    invalid_s_ += 1;
    if (doubts_reference(second.reason)) open_.reset();
    if (invalid_s_ > kIgnoredGap_s) {
      finish(second.reason == Unknown::not_worn ? BoutEnd::not_worn : BoutEnd::gap);
    }
    return;
  }
  invalid_s_ = 0;
  if (second.lean_state == LeanState::not_judged) {
    rest_s_ += 1;
    if (rest_s_ >= kLongestRest_s) finish(BoutEnd::movement);
    return;
  }
  rest_s_ = 0;

  const bool forward =
      second.lean_state == LeanState::leaning || second.lean_state == LeanState::slouched;
  const bool sideways = second.lean_state == LeanState::side_lean;
  if (open_ && !(open_->kind == Episode::Kind::side_lean ? sideways : forward)) {
    finish(BoutEnd::movement);
  }
  if (!forward && !sideways) return;
  if (!open_) {
    open_ = Episode{};
    open_->kind = forward ? Episode::Kind::forward_lean : Episode::Kind::side_lean;
    open_->boot_start = second.start;
    open_->start = second.wall;
  }
  extend(second);
}

void EpisodeTracker::extend(const PostureSecond& second) {
  confirmed_ = confirmed_ || second.lean_state != LeanState::leaning;
  const double angle_deg =
      open_->kind == Episode::Kind::side_lean ? std::abs(second.side_deg) : second.lean_deg;
  open_->duration_s = to_seconds(second.start - open_->boot_start) + 1;
  open_->peak_deg = std::max(open_->peak_deg, angle_deg);
  open_->dose_deg_min += std::max(0.0, second.lean_deg - kDoseFree_deg) / 60;
}

void EpisodeTracker::finish(BoutEnd reason) {
  const std::optional<Episode> ended = std::exchange(open_, std::nullopt);
  const bool confirmed = std::exchange(confirmed_, false);
  if (!ended || !confirmed || !on_episode_) return;
  Episode episode = *ended;
  episode.ended_by = reason;
  on_episode_(episode);
}

}  // namespace postured
