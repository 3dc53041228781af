#include "posture/gait.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace postured {

namespace {

// SD of |accel| of walking is above 0.06-0.1 g (domain model 1.6); breathing, typing and sway stay
// below 0.03 g.
constexpr double kQuiet_g = 0.05, kWalk_g = 0.06, kStrong_g = 0.1;
constexpr double kRegular = 0.4;
constexpr double kVeryRegular = 0.65;
// The trunk keeps its direction while walking; sitting down, getting up and turning in bed do not.
constexpr double kTurn_deg = 25;
constexpr int kShortestStep = kMotionSeriesHz * 2 / 5;     // 2.5 Hz
constexpr int kLongestStep = kMotionSeriesHz * 5 / 6 + 1;  // 1.2 Hz

double angle_deg(const Vec3& a, const Vec3& b) {
  const double norms = a.norm() * b.norm();
  return norms > 0 ? kDegPerRad * std::acos(std::clamp(a.dot(b) / norms, -1.0, 1.0)) : 0;
}

}  // namespace

double step_regularity(std::span<const MotionSecond> seconds) {
  std::vector<double> x;
  x.reserve(seconds.size() * kMotionSeriesHz);
  double sum = 0;
  for (const MotionSecond& s : seconds) {
    for (const float v : s.accel_series_g) {
      x.push_back(static_cast<double>(v));
      sum += x.back();
    }
  }
  const auto n = static_cast<int>(x.size());
  if (n < 2 * kShortestStep) return 0;
  double energy = 0;
  for (double& v : x) {
    v -= sum / n;
    energy += v * v;
  }
  if (!(energy > 0)) return 0;
  double best = -1;
  for (int lag = kShortestStep; lag <= std::min(kLongestStep, n / 2); ++lag) {
    double product = 0;
    for (int i = lag; i < n; ++i) {
      product += x[static_cast<std::size_t>(i)] * x[static_cast<std::size_t>(i - lag)];
    }
    best = std::max(best, product / energy * n / (n - lag));
  }
  return std::min(best, 1.0);
}

double walking_confidence(std::span<const MotionSecond> seconds, std::size_t index, bool before) {
  const MotionSecond& second = seconds[index];
  if (second.accel_sd_g < kQuiet_g) return 0;
  const std::size_t first = index > 0 ? index - 1 : 0;
  const std::size_t last = std::min(index + 1, seconds.size() - 1);
  const auto window = seconds.subspan(first, last - first + 1);

  const double regularity = step_regularity(window);
  const double turn_deg = angle_deg(window.front().up_sensor, window.back().up_sensor);
  if (turn_deg > kTurn_deg && regularity < kVeryRegular) return 0;

  double sum_g = 0, most_neighbour_g = 0;
  for (const MotionSecond& s : window) {
    sum_g += s.accel_sd_g;
    if (&s != &second) most_neighbour_g = std::max(most_neighbour_g, s.accel_sd_g);
  }
  const double mean_g = sum_g / static_cast<double>(window.size());
  const bool sustained = window.size() == 1
                             ? second.accel_sd_g > kStrong_g
                             : most_neighbour_g > kWalk_g && second.accel_sd_g > kWalk_g;
  if (!sustained && !before) return 0;

  double confidence = 0;
  if (regularity > kRegular) confidence = 0.6 + 0.5 * (regularity - kRegular);
  if (mean_g > kStrong_g)
    confidence = std::max(confidence, 0.6 + std::min(0.3, mean_g - kStrong_g));
  if (before && mean_g > kWalk_g) confidence = std::max(confidence, 0.55);
  return std::min(confidence, 0.98);
}

}  // namespace postured
