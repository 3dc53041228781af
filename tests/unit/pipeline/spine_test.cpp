// Two clips on one simulated body: curvature against the truth, and what happens when one is lost.
#include "pipeline/spine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "effort.hpp"
#include "pipeline/coaching.hpp"
#include "simulation/wearer.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;

// A body with one or two clips, each with its own mounting and its own clock.
class TwoClips {
 public:
  explicit TwoClips(std::uint64_t seed, bool with_lower = true, BehaviourParams behaviour = {},
                    const SpineShape& shape = {}) {
    WearerParams params;
    params.kinematics.shape = shape;
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
    const auto found = truth_.find(
        std::chrono::floor<std::chrono::seconds>(second.start.time_since_epoch()).count());
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
  for (std::uint64_t seed = 1; seed <= (testing_effort::kOptimised ? 3 : 1); ++seed) {
    TwoClips clips(seed);
    clips.play_to(2 * 3600 + 1800);
    clips.finish();
    expect_each_second_once(clips.seconds());
    ASSERT_GE(clips.calibrated().size(), 2U) << seed;
    double sum = 0, worst = 0, bias = 0;
    int n = 0, seated_or_standing_s = 0, right_s = 0, wrong_s = 0;
    for (const PostureSecond& second : clips.seconds()) {
      const TruthSecond* truth = clips.truth(second);
      if (second.valid && truth != nullptr && truth->worn &&
          (truth->body == BodyState::sitting || truth->body == BodyState::standing)) {
        ++seated_or_standing_s;
        right_s += second.body == truth->body;
        wrong_s += second.body != truth->body && second.body != BodyState::unknown;
      }
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
    std::printf("seed %d: sitting or standing right %.1f %%, wrong %.1f %% of %d s\n",
                static_cast<int>(seed), 100.0 * right_s / seated_or_standing_s,
                100.0 * wrong_s / seated_or_standing_s, seated_or_standing_s);
    EXPECT_LE(wrong_s, 0.03 * seated_or_standing_s) << seed;
  }
}

TEST(Spine, EachHostSecondComesOutOnceUnderRandomLossOnBothLinks) {
  for (const unsigned seed : {1U, 2U}) {
    TwoClips clips(10 + seed);
    std::mt19937 random(seed);
    clips.play_to(60);
    while (clips.now_s() < 1500) {
      // Single seconds, and now and then most of a minute.
      clips.upper_plugged = random() % 4 != 0;
      clips.lower_plugged = random() % 4 != 0;
      clips.play_to(clips.now_s() + (random() % 30 == 0 ? 40 : 1));
    }
    clips.finish();
    expect_each_second_once(clips.seconds());
    EXPECT_GE(clips.seconds().size(), 1490U);
  }
}

TEST(Spine, OneClipAloneGivesWhatASensingGives) {
  TwoClips one(4, false);
  std::vector<PostureSecond> alone;
  SensingOutputs outputs;
  outputs.on_second = [&](const PostureSecond& second) { alone.push_back(second); };
  Sensing sensing(Placement::chest, outputs);
  sensing.on_link_opened();
  WearerParams params;
  params.seed = 4;
  params.clock_error_ppm = 50;
  Wearer wearer(params);
  wearer.begin_day();
  std::vector<std::uint8_t> bytes;
  for (int t = 1; t <= 600; ++t) {
    bytes.clear();
    wearer.advance_to(t, bytes);
    sensing.on_bytes(BootTime(std::chrono::seconds(t)), bytes);
    sensing.tick(BootTime(std::chrono::seconds(t)));
  }
  sensing.finish();
  one.play_to(600);
  one.finish();
  ASSERT_EQ(one.seconds().size(), alone.size());
  for (std::size_t i = 0; i < alone.size(); ++i) {
    const PostureSecond &a = alone[i], &b = one.seconds()[i];
    ASSERT_EQ(a.start, b.start);
    ASSERT_EQ(a.reason, b.reason);
    ASSERT_EQ(a.body, b.body);
    ASSERT_TRUE(!a.valid || a.lean_deg == b.lean_deg);
    ASSERT_TRUE(std::isnan(b.curvature_deg));
  }
}

TEST(Spine, APressOnOneClipCalibratesBothAndBothArriveTogether) {
  TwoClips clips(5);
  bool together_early = false;
  clips.each_second = [&](const PostureSecond&) {
    together_early =
        together_early || (clips.spine().referenced_together() && clips.calibrated().size() < 2);
  };
  clips.play_to(120);
  ASSERT_EQ(clips.calibrated().size(), 2U);
  EXPECT_NE(clips.calibrated()[0].first, clips.calibrated()[1].first);
  EXPECT_FALSE(together_early);
  EXPECT_TRUE(clips.spine().referenced_together());
  EXPECT_EQ(clips.spine().calibration().step, CalibrationStep::done);
  EXPECT_TRUE(clips.spine().clip(ClipSide::lower).mounting()->axis_known);
}

TEST(Spine, ACalibrationFailsWithBothWhenOneIsLostAndSaysWhichOne) {
  TwoClips clips(5);
  clips.play_to(16);
  ASSERT_TRUE(clips.spine().clip(ClipSide::lower).calibration().step != CalibrationStep::idle);
  clips.lower_plugged = false;
  clips.spine().on_link_lost(ClipSide::lower);
  const CalibrationProgress progress = clips.spine().calibration();
  EXPECT_EQ(progress.step, CalibrationStep::failed);
  EXPECT_EQ(progress.problem.find("Lower clip: "), 0U) << progress.problem;
  clips.play_to(100);
  EXPECT_TRUE(clips.calibrated().empty());
  EXPECT_EQ(clips.spine().calibration().step, CalibrationStep::failed);
}

TEST(Spine, TheClipThatIsAheadWaitsForTheOtherAndTheFailureSaysWhy) {
  SpineShape stiff;
  stiff.hip_share = 0.1;  // bends by 5 deg at the belt
  TwoClips clips(5, true, {}, stiff);
  bool bent = false;
  for (int t = 10; t < 80; ++t) {
    clips.play_to(t);
    const CalibrationStep upper = clips.spine().clip(ClipSide::upper).calibration().step;
    const CalibrationStep lower = clips.spine().clip(ClipSide::lower).calibration().step;
    if (lower != CalibrationStep::bending) continue;
    bent = bent || upper == CalibrationStep::returning;
    EXPECT_LE(upper, CalibrationStep::returning) << t;
    EXPECT_EQ(clips.spine().calibration().step, CalibrationStep::bending);
  }
  EXPECT_TRUE(bent);
  clips.play_to(120);
  const CalibrationProgress progress = clips.spine().calibration();
  EXPECT_EQ(progress.step, CalibrationStep::failed);
  EXPECT_NE(progress.problem.find("Lower clip: Only 0 of 3 bends"), std::string::npos)
      << progress.problem;
  EXPECT_TRUE(clips.calibrated().empty());
  EXPECT_FALSE(clips.spine().referenced_together());
}

// Loses one clip within a sitting bout and gets it back.
struct Loss {
  std::vector<PostureSecond> before, without, coming, after;
  std::vector<Bout> ended;  // from the loss on
  ClipState told;
};
Loss lose(ClipSide side, std::uint64_t seed) {
  BehaviourParams behaviour;
  behaviour.natural_bout_min = 500;
  behaviour.removals_per_day = 0;
  TwoClips clips(seed, true, behaviour);
  Loss loss;
  std::vector<PostureSecond>* into = &loss.before;
  CoachingOutputs outputs;
  outputs.on_bout = [&](const Bout& bout) {
    if (into != &loss.before && bout.ended_by != BoutEnd::open) loss.ended.push_back(bout);
  };
  outputs.on_second = [&](const PostureSecond& second) { into->push_back(second); };
  Coaching coaching(Settings{}, outputs);
  clips.each_second = [&](const PostureSecond& second) {
    Now now;
    now.boot = BootTime(std::chrono::seconds(clips.now_s()));
    coaching.on_second(second, now);
  };
  clips.play_to(900);
  bool& plugged = side == ClipSide::upper ? clips.upper_plugged : clips.lower_plugged;
  plugged = false;
  clips.spine().on_link_lost(side);
  clips.play_to(905);  // what was on its way
  into = &loss.without;
  clips.play_to(1500);
  loss.told = clips.spine().state(side);
  plugged = true;
  into = &loss.coming;
  clips.spine().on_link_opened(side);
  clips.play_to(1530);
  into = &loss.after;
  clips.play_to(1600);
  expect_each_second_once(clips.seconds());
  return loss;
}

TEST(Spine, LosingTheLowerClipKeepsTheLeanAndTheBoutAndTellsSince) {
  for (const std::uint64_t seed : {6U, 7U}) {
    const Loss loss = lose(ClipSide::lower, seed);
    EXPECT_TRUE(loss.ended.empty());
    EXPECT_EQ(loss.told.reason, Unknown::no_sensor);
    ASSERT_TRUE(loss.told.since);
    EXPECT_NEAR(to_seconds(loss.told.since->time_since_epoch()), 900, 3);
    for (const PostureSecond& second : loss.without) {
      EXPECT_TRUE(second.valid);
      EXPECT_TRUE(std::isfinite(second.lean_deg));
      EXPECT_TRUE(std::isnan(second.curvature_deg));
      EXPECT_NE(second.body, BodyState::standing);
    }
    for (const PostureSecond& second : loss.after) {
      EXPECT_TRUE(std::isfinite(second.curvature_deg));
    }
  }
}

TEST(Spine, LosingTheUpperClipKeepsTheBodyAndJudgesNoLean) {
  const Loss loss = lose(ClipSide::upper, 6);
  EXPECT_TRUE(loss.ended.empty());
  for (const PostureSecond& second : loss.without) {
    EXPECT_TRUE(second.valid);
    EXPECT_EQ(second.reason, Unknown::no_sensor);
    EXPECT_EQ(second.body, BodyState::sitting);
    EXPECT_EQ(second.lean_state, LeanState::not_judged);
    EXPECT_TRUE(std::isnan(second.lean_deg));
    EXPECT_EQ(second.rounding, Rounding::none);
  }
  EXPECT_EQ(loss.told.reason, Unknown::no_sensor);
}

TEST(Spine, ARangeIsTakenFromASlumpAndMakesTheShare) {
  TwoClips clips(8);
  clips.play_to(100);
  EXPECT_FALSE(clips.spine().range());
  // Not before there is something to measure against.
  TwoClips fresh(8);
  fresh.play_to(5);
  EXPECT_NE(fresh.spine().start_range(), "");
  TwoClips one(8, false);
  EXPECT_NE(one.spine().start_range(), "");

  clips.spine().set_range(35);
  clips.play_to(400);
  EXPECT_TRUE(std::any_of(clips.seconds().begin(), clips.seconds().end(), [](const auto& second) {
    return std::isfinite(curvature_percent(second));
  }));
  EXPECT_EQ(clips.spine().start_range(), "");
  EXPECT_EQ(clips.spine().calibration().step, CalibrationStep::slumping);
  clips.spine().cancel_calibration();
  EXPECT_EQ(clips.spine().calibration().step, CalibrationStep::idle);
}

}  // namespace
}  // namespace postured
