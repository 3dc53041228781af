#include "base/settings.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace postured {
namespace {

TEST(Settings, TheTableHoldsTheDefaultsWithinTheirRanges) {
  const Settings defaults;
  for (const SettingSpec& spec : setting_specs()) {
    Settings copy;
    EXPECT_EQ(set_setting(copy, spec.key, get_setting(defaults, spec)), "") << spec.key;
    if (spec.key == "lean.threshold_deg")
      copy.lean.personal = true;  // set by hand it says otherwise
    EXPECT_EQ(copy, defaults) << spec.key;
    EXPECT_FALSE(spec.why.empty()) << spec.key;
  }
}

TEST(Settings, EachNumberIsRefusedJustOutsideItsRange) {
  for (const SettingSpec& spec : setting_specs()) {
    if (spec.min == spec.max) continue;
    Settings settings;
    EXPECT_EQ(set_setting(settings, spec.key, spec.min), "") << spec.key;
    EXPECT_EQ(set_setting(settings, spec.key, spec.max), "") << spec.key;
    const Settings before = settings;
    EXPECT_NE(set_setting(settings, spec.key, spec.min - 1), "") << spec.key;
    EXPECT_NE(set_setting(settings, spec.key, spec.max + 1), "") << spec.key;
    EXPECT_NE(set_setting(settings, spec.key, std::nan("")), "") << spec.key;
    EXPECT_EQ(settings, before) << spec.key;
  }
}

TEST(Settings, AThresholdSetByHandIsNotReplacedByALearntOne) {
  Settings settings;
  EXPECT_TRUE(settings.lean.personal);
  EXPECT_NE(set_setting(settings, "lean.threshold_deg", 99.0), "");
  EXPECT_TRUE(settings.lean.personal);
  EXPECT_EQ(set_setting(settings, "lean.threshold_deg", 15.0), "");
  EXPECT_FALSE(settings.lean.personal);
}

TEST(Settings, ErrorsSayWhatIsAllowed) {
  Settings settings;
  EXPECT_EQ(set_setting(settings, "lean.threshold_deg", 99.0), "99 is outside 10..25 deg");
  EXPECT_EQ(set_setting(settings, "prompts.max_per_hour", 2.5), "2.5 is not a whole number");
  EXPECT_EQ(set_setting(settings, "prompts.enabled", 1.0), "true or false is needed");
  EXPECT_EQ(set_setting(settings, "lean.delay_s", std::string("long")),
            "a number is needed, 5..600 s");
  EXPECT_EQ(set_setting(settings, "sensor.placement", std::string("ankle")),
            "\"ankle\" is not one of chest, upper_back, collar, belt");
}

TEST(Settings, UnknownKeysNameTheNearestKnownOne) {
  Settings settings;
  EXPECT_EQ(set_setting(settings, "lean.treshold_deg", 15.0),
            "there is no such setting; did you mean lean.threshold_deg?");
  EXPECT_EQ(set_setting(settings, "x", 1.0), "there is no such setting");
}

}  // namespace
}  // namespace postured
