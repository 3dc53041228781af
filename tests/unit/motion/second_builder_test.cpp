#include "motion/second_builder.hpp"

#include <gtest/gtest.h>

#include "motion_helpers.hpp"

namespace postured {
namespace {

using testing_motion::boot_time;
using testing_motion::sample_at;
using testing_motion::up_segment;

class Builder : public testing::Test {
 protected:
  void add(double t_s, double theta_deg, double phi_deg = 0, bool settled = true,
           double accel_g = 1) {
    Inclination inclination;
    inclination.up_sensor = up_segment(theta_deg, phi_deg);
    inclination.gyro_rad_s = Vec3(0.03, 0.04, 0);
    inclination.settled = settled;
    inclination.sigma_deg = 0.7;
    builder_.add(boot_time(t_s),
                 sample_at(t_s, accel_g * kGravity_m_s2 * inclination.up_sensor, Vec3::Zero()),
                 inclination);
  }
  void fill(double from_s, double to_s, double rate_hz, double theta_deg = 10) {
    const auto n = static_cast<int>(std::lround((to_s - from_s) * rate_hz));
    for (int i = 0; i < n; ++i) add(from_s + i / rate_hz, theta_deg, 5);
  }
  static Mounting calibrated() {
    Mounting mounting;
    mounting.axis_known = true;
    mounting.sit_ref_deg = 4;
    return mounting;
  }

  std::vector<MotionSecond> seconds_;
  SecondBuilder builder_{[this](const MotionSecond& second) { seconds_.push_back(second); }};
};

TEST_F(Builder, EmitsWholeSecondsWithMedians) {
  builder_.set_mounting(calibrated());
  for (int i = 0; i < 100; ++i) add(7 + i / 100.0, i < 60 ? 10 : 80, 5);
  EXPECT_TRUE(seconds_.empty());
  builder_.close_until(boot_time(8), Unknown::no_data);
  ASSERT_EQ(seconds_.size(), 1u);
  const MotionSecond& second = seconds_[0];
  EXPECT_EQ(second.start, boot_time(7));
  EXPECT_EQ(second.reason, Unknown::none);
  EXPECT_EQ(second.samples, 100);
  EXPECT_NEAR(second.lean_deg, 6, 1e-9);
  EXPECT_NEAR(second.side_deg, 5, 1e-9);
  EXPECT_NEAR(second.lean_range_deg, 70, 1e-9);
  EXPECT_NEAR(second.gyro_rms_dps, 0.05 * kDegPerRad, 1e-9);
  EXPECT_NEAR(second.accel_sd_g, 0, 1e-6);
  EXPECT_NEAR(second.sigma_deg, 0.7, 1e-12);
  EXPECT_TRUE(second.axis_known);
  EXPECT_NEAR(second.up_sensor.norm(), 1, 1e-9);
}

TEST_F(Builder, TheMedianOfAnEvenCountIsBetweenTheMiddleTwo) {
  builder_.set_mounting(calibrated());
  for (int i = 0; i < 6; ++i) add(i * 0.1, 10 * i);
  builder_.close_until(boot_time(1), Unknown::no_data);
  EXPECT_NEAR(seconds_.at(0).lean_deg, 25 - 4, 1e-9);
}

TEST_F(Builder, UncalibratedSecondsHaveNoAngles) {
  fill(0, 2, 50);
  builder_.close_until(boot_time(2), Unknown::no_data);
  ASSERT_EQ(seconds_.size(), 2u);
  for (const MotionSecond& second : seconds_) {
    EXPECT_EQ(second.reason, Unknown::uncalibrated);
    EXPECT_TRUE(std::isnan(second.lean_deg));
    EXPECT_TRUE(std::isnan(second.side_deg));
    EXPECT_TRUE(std::isnan(second.inclination_deg));
    EXPECT_EQ(second.samples, 50);
  }
}

TEST_F(Builder, WithoutAnAxisLeanIsTheTotalInclination) {
  builder_.set_mounting(mounting_from_up(Vec3::UnitY()));
  for (int i = 0; i < 50; ++i) add(i / 50.0, 0, -20);
  builder_.close_until(boot_time(1), Unknown::no_data);
  EXPECT_FALSE(seconds_.at(0).axis_known);
  EXPECT_NEAR(seconds_.at(0).lean_deg, 20, 1e-9);
  EXPECT_TRUE(std::isnan(seconds_.at(0).side_deg));
}

TEST_F(Builder, EmptySecondsSayWhy) {
  builder_.set_mounting(calibrated());
  fill(0, 1, 100);
  builder_.close_until(boot_time(3.5), Unknown::no_sensor);
  ASSERT_EQ(seconds_.size(), 3u);
  EXPECT_EQ(seconds_[0].reason, Unknown::none);
  EXPECT_EQ(seconds_[1].reason, Unknown::no_sensor);
  EXPECT_EQ(seconds_[2].reason, Unknown::no_sensor);
  EXPECT_EQ(seconds_[2].start, boot_time(2));
  EXPECT_EQ(seconds_[2].samples, 0);
  EXPECT_TRUE(std::isnan(seconds_[2].lean_deg));
}

TEST_F(Builder, NothingComesBeforeTheFirstSample) {
  builder_.close_until(boot_time(100), Unknown::no_data);
  EXPECT_TRUE(seconds_.empty());
}

TEST_F(Builder, JumpedSecondsAreGapsAndTimesStayWhole) {
  builder_.set_mounting(calibrated());
  fill(0, 1.5, 100);
  builder_.on_gap();
  fill(4.5, 6, 100);
  builder_.close_until(boot_time(6), Unknown::no_data);
  ASSERT_EQ(seconds_.size(), 6u);
  const Unknown expected[] = {Unknown::none, Unknown::none, Unknown::gap,
                              Unknown::gap,  Unknown::none, Unknown::none};
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(seconds_[i].start, boot_time(static_cast<double>(i)));
    EXPECT_EQ(seconds_[i].reason, expected[i]) << i;
  }
}

TEST_F(Builder, FiveSamplesMakeASecond) {
  builder_.set_mounting(calibrated());
  fill(0, 1, 100);
  for (int i = 0; i < 4; ++i) add(1 + i * 0.01, 10);
  for (int i = 0; i < 5; ++i) add(2 + i * 0.01, 10);
  builder_.close_until(boot_time(3), Unknown::no_data);
  ASSERT_EQ(seconds_.size(), 3u);
  EXPECT_EQ(seconds_[1].reason, Unknown::gap);
  EXPECT_EQ(seconds_[2].reason, Unknown::none);
}

TEST_F(Builder, OfASlowSensorAQuarterOfTheRateIsEnough) {
  builder_.set_mounting(calibrated());
  fill(0, 2, 8);  // eight a second
  add(2.0, 10);
  add(2.2, 10);
  add(3.0, 10);
  builder_.close_until(boot_time(4), Unknown::no_data);
  ASSERT_EQ(seconds_.size(), 4u);
  EXPECT_EQ(seconds_[1].reason, Unknown::none);
  EXPECT_EQ(seconds_[2].reason, Unknown::none);
  EXPECT_EQ(seconds_[3].reason, Unknown::gap);
}

TEST_F(Builder, UnsettledSecondsAreSaidSo) {
  builder_.set_mounting(calibrated());
  for (int i = 0; i < 100; ++i) add(i / 100.0, 60, 0, false);
  for (int i = 0; i < 100; ++i) add(1 + i / 100.0, i < 50 ? 60 : 10, 0, i >= 50);
  builder_.close_until(boot_time(2), Unknown::no_data);
  EXPECT_EQ(seconds_.at(0).reason, Unknown::settling);
  EXPECT_TRUE(std::isnan(seconds_[0].lean_deg));
  EXPECT_EQ(seconds_.at(1).reason, Unknown::none);
  EXPECT_NEAR(seconds_[1].lean_deg, 6, 1e-9) << "only the settled half counts";
}

TEST_F(Builder, ANewReferenceWithinASecondDoesNotMixMeanings) {
  builder_.set_mounting(mounting_from_up(Vec3::UnitY()));
  for (int i = 0; i < 70; ++i) add(i / 100.0, -20);
  builder_.set_mounting(calibrated());
  for (int i = 70; i < 100; ++i) add(i / 100.0, -20);
  builder_.close_until(boot_time(1), Unknown::no_data);
  EXPECT_NEAR(seconds_.at(0).lean_deg, -24, 1e-9);
  EXPECT_TRUE(seconds_[0].axis_known);
}

TEST_F(Builder, UpsideDownIsAMedianToo) {
  builder_.set_mounting(calibrated());
  for (int i = 0; i < 100; ++i) add(i / 100.0, i % 2 == 0 ? 183.5 : 184.5);
  builder_.close_until(boot_time(1), Unknown::no_data);
  EXPECT_NEAR(std::abs(seconds_.at(0).lean_deg), 180, 0.6);
  EXPECT_NEAR(seconds_[0].lean_range_deg, 1, 1e-6);
}

TEST_F(Builder, ClockJumpsDoNotLoopForEver) {
  builder_.set_mounting(calibrated());
  fill(0, 1, 50);
  const double years = 3e8;
  fill(years, years + 1, 50);
  EXPECT_LE(seconds_.size(), 3u);
  builder_.close_until(boot_time(2 * years), Unknown::no_data);
  EXPECT_LE(seconds_.size(), 24u * 3600 + 5);
  EXPECT_EQ(seconds_.back().start, boot_time(2 * years - 1));
  // Back by more than a stumble: a new count. Back by a little: dropped.
  const std::size_t before = seconds_.size();
  fill(10, 12, 50);
  EXPECT_LE(seconds_.size(), before + 2);
  add(11.5, 10);
  add(9.0, 10);
  builder_.close_until(boot_time(12), Unknown::no_data);
  EXPECT_EQ(seconds_.back().start, boot_time(11));
}

TEST_F(Builder, TheSeriesFollowsTheNormOfTheAccelerometer) {
  for (double rate : {20.0, 25.0, 50.0, 100.0}) {
    seconds_.clear();
    SecondBuilder builder([this](const MotionSecond& second) { seconds_.push_back(second); });
    const auto n = static_cast<int>(rate);
    const auto wave = [](double t) { return 0.2 * std::sin(4 * std::numbers::pi * t); };
    double sum_squared = 0;
    for (int i = 0; i < n; ++i) {
      const double t = i / rate;
      builder.add(boot_time(t),
                  sample_at(t, (1 + wave(t)) * kGravity_m_s2 * Vec3::UnitY(), Vec3::Zero()),
                  Inclination{});
      sum_squared += wave(t) * wave(t);
    }
    builder.close_until(boot_time(1), Unknown::no_data);
    ASSERT_EQ(seconds_.size(), 1u);
    EXPECT_NEAR(seconds_[0].accel_sd_g, std::sqrt(sum_squared / n), 1e-6);
    for (int i = 0; i < kMotionSeriesHz; ++i) {
      EXPECT_NEAR(seconds_[0].accel_series_g.at(static_cast<std::size_t>(i)), wave((i + 0.4) / 20),
                  0.07)
          << rate << " Hz, bin " << i;
    }
  }
}

}  // namespace
}  // namespace postured
