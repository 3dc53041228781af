#include "motion/fixed_lag_filter.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "fakes/plain_motion.hpp"
#include "motion_helpers.hpp"

namespace postured {
namespace {

using testing_motion::angle_between_deg;
using testing_motion::sample_at;

// A sensor that is turned about; every answer with its sample and with when it came.
struct Played {
  std::vector<Vec3> truth, causal, smoothed;
  std::vector<DeviceTime> times, answered;
  double longest_wait_s = 0;
};

Played tumble(double lag_s, double seconds, double rate_hz = 100) {
  Played run;
  DeviceTime now{};
  FixedLagFilter filter(lag_s, [&](const ImuSample& sample, const Inclination& answer) {
    run.smoothed.push_back(answer.up_sensor);
    run.answered.push_back(sample.time);
    run.longest_wait_s = std::max(run.longest_wait_s, to_seconds(now - sample.time));
  });
  std::mt19937 random(8);
  std::normal_distribution<double> normal;
  const auto noise = [&] { return Vec3(normal(random), normal(random), normal(random)); };
  Mat3 truth = testing_motion::random_rotation(random);
  Vec3 rate = Vec3::Zero(), push = Vec3::Zero();
  for (int i = 0; i < seconds * rate_hz; ++i) {
    const Vec3 up = truth.transpose() * Vec3::UnitZ();
    push = 0.98 * push + 0.4 * noise();
    const ImuSample sample = sample_at(i / rate_hz, kGravity_m_s2 * up + truth.transpose() * push,
                                       rate + Vec3(0.03, -0.02, 0.01));
    now = sample.time;
    run.causal.push_back(filter.update(sample).up_sensor);
    run.truth.push_back(up);
    run.times.push_back(sample.time);
    const Vec3 next = 0.99 * rate + 0.1 * noise();
    const Vec3 mean = 0.5 * (rate + next);
    truth = truth * Eigen::AngleAxisd(mean.norm() / rate_hz, mean.normalized());
    rate = next;
  }
  filter.flush();
  return run;
}

double rms_deg(const std::vector<Vec3>& a, const std::vector<Vec3>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(angle_between_deg(a[i], b[i]), 2);
  return std::sqrt(sum / static_cast<double>(a.size()));
}

constexpr double kLength_s = testing_motion::kOptimised ? 120 : 20;

TEST(FixedLagFilter, HindsightIsBetter) {
  const Played run = tumble(2, kLength_s);
  ASSERT_EQ(run.smoothed.size(), run.truth.size());
  const double causal = rms_deg(run.causal, run.truth), smoothed = rms_deg(run.smoothed, run.truth);
  EXPECT_LT(smoothed, 0.85 * causal) << causal;
}

TEST(FixedLagFilter, AnswersEverySampleOnceInOrderAndInTime) {
  for (double lag_s : {0.25, 1.0, 2.0}) {
    const Played run = tumble(lag_s, 10);
    EXPECT_EQ(run.answered, run.times);
    EXPECT_LE(run.longest_wait_s, lag_s + 1e-6);
    EXPECT_GT(run.longest_wait_s, 0.5 * lag_s - 0.1);
  }
}

TEST(FixedLagFilter, TheCausalAnswerIsThatOfTheFilterAlone) {
  OrientationFilter alone;
  FixedLagFilter with_lag(1, [](const ImuSample&, const Inclination&) {});
  fakes::PlainMotion motion(2, 50, 1);
  for (int i = 0; i < 1000; ++i) {
    const ImuSample sample = motion.next();
    ASSERT_EQ(alone.update(sample).up_sensor, with_lag.update(sample).up_sensor);
  }
}

TEST(FixedLagFilter, ANewStartAnswersWhatCameBefore) {
  int answers = 0;
  FixedLagFilter filter(2, [&](const ImuSample&, const Inclination&) { ++answers; });
  int samples = 0;
  const auto still = [&](double from_s, double to_s) {
    for (double t = from_s; t < to_s; t += 0.01, ++samples) {
      filter.update(sample_at(t, kGravity_m_s2 * Vec3::UnitZ(), Vec3::Zero()));
    }
  };
  still(0, 1);
  EXPECT_EQ(answers, 0);
  still(10, 10.005);  // a gap: the tilt starts anew
  EXPECT_EQ(answers, samples - 1);
  filter.on_break({.cause = StreamBreak::Cause::device_reset});
  still(0, 0.005);
  EXPECT_EQ(answers, samples - 1);
  filter.flush();
  EXPECT_EQ(answers, samples);
}

TEST(FixedLagFilter, IgnoredSamplesAreNotAnswered) {
  int answers = 0;
  FixedLagFilter filter(1, [&](const ImuSample&, const Inclination&) { ++answers; });
  const Vec3 up = kGravity_m_s2 * Vec3::UnitZ();
  filter.update(sample_at(1.00, up, Vec3::Zero()));
  filter.update(sample_at(1.01, up, Vec3::Zero()));
  filter.update(sample_at(1.01, up, Vec3::Zero()));                            // again
  filter.update(sample_at(0.50, up, Vec3::Zero()));                            // older
  filter.update(sample_at(1.02, Vec3::Constant(std::nan("")), Vec3::Zero()));  // no number
  filter.flush();
  EXPECT_EQ(answers, 2);
}

TEST(FixedLagFilter, WithoutAGyroscopeThereIsNoHindsight) {
  int answers = 0;
  FixedLagFilter filter(1, [&](const ImuSample&, const Inclination&) { ++answers; });
  for (int i = 1; i <= 100; ++i) {
    ImuSample sample = sample_at(i * 0.01, kGravity_m_s2 * Vec3::UnitX(), Vec3::Zero());
    sample.has_gyro = false;
    filter.update(sample);
    EXPECT_GE(answers, i - 1);
  }
}

}  // namespace
}  // namespace postured
