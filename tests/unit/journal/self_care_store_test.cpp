// Drinks and exercises: written, read back, found again by their time.
#include <vector>

#include "unit/journal/journal_fixture.hpp"

namespace postured::testing {
namespace {

using namespace std::chrono_literals;
using SelfCareStoreTest = JournalTest;

TEST_F(SelfCareStoreTest, DrinksAndSessionsComeBackInOrderOfTime) {
  JournalStore store = open_to_write();
  store.append(std::vector<JournalRecord>{
      Drink{wall(10h, 1h), 330}, Drink{wall(9h, 1h), 200},
      ExerciseSession{wall(11h, 1h), "core_10_15", 612.5, ExerciseOutcome::stopped, 0},
      ExerciseSession{wall(11h + 1ms, 1h), "plank", 612.5, ExerciseOutcome::hurt, 1795250000123}});
  const auto drinks = store.drinks(kMonday, kMonday + 24h);
  ASSERT_EQ(drinks.size(), 2U);
  EXPECT_EQ(drinks[0].volume_ml, 200);
  EXPECT_EQ(drinks[1].at, wall(10h, 1h));
  EXPECT_EQ(store.drinks(kMonday + 9h + 1ms, kMonday + 24h).size(), 1U);
  const auto sessions = store.exercise_sessions(kMonday, kMonday + 24h);
  ASSERT_EQ(sessions.size(), 2U);
  EXPECT_EQ(sessions[0].exercise, "core_10_15");
  EXPECT_EQ(sessions[0].duration_s, 612.5);
  EXPECT_EQ(sessions[0].outcome, ExerciseOutcome::stopped);
  EXPECT_EQ(sessions[0].prompt_id, 0);
  EXPECT_EQ(sessions[1].outcome, ExerciseOutcome::hurt);
  EXPECT_EQ(sessions[1].prompt_id, 1795250000123);
}

TEST_F(SelfCareStoreTest, WhatNobodyDrinksIsRejected) {
  JournalStore store = open_to_write();
  EXPECT_THROW(store.append(std::vector<JournalRecord>{Drink{wall(1h), 0}}), JournalError);
  EXPECT_THROW(store.append(std::vector<JournalRecord>{Drink{wall(1h), 2001}}), JournalError);
  EXPECT_TRUE(store.drinks(kMonday, kMonday + 24h).empty());
}

}  // namespace
}  // namespace postured::testing
