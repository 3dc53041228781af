#include "coach/sitting_history.hpp"

#include <gtest/gtest.h>

#include <random>

#include "coach/quiet_span.hpp"
#include "unit/posture/posture_seconds.hpp"

namespace postured {
namespace {

using test::invalid_at;
using test::second_at;

// The history and the clock it stands for, fed alike.
class Both {
 public:
  void feed(PostureSecond second, DeskPresence desk = DeskPresence::unknown) {
    second.start = second_at(t_++).start;
    clock.update(second, desk);
    history.update(second, desk);
  }
  void body(BodyState body, int seconds) {
    for (int i = 0; i < seconds; ++i) feed(second_at(0, body));
  }
  void gap(int seconds) {
    t_ += seconds;
    clock.on_gap(seconds);
    history.on_gap(seconds);
  }
  BootTime at(int t) const { return second_at(t).start; }
  int t() const { return t_; }

  SittingClock clock;
  SittingHistory history;

 private:
  int t_ = 0;
};

void expect_same(const SittingClock& a, const SittingClock& b) {
  EXPECT_DOUBLE_EQ(a.sitting_s(), b.sitting_s());
  EXPECT_DOUBLE_EQ(a.break_s(), b.break_s());
  EXPECT_EQ(a.sitting(), b.sitting());
  EXPECT_EQ(a.estimated(), b.estimated());
  EXPECT_EQ(a.unseen(), b.unseen());
}

TEST(SittingHistory, WithoutACorrectionItIsTheClock) {
  std::mt19937 random(5);
  for (int day = 0; day < 20; ++day) {
    Both both;
    if (day % 2) {
      both.clock.restore(900, 30);
      both.history.restore(900, 30);
    }
    while (both.t() < 14 * 3600) {  // longer than is kept
      const auto body = static_cast<BodyState>(random() % 5);
      const auto desk = static_cast<DeskPresence::Where>(random() % 3);
      const bool valid = random() % 6 != 0;
      for (auto n = random() % 900; n > 0; --n) {
        both.feed(valid ? second_at(0, body) : invalid_at(0), desk);
      }
      if (random() % 8 == 0) both.gap(static_cast<int>(random() % 400));
      if (random() % 16 == 0) expect_same(both.history.clock(), both.clock);
    }
    expect_same(both.history.clock(), both.clock);
  }
}

TEST(SittingHistory, StandingThatWasTakenForSittingIsABreak) {
  Both both;
  both.body(BodyState::sitting, 3000);
  both.history.correct(both.at(1000), 1000, BodyState::standing);
  const SittingClock put_right = both.history.clock();
  EXPECT_DOUBLE_EQ(put_right.sitting_s(), 1000);
  EXPECT_TRUE(put_right.sitting());
}

TEST(SittingHistory, SittingThatWasTakenForStandingIsNoBreak) {
  Both both;
  both.body(BodyState::sitting, 1000);
  both.body(BodyState::standing, 500);
  both.body(BodyState::sitting, 100);
  EXPECT_DOUBLE_EQ(both.clock.sitting_s(), 100);
  both.history.correct(both.at(1000), 500, BodyState::sitting);
  EXPECT_DOUBLE_EQ(both.history.clock().sitting_s(), 1600);
}

TEST(SittingHistory, AStretchWithoutDataIsWhatTheWearerSays) {
  Both both;
  both.body(BodyState::sitting, 1000);
  for (int i = 0; i < 200; ++i) both.feed(invalid_at(0, Unknown::not_worn));
  both.body(BodyState::sitting, 100);
  EXPECT_DOUBLE_EQ(both.clock.sitting_s(), 1100);
  both.history.correct(both.at(1000), 200, BodyState::walking);
  EXPECT_DOUBLE_EQ(both.history.clock().sitting_s(), 100);
}

TEST(SittingHistory, ASuspendInWhichTheWearerSatOnIsNoBreak) {
  Both both;
  both.body(BodyState::sitting, 600);
  both.gap(300);
  both.body(BodyState::sitting, 100);
  EXPECT_DOUBLE_EQ(both.clock.sitting_s(), 100);
  both.history.correct(both.at(600), 300, BodyState::sitting);
  EXPECT_DOUBLE_EQ(both.history.clock().sitting_s(), 1000);
}

TEST(SittingHistory, CorrectionsAddUpAndTheLaterOneWins) {
  Both both;
  both.body(BodyState::sitting, 3000);
  both.history.correct(both.at(500), 300, BodyState::standing);
  both.history.correct(both.at(2000), 300, BodyState::walking);
  EXPECT_DOUBLE_EQ(both.history.clock().sitting_s(), 700);
  both.history.correct(both.at(2000), 300, BodyState::sitting);
  EXPECT_DOUBLE_EQ(both.history.clock().sitting_s(), 2200);
  both.history.correct(both.at(500), 300, BodyState::sitting);
  expect_same(both.history.clock(), both.clock);
}

TEST(SittingHistory, WhatLiesOutsideOfWhatIsKnownChangesNothing) {
  Both both;
  both.body(BodyState::sitting, 1000);
  both.history.correct(both.at(5000), 100, BodyState::standing);
  both.history.correct(both.at(-900), 800, BodyState::standing);
  both.history.correct(both.at(500), 0, BodyState::standing);
  expect_same(both.history.clock(), both.clock);
}

// ---- quiet spans ----

Now after(int s) {
  const PostureSecond second = second_at(s);
  return {second.start, second.wall};
}

TEST(QuietSpans, EachReasonIsASpanOfItsOwn) {
  std::vector<QuietSpan> spans;
  QuietSpans quiet([&spans](const QuietSpan& span) { spans.push_back(span); });
  DesktopContext call;
  call.quiet = {Quiet::microphone, Quiet::camera};
  quiet.update(quiet_reasons(call, false), after(0));
  call.quiet = {Quiet::microphone};
  call.locked = true;
  quiet.update(quiet_reasons(call, false), after(60));
  quiet.update(quiet_reasons({}, true), after(100));
  quiet.finish(after(130));
  ASSERT_EQ(spans.size(), 4U);
  EXPECT_EQ(spans[0], (QuietSpan{after(0).wall, 60, "camera"}));
  EXPECT_EQ(spans[1], (QuietSpan{after(60).wall, 40, "locked"}));
  EXPECT_EQ(spans[2], (QuietSpan{after(0).wall, 100, "microphone"}));
  EXPECT_EQ(spans[3], (QuietSpan{after(100).wall, 30, "paused"}));
}

TEST(QuietSpans, ALongOneIsToldEveryFiveMinutesWithTheSameStart) {
  std::vector<QuietSpan> spans;
  QuietSpans quiet([&spans](const QuietSpan& span) { spans.push_back(span); });
  for (int s = 0; s <= 1000; ++s) quiet.update({"full_screen"}, after(s));
  ASSERT_EQ(spans.size(), 3U);
  for (const QuietSpan& span : spans) EXPECT_EQ(span.start, after(0).wall);
  EXPECT_EQ(spans[2].duration_s, 900);
  quiet.finish(after(1010));
  EXPECT_EQ(spans.back().duration_s, 1010);
}

}  // namespace
}  // namespace postured
