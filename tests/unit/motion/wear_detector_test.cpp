#include "motion/wear_detector.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>

#include "motion/orientation_filter.hpp"
#include "motion/second_builder.hpp"
#include "motion_helpers.hpp"
#include "sensor/recording.hpp"

namespace postured {
namespace {

class Wear : public testing::Test {
 protected:
  Unknown seconds(int n, double gyro_dps, double accel_sd_g, double tilt_swing_deg = 0) {
    Unknown verdict = Unknown::none;
    for (int i = 0; i < n; ++i) {
      MotionSecond second;
      second.samples = 100;
      const double swing = tilt_swing_deg * std::sin(1.5 * i);
      second.up_sensor = rotation_ * testing_motion::up_segment(swing, 0);
      second.gyro_rms_dps = gyro_dps;
      second.accel_sd_g = accel_sd_g;
      verdict = detector_.update(second);
    }
    return verdict;
  }
  Unknown desk(int n) { return seconds(n, 0.07, 0.003); }
  Unknown body(int n) { return seconds(n, 0.5, 0.004, 0.4); }
  void turn(double deg) {
    rotation_ = rotation_ * Eigen::AngleAxisd(deg * kRadPerDeg, Vec3::UnitX()).toRotationMatrix();
  }

  WearDetector detector_;
  Mat3 rotation_ = Mat3::Identity();
};

TEST_F(Wear, ABodyIsNeverTakenForADesk) { EXPECT_EQ(body(3600), Unknown::none); }

TEST_F(Wear, ADeskIsKnownAfterFiveMinutes) {
  EXPECT_EQ(desk(299), Unknown::none);
  EXPECT_EQ(desk(1), Unknown::not_worn);
}

TEST_F(Wear, AfterHandlingAMinuteIsEnough) {
  body(60);
  turn(80);
  seconds(3, 90, 0.1);
  EXPECT_EQ(desk(2), Unknown::none);
  EXPECT_EQ(desk(57), Unknown::handled) << "not to be judged until it is settled";
  EXPECT_EQ(desk(1), Unknown::not_worn);
}

TEST_F(Wear, AClipTakenInTheHandAgainIsJudgedAgain) {
  body(60);
  turn(80);
  seconds(3, 90, 0.1);
  EXPECT_EQ(desk(20), Unknown::handled);
  turn(-80);
  EXPECT_EQ(body(10), Unknown::none);
}

TEST_F(Wear, KeepingDeadStillAfterABendIsNoRemoval) {
  body(60);
  turn(40);
  seconds(2, 60, 0.1);
  turn(-30);
  EXPECT_EQ(desk(250), Unknown::none);
}

TEST_F(Wear, HandlingLongAgoDoesNotShortenTheWait) {
  body(60);
  turn(80);
  body(60);
  EXPECT_EQ(desk(100), Unknown::none);
}

TEST_F(Wear, LyingDownQuietlyIsNoRemoval) {
  body(60);
  turn(80);
  EXPECT_EQ(seconds(600, 0.35, 0.003, 0.2), Unknown::none);
}

TEST_F(Wear, ASlowTiltBreaksTheStillness) {
  for (int i = 0; i < 600; ++i) {
    turn(0.006);  // 3.6 deg in ten minutes: somebody sinks
    ASSERT_EQ(desk(1), Unknown::none);
  }
}

TEST_F(Wear, WornAgainAsksForAZero) {
  desk(300);
  EXPECT_EQ(body(4), Unknown::not_worn);
  EXPECT_EQ(body(1), Unknown::reference_suspect);
  EXPECT_EQ(body(600), Unknown::reference_suspect);
  detector_.on_reference();
  EXPECT_EQ(body(10), Unknown::none);
}

TEST_F(Wear, AKnockOnTheDeskIsNoWearing) {
  desk(300);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(seconds(2, 3, 0.05), Unknown::not_worn);
    EXPECT_EQ(desk(10), Unknown::not_worn);
  }
}

TEST_F(Wear, AGapIsNoRemovalAndKeepsTheVerdict) {
  desk(290);
  detector_.on_gap();
  EXPECT_EQ(desk(290), Unknown::none);
  EXPECT_EQ(desk(10), Unknown::not_worn);
  MotionSecond empty;
  empty.reason = Unknown::no_data;
  EXPECT_EQ(detector_.update(empty), Unknown::not_worn);
  // Another orientation after a gap is no handling event.
  detector_.on_reference();
  body(60);
  detector_.on_gap();
  turn(90);
  EXPECT_EQ(desk(100), Unknown::none);
}

TEST_F(Wear, WithoutARateOnlyTheFiveMinutesCount) {
  seconds(10, 0, 0.02, 2);
  turn(80);
  EXPECT_EQ(seconds(299, 0, 0.003), Unknown::none);
  EXPECT_EQ(seconds(1, 0, 0.003), Unknown::not_worn);
}

// `gzip -dc`, because the motion library itself knows no files.
std::string unzip(const std::filesystem::path& file) {
  const std::string command = "gzip -dc '" + file.string() + "'";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  char buffer[1 << 16];
  std::size_t n = 0;
  while (pipe && (n = std::fread(buffer, 1, sizeof buffer, pipe.get())) > 0) text.append(buffer, n);
  return text;
}

TEST(WearOnRecordings, PeopleAtRestAreNeverCalledNotWorn) {
  const auto root = testing_motion::recordings() / "activity";
  if (!std::filesystem::is_directory(root)) {
    GTEST_SKIP() << "no recordings in " << root << " (set POSTURED_DATA)";
  }
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".gz") continue;
    if (++files % (testing_motion::kOptimised ? 1 : 25) != 0) continue;
    const RecordingResult result = parse_recording(unzip(entry.path()));
    ASSERT_TRUE(result.error.empty()) << result.error;
    for (bool with_gyro : {true, false}) {
      OrientationFilter filter;
      WearDetector detector;
      int not_worn = 0, unsettled = 0;
      SecondBuilder seconds([&](const MotionSecond& second) {
        if (detector.update(second) != Unknown::none) ++not_worn;
        if (second.reason == Unknown::settling) ++unsettled;
      });
      for (const Recording::Row& row : result.recording.rows) {
        ImuSample sample = row.sample;
        if (!with_gyro) {
          sample.has_gyro = false;
          sample.gyro_rad_s.setZero();
        }
        seconds.add(BootTime(sample.time.time_since_epoch()), sample,
                    in_reading_terms(filter.update(sample)));
      }
      EXPECT_EQ(not_worn, 0) << entry.path() << (with_gyro ? "" : ", gyroscope hidden");
      // A start in full swing (jumping, running) is not believed at once; without a gyroscope,
      // running never is.
      if (with_gyro) {
        EXPECT_LE(unsettled, 25) << entry.path();
      }
    }
  }
  EXPECT_GT(files, 0);
}

}  // namespace
}  // namespace postured
