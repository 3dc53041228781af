#include "posture/episodes.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "posture/lean_tracker.hpp"
#include "unit/posture/posture_seconds.hpp"

namespace postured {
namespace {

using test::invalid_at;
using test::second_at;

class Track {
 public:
  Track& lean(double lean_deg, int seconds, BodyState body = BodyState::sitting) {
    for (int i = 0; i < seconds; ++i) feed(second_at(t_, body, lean_deg));
    return *this;
  }
  Track& side(double side_deg, int seconds) {
    for (int i = 0; i < seconds; ++i) {
      PostureSecond s = second_at(t_);
      s.side_deg = side_deg;
      feed(s);
    }
    return *this;
  }
  Track& invalid(int seconds) {
    for (int i = 0; i < seconds; ++i) feed(invalid_at(t_));
    return *this;
  }
  Track& skip(int seconds) {
    t_ += seconds;
    return *this;
  }
  const std::vector<Episode>& finish() {
    episodes_.finish(BoutEnd::shutdown);
    return found_;
  }

 private:
  void feed(PostureSecond s) {
    lean_.update(s);
    episodes_.update(s);
    ++t_;
  }
  std::vector<Episode> found_;
  LeanTracker lean_;
  EpisodeTracker episodes_{[this](const Episode& e) { found_.push_back(e); }};
  int t_ = 0;
};

TEST(Episodes, ALeanThatNeverBecameSlouchedIsNone) {
  EXPECT_TRUE(Track().lean(20, 59).lean(0, 100).finish().empty());
}

TEST(Episodes, RunFromLeaningUntilUpright) {
  const auto found = Track().lean(0, 10).lean(20, 90).lean(40, 30).lean(0, 100).finish();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, Episode::Kind::forward_lean);
  EXPECT_EQ(found[0].start.utc, second_at(10).wall.utc);
  EXPECT_EQ(found[0].duration_s, 124);  // 4 s until upright is believed
  EXPECT_EQ(found[0].peak_deg, 40);
  EXPECT_NEAR(found[0].dose_deg_min, (90 * 10 + 30 * 30) / 60.0, 1e-9);
  EXPECT_EQ(found[0].ended_by, BoutEnd::movement);
}

TEST(Episodes, EndAtWalking) {
  const auto found = Track().lean(20, 90).lean(20, 30, BodyState::walking).lean(20, 30).finish();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].duration_s, 90);
}

TEST(Episodes, EndAtAGap) {
  for (const auto& found : {Track().lean(20, 90).skip(3).lean(20, 30).finish(),
                            Track().lean(20, 90).invalid(3).lean(20, 30).finish()}) {
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].duration_s, 90);
    EXPECT_EQ(found[0].ended_by, BoutEnd::gap);
  }
  EXPECT_EQ(Track().lean(20, 90).invalid(2).lean(20, 30).finish().at(0).duration_s, 122);
}

TEST(Episodes, OneUnderWayEndsWithTheData) {
  const auto found = Track().lean(20, 90).finish();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].ended_by, BoutEnd::shutdown);
}

TEST(Episodes, SideLeansHaveTheirPeak) {
  const auto found = Track().side(-12, 150).side(-20, 10).side(0, 30).finish();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, Episode::Kind::side_lean);
  EXPECT_EQ(found[0].peak_deg, 20);
}

}  // namespace
}  // namespace postured
