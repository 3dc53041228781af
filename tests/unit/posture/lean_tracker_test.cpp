#include "posture/lean_tracker.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include <random>
#include <vector>

#include "unit/posture/posture_seconds.hpp"

namespace postured {
namespace {

using test::invalid_at;
using test::second_at;

// Feeds leans one a second, starting at the tracker's next second.
class Leans {
 public:
  explicit Leans(LeanParams params = {}) : tracker_(params) {}
  LeanState feed(double lean_deg, int seconds = 1, BodyState body = BodyState::sitting) {
    LeanState state = LeanState::unknown;
    for (int i = 0; i < seconds; ++i) {
      PostureSecond s = second_at(t_++, body, lean_deg);
      tracker_.update(s);
      state = s.lean_state;
    }
    return state;
  }
  LeanState feed(PostureSecond s) {
    s.start = second_at(t_++).start;
    tracker_.update(s);
    return s.lean_state;
  }
  void skip(int seconds) { t_ += seconds; }

 private:
  LeanTracker tracker_;
  int t_ = 0;
};

TEST(LeanTracker, LeansOnlyBeyondTheThreshold) {
  Leans leans;
  EXPECT_EQ(leans.feed(15.0, 300), LeanState::upright);
  EXPECT_EQ(leans.feed(15.1), LeanState::leaning);
}

TEST(LeanTracker, SlouchesAfterExactlyTheDelay) {
  for (const double delay_s : {5.0, 15.0, 60.0, 120.0, 600.0}) {
    LeanParams params;
    params.delay_s = delay_s;
    Leans leans(params);
    EXPECT_EQ(leans.feed(20, static_cast<int>(delay_s) - 1), LeanState::leaning) << delay_s;
    EXPECT_EQ(leans.feed(20), LeanState::slouched) << delay_s;
  }
}

TEST(LeanTracker, HoldsBetweenReleaseAndThreshold) {
  Leans leans;
  leans.feed(16);
  EXPECT_EQ(leans.feed(11, 58), LeanState::leaning);
  EXPECT_EQ(leans.feed(11), LeanState::slouched);
  EXPECT_EQ(leans.feed(11, 1000), LeanState::slouched);
}

TEST(LeanTracker, IgnoresDipsShorterThanThreeSeconds) {
  Leans leans;
  leans.feed(20, 30);
  leans.feed(0, 2);
  EXPECT_EQ(leans.feed(20, 27), LeanState::leaning);
  EXPECT_EQ(leans.feed(20), LeanState::slouched);
}

TEST(LeanTracker, StartsTheDelayAnewAfterADipOfThreeSeconds) {
  Leans leans;
  leans.feed(20, 59);
  leans.feed(0, 3);
  EXPECT_EQ(leans.feed(20, 59), LeanState::leaning);
  EXPECT_EQ(leans.feed(20), LeanState::slouched);
}

TEST(LeanTracker, IsUprightAfterFiveSecondsBelowRelease) {
  Leans leans;
  leans.feed(20, 60);
  EXPECT_EQ(leans.feed(9.9, 4), LeanState::slouched);
  EXPECT_EQ(leans.feed(9.9), LeanState::upright);
  EXPECT_EQ(leans.feed(14.9, 100), LeanState::upright);
}

TEST(LeanTracker, ReclinesAfterMoreThanThirtySeconds) {
  Leans leans;
  EXPECT_EQ(leans.feed(-16, 30), LeanState::upright);
  EXPECT_EQ(leans.feed(-16), LeanState::reclined);
  EXPECT_EQ(leans.feed(-12, 100), LeanState::reclined);
  EXPECT_EQ(leans.feed(0, 5), LeanState::upright);
}

TEST(LeanTracker, LeansSidewaysAfterTwoMinutesOnEitherSide) {
  for (const double side_deg : {11.0, -11.0}) {
    Leans leans;
    PostureSecond s = second_at(0);
    s.side_deg = side_deg;
    for (int i = 0; i < 119; ++i) EXPECT_EQ(leans.feed(s), LeanState::upright);
    EXPECT_EQ(leans.feed(s), LeanState::side_lean);
  }
}

TEST(LeanTracker, DoesNotJudgeWhatIsNotComparable) {
  const auto judge = [](auto change) {
    PostureSecond s = second_at(0, BodyState::sitting, 40);
    change(s);
    LeanTracker tracker;
    tracker.update(s);
    return s.lean_state;
  };
  EXPECT_EQ(judge([](PostureSecond&) {}), LeanState::leaning);
  EXPECT_EQ(judge([](PostureSecond& s) { s.body = BodyState::unknown; }), LeanState::leaning);
  EXPECT_EQ(judge([](PostureSecond& s) { s.body = BodyState::standing; }), LeanState::leaning);
  EXPECT_EQ(judge([](PostureSecond& s) { s.body = BodyState::walking; }), LeanState::not_judged);
  EXPECT_EQ(judge([](PostureSecond& s) { s.body = BodyState::lying; }), LeanState::not_judged);
  EXPECT_EQ(judge([](PostureSecond& s) { s.axis_known = false; }), LeanState::not_judged);
  EXPECT_EQ(judge([](PostureSecond& s) { s.lean_deg = NAN; }), LeanState::not_judged);
  EXPECT_EQ(judge([](PostureSecond& s) { s.lean_range_deg = 21; }), LeanState::not_judged);
  EXPECT_EQ(judge([](PostureSecond& s) { s.valid = false; }), LeanState::unknown);
}

TEST(LeanTracker, TimersRestWhileMovingAndStartAnewAfterFiveSeconds) {
  for (const int rest_s : {1, 4, 5, 100}) {
    Leans leans;
    leans.feed(20, 40);
    EXPECT_EQ(leans.feed(20, rest_s, BodyState::walking), LeanState::not_judged);
    EXPECT_EQ(leans.feed(20, 20), rest_s < 5 ? LeanState::slouched : LeanState::leaning) << rest_s;
  }
}

TEST(LeanTracker, GivesNoCreditAcrossAGap) {
  for (const int gap_s : {1, 2, 3, 30}) {
    Leans skipped, invalid;
    skipped.feed(20, 40);
    skipped.skip(gap_s);
    const LeanState expected = gap_s <= 2 ? LeanState::slouched : LeanState::leaning;
    EXPECT_EQ(skipped.feed(20, 20), expected) << gap_s;
    invalid.feed(20, 40);
    for (int i = 0; i < gap_s; ++i) EXPECT_EQ(invalid.feed(invalid_at(0)), LeanState::unknown);
    EXPECT_EQ(invalid.feed(20, 20), expected) << gap_s;
  }
}

TEST(LeanTracker, NeverSlouchesWithoutDelaySecondsOfLeanBefore) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> lean(0, 25);
  std::uniform_int_distribution<int> length(1, 40);
  LeanTracker tracker;
  int not_upright_s = 0, t = 0;
  for (int block = 0; block < 5'000; ++block) {
    const double lean_deg = lean(random);
    const bool valid = length(random) > 1;
    for (int n = length(random); n > 0; --n) {
      PostureSecond s = valid ? second_at(t, BodyState::sitting, lean_deg) : invalid_at(t);
      ++t;
      tracker.update(s);
      if (s.lean_state == LeanState::leaning || s.lean_state == LeanState::slouched) {
        ++not_upright_s;
      } else if (s.lean_state != LeanState::unknown) {
        not_upright_s = 0;
      }
      if (s.lean_state == LeanState::slouched) {
        ASSERT_GE(not_upright_s, 60);
      }
      if (s.valid && lean_deg > 15) {
        ASSERT_NE(s.lean_state, LeanState::upright);
      }
    }
  }
}

}  // namespace
}  // namespace postured
