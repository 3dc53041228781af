#include "posture/bouts.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>
#include <vector>

#include "unit/posture/posture_seconds.hpp"

namespace postured {
namespace {

using test::invalid_at;
using test::second_at;

class Track {
 public:
  Track& body(BodyState body, int seconds) {
    for (int i = 0; i < seconds; ++i) tracker_.update(second_at(t_++, body));
    return *this;
  }
  Track& sit(int seconds) { return body(BodyState::sitting, seconds); }
  Track& stand(int seconds) { return body(BodyState::standing, seconds); }
  Track& walk(int seconds) { return body(BodyState::walking, seconds); }
  Track& lie(int seconds) { return body(BodyState::lying, seconds); }
  Track& unknown(int seconds) { return body(BodyState::unknown, seconds); }
  Track& invalid(int seconds, Unknown reason) {
    for (int i = 0; i < seconds; ++i) tracker_.update(invalid_at(t_++, reason));
    return *this;
  }
  Track& skip(int seconds) {
    t_ += seconds;
    return *this;
  }
  // Ended bouts, in order.
  std::vector<Bout> finish() {
    tracker_.finish(BoutEnd::shutdown);
    std::vector<Bout> ended;
    for (const Bout& b : reported_) {
      if (b.ended_by != BoutEnd::open) ended.push_back(b);
    }
    return ended;
  }
  const std::vector<Bout>& reported() const { return reported_; }
  const BoutTracker& tracker() const { return tracker_; }

 private:
  std::vector<Bout> reported_;
  BoutTracker tracker_{[this](const Bout& b) { reported_.push_back(b); }};
  int t_ = 0;
};

double start_s(const Bout& b) { return to_seconds(b.boot_start.time_since_epoch()) - 1000; }

TEST(Bouts, TokensRoundTrip) {
  for (const BoutEnd end : {BoutEnd::open, BoutEnd::movement, BoutEnd::gap, BoutEnd::not_worn,
                            BoutEnd::shutdown, BoutEnd::crash}) {
    EXPECT_EQ(bout_end_from_string(to_string(end)), end);
  }
}

TEST(Bouts, ABreakOf59SecondsDoesNotSplitTheSitting) {
  const auto bouts = Track().sit(600).stand(59).sit(600).finish();
  ASSERT_EQ(bouts.size(), 1U);
  EXPECT_EQ(bouts[0].body, BodyState::sitting);
  EXPECT_EQ(bouts[0].duration_s, 1259);
}

TEST(Bouts, ABreakOf60SecondsSplitsTheSitting) {
  const auto bouts = Track().sit(600).stand(60).sit(600).finish();
  ASSERT_EQ(bouts.size(), 3U);
  EXPECT_EQ(bouts[0].duration_s, 600);
  EXPECT_EQ(bouts[0].ended_by, BoutEnd::movement);
  EXPECT_EQ(bouts[1].body, BodyState::standing);
  EXPECT_EQ(bouts[1].duration_s, 60);
  EXPECT_EQ(start_s(bouts[2]), 660);
  EXPECT_EQ(bouts[2].ended_by, BoutEnd::shutdown);
}

TEST(Bouts, StandingAndWalkingTogetherMakeABreak) {
  const auto bouts = Track().sit(600).walk(20).stand(15).walk(25).sit(600).finish();
  ASSERT_GE(bouts.size(), 3U);
  EXPECT_EQ(bouts[0].duration_s, 600);
  EXPECT_EQ(bouts[1].body, BodyState::walking);
  EXPECT_EQ(bouts[1].duration_s, 60);  // standing still for 15 s on the way is part of the walk
  EXPECT_EQ(bouts.back().body, BodyState::sitting);
  EXPECT_EQ(start_s(bouts.back()), 660);
}

TEST(Bouts, EveryStateCountsFromItsLeastDuration) {
  EXPECT_EQ(Track().sit(59).finish().size(), 0U);
  EXPECT_EQ(Track().sit(60).finish().size(), 1U);
  EXPECT_EQ(Track().stand(59).finish().size(), 0U);
  EXPECT_EQ(Track().stand(60).finish().size(), 1U);
  EXPECT_EQ(Track().lie(59).finish().size(), 0U);
  EXPECT_EQ(Track().lie(60).finish().size(), 1U);
  EXPECT_EQ(Track().walk(9).finish().size(), 0U);
  EXPECT_EQ(Track().walk(10).finish().size(), 1U);
}

TEST(Bouts, WalkingEndsAStandingBoutAfterTenSeconds) {
  EXPECT_EQ(Track().stand(100).walk(9).stand(100).finish().size(), 1U);
  EXPECT_EQ(Track().stand(100).walk(10).stand(100).finish().size(), 3U);
}

TEST(Bouts, LyingEndsTheSitting) {
  const auto bouts = Track().sit(300).lie(60).finish();
  ASSERT_EQ(bouts.size(), 2U);
  EXPECT_EQ(bouts[0].duration_s, 300);
  EXPECT_EQ(bouts[1].body, BodyState::lying);
}

TEST(Bouts, UnknownSecondsContinueTheBout) {
  const auto bouts = Track().unknown(50).sit(100).unknown(1000).sit(10).finish();
  ASSERT_EQ(bouts.size(), 1U);
  EXPECT_EQ(start_s(bouts[0]), 50);
  EXPECT_EQ(bouts[0].duration_s, 1110);
  EXPECT_NEAR(bouts[0].confidence, 0.9, 1e-12);
}

TEST(Bouts, AnInterruptionThatFadesIntoUnknownIsMerged) {
  const auto bouts = Track().sit(100).stand(30).unknown(500).sit(100).finish();
  ASSERT_EQ(bouts.size(), 1U);
  EXPECT_EQ(bouts[0].duration_s, 730);
}

TEST(Bouts, EndsAtAGapOfMoreThanTwoSeconds) {
  EXPECT_EQ(Track().sit(100).skip(2).sit(100).finish().size(), 1U);
  EXPECT_EQ(Track().sit(100).invalid(2, Unknown::gap).sit(100).finish().size(), 1U);
  for (const auto& bouts : {Track().sit(100).skip(3).sit(100).finish(),
                            Track().sit(100).invalid(3, Unknown::gap).sit(100).finish()}) {
    ASSERT_EQ(bouts.size(), 2U);
    EXPECT_EQ(bouts[0].ended_by, BoutEnd::gap);
    EXPECT_EQ(bouts[0].duration_s, 100);
    EXPECT_EQ(start_s(bouts[1]), 103);
  }
}

TEST(Bouts, EndsWhenTheClipIsTakenOff) {
  const auto bouts =
      Track().sit(100).invalid(1, Unknown::gap).invalid(9, Unknown::not_worn).finish();
  ASSERT_EQ(bouts.size(), 1U);
  EXPECT_EQ(bouts[0].ended_by, BoutEnd::not_worn);
}

TEST(Bouts, WhoWalkedAwayBeforeTheEndDidNotSitUntilThen) {
  const auto bouts = Track().sit(100).walk(30).finish();
  ASSERT_EQ(bouts.size(), 2U);
  EXPECT_EQ(bouts[0].duration_s, 100);
  EXPECT_EQ(bouts[1].duration_s, 30);
}

TEST(Bouts, ChecksInEveryHalfMinute) {
  Track track;
  track.sit(59);
  EXPECT_TRUE(track.reported().empty());
  track.sit(1);
  ASSERT_EQ(track.reported().size(), 1U);
  track.sit(30).stand(20);
  ASSERT_EQ(track.reported().size(), 2U);
  EXPECT_EQ(track.reported()[1].duration_s, 90);
  EXPECT_EQ(track.tracker().current().body, BodyState::sitting);
  track.sit(11);
  ASSERT_EQ(track.reported().size(), 3U);
  for (const Bout& b : track.reported()) {
    EXPECT_EQ(b.boot_start, track.reported()[0].boot_start);
    EXPECT_EQ(b.ended_by, BoutEnd::open);
  }
}

TEST(Bouts, NeverOverlapWhateverComes) {
  constexpr std::array kBodies{BodyState::unknown, BodyState::sitting, BodyState::standing,
                               BodyState::walking, BodyState::lying};
  for (unsigned seed = 0; seed < 5; ++seed) {
    std::mt19937 random(seed);
    Track track;
    int total_s = 0;
    while (total_s < 24 * 3600) {
      const int n = 1 + static_cast<int>(random() % (random() % 2 ? 100 : 8));
      const auto what = random() % 40;
      total_s += n;
      if (what == 0) {
        track.skip(n);
      } else if (what == 1) {
        track.invalid(n, n % 2 ? Unknown::not_worn : Unknown::gap);
      } else {
        track.body(kBodies[random() % kBodies.size()], n);
      }
    }
    double free_from_s = 0, total_bouts_s = 0;
    for (const Bout& b : track.finish()) {
      ASSERT_NE(b.body, BodyState::unknown);
      ASSERT_GE(start_s(b), free_from_s) << seed;
      ASSERT_GE(b.duration_s, b.body == BodyState::walking ? 10 : 60);
      ASSERT_GE(b.confidence, 0);
      free_from_s = start_s(b) + b.duration_s;
      total_bouts_s += b.duration_s;
    }
    ASSERT_LE(free_from_s, total_s);
    ASSERT_GT(total_bouts_s, 0);
  }
}

TEST(Bouts, EachRecordedBoutEndsExactlyOnce) {
  std::mt19937 random(5);
  Track track;
  for (int i = 0; i < 3000; ++i) {
    track.body(static_cast<BodyState>(random() % 5), 1 + static_cast<int>(random() % 90));
    if (random() % 50 == 0) track.skip(10);
  }
  (void)track.finish();
  std::map<BootTime, int> ends;
  std::map<BootTime, double> longest;
  for (const Bout& b : track.reported()) {
    ends[b.boot_start] += b.ended_by != BoutEnd::open;
    ASSERT_GE(b.duration_s, longest[b.boot_start]);
    longest[b.boot_start] = b.duration_s;
  }
  for (const auto& [start, n] : ends) EXPECT_EQ(n, 1);
}

}  // namespace
}  // namespace postured
