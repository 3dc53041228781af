#include "body_accuracy/body_score.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace postured::test {
namespace {

constexpr auto kSit = BodyState::sitting, kStand = BodyState::standing, kWalk = BodyState::walking,
               kLie = BodyState::lying, kNone = BodyState::unknown;

void add(BodyScore& score, BodyState truth, BodyState verdict, int seconds) {
  for (int i = 0; i < seconds; ++i) score.add(truth, verdict);
}

// By hand:   done      sit stand walk lie none
//            sit  10     6    2    0   0    2
//            stand 8     1    4    1   0    2
//            walk 20     0    0   19   0    1
//            lie   0
BodyScore by_hand() {
  BodyScore score;
  add(score, kSit, kSit, 6);
  add(score, kSit, kStand, 2);
  add(score, kSit, kNone, 2);
  add(score, kStand, kSit, 1);
  add(score, kStand, kStand, 4);
  add(score, kStand, kWalk, 1);
  add(score, kStand, kNone, 2);
  add(score, kWalk, kWalk, 19);
  add(score, kWalk, kNone, 1);
  return score;
}

TEST(BodyScore, CountsAbstainedSecondsAsNotRecalled) {
  const BodyScore score = by_hand();
  EXPECT_EQ(score.seconds(), 38);
  EXPECT_EQ(score.seconds(kSit), 10);
  EXPECT_EQ(score.seconds(kSit, kStand), 2);
  EXPECT_DOUBLE_EQ(score.recall(kSit), 0.6);
  EXPECT_DOUBLE_EQ(score.recall(kStand), 0.5);
  EXPECT_DOUBLE_EQ(score.recall(kWalk), 0.95);
}

TEST(BodyScore, PrecisionAndF1AreThoseOfTheClass) {
  const BodyScore score = by_hand();
  EXPECT_DOUBLE_EQ(score.precision(kSit), 6.0 / 7);
  EXPECT_DOUBLE_EQ(score.precision(kStand), 4.0 / 6);
  EXPECT_DOUBLE_EQ(score.precision(kWalk), 19.0 / 20);
  EXPECT_DOUBLE_EQ(score.f1(kSit), 2 * 6.0 / (10 + 7));
  EXPECT_DOUBLE_EQ(score.f1(kStand), 2 * 4.0 / (8 + 6));
  EXPECT_DOUBLE_EQ(score.f1(kWalk), 2 * 19.0 / (20 + 20));
}

TEST(BodyScore, BalancedAccuracyIsTheMeanRecallOfWhatWasDone) {
  EXPECT_DOUBLE_EQ(by_hand().balanced_accuracy(), (0.6 + 0.5 + 0.95) / 3);
}

TEST(BodyScore, AbstentionIsOfAllSecondsAndErrorOfTheCommittedOnes) {
  const BodyScore score = by_hand();
  EXPECT_DOUBLE_EQ(score.abstention(), 5.0 / 38);
  EXPECT_DOUBLE_EQ(score.committed_error(), 4.0 / 33);
}

TEST(BodyScore, SittingAndStandingAloneCountAnyOtherVerdictAsAnError) {
  const BodyScore score = by_hand();
  EXPECT_DOUBLE_EQ(score.seat_recall(), 0.55);
  EXPECT_DOUBLE_EQ(score.seat_commitment(), 14.0 / 18);
  EXPECT_DOUBLE_EQ(score.seat_committed_error(), 4.0 / 14);
}

TEST(BodyScore, NothingToDivideByIsNoFigure) {
  const BodyScore nothing;
  EXPECT_TRUE(std::isnan(nothing.balanced_accuracy()));
  EXPECT_TRUE(std::isnan(nothing.abstention()));
  EXPECT_TRUE(std::isnan(nothing.committed_error()));
  EXPECT_TRUE(std::isnan(nothing.seat_commitment()));
  EXPECT_TRUE(std::isnan(by_hand().recall(kLie)));
  EXPECT_TRUE(std::isnan(by_hand().precision(kLie)));
  EXPECT_TRUE(std::isnan(by_hand().f1(kLie)));
  BodyScore abstained;
  add(abstained, kSit, kNone, 3);
  EXPECT_DOUBLE_EQ(abstained.balanced_accuracy(), 0);
  EXPECT_DOUBLE_EQ(abstained.abstention(), 1);
  EXPECT_TRUE(std::isnan(abstained.committed_error()));
  EXPECT_DOUBLE_EQ(abstained.f1(kSit), 0);
}

TEST(BodyScore, ScoresAddUp) {
  BodyScore sum = by_hand();
  sum.add(by_hand());
  EXPECT_EQ(sum.seconds(), 76);
  EXPECT_EQ(sum.seconds(kSit, kStand), 4);
  EXPECT_DOUBLE_EQ(sum.balanced_accuracy(), by_hand().balanced_accuracy());
}

TEST(BodyScore, EveryPairOfTruthAndVerdictHasItsOwnCell) {
  BodyScore score;
  int n = 0;
  for (const BodyState truth : kScoredBodies) {
    for (const BodyState verdict : {kSit, kStand, kWalk, kLie, kNone}) {
      add(score, truth, verdict, ++n);
    }
  }
  n = 0;
  for (const BodyState truth : kScoredBodies) {
    for (const BodyState verdict : {kSit, kStand, kWalk, kLie, kNone}) {
      EXPECT_EQ(score.seconds(truth, verdict), ++n);
    }
  }
}

}  // namespace
}  // namespace postured::test
