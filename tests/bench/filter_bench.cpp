// Cost of one sample at 100 Hz: the orientation filter, and the plain six-axis filter of Madgwick
// (2010 report, gradient descent, beta 0.1) as the yardstick.
#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

#include "motion/orientation_filter.hpp"

namespace postured {
namespace {

// A minute of a restless person at 100 Hz.
std::vector<ImuSample> minute() {
  std::vector<ImuSample> samples;
  for (int i = 0; i < 6000; ++i) {
    const double t = i * 0.01;
    const double angle = 0.4 * std::sin(0.9 * t) + 0.05 * std::sin(7 * t);
    const double rate = 0.36 * std::cos(0.9 * t) + 0.35 * std::cos(7 * t);
    ImuSample sample;
    sample.time = DeviceTime(std::chrono::microseconds(10000 * i));
    sample.gyro_rad_s = Vec3(rate, 0.02, -0.01);
    sample.accel_m_s2 =
        kGravity_m_s2 * Vec3(0.01 * std::sin(5 * t), std::sin(angle), std::cos(angle));
    samples.push_back(sample);
  }
  return samples;
}

class Madgwick {
 public:
  void update(const ImuSample& sample, double dt_s) {
    const Vec3 a = sample.accel_m_s2.normalized();
    const double w = q_.w(), x = q_.x(), y = q_.y(), z = q_.z();
    const Vec3 f(2 * (x * z - w * y) - a.x(), 2 * (w * x + y * z) - a.y(),
                 1 - 2 * (x * x + y * y) - a.z());
    Eigen::Vector4d gradient(
        -2 * y * f.x() + 2 * x * f.y(), 2 * z * f.x() + 2 * w * f.y() - 4 * x * f.z(),
        -2 * w * f.x() + 2 * z * f.y() - 4 * y * f.z(), 2 * x * f.x() + 2 * y * f.y());
    const double length = gradient.norm();
    if (length > 0) gradient /= length;
    const Vec3& g = sample.gyro_rad_s;
    const Quat rate = q_ * Quat(0, g.x(), g.y(), g.z());
    q_.w() += dt_s * (0.5 * rate.w() - 0.1 * gradient(0));
    q_.x() += dt_s * (0.5 * rate.x() - 0.1 * gradient(1));
    q_.y() += dt_s * (0.5 * rate.y() - 0.1 * gradient(2));
    q_.z() += dt_s * (0.5 * rate.z() - 0.1 * gradient(3));
    q_.normalize();
  }
  const Quat& attitude() const { return q_; }

 private:
  Quat q_ = Quat::Identity();
};

void report_per_sample(benchmark::State& state, std::size_t samples) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(samples));
  state.counters["per_sample"] = benchmark::Counter(
      static_cast<double>(samples),
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void BM_OrientationFilter(benchmark::State& state) {
  const std::vector<ImuSample> samples = minute();
  for (auto _ : state) {
    OrientationFilter filter;
    for (const ImuSample& sample : samples) {
      benchmark::DoNotOptimize(filter.update(sample).up_sensor.data());
    }
  }
  report_per_sample(state, samples.size());
}
BENCHMARK(BM_OrientationFilter);

void BM_MadgwickYardstick(benchmark::State& state) {
  const std::vector<ImuSample> samples = minute();
  for (auto _ : state) {
    Madgwick filter;
    for (const ImuSample& sample : samples) {
      filter.update(sample, 0.01);
      benchmark::DoNotOptimize(filter.attitude().coeffs().data());
    }
  }
  report_per_sample(state, samples.size());
}
BENCHMARK(BM_MadgwickYardstick);

}  // namespace
}  // namespace postured
