#include "base/week_hours.hpp"

#include <gtest/gtest.h>

#include "base/settings.hpp"

namespace postured {
namespace {

// 2026-03-02 is a Monday.
WallTime local(int day, int hour, int minute = 0, int offset_h = 1) {
  const auto day0 = std::chrono::sys_days{std::chrono::year{2026} / 3 / 2};
  return {
      UtcTime(day0) + std::chrono::hours(24 * day + hour - offset_h) + std::chrono::minutes(minute),
      std::chrono::hours(offset_h)};
}

WeekHours hours(const char* text) {
  std::string problem;
  const auto parsed = WeekHours::parse(text, &problem);
  EXPECT_TRUE(parsed) << problem;
  return parsed.value_or(WeekHours{});
}

TEST(WeekHours, SeveralRangesADayPerWeekday) {
  const WeekHours work = hours("mon-fri 08:00-12:00 13:00-18:00; sat 09:00-12:00");
  EXPECT_FALSE(work.contains(local(0, 7, 59)));
  EXPECT_TRUE(work.contains(local(0, 8)));
  EXPECT_TRUE(work.contains(local(4, 11, 59)));
  EXPECT_FALSE(work.contains(local(4, 12)));
  EXPECT_TRUE(work.contains(local(2, 17, 59)));
  EXPECT_FALSE(work.contains(local(2, 18)));
  EXPECT_TRUE(work.contains(local(5, 9)));
  EXPECT_FALSE(work.contains(local(5, 13)));
  EXPECT_FALSE(work.contains(local(6, 9)));
}

TEST(WeekHours, AcrossMidnightBelongsToTheDayItBeginsOn) {
  const WeekHours quiet = hours("22:00-07:00");
  EXPECT_TRUE(quiet.contains(local(3, 22)));
  EXPECT_TRUE(quiet.contains(local(3, 0)));
  EXPECT_TRUE(quiet.contains(local(3, 6, 59)));
  EXPECT_FALSE(quiet.contains(local(3, 7)));
  EXPECT_FALSE(quiet.contains(local(3, 21, 59)));
  const WeekHours sunday = hours("Sun 20:00-08:00");
  EXPECT_TRUE(sunday.contains(local(7, 7)));   // Monday morning
  EXPECT_FALSE(sunday.contains(local(6, 7)));  // Sunday morning
  EXPECT_TRUE(hours("fri-mon 00:00-24:00").contains(local(6, 12)));
  EXPECT_FALSE(hours("fri-mon 00:00-24:00").contains(local(2, 12)));
  EXPECT_TRUE(hours("tue,thu 9:00-10:00").contains(local(3, 9, 30)));
}

TEST(WeekHours, EmptyIsNeverAndBlanksDoNotMatter) {
  EXPECT_TRUE(hours("").empty());
  EXPECT_TRUE(hours("  ;  ").empty());
  EXPECT_FALSE(hours("").contains(local(0, 12)));
  EXPECT_EQ(hours("mon 08:00-09:00"), hours("  MON\t08:00-09:00 ;"));
}

// Clocks go forward at 02:00 to 03:00 (a day of 23 h) and back at 03:00 to 02:00 (25 h).
TEST(WeekHours, DaysOfDaylightSavingHaveTheirOwnLength) {
  const WeekHours quiet = hours("22:00-07:00"), early = hours("02:00-03:00");
  for (const bool spring : {true, false}) {
    const auto before = std::chrono::hours(spring ? 1 : 2),
               after = std::chrono::hours(spring ? 2 : 1);
    const auto day = spring ? std::chrono::sys_days{std::chrono::year{2026} / 3 / 29}
                            : std::chrono::sys_days{std::chrono::year{2026} / 10 / 25};
    const UtcTime change = UtcTime(day) + std::chrono::hours(1);
    int quiet_min = 0, early_min = 0, day_min = 0;
    for (UtcTime utc = UtcTime(day) - before; utc < UtcTime(day) + std::chrono::hours(24) - after;
         utc += std::chrono::minutes(1)) {
      const WallTime t{utc, utc < change ? before : after};
      quiet_min += quiet.contains(t);
      early_min += early.contains(t);
      ++day_min;
    }
    EXPECT_EQ(day_min, 60 * (spring ? 23 : 25));
    EXPECT_EQ(quiet_min, 60 * (spring ? 8 : 10));
    EXPECT_EQ(early_min, spring ? 0 : 120);
  }
}

TEST(WeekHours, WhatIsWrongIsSaidWithAnExample) {
  for (const auto& [text, words] : {std::pair{"mon-fri 8-12", "\"8-12\" is no range of times"},
                                    {"montag 08:00-12:00", "\"montag\" names no days"},
                                    {"08:00-08:00", "is empty; the whole day is 00:00-24:00"},
                                    {"25:00-26:00", "no range of times"},
                                    {"24:00-01:00", "no range of times"},
                                    {"08:60-09:00", "no range of times"},
                                    {"08:00", "no range of times"},
                                    {"mon", "days without times"},
                                    {"08:00-12:00 mon", "no range of times"}}) {
    const std::string problem = week_hours_problem(text);
    EXPECT_NE(problem.find(words), std::string::npos) << text << ": " << problem;
  }
  EXPECT_EQ(week_hours_problem("mon-fri 08:00-12:00"), "");
}

TEST(WeekHours, TheSettingsRefuseWhatCannotBeRead) {
  Settings settings;
  EXPECT_EQ(set_setting(settings, "prompts.quiet_hours", std::string("22:00-07:00")), "");
  EXPECT_NE(set_setting(settings, "prompts.quiet_hours", std::string("at night")), "");
  EXPECT_EQ(settings.prompts.quiet_hours, "22:00-07:00") << "the old one stays";
  EXPECT_EQ(set_setting(settings, "prompts.hold_for", std::string("camera,  microphone")), "");
  EXPECT_EQ(set_setting(settings, "prompts.hold_for", std::string("")), "");
  const std::string problem = set_setting(settings, "prompts.hold_for", std::string("phone"));
  EXPECT_NE(problem.find("\"phone\""), std::string::npos);
  EXPECT_NE(problem.find("full_screen"), std::string::npos);
}

}  // namespace
}  // namespace postured
