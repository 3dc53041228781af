#include "base/calendar.hpp"

#include <gtest/gtest.h>

namespace postured {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::local_days;

local_days day(int y, unsigned m, unsigned d) {
  return local_days(std::chrono::year(y) / std::chrono::month(m) / std::chrono::day(d));
}

WallTime at(std::int64_t utc_s, std::chrono::seconds offset) {
  return {UtcTime(std::chrono::seconds(utc_s)), offset};
}

TEST(Calendar, NamesTheWeeksOfYearEndsAsIso8601Does) {
  // Examples of ISO 8601 and its usual tables.
  EXPECT_EQ(to_string(iso_week(day(2005, 1, 1))), "2004-W53");
  EXPECT_EQ(to_string(iso_week(day(2007, 1, 1))), "2007-W01");
  EXPECT_EQ(to_string(iso_week(day(2008, 12, 29))), "2009-W01");
  EXPECT_EQ(to_string(iso_week(day(2010, 1, 3))), "2009-W53");
  EXPECT_EQ(to_string(iso_week(day(2026, 11, 21))), "2026-W47");
}

TEST(Calendar, MondayOfIsTheInverseOfIsoWeekForEveryDayOfFiftyYears) {
  for (local_days d = day(1990, 1, 1); d < day(2040, 1, 1); d += days(1)) {
    const IsoWeek week = iso_week(d);
    const local_days monday = monday_of(week);
    ASSERT_EQ(std::chrono::weekday(monday), std::chrono::Monday);
    ASSERT_LE(monday, d);
    ASSERT_LT(d - monday, days(7));
    ASSERT_EQ(iso_week_from_string(to_string(week)), week);
  }
}

TEST(Calendar, RefusesWeeksThatDoNotExist) {
  for (const char* text : {"2026-W54", "2025-W53", "2026-W00", "2026W47", "2026-47", "", "abcd-W01",
                           "2026-W4x", "2026-W471", "1969-W10"}) {
    EXPECT_EQ(iso_week_from_string(text), std::nullopt) << text;
  }
  EXPECT_TRUE(iso_week_from_string("2026-W53").has_value());
}

TEST(Calendar, LocalDayFollowsTheOffsetOfTheLabelAndNothingElse) {
  // 2026-10-25 00:30 UTC is 02:30 in Berlin, before and after the clocks go back an hour later.
  const std::int64_t utc_s = 1792888200;
  EXPECT_EQ(to_iso8601(at(utc_s, 2h)), "2026-10-25T02:30:00+02:00");
  EXPECT_EQ(to_iso8601(at(utc_s + 3600, 1h)), "2026-10-25T02:30:00+01:00");
  EXPECT_EQ(to_iso8601(at(utc_s, -9h - 30min)), "2026-10-24T15:00:00-09:30");
  EXPECT_EQ(to_string(local_day(at(utc_s, -9h))), "2026-10-24");
  EXPECT_EQ(local_time_of_day(at(utc_s, 2h)), 2h + 30min);
}

TEST(Calendar, WorksBeforeTheEpoch) {
  EXPECT_EQ(to_iso8601(at(-1, 0h)), "1969-12-31T23:59:59+00:00");
}

TEST(Time, WallLabelsOfEarlierMomentsKeepTheOffset) {
  const Now now{BootTime(100s), at(1000, 2h)};
  EXPECT_EQ(wall_at(now, BootTime(40s)), at(940, 2h));
  EXPECT_EQ(wall_at(now, BootTime(101s)), at(1001, 2h));
}

}  // namespace
}  // namespace postured
