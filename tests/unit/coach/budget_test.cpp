#include "coach/budget.hpp"

#include <gtest/gtest.h>

#include "unit/posture/posture_seconds.hpp"

namespace postured {
namespace {

Now at(double s) {
  return {BootTime(from_seconds(s)),
          {test::kMorning + std::chrono::seconds(static_cast<int>(s)), std::chrono::hours(1)}};
}

TEST(Budget, KeepsItsGapsToTheSecond) {
  Budget budget;
  EXPECT_FALSE(budget.refusal(PromptKind::stand, at(0)));
  budget.spend(PromptKind::stand, at(0));
  EXPECT_TRUE(budget.refusal(PromptKind::lean, at(299)));
  EXPECT_FALSE(budget.refusal(PromptKind::lean, at(300)));
  EXPECT_TRUE(budget.refusal(PromptKind::stand, at(599)));
  EXPECT_FALSE(budget.refusal(PromptKind::stand, at(600)));
}

TEST(Budget, CapsTheHour) {
  Budget budget;
  for (const double s : {0.0, 600.0, 1200.0}) budget.spend(PromptKind::lean, at(s));
  EXPECT_TRUE(budget.refusal(PromptKind::lean, at(3599)));
  EXPECT_FALSE(budget.refusal(PromptKind::stand, at(3599)));
  EXPECT_FALSE(budget.refusal(PromptKind::lean, at(3600)));
  budget.spend(PromptKind::stand, at(1800));
  EXPECT_TRUE(budget.refusal(PromptKind::stand, at(3599)));
  EXPECT_FALSE(budget.refusal(PromptKind::stand, at(3600)));
}

TEST(Budget, WhatIsReservedIsKept) {
  Budget budget;
  for (const double s : {0.0, 600.0}) budget.spend(PromptKind::lean, at(s));
  budget.spend(PromptKind::stand, at(1200));
  EXPECT_FALSE(budget.refusal(PromptKind::lean, at(2000)));
  EXPECT_TRUE(budget.refusal(PromptKind::lean, at(2000), {1}));
  EXPECT_FALSE(budget.refusal(PromptKind::stand, at(2000)));
}

TEST(Budget, CapsTheLeanPromptsOfALocalDay) {
  BudgetParams params;
  params.lean_max_per_day = 2;
  Budget budget(params);
  budget.spend(PromptKind::lean, at(0));
  budget.spend(PromptKind::lean, at(3600));
  EXPECT_TRUE(budget.refusal(PromptKind::lean, at(8 * 3600)));
  // 09:00 local: midnight is 15 h away.
  EXPECT_TRUE(budget.refusal(PromptKind::lean, at(15 * 3600 - 1)));
  EXPECT_FALSE(budget.refusal(PromptKind::lean, at(15 * 3600)));
}

TEST(Budget, ARefundedPromptCostsNothing) {
  Budget budget;
  budget.spend(PromptKind::stand, at(0));
  budget.refund(PromptKind::lean);
  EXPECT_TRUE(budget.refusal(PromptKind::stand, at(1)));
  budget.refund(PromptKind::stand);
  EXPECT_FALSE(budget.refusal(PromptKind::stand, at(1)));
}

TEST(Budget, ZeroAnHourIsSilence) {
  BudgetParams params;
  params.max_per_hour = 0;
  EXPECT_EQ(Budget(params).refusal(PromptKind::stand, at(0)),
            "the hourly limit of 0 prompts is reached");
}

}  // namespace
}  // namespace postured
