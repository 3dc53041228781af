#include "posture/rounded_back.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "posture/continuity.hpp"

namespace postured {

namespace {

constexpr double kDoseFree_deg = 10;
constexpr double kLongestRest_s = 5;  // as long as a lean that is not judged

bool is_comparable(const PostureSecond& second) {
  return second.lean_state != LeanState::unknown && second.lean_state != LeanState::not_judged &&
         std::isfinite(curvature_percent(second));
}

}  // namespace

void RoundedBack::update(PostureSecond& second) {
  second.rounding = Rounding::none;
  if (last_ && missing_s(*last_, second.start) > kIgnoredGap_s) finish(BoutEnd::gap);
  last_ = second.start;

  invalid_s_ = second.valid ? 0 : invalid_s_ + 1;
  if (invalid_s_ > kIgnoredGap_s) {
    finish(second.reason == Unknown::not_worn ? BoutEnd::not_worn : BoutEnd::gap);
  }
  if (!is_comparable(second)) {
    rest_s_ += 1;
    if (rest_s_ >= kLongestRest_s) finish(BoutEnd::movement);
    return;
  }
  rest_s_ = 0;
  share_.update(curvature_percent(second),
                {params_.threshold_percent, params_.threshold_percent - params_.hysteresis_percent,
                 params_.delay_s, params_.ignored_dip_s, params_.release_hold_s});
  if (!share_.out()) {
    finish_episode(BoutEnd::movement);
    return;
  }
  second.rounding = share_.held() ? Rounding::rounded : Rounding::rounding;
  extend(second);
}

void RoundedBack::extend(const PostureSecond& second) {
  if (!open_) {
    open_ = Episode{};
    open_->kind = Episode::Kind::rounded_back;
    open_->boot_start = second.start;
    open_->start = second.wall;
    open_->peak_deg = second.curvature_deg;
  }
  confirmed_ = confirmed_ || second.rounding == Rounding::rounded;
  open_->duration_s = to_seconds(second.start - open_->boot_start) + 1;
  open_->peak_deg = std::max(open_->peak_deg, second.curvature_deg);
  open_->dose_deg_min += std::max(0.0, second.curvature_deg - kDoseFree_deg) / 60;
}

void RoundedBack::finish_episode(BoutEnd reason) {
  std::optional<Episode> ended = std::exchange(open_, std::nullopt);
  const bool confirmed = std::exchange(confirmed_, false);
  if (!ended || !confirmed || !on_episode_) return;
  ended->ended_by = reason;
  on_episode_(*ended);
}

void RoundedBack::finish(BoutEnd reason) {
  finish_episode(reason);
  share_ = {};
}

}  // namespace postured
