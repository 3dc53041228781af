// Bytes to posture seconds, against the truth of the simulated wearer and against faults.
#include "pipeline/sensing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "effort.hpp"
#include "simulation/wearer.hpp"
#include "wire/posture_messages.h"

namespace postured {
namespace {

using namespace std::chrono_literals;

struct Day {
  std::map<std::int64_t, TruthSecond> truth;
  std::vector<PostureSecond> seconds;
  std::vector<CalibrationOutcome> calibrations;
};

Day play_day(std::uint64_t seed, double rate_hz, double hours) {
  Day day;
  WearerParams params;
  params.seed = seed;
  params.rate_hz = rate_hz;
  Wearer wearer(params);
  wearer.on_truth = [&](const TruthSecond& truth) { day.truth[truth.t_s] = truth; };
  SensingOutputs outputs;
  outputs.on_second = [&](const PostureSecond& second) { day.seconds.push_back(second); };
  outputs.on_calibrated = [&](const CalibrationOutcome& c) { day.calibrations.push_back(c); };
  Sensing sensing(Placement::chest, outputs);
  sensing.on_link_opened();
  wearer.begin_day();
  std::vector<std::uint8_t> bytes;
  for (int t = 1; t <= hours * 3600 && !wearer.day_over(); ++t) {
    bytes.clear();
    wearer.advance_to(t, bytes);
    sensing.on_bytes(BootTime(std::chrono::seconds(t)), bytes);
    sensing.tick(BootTime(std::chrono::seconds(t)));
  }
  sensing.finish();
  return day;
}

struct Error {
  double rmse_deg = 0, worst_deg = 0;
  int seconds = 0;
};

// Of the valid seconds in which somebody wore the clip and did not walk.
Error lean_error(const Day& day) {
  Error error;
  double sum = 0;
  for (const PostureSecond& second : day.seconds) {
    const auto truth = day.truth.find(
        std::chrono::duration_cast<std::chrono::seconds>(second.start.time_since_epoch()).count());
    if (truth == day.truth.end() || !second.valid || !second.axis_known) continue;
    if (!truth->second.worn || truth->second.body == BodyState::walking) continue;
    const double e = second.lean_deg - truth->second.lean_deg;
    sum += e * e;
    error.worst_deg = std::max(error.worst_deg, std::abs(e));
    ++error.seconds;
  }
  error.rmse_deg = std::sqrt(sum / std::max(1, error.seconds));
  return error;
}

TEST(Sensing, LeanOverASimulatedDayStaysWithinOneAndAHalfDegrees) {
  // A cheap chip, any mounting, 1 deg of cloth wobble, a re-clip at lunch. The filter must not lose
  // its way in eight hours either: an error of tens of degrees once is a failure.
  const int seeds = testing_effort::is_long() ? 8 : testing_effort::kOptimised ? 2 : 1;
  for (int seed = 1; seed <= seeds; ++seed) {
    const Day day = play_day(static_cast<std::uint64_t>(seed), 50, 10);
    ASSERT_EQ(day.calibrations.size(), 2U) << seed;
    const Error error = lean_error(day);
    EXPECT_GT(error.seconds, 5 * 3600) << seed;
    EXPECT_LE(error.rmse_deg, 1.5) << seed;
    EXPECT_LE(error.worst_deg, 15) << seed;
    std::printf("seed %d: lean RMSE %.2f deg over %d s, worst %.1f\n", seed, error.rmse_deg,
                error.seconds, error.worst_deg);
  }
}

TEST(Sensing, NothingIsJudgedBeforeACalibrationAndAfterAReclip) {
  const Day day = play_day(3, 50, 10);
  ASSERT_EQ(day.calibrations.size(), 2U);
  bool seen_suspect = false;
  int worn_for_s = 0;
  for (const PostureSecond& second : day.seconds) {
    const bool calibrated = second.start + 2s >= day.calibrations.front().at;
    if (!calibrated) {
      EXPECT_FALSE(second.valid) << to_seconds(second.start.time_since_epoch());
    }
    seen_suspect = seen_suspect || second.reason == Unknown::reference_suspect;
    const auto truth = day.truth.find(
        std::chrono::duration_cast<std::chrono::seconds>(second.start.time_since_epoch()).count());
    if (truth == day.truth.end()) continue;
    worn_for_s = truth->second.worn ? worn_for_s + 1 : 0;
    // Five seconds of movement tell that it is worn again.
    if (second.reason == Unknown::not_worn) {
      EXPECT_LT(worn_for_s, 15) << truth->first;
    }
  }
  EXPECT_TRUE(seen_suspect);
}

class SensingFaults : public testing::Test {
 protected:
  SensingFaults() {
    SensingOutputs outputs;
    outputs.on_second = [this](const PostureSecond& second) { seconds_.push_back(second); };
    sensing_ = std::make_unique<Sensing>(Placement::chest, outputs);
    sensing_->set_mounting(mounting_from_up(Vec3::UnitY()));
    sensing_->on_link_opened();
    encoder_.hello(bytes_);
  }
  // A quiet clip for `n` seconds of device and host time.
  void play(int n) {
    for (int i = 0; i < n * 100; ++i) {
      ImuSample sample;
      sample.time = DeviceTime(std::chrono::microseconds(device_us_ += 10'000));
      const double jitter = 0.02 * std::sin(7.3 * static_cast<double>(device_us_ / 10'000));
      sample.accel_m_s2 = Vec3(jitter, kGravity_m_s2, -jitter);
      sample.gyro_rad_s = Vec3(0.01 * jitter, jitter, 0);
      encoder_.sample(sample, bytes_);
      if (i % 100 == 99) beat();
    }
  }
  void silence(int n) {
    for (int i = 0; i < n; ++i) beat();
  }
  void beat() {
    now_ += 1s;
    sensing_->on_bytes(now_, bytes_);
    bytes_.clear();
    sensing_->tick(now_);
  }
  void status(pw_state state) {
    pw_status raw{};
    raw.boot_id = sensing_->device()->boot_id;
    raw.state = static_cast<std::uint8_t>(state);
    std::array<std::uint8_t, PW_STATUS_SIZE> payload;
    pw_put_status(&raw, payload.data());
    std::array<std::uint8_t, PW_FRAME_SIZE(PW_STATUS_SIZE)> frame;
    pw_encode_frame(PW_STATUS, 0, payload.data(), payload.size(), frame.data(), frame.size());
    bytes_.insert(bytes_.end(), frame.begin(), frame.end());
  }
  int count(Unknown reason) const {
    return static_cast<int>(std::count_if(seconds_.begin(), seconds_.end(),
                                          [&](const auto& s) { return s.reason == reason; }));
  }

  std::vector<PostureSecond> seconds_;
  std::unique_ptr<Sensing> sensing_;
  ClipEncoder encoder_;
  std::vector<std::uint8_t> bytes_;
  std::int64_t device_us_ = 0;
  BootTime now_{};
};

TEST_F(SensingFaults, EverySecondIsEmittedOnceAndInOrder) {
  play(20);
  silence(10);
  play(20);
  sensing_->finish();
  for (std::size_t i = 1; i < seconds_.size(); ++i) {
    EXPECT_EQ(seconds_[i].start - seconds_[i - 1].start, 1s);
  }
  EXPECT_GE(seconds_.size(), 48U);
}

TEST_F(SensingFaults, AClipThatSaysItSleepsIsNotWorn) {
  play(10);
  status(PW_STATE_ASLEEP);
  silence(10);
  EXPECT_GE(count(Unknown::not_worn), 7);
  EXPECT_EQ(count(Unknown::no_data), 0);
  status(PW_STATE_STREAMING);
  silence(10);
  EXPECT_GE(count(Unknown::no_data), 8) << "awake it has to send";
}

TEST_F(SensingFaults, SilenceIsNoDataAndALostLinkIsNoSensor) {
  play(10);
  silence(10);
  EXPECT_GE(count(Unknown::no_data), 7);
  sensing_->on_link_lost();
  silence(10);
  EXPECT_GE(count(Unknown::no_sensor), 8);
  for (const PostureSecond& second : seconds_) {
    if (second.valid) continue;
    EXPECT_TRUE(std::isnan(second.lean_deg));
    EXPECT_EQ(second.lean_state, LeanState::unknown);
  }
}

TEST_F(SensingFaults, ASuspendIsNotRecordedAsSecondsWithoutData) {
  play(10);
  now_ += 72h;
  play(10);
  sensing_->finish();
  EXPECT_LE(seconds_.size(), 25U);
}

TEST_F(SensingFaults, AResetOfTheSensorLosesSecondsAndNothingElse) {
  play(30);
  device_us_ = 0;
  ClipEncoderParams params;
  params.boot_id = 2;
  encoder_ = ClipEncoder(params);
  encoder_.hello(bytes_);
  play(30);
  sensing_->finish();
  const auto valid = count(Unknown::none);
  EXPECT_GE(valid, 55);
  for (std::size_t i = 1; i < seconds_.size(); ++i) {
    EXPECT_GT(seconds_[i].start, seconds_[i - 1].start);
  }
}

TEST_F(SensingFaults, GarbageBetweenFramesChangesNoAngle) {
  for (int i = 0; i < 30; ++i) {
    for (int k = 0; k < 200; ++k) bytes_.push_back(static_cast<std::uint8_t>(37 * k + i));
    bytes_.push_back(0);
    play(1);
  }
  sensing_->finish();
  for (const PostureSecond& second : seconds_) {
    if (second.valid) {
      EXPECT_NEAR(second.inclination_deg, 0, 1);
    }
  }
  EXPECT_GE(count(Unknown::none), 25);
}

TEST_F(SensingFaults, AnOldReferenceIsSuspectUntilANewOne) {
  play(5);
  sensing_->suspect_reference();
  play(5);
  EXPECT_GE(count(Unknown::reference_suspect), 3);
  sensing_->start_calibration(CalibrationKind::standing);
  play(8);
  const auto valid_before = count(Unknown::none);
  play(5);
  EXPECT_GE(count(Unknown::none), valid_before + 4);
}

}  // namespace
}  // namespace postured
