#include "sensor/recording.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>
#include <set>

#include "activity_recording.hpp"

namespace postured {
namespace {

constexpr const char* kHeader = "t_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps,label\n";

Recording parsed(const std::string& text) {
  RecordingResult result = parse_recording(text);
  EXPECT_EQ(result.error, "");
  return result.recording;
}

std::vector<double> times(const Recording& recording) {
  std::vector<double> out;
  for (const auto& row : recording.rows) out.push_back(row.t_s);
  return out;
}

TEST(Recording, ReadsTheFormat) {
  const Recording recording = parsed(
      "# set: hapt\n# recording: u01_e01\n# rate_hz: 77\n# location: waist, left: front\n"
      "# note: a note\n" +
      std::string(kHeader) +
      "0.0000,1,-0.5,0.25,10,-20,2,sit\n"
      "0.0200,1,-0.5,0.25,10,-20,2,\n"
      "0.0400,1e0,+1.5,-.25,0,0,0,sit_to_stand\n");
  EXPECT_EQ(recording.set, "hapt");
  EXPECT_EQ(recording.name, "u01_e01");
  EXPECT_EQ(recording.location, "waist, left: front");
  EXPECT_EQ(recording.note, "a note");
  EXPECT_NEAR(recording.rate_hz, 50, 1e-9) << "time stamps win";
  ASSERT_EQ(recording.rows.size(), 3u);
  const Recording::Row& row = recording.rows[0];
  EXPECT_TRUE(row.sample.accel_m_s2.isApprox(kGravity_m_s2 * Vec3(1, -0.5, 0.25)));
  EXPECT_TRUE(row.sample.gyro_rad_s.isApprox(kRadPerDeg * Vec3(10, -20, 2)));
  EXPECT_TRUE(row.sample.has_gyro);
  EXPECT_EQ(row.label, "sit");
  EXPECT_EQ(recording.rows[1].label, "");
  EXPECT_EQ(recording.rows[1].sample.time, DeviceTime(std::chrono::microseconds(20'000)));
  EXPECT_DOUBLE_EQ(recording.rows[2].sample.accel_m_s2.z(), -0.25 * kGravity_m_s2);
  EXPECT_EQ(recording.skipped_rows, 0u);
}

TEST(Recording, ReadsAnyColumnOrderAndIgnoresOthers) {
  const Recording recording = parsed(
      "label,extra,az_g, ay_g ,ax_g,t_s\n"
      "sit,9,3,2,1,0\n"
      "sit,9,3,2,1,0.1\n");
  ASSERT_EQ(recording.rows.size(), 2u);
  EXPECT_TRUE(recording.rows[0].sample.accel_m_s2.isApprox(kGravity_m_s2 * Vec3(1, 2, 3)));
  EXPECT_FALSE(recording.rows[0].sample.has_gyro);
  EXPECT_EQ(recording.rows[0].label, "sit");
}

TEST(Recording, WithoutGyroscopeFieldsThereIsNoGyroscope) {
  for (const std::string header : {"t_s,ax_g,ay_g,az_g\n", "t_s,ax_g,ay_g,az_g,label\n",
                                   "t_s,ax_g,ay_g,az_g,gx_dps,gy_dps\n", kHeader}) {
    const Recording recording = parsed(header + "0,0,0,1,,,,\n0.1,0,0,1,,,,\n");
    ASSERT_EQ(recording.rows.size(), 2u) << header;
    EXPECT_FALSE(recording.rows[0].sample.has_gyro);
    EXPECT_EQ(recording.rows[0].sample.gyro_rad_s, Vec3::Zero());
  }
  // Short rows: what is not there is empty.
  EXPECT_FALSE(parsed(std::string(kHeader) + "0,0,0,1\n").rows[0].sample.has_gyro);
}

TEST(Recording, SkipsAndCountsWhatIsNoReading) {
  const Recording recording = parsed(std::string(kHeader) +
                                     "0.0,0,0,1,0,0,0,a\n"
                                     "0.1,nan,0,1,0,0,0,a\n"
                                     "0.2,0,inf,1,0,0,0,a\n"
                                     "0.3,0,0,,0,0,0,a\n"
                                     "0.4,0,0,1,0,,0,a\n"
                                     "0.5,0,0,1x,0,0,0,a\n"
                                     "garbage\n"
                                     ",,,,,,,\n"
                                     "1e300,0,0,1,0,0,0,a\n"
                                     "\n"
                                     "# a comment\n"
                                     "0.6,0,0,1,0,0,0,a\n");
  EXPECT_EQ(times(recording), (std::vector<double>{0.0, 0.6}));
  EXPECT_EQ(recording.skipped_rows, 8u);
}

TEST(Recording, TimesStrictlyIncrease) {
  const Recording recording = parsed(
      "t_s,ax_g,ay_g,az_g\n0,0,0,1\n0.1,0,0,1\n0.1,0,0,1\n0.05,0,0,1\n0.10000001,0,0,1\n0.2,0,0,1"
      "\n");
  EXPECT_EQ(times(recording), (std::vector<double>{0, 0.1, 0.2}));
  EXPECT_EQ(recording.skipped_rows, 3u) << "steps below a microsecond do not count";
}

TEST(Recording, OneAbsurdTimeStampCostsOneRow) {
  const Recording recording =
      parsed("t_s,ax_g,ay_g,az_g\n0,0,0,1\n0.1,0,0,1\n99999,0,0,1\n0.2,0,0,1\n0.3,0,0,1\n");
  EXPECT_EQ(times(recording), (std::vector<double>{0, 0.1, 0.2, 0.3}));
  EXPECT_EQ(recording.skipped_rows, 1u);
  // A gap is none.
  const Recording gap =
      parsed("t_s,ax_g,ay_g,az_g\n0,0,0,1\n0.1,0,0,1\n99999,0,0,1\n99999.1,0,0,1\n99999.2,0,0,1\n");
  EXPECT_EQ(gap.rows.size(), 5u);
  EXPECT_NEAR(gap.rate_hz, 10, 0.01);
}

TEST(Recording, ReadsOtherLineEndsBlankLinesAndAByteOrderMark) {
  const Recording recording = parsed(
      "\xEF\xBB\xBF# set: x\r\n\r\nt_s,ax_g,ay_g,az_g,label\r\n0,0,0,1,sit\r\n\r\n0.1,0,0,1,stand");
  ASSERT_EQ(recording.rows.size(), 2u);
  EXPECT_EQ(recording.set, "x");
  EXPECT_EQ(recording.rows[0].label, "sit");
  EXPECT_EQ(recording.rows[1].label, "stand");
}

TEST(Recording, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(parse_recording("").error,
            "The file has no header line with the columns t_s,ax_g,ay_g,az_g.");
  EXPECT_EQ(parse_recording("# only\n# comments\n").error,
            "The file has no header line with the columns t_s,ax_g,ay_g,az_g.");
  EXPECT_EQ(parse_recording("# x: y\n\nt_s,ax_g,label\n0,1,2\n").error,
            "Line 3: the header lacks ay_g, az_g; needed are t_s,ax_g,ay_g,az_g, separated by "
            "commas.");
  EXPECT_EQ(parse_recording(kHeader).error, "Line 2: no usable row follows the header.");
  EXPECT_EQ(parse_recording(std::string(kHeader) + "a,b,c\nd\n").error,
            "Line 2: no usable row follows the header; the 2 rows there are not numbers for "
            "t_s,ax_g,ay_g,az_g.");
}

TEST(Recording, IsRecognisedByContent) {
  EXPECT_TRUE(looks_like_recording(kHeader));
  EXPECT_TRUE(looks_like_recording("# set: x\n\n# y\nax_g,t_s\r\n"));
  EXPECT_FALSE(looks_like_recording(""));
  EXPECT_FALSE(looks_like_recording("PSTRCAP1"));
  EXPECT_FALSE(looks_like_recording("# set: x\n"));
  EXPECT_FALSE(looks_like_recording("time,x,y,z\n0,1,2,3\n"));
  EXPECT_FALSE(looks_like_recording(std::string(100'000, '\0')));
}

TEST(Recording, AnyBytesAreHarmless) {
  std::mt19937 random(9);
  static constexpr std::string_view kAlphabet = "0123456789.,,,-+e\n\r#: nantxg_s\0\xFF";
  for (int round = 0; round < 3'000; ++round) {
    std::string text = round % 2 == 0 ? kHeader : "";
    const std::size_t size = random() % 400;
    for (std::size_t i = 0; i < size; ++i) text += kAlphabet[random() % kAlphabet.size()];
    const RecordingResult result = parse_recording(text);
    EXPECT_EQ(result.error.empty(), !result.recording.rows.empty());
    for (std::size_t i = 1; i < result.recording.rows.size(); ++i) {
      ASSERT_LT(result.recording.rows[i - 1].sample.time, result.recording.rows[i].sample.time);
    }
    looks_like_recording(text);
  }
}

TEST(Recording, ReadsHapt) {
  const std::vector<std::string> files = activity_files("hapt");
  if (files.empty()) GTEST_SKIP() << kNoActivityData;
  std::set<std::string> labels;
  for (std::size_t i = 0; i < files.size(); i += 4) {
    const std::string text = read_gzip(files[i]);
    ASSERT_TRUE(looks_like_recording(text)) << files[i];
    const Recording recording = parsed(text);
    EXPECT_EQ(recording.set, "hapt");
    EXPECT_NEAR(recording.rate_hz, 50, 0.01);
    EXPECT_GT(recording.rows.size(), 5'000u);
    EXPECT_EQ(recording.skipped_rows, 0u);
    for (const auto& row : recording.rows) {
      ASSERT_TRUE(row.sample.has_gyro);
      labels.insert(row.label);
    }
  }
  for (const char* label : {"sit", "stand", "lie", "walk", ""}) {
    EXPECT_EQ(labels.count(label), 1u) << label;
  }
}

TEST(Recording, ReadsDsads) {
  const std::vector<std::string> files = activity_files("dsads_torso");
  if (files.empty()) GTEST_SKIP() << kNoActivityData;
  for (std::size_t i = 0; i < files.size(); i += 8) {
    const Recording recording = parsed(read_gzip(files[i]));
    EXPECT_EQ(recording.set, "dsads_torso");
    EXPECT_NEAR(recording.rate_hz, 25, 0.01);
    EXPECT_EQ(recording.rows.size(), 7'500u);
    EXPECT_EQ(recording.skipped_rows, 0u);
  }
}

}  // namespace
}  // namespace postured
