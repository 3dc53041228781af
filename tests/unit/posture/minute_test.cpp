#include "posture/minute.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "posture/lean_tracker.hpp"
#include "unit/posture/posture_seconds.hpp"

namespace postured {
namespace {

using test::invalid_at;
using test::kMorning;
using test::second_at;

const WallTime kMinute{kMorning, std::chrono::hours(1)};

double random_angle(std::mt19937& random) {
  const double deg = std::uniform_real_distribution<double>(-180, 180)(random);
  switch (random() % 8) {
    case 0:
      return NAN;
    case 1:
      return deg;
    case 2:
      return std::copysign(180, deg);
    default:
      return deg / 10;
  }
}

std::vector<PostureSecond> random_minute(std::mt19937& random) {
  std::vector<PostureSecond> seconds;
  const unsigned long skip = random() % 4 == 0 ? 3 : 60;
  const bool two_clips = random() % 2 == 0;
  for (int t = 0; t < 60; ++t) {
    if (random() % skip == 0) continue;
    PostureSecond s = second_at(t, static_cast<BodyState>(random() % 5), random_angle(random));
    s.side_deg = random_angle(random);
    s.inclination_deg = random_angle(random);
    s.lean_range_deg = std::abs(random_angle(random));
    s.valid = random() % 5 != 0;
    s.reason = s.valid ? Unknown::none : static_cast<Unknown>(1 + random() % 10);
    s.axis_known = random() % 2 == 0;
    s.lean_state = static_cast<LeanState>(random() % 7);
    if (two_clips) {
      s.curvature_deg = random_angle(random);
      s.curvature_range_deg = random_angle(random);
      if (std::isfinite(s.curvature_deg)) s.rounding = static_cast<Rounding>(random() % 3);
    }
    seconds.push_back(s);
  }
  return seconds;
}

void expect_same_angle(double stored, double original) {
  if (std::isfinite(original)) {
    EXPECT_NEAR(stored, original, 0.125 + 1e-9);
  } else {
    EXPECT_TRUE(std::isnan(stored));
  }
}

void expect_stored(const PostureSecond& stored, const PostureSecond& original) {
  EXPECT_EQ(stored.wall, original.wall);
  EXPECT_EQ(stored.valid, original.valid);
  EXPECT_EQ(stored.reason, original.reason);
  EXPECT_EQ(stored.body, original.body);
  EXPECT_EQ(stored.lean_state, original.lean_state);
  EXPECT_EQ(stored.axis_known, original.axis_known);
  expect_same_angle(stored.lean_deg, original.lean_deg);
  expect_same_angle(stored.side_deg, original.side_deg);
  expect_same_angle(stored.inclination_deg, original.inclination_deg);
  expect_same_angle(stored.curvature_deg, original.curvature_deg);
  EXPECT_EQ(stored.rounding, original.rounding);
  EXPECT_NEAR(stored.lean_range_deg,
              std::isfinite(original.lean_range_deg) ? original.lean_range_deg : 0, 0.5 + 1e-9);
}

TEST(PackedSeconds, RoundTripWhateverTheyHold) {
  std::mt19937 random(11);
  for (int i = 0; i < 600; ++i) {
    const auto seconds = random_minute(random);
    const auto unpacked = unpack_seconds(pack_seconds(seconds), kMinute);
    ASSERT_EQ(unpacked.size(), seconds.size());
    for (std::size_t k = 0; k < seconds.size(); ++k) expect_stored(unpacked[k], seconds[k]);
    if (HasFailure()) return;
  }
}

TEST(PackedSeconds, AreWhatAsStoredSays) {
  std::mt19937 random(12);
  for (int i = 0; i < 200; ++i) {
    const auto seconds = random_minute(random);
    const auto unpacked = unpack_seconds(pack_seconds(seconds), kMinute);
    ASSERT_EQ(unpacked.size(), seconds.size());
    for (std::size_t k = 0; k < seconds.size(); ++k) {
      const PostureSecond stored = as_stored(seconds[k]);
      const auto same = [](double a, double b) {
        return a == b || (std::isnan(a) && std::isnan(b));
      };
      ASSERT_TRUE(same(unpacked[k].lean_deg, stored.lean_deg));
      ASSERT_TRUE(same(unpacked[k].side_deg, stored.side_deg));
      ASSERT_TRUE(same(unpacked[k].inclination_deg, stored.inclination_deg));
      ASSERT_TRUE(same(unpacked[k].curvature_deg, stored.curvature_deg));
      if (std::isfinite(stored.curvature_deg)) {
        ASSERT_TRUE(same(unpacked[k].curvature_range_deg, stored.curvature_range_deg));
        ASSERT_TRUE(same(curvature_percent(unpacked[k]), curvature_percent(stored)));
      }
      ASSERT_EQ(unpacked[k].lean_range_deg, stored.lean_range_deg);
    }
  }
}

// Nineteen seconds of one clip, as version 1 wrote them before there were two.
std::vector<PostureSecond> seconds_of_one_clip() {
  std::vector<PostureSecond> seconds;
  for (int t = 0; t < 20; ++t) {
    if (t == 7) continue;
    PostureSecond s;
    s.wall = {kMorning + std::chrono::seconds(t), std::chrono::hours(1)};
    s.valid = t != 12;
    s.reason = s.valid ? Unknown::none : Unknown::gap;
    if (s.valid) {
      s.lean_deg = 10 + 0.7 * t;
      s.side_deg = -3 + 0.25 * (t % 3);
      s.inclination_deg = 16 + 0.7 * t;
      s.lean_range_deg = t % 4;
      s.axis_known = true;
      s.lean_state = t > 5 ? LeanState::leaning : LeanState::upright;
      s.body = BodyState::sitting;
    }
    seconds.push_back(s);
  }
  return seconds;
}

TEST(PackedSeconds, OfOneClipAreTheSameBytesAsBeforeThereWereTwo) {
  std::string hex;
  for (const std::uint8_t byte : pack_seconds(seconds_of_one_clip())) {
    constexpr const char* kDigits = "0123456789abcdef";
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  EXPECT_EQ(hex,
            "0113000080040af1605f8830000817e30505551555aaaad55554501732592e591964b0402aa8aaad5556aa"
            "aaa282dcb2dcb72dc063b3");
}

TEST(PackedSeconds, OfTwoClipsAddAByteOrTwoASecond) {
  std::vector<PostureSecond> seconds = seconds_of_one_clip();
  const std::size_t one = pack_seconds(seconds).size();
  for (PostureSecond& s : seconds) {
    if (!s.valid) continue;
    s.curvature_deg = 0.6 * s.lean_deg;
    s.curvature_range_deg = 35;
  }
  const std::size_t two = pack_seconds(seconds).size();
  EXPECT_GT(two, one);
  EXPECT_LE(two, one + 2 * seconds.size());
}

TEST(Minute, CountsTheShareOfTheRangeOnlyWhereItIsKnownAndJudged) {
  std::vector<Minute> minutes;
  MinuteBuilder builder([&](const Minute& minute) { minutes.push_back(minute); });
  for (int t = 0; t < 60; ++t) {
    PostureSecond s = second_at(t, BodyState::sitting, 5);
    if (t < 30) {
      s.curvature_deg = 10 + t;  // 25 % .. 97.5 % of 40 deg
      s.curvature_range_deg = 40;
      s.rounding = t >= 25 ? Rounding::rounded : t >= 22 ? Rounding::rounding : Rounding::none;
    }
    if (t < 5) s.lean_state = LeanState::not_judged;
    builder.update(s);
  }
  builder.flush();
  ASSERT_EQ(minutes.size(), 1U);
  EXPECT_EQ(minutes[0].curvature_s, 25);
  EXPECT_EQ(minutes[0].rounded_s, 5);
  EXPECT_DOUBLE_EQ(minutes[0].curvature_percent, 100 * 27.0 / 40);
}

TEST(Minute, IsKeptWhenOnlyTheLowerClipTellsTheBody) {
  std::vector<Minute> minutes;
  MinuteBuilder builder([&](const Minute& minute) { minutes.push_back(minute); });
  for (int t = 0; t < 60; ++t) {
    PostureSecond s = second_at(t, BodyState::sitting, NAN);
    s.reason = Unknown::no_sensor;
    s.lean_state = LeanState::not_judged;
    builder.update(s);
  }
  builder.flush();
  ASSERT_EQ(minutes.size(), 1U);
  EXPECT_EQ(minutes[0].sitting_s, 60);
  EXPECT_EQ(minutes[0].judged_s, 0);
}

TEST(PackedSeconds, NothingComesOfNothing) {
  EXPECT_TRUE(unpack_seconds(pack_seconds({}), kMinute).empty());
  EXPECT_TRUE(unpack_seconds({}, kMinute).empty());
}

TEST(PackedSeconds, EveryDamagedByteIsNoticed) {
  std::mt19937 random(13);
  for (int i = 0; i < 5; ++i) {
    const auto bytes = pack_seconds(random_minute(random));
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      for (const int flip : {0x01, 0x80, 0xFF}) {
        auto damaged = bytes;
        damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ flip);
        ASSERT_TRUE(unpack_seconds(damaged, kMinute).empty());
      }
      ASSERT_TRUE(unpack_seconds(std::span(bytes).first(at), kMinute).empty());
    }
  }
}

// Noise with a right checksum: the reader's own checks must hold.
TEST(PackedSeconds, NoiseWithARightChecksumIsHarmless) {
  const auto crc16 = [](std::span<const std::uint8_t> bytes) {
    unsigned crc = 0xFFFF;
    for (const std::uint8_t byte : bytes) {
      for (int bit = 7; bit >= 0; --bit) {
        const bool carry = ((crc >> 15) ^ (byte >> bit)) & 1U;
        crc = ((crc << 1) ^ (carry ? 0x1021U : 0U)) & 0xFFFFU;
      }
    }
    return crc;
  };
  std::mt19937 random(14);
  for (int i = 0; i < 20'000; ++i) {
    std::vector<std::uint8_t> bytes{1, static_cast<std::uint8_t>(random() % 64)};
    for (auto n = random() % 60; n > 0; --n) bytes.push_back(static_cast<std::uint8_t>(random()));
    const unsigned crc = crc16(bytes);
    bytes.push_back(static_cast<std::uint8_t>(crc >> 8));
    bytes.push_back(static_cast<std::uint8_t>(crc & 0xFF));
    for (const PostureSecond& s : unpack_seconds(bytes, kMinute)) {
      ASSERT_FALSE(std::abs(s.lean_deg) > 180);
      ASSERT_LT(s.wall.utc, kMinute.utc + std::chrono::minutes(1));
      ASSERT_LE(s.body, BodyState::lying);
      ASSERT_LE(s.reason, Unknown::handled);
      ASSERT_LE(s.lean_state, LeanState::side_lean);
    }
  }
}

TEST(PackedSeconds, TakeAboutTwoBytesEach) {
  std::mt19937 random(15);
  std::normal_distribution<double> sway(0, 0.6);
  double lean_deg = 8;
  std::vector<PostureSecond> seconds;
  std::size_t bytes = 0;
  constexpr int kMinutes = 200;
  for (int m = 0; m < kMinutes; ++m) {
    seconds.clear();
    for (int t = 0; t < 60; ++t) {
      lean_deg += 0.01 * (8 - lean_deg) + sway(random);
      PostureSecond s = second_at(t, BodyState::sitting, lean_deg);
      s.side_deg = 2 + sway(random);
      s.inclination_deg = std::hypot(lean_deg, s.side_deg);
      s.lean_range_deg = std::abs(2 * sway(random));
      seconds.push_back(s);
    }
    bytes += pack_seconds(seconds).size();
  }
  std::printf("packed: %.0f bytes a minute\n", static_cast<double>(bytes) / kMinutes);
  EXPECT_LE(bytes, 130U * kMinutes);
}

TEST(Minute, ZonesBeginAtTheirLowerEdge) {
  EXPECT_EQ(zone_of(-180), 0);
  EXPECT_EQ(zone_of(-15.1), 0);
  EXPECT_EQ(zone_of(-15), 1);
  EXPECT_EQ(zone_of(9.9), 1);
  EXPECT_EQ(zone_of(10), 2);
  EXPECT_EQ(zone_of(20), 3);
  EXPECT_EQ(zone_of(30), 4);
  EXPECT_EQ(zone_of(60), 5);
  EXPECT_EQ(zone_of(180), 5);
}

TEST(Minute, LeavesWhenAnotherMinuteBegins) {
  std::vector<Minute> minutes;
  MinuteBuilder builder([&](const Minute& m) { minutes.push_back(m); });
  for (int t = 30; t < 60; ++t) builder.update(second_at(t));
  EXPECT_TRUE(minutes.empty());
  builder.update(second_at(60));
  ASSERT_EQ(minutes.size(), 1U);
  EXPECT_EQ(minutes[0].start, kMinute);
  EXPECT_EQ(minutes[0].recorded_s, 30);
  EXPECT_EQ(minutes[0].sitting_s, 30);
  builder.flush();
  builder.flush();
  ASSERT_EQ(minutes.size(), 2U);
  EXPECT_EQ(minutes[1].recorded_s, 1);
}

TEST(Minute, RepeatedLabelsOfAClockSetBackCountOnce) {
  std::vector<Minute> minutes;
  MinuteBuilder builder([&](const Minute& m) { minutes.push_back(m); });
  for (int t = 0; t < 40; ++t) builder.update(second_at(t));
  for (int t = 20; t < 60; ++t) builder.update(second_at(t));
  builder.flush();
  ASSERT_EQ(minutes.size(), 1U);
  EXPECT_EQ(minutes[0].recorded_s, 60);
  EXPECT_EQ(unpack_seconds(minutes[0].seconds, minutes[0].start).size(), 60U);
}

TEST(Minute, InvalidSecondsAreRecordedAndCountAsNothingElse) {
  std::vector<Minute> minutes;
  MinuteBuilder builder([&](const Minute& m) { minutes.push_back(m); });
  for (int t = 0; t < 60; ++t) builder.update(invalid_at(t, Unknown::not_worn));
  builder.flush();
  ASSERT_EQ(minutes.size(), 1U);
  EXPECT_EQ(minutes[0].recorded_s, 60);
  EXPECT_EQ(minutes[0].valid_s + minutes[0].judged_s + minutes[0].sitting_s, 0);
}

TEST(Minute, ZonesSumToTheJudgedSeconds) {
  std::mt19937 random(16);
  int judged_s = 0;
  MinuteBuilder builder([&](const Minute& m) {
    ASSERT_EQ(std::accumulate(m.zone_s.begin(), m.zone_s.end(), 0), m.judged_s);
    ASSERT_LE(m.judged_s, m.valid_s);
    ASSERT_LE(m.valid_s, m.recorded_s);
    ASSERT_LE(m.recorded_s, 60);
    ASSERT_LE(m.sitting_s + m.standing_s + m.walking_s + m.lying_s, m.valid_s);
    ASSERT_LE(m.slouched_s, m.valid_s);
    judged_s += m.judged_s;
  });
  for (int minute = 0; minute < 100; ++minute) {
    for (PostureSecond s : random_minute(random)) {
      s.wall.utc += std::chrono::minutes(minute);
      builder.update(s);
    }
  }
  builder.flush();
  EXPECT_GT(judged_s, 1000);
}

}  // namespace
}  // namespace postured
