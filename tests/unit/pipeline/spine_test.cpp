// Two clips on one simulated body: curvature against the truth, and what happens when one is lost.
#include "pipeline/spine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "pipeline/coaching.hpp"
#include "simulation/wearer.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;

// A body with one or two clips, each with its own mounting and its own clock.
class TwoClips {
 public:
  explicit TwoClips(std::uint64_t seed, bool with_lower = true, BehaviourParams behaviour = {}) {
    WearerParams params;
    params.seed = seed;
    params.behaviour = behaviour;
    params.clock_error_ppm = 50;
    upper_ = std::make_unique<Wearer>(params);
    WearerParams lower = wearer_of_lower_clip(params);
    lower.clock_error_ppm = -50;
    lower.clock_start_s = 1234.567;
    lower_ = std::make_unique<Wearer>(lower);
    upper_->on_truth = [this](const TruthSecond& truth) { truth_[truth.t_s] = truth; };

    SpineOutputs outputs;
    outputs.on_second = [this](const PostureSecond& second) {
      seconds_.push_back(second);
      if (each_second) each_second(second);
    };
    outputs.on_calibrated = [this](ClipSide side, const CalibrationOutcome& outcome) {
      calibrated_.emplace_back(side, outcome.kind);
    };
    spine_ = std::make_unique<Spine>(
        Placement::chest, with_lower ? std::optional(Placement::belt) : std::nullopt, outputs);
    spine_->on_link_opened(ClipSide::upper);
    if (with_lower) spine_->on_link_opened(ClipSide::lower);
    upper_->begin_day();
    lower_->begin_day();
  }

  void play_to(int until_s) {
    for (; now_s_ < until_s && !upper_->day_over(); beat()) {
    }
  }
  void finish() { spine_->finish(); }

  bool upper_plugged = true, lower_plugged = true;
  std::function<void(const PostureSecond&)> each_second;
  Spine& spine() { return *spine_; }
  Wearer& upper() { return *upper_; }
  const std::vector<PostureSecond>& seconds() const { return seconds_; }
  const std::vector<std::pair<ClipSide, CalibrationKind>>& calibrated() const {
    return calibrated_;
  }
  int now_s() const { return now_s_; }
  const TruthSecond* truth(const PostureSecond& second) const {
    const auto found = truth_.find(std::chrono::floor<std::chrono::seconds>(
        second.start.time_since_epoch()).count());
    return found == truth_.end() ? nullptr : &found->second;
  }

 private:
  void beat() {
    ++now_s_;
    const BootTime now{std::chrono::seconds(now_s_)};
    std::vector<std::uint8_t> bytes;
    upper_->advance_to(now_s_, bytes);
    if (upper_plugged) spine_->on_bytes(ClipSide::upper, now, bytes);
    bytes.clear();
    lower_->advance_to(now_s_, bytes);
    if (lower_plugged && spine_->has_lower()) spine_->on_bytes(ClipSide::lower, now, bytes);
    spine_->tick(now);
  }

  std::unique_ptr<Wearer> upper_, lower_;
  std::unique_ptr<Spine> spine_;
  std::map<std::int64_t, TruthSecond> truth_;
  std::vector<PostureSecond> seconds_;
  std::vector<std::pair<ClipSide, CalibrationKind>> calibrated_;
  int now_s_ = 0;
};

void expect_each_second_once(const std::vector<PostureSecond>& seconds) {
  for (std::size_t i = 1; i < seconds.size(); ++i) {
    ASSERT_EQ(seconds[i].start - seconds[i - 1].start, 1s) << i;
  }
}

TEST(Spine, CurvatureStaysWithinAFewDegreesOfTheTruthOverSimulatedHours) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    TwoClips clips(seed);
    clips.play_to(2 * 3600 + 1800);
    clips.finish();
    expect_each_second_once(clips.seconds());
    ASSERT_GE(clips.calibrated().size(), 2U) << seed;
    double sum = 0, worst = 0, bias = 0;
    int n = 0;
    for (const PostureSecond& second : clips.seconds()) {
      const TruthSecond* truth = clips.truth(second);
      if (!std::isfinite(second.curvature_deg) || truth == nullptr || !truth->worn) continue;
      if (truth->body != second.body || second.body == BodyState::walking) continue;
      const double e = second.curvature_deg - truth->curvature_deg;
      sum += e * e;
      bias += e;
      worst = std::max(worst, std::abs(e));
      ++n;
    }
    ASSERT_GT(n, 3600) << seed;
    const double rmse = std::sqrt(sum / n);
    std::printf("seed %d: curvature RMSE %.2f deg over %d s, bias %.2f, worst %.1f\n",
                static_cast<int>(seed), rmse, n, bias / n, worst);
    EXPECT_LE(rmse, 3) << seed;
  }
}

}  // namespace
}  // namespace postured
