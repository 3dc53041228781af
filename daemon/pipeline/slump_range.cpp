#include "pipeline/slump_range.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace postured {

namespace {

constexpr int kLongestUnknown_s = 5;  // a gap, or the end of the calibration before
// Sitting upright at the beginning is no failed slump.
constexpr int kTimeToSlump_s = 8;

}  // namespace

void SlumpRange::start() {
  *this = {};
  progress_.step = CalibrationStep::slumping;
  progress_.instruction =
      "Stay seated. Let your back sink gently into a full, comfortable slump, and hold it for 3 "
      "seconds.";
}

void SlumpRange::cancel() {
  if (running()) *this = {};
}

void SlumpRange::fail(const char* problem) {
  progress_ = {CalibrationStep::failed, 0, "Nothing was changed. Start again whenever you like.",
               problem};
}

std::optional<double> SlumpRange::update(const PostureSecond& second) {
  if (!running()) return std::nullopt;
  ++elapsed_s_;
  const bool seated = second.body == BodyState::sitting || second.body == BodyState::unknown;
  const bool known = second.valid && seated && std::isfinite(second.curvature_deg);
  unknown_s_ = known ? 0 : unknown_s_ + 1;
  if (unknown_s_ >= kLongestUnknown_s) {
    fail(
        "The curvature of your back is not known now. Sit down, see that both clips are connected "
        "and were calibrated together.");
    return std::nullopt;
  }
  if (elapsed_s_ > kPatience_s) {
    fail("A minute passed without a slump that was held for 3 seconds.");
    return std::nullopt;
  }
  if (!known) {
    held_deg_.clear();
    return std::nullopt;
  }

  held_deg_.push_back(second.curvature_deg);
  if (held_deg_.size() > kHold_s) held_deg_.erase(held_deg_.begin());
  const auto [least, most] = std::minmax_element(held_deg_.begin(), held_deg_.end());
  if (*most - *least > kSteady_deg) held_deg_.assign(1, second.curvature_deg);
  progress_.fraction = *least < kLeast_deg ? 0 : static_cast<double>(held_deg_.size()) / kHold_s;
  if (held_deg_.size() < kHold_s) return std::nullopt;

  const double mean_deg =
      std::accumulate(held_deg_.begin(), held_deg_.end(), 0.0) / static_cast<double>(kHold_s);
  if (mean_deg < kLeast_deg) {
    if (elapsed_s_ > kTimeToSlump_s) {
      progress_.problem = "Your back is " + std::to_string(std::lround(mean_deg)) +
                          " degrees rounder than in upright sitting. Sink a little further, as far "
                          "as is comfortable.";
    }
    return std::nullopt;
  }
  progress_ = {CalibrationStep::done, 1, "Done. You can move as you like.", ""};
  return mean_deg;
}

}  // namespace postured
