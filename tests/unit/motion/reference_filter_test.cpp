// The filter against its slow and plain twin, sample by sample.
#include "reference_filter.hpp"

#include <gtest/gtest.h>

#include "fakes/plain_motion.hpp"
#include "motion/orientation_filter.hpp"
#include "motion_helpers.hpp"

namespace postured {
namespace {

using testing_motion::angle_between_deg;
using testing_motion::ReferenceFilter;
using testing_motion::sample_at;

constexpr double kLength_s = testing_motion::kOptimised ? 40 : 6;

TEST(OrientationFilter, AgreesWithTheReferenceOnAPersonSampleBySample) {
  for (double rate_hz : {25.0, 100.0}) {
    fakes::PlainMotion motion(3, rate_hz, 1);
    OrientationFilter filter;
    ReferenceFilter reference{OrientationParams{}};
    double worst_deg = 0;
    for (int i = 0; i < kLength_s * rate_hz; ++i) {
      const ImuSample sample = motion.next();
      const Vec3 expected = reference.update(sample, 1 / rate_hz);
      worst_deg = std::max(worst_deg, angle_between_deg(filter.update(sample).up_sensor, expected));
    }
    EXPECT_LT(worst_deg, 0.05) << rate_hz;
  }
}

TEST(OrientationFilter, AgreesWithTheReferenceWhenTumbled) {
  const double rate_hz = 100;
  OrientationFilter filter;
  ReferenceFilter reference{OrientationParams{}};
  std::mt19937 random(4);
  std::normal_distribution<double> normal;
  Mat3 truth = testing_motion::random_rotation(random);
  Vec3 rate = Vec3::Zero();
  double worst_deg = 0;
  for (int i = 0; i < kLength_s * rate_hz; ++i) {
    const Vec3 noise(normal(random), normal(random), normal(random));
    // A slightly wrong sensor, so that there is something to learn.
    const Vec3 gyro = 1.01 * rate + Vec3(0.02, -0.01, 0.03);
    const Vec3 accel =
        kGravity_m_s2 * truth.transpose() * Vec3::UnitZ() + Vec3(0.1, 0.2, -0.1) + 0.3 * noise;
    const ImuSample sample = sample_at(i / rate_hz, accel, gyro);
    const Vec3 expected = reference.update(sample, 1 / rate_hz);
    worst_deg = std::max(worst_deg, angle_between_deg(filter.update(sample).up_sensor, expected));
    const Vec3 next = 0.99 * rate + 0.15 * Vec3(normal(random), normal(random), normal(random));
    const Vec3 mean = 0.5 * (rate + next);
    truth = truth * Eigen::AngleAxisd(mean.norm() / rate_hz, mean.normalized());
    rate = next;
  }
  EXPECT_LT(worst_deg, 0.2);
}

// A filter that knows from the start that its sensor is good says what the mixture says when it is
// made sure of that.
TEST(OrientationFilter, TheGoodPriorIsThatOfAFilterThatBeganWithIt) {
  OrientationParams sure;
  sure.good_log_odds = 1000;
  sure.grade_evidence = 0;
  OrientationParams narrow;
  narrow.cheap = narrow.good;
  OrientationFilter mixture(sure), alone(narrow);
  fakes::PlainMotion motion(5, 100, 1);
  double worst_deg = 0;
  for (int i = 0; i < kLength_s * 100; ++i) {
    const ImuSample sample = motion.next();
    worst_deg = std::max(worst_deg, angle_between_deg(mixture.update(sample).up_sensor,
                                                      alone.update(sample).up_sensor));
  }
  EXPECT_LT(worst_deg, 0.15);
  EXPECT_GT(mixture.good_sensor_probability(), 0.999);
}

}  // namespace
}  // namespace postured
