#include "app/settings_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <regex>
#include <sstream>

namespace postured {
namespace {

std::string shipped_file() {
  std::ifstream in(POSTURED_SOURCE_DIR "/config/postured.toml");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(SettingsFile, ErrorsNameFileLineKeyAndRange) {
  const auto result = parse_settings("[lean]\nthreshold_deg = 99\n", "my.toml");
  ASSERT_EQ(result.errors.size(), 1U);
  EXPECT_EQ(result.errors[0], "my.toml:2: lean.threshold_deg: 99 is outside 10..25 deg");
}

TEST(SettingsFile, AllErrorsAreReportedAndNothingIsTakenOver) {
  const auto result =
      parse_settings("lean.threshold_deg = 12\nlean.delay_s = 1\nnonsense = []\n", "f");
  EXPECT_EQ(result.errors.size(), 2U);
  EXPECT_EQ(result.settings, Settings{});
}

TEST(SettingsFile, BrokenTomlNamesTheLine) {
  const auto result = parse_settings("[lean]\nthreshold_deg = = 3\n", "f");
  ASSERT_EQ(result.errors.size(), 1U);
  EXPECT_EQ(result.errors[0].rfind("f:2: ", 0), 0U) << result.errors[0];
}

TEST(SettingsFile, WholeNumbersAreGoodEnoughForRealSettings) {
  const auto result = parse_settings("[sitting]\nlimit_min = 45\n[lean]\ndelay_s = 12.5", "f");
  EXPECT_TRUE(result.errors.empty());
  EXPECT_EQ(result.settings.sitting.limit_min, 45);
  EXPECT_EQ(result.settings.lean.delay_s, 12.5);
}

TEST(SettingsFile, AMissingFileMeansDefaults) {
  const auto result = load_settings("/nonexistent/postured.toml");
  EXPECT_TRUE(result.errors.empty());
  EXPECT_EQ(result.settings, Settings{});
}

TEST(SettingsFile, ADirectoryOrAHugeFileIsAnError) {
  EXPECT_EQ(load_settings("/").errors.size(), 1U);
  char name[] = "/tmp/postured-settings-XXXXXX";
  const int fd = mkstemp(name);
  ASSERT_GE(fd, 0);
  ASSERT_EQ(ftruncate(fd, 2 << 20), 0);
  close(fd);
  EXPECT_EQ(load_settings(name).errors.size(), 1U);
  unlink(name);
}

TEST(SettingsFile, TheShippedFileIsTheDefaultsAndDocumentsEverySetting) {
  const std::string text = shipped_file();
  const auto as_shipped = parse_settings(text, "postured.toml");
  EXPECT_TRUE(as_shipped.errors.empty());
  EXPECT_EQ(as_shipped.settings, Settings{});
  // Every documented default, uncommented, is still the default.
  const std::string active = std::regex_replace(text, std::regex("#([a-z_]+ = )"), "$1");
  ASSERT_NE(active, text);
  const auto uncommented = parse_settings(active, "postured.toml");
  EXPECT_TRUE(uncommented.errors.empty()) << uncommented.errors.front();
  Settings by_hand;
  by_hand.lean.personal = false;  // a threshold in the file is one set by hand
  EXPECT_EQ(uncommented.settings, by_hand);
  for (const SettingSpec& spec : setting_specs()) {
    const auto dot = spec.key.rfind('.');
    const std::string line = "#" + std::string(spec.key.substr(dot + 1)) + " = ";
    EXPECT_NE(text.find(line), std::string::npos) << spec.key;
    EXPECT_NE(text.find("[" + std::string(spec.key.substr(0, dot)) + "]"), std::string::npos);
  }
}

}  // namespace
}  // namespace postured
