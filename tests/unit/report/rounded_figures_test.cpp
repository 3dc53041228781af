// What the report says of two clips.
#include <gtest/gtest.h>

#include "report/week_figures.hpp"
#include "report/words.hpp"
#include "unit/report/sample_week.hpp"

namespace postured::testing {
namespace {

Minute two_clip_minute(int at_min, int curvature_s, int rounded_s, double percent) {
  Minute m;
  m.start = local(0, std::chrono::hours(9) + std::chrono::minutes(at_min));
  m.recorded_s = m.valid_s = m.judged_s = m.zone_s[1] = 60;
  m.curvature_s = curvature_s;
  m.rounded_s = rounded_s;
  if (curvature_s > 0) m.curvature_percent = percent;
  return m;
}

TEST(RoundedFigures, AreAbsentWithOneClip) {
  WeekData data;
  data.week = kWeek;
  data.minutes = {two_clip_minute(0, 0, 0, 0), two_clip_minute(1, 0, 0, 0)};
  EXPECT_FALSE(week_figures(data).rounded);
}

TEST(RoundedFigures, MatchAnExampleWorkedOutByHand) {
  WeekData data;
  data.week = kWeek;
  data.minutes = {two_clip_minute(0, 60, 0, 40), two_clip_minute(1, 60, 60, 90),
                  two_clip_minute(2, 30, 15, 70), two_clip_minute(3, 0, 0, 0)};
  Episode episode;
  episode.kind = Episode::Kind::rounded_back;
  episode.start = local(0, std::chrono::hours(9));
  episode.duration_s = 75;
  data.episodes = {episode};
  const auto rounded = week_figures(data).rounded;
  ASSERT_TRUE(rounded);
  EXPECT_DOUBLE_EQ(rounded->judged_h, 150 / 3600.0);
  EXPECT_DOUBLE_EQ(rounded->rounded_min, 1.25);
  EXPECT_DOUBLE_EQ(rounded->rounded_share, 0.5);
  EXPECT_DOUBLE_EQ(rounded->median_percent, 70);
  EXPECT_EQ(rounded->episodes, 1);
  EXPECT_DOUBLE_EQ(rounded->longest_episode_min.value_or(0), 1.25);
  EXPECT_FALSE(week_figures(data).longest_episode_min) << "it is no forward lean";
}

TEST(WeekFigures, CountTwoClipsThatWereCalibratedTogetherOnce) {
  WeekData data;
  data.week = kWeek;
  const auto at = [](int s) { return local(0, std::chrono::hours(9) + std::chrono::seconds(s)); };
  data.calibrations = {{at(0), "full", "belt", 0.9},
                       {at(1), "full", "chest", 0.9},
                       {at(5000), "zero", "chest", 0},
                       {at(5002), "zero", "belt", 0}};
  WeekFigures figures = week_figures(data);
  EXPECT_EQ(figures.calibrations, 1);
  EXPECT_EQ(figures.zeros, 1);
  EXPECT_EQ(figures.placements, std::vector<std::string>{"chest and belt"});
  EXPECT_FALSE(words::sitting_is_estimated(figures));
  data.calibrations.push_back({at(9000), "zero", "chest", 0});
  figures = week_figures(data);
  EXPECT_EQ(figures.zeros, 2);
  EXPECT_TRUE(words::sitting_is_estimated(figures)) << "some of it with the upper clip alone";
}

}  // namespace
}  // namespace postured::testing
