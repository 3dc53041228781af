// Standing, stillness and leaning aside, as causes.
#include <gtest/gtest.h>

#include "coach/causes.hpp"
#include "unit/posture/posture_seconds.hpp"

namespace postured {
namespace {

using test::invalid_at;
using test::second_at;

class OtherCauses : public testing::Test {
 protected:
  void feed(PostureSecond s) {
    const PostureSecond here = second_at(t++);
    s.start = here.start;
    s.wall = here.wall;
    lean.update(s);
    causes.update(s, {}, test::now_at(s));
  }
  void body(BodyState body, int n, double side_deg = 0) {
    for (int i = 0; i < n; ++i) {
      PostureSecond s = second_at(0, body, i % 60 < 30 ? 4 : -4);  // shifts every 30 s
      s.side_deg = side_deg;
      feed(s);
    }
  }
  const Cause& cause(PromptKind kind) const {
    for (const Cause& c : causes.all()) {
      if (c.kind == kind) return c;
    }
    throw std::logic_error("no such cause");
  }
  LeanTracker lean;
  Causes causes;
  int t = 0;
};

TEST_F(OtherCauses, ThereIsOneOfEachKindAndItSaysWhyItIsGone) {
  body(BodyState::sitting, 10);
  for (const Cause& c : causes.all()) {
    EXPECT_FALSE(c.holds);
    EXPECT_FALSE(c.gone.empty());
    EXPECT_EQ(&c, &cause(c.kind));
  }
}

TEST_F(OtherCauses, StandingForFortyMinutesAsksForAWalkOrASeat) {
  body(BodyState::standing, 2399);
  EXPECT_FALSE(cause(PromptKind::standing).holds);
  body(BodyState::standing, 1);
  EXPECT_TRUE(cause(PromptKind::standing).holds);
  EXPECT_EQ(cause(PromptKind::standing).summary, "40 minutes standing");
  EXPECT_FALSE(cause(PromptKind::stand).holds);
  body(BodyState::unknown, 5);
  EXPECT_FALSE(cause(PromptKind::standing).not_now.empty());
  EXPECT_FALSE(cause(PromptKind::standing).complying);
  body(BodyState::sitting, 10);
  EXPECT_TRUE(cause(PromptKind::standing).complying);
  EXPECT_FALSE(cause(PromptKind::standing).holds);  // credited
}

TEST_F(OtherCauses, TwentyMinutesInOnePositionAskForAnother) {
  for (int i = 0; i < 1200; ++i) feed(second_at(0, BodyState::sitting, 2));
  EXPECT_TRUE(cause(PromptKind::static_posture).holds);
  EXPECT_EQ(cause(PromptKind::static_posture).summary, "20 minutes in one position");
  EXPECT_FALSE(cause(PromptKind::static_posture).complying);
  int complied = 0;
  for (int i = 0; i < 30; ++i) {
    feed(second_at(0, BodyState::sitting, 12));
    complied += cause(PromptKind::static_posture).complying;
  }
  EXPECT_EQ(complied, 1);
  EXPECT_FALSE(cause(PromptKind::static_posture).holds);
  EXPECT_EQ(cause(PromptKind::static_posture).gone, "the position was changed");
}

TEST_F(OtherCauses, LeaningAsideIsOnlySpokenOfWhereAskedFor) {
  body(BodyState::sitting, 200, 14);
  EXPECT_FALSE(cause(PromptKind::side_lean).holds);
  CauseParams params;
  params.side_lean = true;
  causes.set_params(params);
  body(BodyState::sitting, 1, 14);
  EXPECT_TRUE(cause(PromptKind::side_lean).holds);
  EXPECT_NE(cause(PromptKind::side_lean).reason.find("14 deg to the right"), std::string::npos);
  EXPECT_FALSE(cause(PromptKind::side_lean).complying);
  body(BodyState::sitting, 1, 2);
  EXPECT_TRUE(cause(PromptKind::side_lean).complying);
  body(BodyState::sitting, 10, 2);
  EXPECT_FALSE(cause(PromptKind::side_lean).holds);
}

TEST_F(OtherCauses, NoneOfThemOutlivesWhatItWasAbout) {
  CauseParams params;
  params.side_lean = true;
  causes.set_params(params);
  for (int i = 0; i < 3000; ++i) {
    PostureSecond s = second_at(0, BodyState::standing, 2);
    s.side_deg = -14;
    feed(s);
  }
  for (const auto kind :
       {PromptKind::standing, PromptKind::static_posture, PromptKind::side_lean}) {
    EXPECT_TRUE(cause(kind).holds);
  }
  causes.on_gap(200);
  for (const Cause& c : causes.all()) EXPECT_FALSE(c.holds) << to_string(c.kind);
}

}  // namespace
}  // namespace postured
