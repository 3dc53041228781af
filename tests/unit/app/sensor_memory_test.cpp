// What is remembered of sensors, and a command with its answer in real time.
#include "app/sensor_memory.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <fstream>
#include <optional>

#include "app/sensor_commander.hpp"
#include "base/settings.hpp"
#include "sensor/commands.hpp"

namespace postured {
namespace {

using namespace std::chrono_literals;

class SensorMemoryTest : public ::testing::Test {
 protected:
  SensorMemoryTest() {
    std::string name = (std::filesystem::temp_directory_path() / "postured_test.XXXXXX").string();
    dir_ = mkdtemp(name.data());
  }
  ~SensorMemoryTest() override { std::filesystem::remove_all(dir_); }
  std::filesystem::path dir_;
};

TEST_F(SensorMemoryTest, IsThereAgainAfterARestartAndReadableByItsOwnerOnly) {
  const auto file = dir_ / "state" / "sensors";
  const KnownSensor sensor{"usb:2341:8036:A", "0123456789abcdef", SensorKind::postured, 115200,
                           ClipSide::lower};
  {
    SensorMemory memory(file);
    EXPECT_TRUE(memory.known()->all().empty());
    const auto seen_by_a_finder = memory.known();
    memory.remember(sensor);
    EXPECT_EQ(seen_by_a_finder->all().size(), 1U);
  }
  struct stat info {};
  ASSERT_EQ(stat(file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  SensorMemory again(file);
  EXPECT_EQ(again.known()->all(), std::vector{sensor});
  again.swap_sides();
  EXPECT_EQ(SensorMemory(file).known()->all()[0].side, ClipSide::upper);
}

TEST_F(SensorMemoryTest, AFileThatCannotBeUsedIsAnEmptyOne) {
  std::ofstream(dir_ / "noise") << std::string(100'000, '\xff');
  EXPECT_TRUE(SensorMemory(dir_ / "noise").known()->all().empty());
  SensorMemory directory(dir_);  // cannot be written either: told in the log, no more
  directory.remember({"p", "", SensorKind::razor, 57600, ClipSide::upper});
  EXPECT_EQ(directory.known()->all().size(), 1U);
}

TEST(SettingsOfSensors, TheKindsAreThoseThatThereAre) {
  std::string choices = "auto";
  for (const SensorKindSpec& spec : sensor_kinds()) choices += "|" + std::string(spec.name);
  for (const SettingSpec& spec : setting_specs()) {
    if (spec.key == "sensor.kind" || spec.key == "sensor.lower.kind") {
      EXPECT_EQ(spec.choices, choices) << spec.key;
    }
  }
}

TEST(SensorCommander, SendsThreeTimesInSixTenthsOfASecondAndThenGivesUp) {
  boost::asio::io_context io;
  SensorCommander commander(io);
  int written = 0;
  std::optional<CommandOutcome> outcome;
  const auto begun = std::chrono::steady_clock::now();
  commander.send([](std::uint8_t sequence) { return selftest_command(sequence); },
                 [&](std::span<const std::uint8_t>) { ++written; },
                 [&](const CommandOutcome& o) { outcome = o; });
  EXPECT_TRUE(commander.busy());
  io.run();
  EXPECT_EQ(written, 3);
  EXPECT_EQ(outcome, CommandOutcome{});
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 600ms);
  EXPECT_FALSE(commander.busy());
}

TEST(SensorCommander, AnAnswerOrALossEndsIt) {
  boost::asio::io_context io;
  SensorCommander commander(io);
  std::optional<CommandOutcome> outcome;
  const auto send = [&] {
    outcome.reset();
    commander.send([](std::uint8_t sequence) { return selftest_command(sequence); },
                   [](std::span<const std::uint8_t>) {},
                   [&](const CommandOutcome& o) { outcome = o; });
  };
  send();
  commander.on_answer({1, 0x8A, 4});
  EXPECT_EQ(outcome, (CommandOutcome{CommandOutcome::Kind::refused, 4}));
  send();
  commander.on_link_lost();
  EXPECT_EQ(outcome, CommandOutcome{});
  outcome.reset();
  commander.on_link_lost();
  io.run();  // no timer tells it again
  EXPECT_FALSE(outcome);
}

}  // namespace
}  // namespace postured
