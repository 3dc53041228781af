// The whole motion chain against the truth of an independent generator: calibrated by the wizard on
// the generator's own prelude, never by hand.
#include "fakes/plain_motion.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "motion/calibration_wizard.hpp"
#include "motion/orientation_filter.hpp"
#include "motion/second_builder.hpp"
#include "motion_helpers.hpp"

namespace postured {
namespace {

struct Figures {
  bool calibrated = false;
  std::string problem;
  double rmse_deg = 0, mean_error_deg = 0, side_rmse_deg = 0, worst_deg = 0;
  long seconds = 0, unknown_seconds = 0;
};

Figures play(unsigned seed, double rate_hz, double hours, double wobble_deg) {
  fakes::PlainMotion motion(seed, rate_hz, wobble_deg);
  OrientationFilter filter;
  CalibrationWizard wizard;
  wizard.start(CalibrationKind::full, std::nullopt);
  Figures figures;
  double sum = 0, sum_squared = 0, side_squared = 0;
  SecondBuilder seconds([&](const MotionSecond& second) {
    const double t = to_seconds(second.start.time_since_epoch()) + 0.5;
    if (t < fakes::PlainMotion::kDayAt_s + 1) return;
    ++figures.seconds;
    if (second.reason != Unknown::none || !second.axis_known) {
      ++figures.unknown_seconds;
      return;
    }
    const double error = second.lean_deg - motion.lean_deg(t);
    sum += error;
    sum_squared += error * error;
    side_squared += std::pow(second.side_deg - motion.phi_deg(t), 2);
    figures.worst_deg = std::max(figures.worst_deg, std::abs(error));
  });
  const auto samples =
      static_cast<long>((hours * 3600 + fakes::PlainMotion::kDayAt_s + 1) * rate_hz);
  for (long i = 0; i < samples; ++i) {
    const ImuSample sample = motion.next();
    const Inclination inclination = in_reading_terms(filter.update(sample));
    if (wizard.running()) {
      wizard.update(sample, inclination);
      if (wizard.progress().step == CalibrationStep::done) {
        figures.calibrated = true;
        seconds.set_mounting(wizard.mounting());
      }
    }
    seconds.add(BootTime(sample.time.time_since_epoch()), sample, inclination);
  }
  figures.problem = wizard.progress().problem;
  const auto n = static_cast<double>(figures.seconds - figures.unknown_seconds);
  figures.rmse_deg = std::sqrt(sum_squared / n);
  figures.side_rmse_deg = std::sqrt(side_squared / n);
  figures.mean_error_deg = sum / n;
  return figures;
}

void print(const char* what, unsigned seed, double rate_hz, double hours, const Figures& f) {
  std::printf(
      "  %s seed %u, %3.0f Hz, %.2f h: lean RMSE %.2f deg (mean %+.2f, worst %.1f), side %.2f\n",
      what, seed, rate_hz, hours, f.rmse_deg, f.mean_error_deg, f.worst_deg, f.side_rmse_deg);
}

constexpr double kHours = testing_motion::kOptimised ? 0.6 : 0.05;
constexpr unsigned kSeeds = testing_motion::kOptimised ? 4 : 1;

class PlainDay : public testing::TestWithParam<double> {};

TEST_P(PlainDay, LeanStaysWithinOneAndAHalfDegreesWithACheapSensorAndOneDegreeOfCloth) {
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    const Figures f = play(seed, GetParam(), kHours, 1);
    print("cloth 1 deg,", seed, GetParam(), kHours, f);
    ASSERT_TRUE(f.calibrated) << f.problem;
    EXPECT_EQ(f.unknown_seconds, 0);
    EXPECT_LE(f.rmse_deg, 1.5) << "seed " << seed;
    EXPECT_LE(f.side_rmse_deg, 2.5) << "seed " << seed;
  }
}

TEST_P(PlainDay, WithoutClothTheErrorIsTheSensorsOwn) {
  for (unsigned seed = 11; seed < 11 + kSeeds; ++seed) {
    const Figures f = play(seed, GetParam(), kHours / 2, 0);
    print("no cloth,   ", seed, GetParam(), kHours / 2, f);
    ASSERT_TRUE(f.calibrated) << f.problem;
    // 20-40 mg on each axis and 1.5 % of scale at 30 deg of lean are worth about 1 deg.
    EXPECT_LE(f.rmse_deg, 1.1) << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Rates, PlainDay, testing::Values(50.0, 100.0));

TEST(PlainWorkday, EightHoursDoNotDrift) {
  if (std::getenv("POSTURED_LONG") == nullptr) {
    GTEST_SKIP() << "eight hours of samples take a while: set POSTURED_LONG=1";
  }
  for (unsigned seed = 21; seed <= 22; ++seed) {
    const Figures f = play(seed, 100, 8, 1);
    print("workday,    ", seed, 100, 8, f);
    ASSERT_TRUE(f.calibrated) << f.problem;
    EXPECT_LE(f.rmse_deg, 1.5);
  }
}

}  // namespace
}  // namespace postured
