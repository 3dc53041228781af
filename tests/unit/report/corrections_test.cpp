#include "report/corrections.hpp"

#include <gtest/gtest.h>

#include "report/week_figures.hpp"
#include "unit/report/sample_week.hpp"

namespace postured::testing {
namespace {

using namespace std::chrono_literals;

// 13:00 to 15:00 seen as sitting, leaning all the while.
WeekData afternoon() {
  WeekData data;
  data.week = kWeek;
  for (int i = 0; i < 120; ++i) {
    Minute m;
    m.start = local(0, 13h + std::chrono::minutes(i));
    m.recorded_s = m.valid_s = m.sitting_s = m.judged_s = 60;
    m.slouched_s = 40;
    m.zone_s = {0, 20, 40, 0, 0, 0};
    data.minutes.push_back(m);
  }
  data.bouts.push_back(bout(BodyState::sitting, local(0, 13h), 7200));
  for (const auto at : {13h + 30min, 14h + 20min}) {
    Episode e;
    e.start = local(0, at);
    e.duration_s = 300;
    data.episodes.push_back(e);
  }
  return data;
}

Correction said(BodyState body, std::chrono::minutes from, std::chrono::minutes to,
                std::chrono::minutes at = 16h) {
  return {local(0, at), local(0, from), to_seconds(to - from), body};
}

TEST(Corrections, WithoutOneNothingChanges) {
  const WeekData seen = afternoon();
  const WeekData same = with_corrections(seen);
  EXPECT_EQ(same.bouts.size(), 1U);
  EXPECT_EQ(same.minutes[70].sitting_s, 60);
  EXPECT_EQ(same.episodes.size(), 2U);
}

TEST(Corrections, StandingCutsTheSittingBoutInTwo) {
  WeekData data = afternoon();
  data.corrections.push_back(said(BodyState::standing, 14h + 10min, 14h + 40min));
  const WeekData right = with_corrections(data);
  ASSERT_EQ(right.bouts.size(), 3U);
  EXPECT_EQ(right.bouts[0].duration_s, 70 * 60);
  EXPECT_EQ(right.bouts[1].body, BodyState::standing);
  EXPECT_EQ(right.bouts[1].start, local(0, 14h + 10min));
  EXPECT_EQ(right.bouts[1].duration_s, 30 * 60);
  EXPECT_EQ(right.bouts[2].start, local(0, 14h + 40min));
  EXPECT_EQ(right.bouts[2].duration_s, 20 * 60);
  EXPECT_EQ(right.minutes[69].sitting_s, 60);
  EXPECT_EQ(right.minutes[70].sitting_s, 0);
  EXPECT_EQ(right.minutes[70].standing_s, 60);
  EXPECT_EQ(right.minutes[70].slouched_s, 0);
  EXPECT_EQ(right.minutes[70].judged_s, 0);
  EXPECT_EQ(right.minutes[100].sitting_s, 60);
  ASSERT_EQ(right.episodes.size(), 1U) << "no forward lean from a reference of sitting";
  EXPECT_EQ(right.episodes[0].start, local(0, 13h + 30min));
}

TEST(Corrections, PartOfAMinuteCountsForItsShare) {
  WeekData data = afternoon();
  data.corrections.push_back(said(BodyState::walking, 13h, 14h));
  data.corrections[0].duration_s = 45;
  const Minute m = with_corrections(data).minutes[0];
  EXPECT_EQ(m.walking_s, 45);
  EXPECT_EQ(m.sitting_s, 15);
  EXPECT_EQ(m.judged_s, m.zone_s[1] + m.zone_s[2]);
}

TEST(Corrections, WhatIsSaidJoinsItsNeighbours) {
  WeekData data = afternoon();
  data.bouts = {bout(BodyState::sitting, local(0, 13h), 1800),
                bout(BodyState::standing, local(0, 13h + 30min), 600),
                bout(BodyState::sitting, local(0, 13h + 40min), 4800)};
  data.corrections.push_back(said(BodyState::sitting, 13h + 30min, 13h + 40min));
  const WeekData right = with_corrections(data);
  ASSERT_EQ(right.bouts.size(), 1U);
  EXPECT_EQ(right.bouts[0].start, local(0, 13h));
  EXPECT_EQ(right.bouts[0].duration_s, 7200);
  EXPECT_EQ(right.minutes[35].slouched_s, 40) << "the lean that was seen stays";
}

TEST(Corrections, TheLaterStatementWins) {
  WeekData data = afternoon();
  data.corrections.push_back(said(BodyState::sitting, 14h, 14h + 30min, 16h + 5min));
  data.corrections.push_back(said(BodyState::standing, 14h, 14h + 30min, 16h));
  const WeekData right = with_corrections(data);
  ASSERT_EQ(right.bouts.size(), 1U);
  EXPECT_EQ(right.bouts[0].duration_s, 7200);
}

TEST(Corrections, AWeeksFiguresFollowThemAndSayHowManyThereWere) {
  WeekData data = afternoon();
  const WeekFigures before = week_figures(data);
  EXPECT_EQ(before.sitting->bouts, 1);
  EXPECT_DOUBLE_EQ(before.sitting->longest_min, 120);
  data.corrections.push_back(said(BodyState::standing, 14h + 10min, 14h + 40min));
  const WeekFigures after = week_figures(data);
  EXPECT_EQ(after.corrections, 1);
  EXPECT_DOUBLE_EQ(after.corrected_min, 30);
  EXPECT_EQ(after.sitting->bouts, 2);
  EXPECT_DOUBLE_EQ(after.sitting->longest_min, 70);
  EXPECT_DOUBLE_EQ(after.days[0].standing_h, 0.5);
  EXPECT_DOUBLE_EQ(after.worn_h, before.worn_h);
}

// Whatever is said: no second is lost, none is counted twice.
TEST(Corrections, ConserveTimeInRandomWeeks) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    WeekData data = RandomWeek(seed).make();
    std::mt19937 random(seed);
    for (int i = 0; i < 6; ++i) {
      const auto from = std::chrono::minutes(8 * 60 + random() % 480);
      const auto body = static_cast<BodyState>(1 + random() % 4);
      data.corrections.push_back({local(6, std::chrono::hours(i)),
                                  local(static_cast<int>(random() % 7), from),
                                  60.0 * (1 + static_cast<double>(random() % 120)), body});
    }
    const WeekData right = with_corrections(data);
    ASSERT_EQ(right.minutes.size(), data.minutes.size());
    for (std::size_t i = 0; i < data.minutes.size(); ++i) {
      const Minute& m = right.minutes[i];
      EXPECT_EQ(m.valid_s, data.minutes[i].valid_s);
      int zones = 0;
      for (const int zone : m.zone_s) zones += zone;
      EXPECT_EQ(zones, m.judged_s);
      for (const int n : {m.sitting_s, m.standing_s, m.walking_s, m.lying_s, m.judged_s}) {
        EXPECT_GE(n, 0);
        EXPECT_LE(n, m.recorded_s);
      }
    }
    const Correction& last = data.corrections.back();
    for (const Bout& b : right.bouts) {
      EXPECT_GE(b.duration_s, 0);
      const bool within = b.start.utc >= last.from.utc && b.start.utc < last.end();
      if (within) {
        EXPECT_EQ(b.body, last.body);
      }
    }
  }
}

}  // namespace
}  // namespace postured::testing
