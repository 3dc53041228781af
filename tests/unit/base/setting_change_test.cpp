#include "base/setting_change.hpp"

#include <gtest/gtest.h>

#include "base/calendar.hpp"

namespace postured {
namespace {

WallTime at(int hour) { return {UtcTime(std::chrono::hours(hour)), std::chrono::hours(1)}; }

TEST(SettingChange, EverySettingThatDiffersIsNamedWithBothValues) {
  Settings before, after;
  EXPECT_TRUE(setting_changes(before, after, at(1)).empty());
  after.lean.delay_s = 90.5;
  after.prompts.enabled = false;
  after.sensor.placement = "belt";
  const auto changes = setting_changes(before, after, at(1));
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0], (SettingChange{at(1), "sensor.placement", "chest", "belt"}));
  EXPECT_EQ(changes[1], (SettingChange{at(1), "lean.delay_s", "60", "90.5"}));
  EXPECT_EQ(changes[2], (SettingChange{at(1), "prompts.enabled", "true", "false"}));
}

TEST(SettingChange, TheSettingsOfAnyHourComeBackFromTheChanges) {
  Settings first, second = first;
  first.lean.threshold_deg = 18;
  first.lean.personal = false;
  second = first;
  second.sitting.limit_min = 45;
  Settings third = second;  // the threshold is learnt again
  third.lean.threshold_deg = Settings{}.lean.threshold_deg;
  third.lean.personal = true;
  std::vector<SettingChange> changes;
  const Settings* before = nullptr;
  const Settings defaults;
  int hour = 0;
  for (const Settings* after : {&first, &second, &third}) {
    for (const SettingChange& c : setting_changes(before ? *before : defaults, *after, at(++hour)))
      changes.push_back(c);
    before = after;
  }
  EXPECT_EQ(settings_at(changes, at(0).utc), defaults);
  EXPECT_EQ(settings_at(changes, at(1).utc), first);
  EXPECT_EQ(settings_at(changes, at(2).utc), second);
  EXPECT_EQ(settings_at(changes, at(9).utc), third);
}

TEST(SettingChange, WhatThisVersionDoesNotKnowIsLeftOut) {
  const std::vector<SettingChange> changes{{at(1), "lean.colour", "red", "blue"},
                                           {at(1), "lean.delay_s", "60", "soon"},
                                           {at(1), "lean.threshold_deg", "15", "99"},
                                           {at(1), "sitting.limit_min", "30", "40"}};
  Settings expected;
  expected.sitting.limit_min = 40;
  EXPECT_EQ(settings_at(changes, at(2).utc), expected);
}

TEST(SettingChange, EverySettingIsReadBackFromItsText) {
  for (const SettingSpec& spec : setting_specs()) {
    const SettingValue value = get_setting(Settings{}, spec);
    Settings settings;
    const std::string problem = set_setting_from_text(settings, spec.key, setting_text(value));
    // The default of some texts is "", which a choice need not allow.
    if (setting_text(value).empty()) continue;
    EXPECT_EQ(problem, "") << spec.key;
    EXPECT_EQ(get_setting(settings, spec), value) << spec.key;
  }
}

TEST(SettingChange, TypedTextIsCheckedLikeTheFile) {
  Settings settings;
  EXPECT_EQ(set_setting_from_text(settings, "lean.threshold_deg", "20"), "");
  EXPECT_EQ(settings.lean.threshold_deg, 20);
  EXPECT_FALSE(settings.lean.personal);
  EXPECT_EQ(set_setting_from_text(settings, "lean.threshold_deg", "99"),
            "99 is outside 10..25 deg");
  EXPECT_NE(set_setting_from_text(settings, "lean.threshold_deg", "20 deg"), "");
  EXPECT_NE(set_setting_from_text(settings, "prompts.enabled", "yes"), "");
  EXPECT_NE(set_setting_from_text(settings, "lean.treshold_deg", "20").find("lean.threshold_deg"),
            std::string::npos);
}

TEST(SettingChange, TimesOfDayAreReadAsPeopleWriteThem) {
  using std::chrono::minutes;
  EXPECT_EQ(time_of_day_from_string("14:10"), minutes(850));
  EXPECT_EQ(time_of_day_from_string("9:05"), minutes(545));
  EXPECT_EQ(time_of_day_from_string("00:00"), minutes(0));
  for (const char* wrong : {"", "14", "14:1", "24:00", "14:60", "1a:00", "-1:00", ":10", "014:10",
                            "14:10:00", "14:-1"}) {
    EXPECT_FALSE(time_of_day_from_string(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace postured
