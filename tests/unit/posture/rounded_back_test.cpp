#include "posture/rounded_back.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace postured {
namespace {

class RoundedBackTest : public testing::Test {
 protected:
  // `percent` of a range of 40 deg, for `n` seconds; NaN: not known.
  void play(double percent, int n, LeanState lean = LeanState::upright) {
    for (int i = 0; i < n; ++i) {
      PostureSecond second;
      second.start = BootTime(std::chrono::seconds(now_s_++));
      second.valid = true;
      second.reason = Unknown::none;
      second.body = BodyState::sitting;
      second.lean_state = lean;
      second.curvature_deg = 0.4 * percent;
      second.curvature_range_deg = 40;
      last_ = second;
      rounded_.update(last_);
      rounded_s_ += last_.rounding == Rounding::rounded ? 1 : 0;
    }
  }

  std::vector<Episode> episodes_;
  RoundedBack rounded_{{}, [this](const Episode& episode) { episodes_.push_back(episode); }};
  PostureSecond last_;
  int now_s_ = 1000, rounded_s_ = 0;
};

TEST_F(RoundedBackTest, IsReachedAfterAMinuteBeyondTheShareAndLeftBelowItsRelease) {
  play(79, 600);
  EXPECT_EQ(last_.rounding, Rounding::none) << "office sitting is naturally up to 79 %";
  play(81, 59);
  EXPECT_EQ(last_.rounding, Rounding::rounding);
  play(81, 1);
  EXPECT_EQ(last_.rounding, Rounding::rounded);
  play(72, 60);
  EXPECT_EQ(last_.rounding, Rounding::rounded) << "still above release";
  play(60, 4);
  EXPECT_EQ(last_.rounding, Rounding::rounded);
  play(60, 1);
  EXPECT_EQ(last_.rounding, Rounding::none);
  ASSERT_EQ(episodes_.size(), 1U);
  EXPECT_EQ(episodes_[0].kind, Episode::Kind::rounded_back);
  EXPECT_EQ(episodes_[0].ended_by, BoutEnd::movement);
  EXPECT_DOUBLE_EQ(episodes_[0].duration_s, 124);
  EXPECT_NEAR(episodes_[0].peak_deg, 32.4, 1e-9);
  EXPECT_GT(episodes_[0].dose_deg_min, 20);
}

TEST_F(RoundedBackTest, ALostClipEndsItWithoutCreditAndItsReturnStartsAnew) {
  play(90, 100);
  EXPECT_EQ(last_.rounding, Rounding::rounded);
  play(std::nan(""), 10);
  EXPECT_EQ(last_.rounding, Rounding::none);
  ASSERT_EQ(episodes_.size(), 1U);
  EXPECT_DOUBLE_EQ(episodes_[0].duration_s, 100);
  play(90, 59);
  EXPECT_EQ(last_.rounding, Rounding::rounding);
  play(90, 1);
  EXPECT_EQ(last_.rounding, Rounding::rounded);
}

TEST_F(RoundedBackTest, AMomentOfMovementRestsTheTimer) {
  play(90, 30);
  play(90, 3, LeanState::not_judged);
  EXPECT_EQ(last_.rounding, Rounding::none);
  play(90, 29);
  EXPECT_EQ(last_.rounding, Rounding::rounding);
  play(90, 1);
  EXPECT_EQ(last_.rounding, Rounding::rounded);
}

TEST_F(RoundedBackTest, AJumpInTimeEndsTheEpisodeAtItsLastSecond) {
  play(90, 100);
  now_s_ += 3600;
  play(90, 1);
  ASSERT_EQ(episodes_.size(), 1U);
  EXPECT_EQ(episodes_[0].ended_by, BoutEnd::gap);
  EXPECT_DOUBLE_EQ(episodes_[0].duration_s, 100);
  EXPECT_EQ(last_.rounding, Rounding::rounding);
}

TEST_F(RoundedBackTest, NeverWithoutBothClipsWhateverComes) {
  std::mt19937 random(3);
  for (int i = 0; i < 20000; ++i) {
    PostureSecond second;
    second.start = BootTime(std::chrono::seconds(i + (i / 700) * 5));
    second.valid = random() % 8 != 0;
    second.lean_state = static_cast<LeanState>(random() % 7);
    second.lean_deg = 40;
    if (random() % 2 == 0) second.curvature_deg = 60;
    if (random() % 2 == 0 && !std::isfinite(second.curvature_deg)) second.curvature_range_deg = 30;
    rounded_.update(second);
    EXPECT_EQ(second.rounding, Rounding::none);
  }
  EXPECT_TRUE(episodes_.empty());
}

}  // namespace
}  // namespace postured
