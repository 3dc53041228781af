#include "pipeline/known_sensors.hpp"

#include <gtest/gtest.h>

#include <random>

namespace postured {
namespace {

KnownSensor known(const std::string& port, const std::string& serial, ClipSide side,
                  SensorKind kind = SensorKind::postured, int baud = 115200) {
  return {port, serial, kind, baud, side};
}

TEST(KnownSensors, TheNewestComesFirstAndEachIsKnownOnce) {
  KnownSensors sensors;
  EXPECT_TRUE(sensors.remember(known("p1", "a", ClipSide::upper)));
  EXPECT_FALSE(sensors.remember(known("p1", "a", ClipSide::upper)));
  EXPECT_TRUE(sensors.remember(known("p2", "b", ClipSide::lower)));
  EXPECT_TRUE(sensors.remember(known("p3", "a", ClipSide::upper)));  // at another port now
  ASSERT_EQ(sensors.all().size(), 2U);
  EXPECT_EQ(sensors.all()[0].port, "p3");
  EXPECT_EQ(sensors.at_port("p1"), nullptr);
  EXPECT_EQ(sensors.at_port("p2")->serial, "b");
  // Another sensor at a known port takes the entry.
  sensors.remember(known("p2", "", ClipSide::upper, SensorKind::witmotion, 9600));
  EXPECT_EQ(sensors.at_port("p2")->baud, 9600);
  EXPECT_EQ(sensors.find({"p9", "b"}), nullptr);
  EXPECT_FALSE(sensors.remember(known("", "c", ClipSide::upper)));
}

TEST(KnownSensors, ForgetsTheOldest) {
  KnownSensors sensors;
  for (int i = 0; i < 100; ++i) {
    sensors.remember(known("p" + std::to_string(i), "", ClipSide::upper));
  }
  EXPECT_EQ(sensors.all().size(), KnownSensors::kLargest);
  EXPECT_NE(sensors.at_port("p99"), nullptr);
  EXPECT_EQ(sensors.at_port("p0"), nullptr);
}

TEST(KnownSensors, ComesBackFromItsText) {
  KnownSensors sensors;
  sensors.remember(known("usb:1a86:7523@1-1.2", "", ClipSide::lower, SensorKind::razor, 57600));
  sensors.remember(known("usb:2341:8036:A\tB\nC", "0123456789abcdef", ClipSide::upper));
  const KnownSensors back = known_sensors_from_text(to_text(sensors));
  EXPECT_EQ(back.all(), sensors.all());
  EXPECT_EQ(back.all()[0].port, "usb:2341:8036:A B C");
}

TEST(KnownSensors, DamagedTextIsReadAsFarAsItMakesSense) {
  const std::string good = "p1\ts\trazor\t57600\tupper\n";
  for (const char* bad :
       {"", "p1", "p\ts\tnone\t1\tupper", "p\ts\trazor\t-5\tupper", "p\ts\trazor\t5x\tupper",
        "p\ts\trazor\t5\tmiddle", "\ts\trazor\t5\tupper", "p\ts\trazor\t5\tupper\tmore",
        "p\ts\trazor\t99999999999\tupper", "\t\t\t\t"}) {
    EXPECT_EQ(known_sensors_from_text(std::string(bad) + "\n" + good).all().size(), 1U) << bad;
  }
  std::mt19937 random(5);
  for (int i = 0; i < 2000; ++i) {
    std::string text = good + good;
    for (int n = 0; n < 4; ++n) text[random() % text.size()] = static_cast<char>(random());
    EXPECT_LE(known_sensors_from_text(text).all().size(), 4U);
  }
}

std::optional<ClipSide> two(const KnownSensors& sensors, const SensorIdentity& who, bool upper,
                            bool lower) {
  return clip_for(sensors, who, upper, lower, true);
}

TEST(ClipFor, WithOneClipAnySensorWillDo) {
  KnownSensors sensors;
  sensors.remember(known("p", "b", ClipSide::lower));
  EXPECT_EQ(clip_for(sensors, {"p", "b"}, true, false, false), ClipSide::upper);
  EXPECT_EQ(clip_for(sensors, {"p", "b"}, false, false, false), std::nullopt);
}

TEST(ClipFor, TwoClipsKeepTheirPlacesInWhateverOrderTheyCome) {
  KnownSensors sensors;
  sensors.remember(known("p1", "a", ClipSide::upper));
  sensors.remember(known("p2", "b", ClipSide::lower));
  EXPECT_EQ(two(sensors, {"p7", "b"}, true, true), ClipSide::lower);
  EXPECT_EQ(two(sensors, {"p2", "a"}, true, true), ClipSide::upper);  // its own number counts
  // Never into the place of the other, even while that is away.
  EXPECT_EQ(two(sensors, {"p2", "b"}, true, false), std::nullopt);
  EXPECT_EQ(two(sensors, {"p1", "a"}, false, true), std::nullopt);
}

TEST(ClipFor, ANewSensorTakesAFreePlace) {
  KnownSensors sensors;
  EXPECT_EQ(two(sensors, {"p1", "a"}, true, true), ClipSide::upper);
  sensors.remember(known("p1", "a", ClipSide::upper));
  EXPECT_EQ(two(sensors, {"p2", "b"}, true, true), ClipSide::lower);  // upper belongs to somebody
  sensors.remember(known("p2", "b", ClipSide::lower));
  EXPECT_EQ(two(sensors, {"p3", "c"}, false, true), ClipSide::lower);  // a replacement
  // Both were the only clip at some time.
  KnownSensors alone;
  alone.remember(known("p1", "a", ClipSide::upper));
  alone.remember(known("p2", "b", ClipSide::upper));
  EXPECT_EQ(two(alone, {"p2", "b"}, true, true), ClipSide::upper);
  EXPECT_EQ(two(alone, {"p1", "a"}, false, true), ClipSide::lower);
}

TEST(ClipFor, SensorsWithoutANumberAreToldByTheirPort) {
  KnownSensors sensors;
  sensors.remember(known("usb:1a86:7523@1-1", "", ClipSide::upper));
  sensors.remember(known("usb:1a86:7523@1-2", "", ClipSide::lower));
  EXPECT_EQ(two(sensors, {"usb:1a86:7523@1-2", ""}, true, true), ClipSide::lower);
  sensors.swap_sides();
  EXPECT_EQ(two(sensors, {"usb:1a86:7523@1-2", ""}, true, true), ClipSide::upper);
}

// Whatever was remembered: a place that is not sought is never given, and with two clips sought
// nobody is sent away.
TEST(ClipFor, GivesOnlyWhatIsSought) {
  std::mt19937 random(11);
  for (int round = 0; round < 3000; ++round) {
    KnownSensors sensors;
    for (int i = 0; i < 4; ++i) {
      sensors.remember(known("p" + std::to_string(random() % 3),
                             random() % 2 == 0 ? "" : std::string(1, char('a' + random() % 3)),
                             random() % 2 == 0 ? ClipSide::upper : ClipSide::lower));
    }
    const SensorIdentity who{"p" + std::to_string(random() % 4),
                             random() % 2 == 0 ? "" : std::string(1, char('a' + random() % 4))};
    for (int bits = 0; bits < 8; ++bits) {
      const bool upper = (bits & 1) != 0, lower = (bits & 2) != 0, both = (bits & 4) != 0;
      const auto side = clip_for(sensors, who, upper, lower, both);
      if (side) {
        EXPECT_TRUE(*side == ClipSide::upper ? upper : lower);
      }
      if (upper && lower) {
        EXPECT_TRUE(side);
      }
    }
  }
}

}  // namespace
}  // namespace postured
