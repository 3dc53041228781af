#include "accuracy/degrade.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <random>

namespace postured::accuracy {
namespace {

constexpr std::array kScenarios{
    Scenario{.name = "noise", .what = "noise and quantisation", .noise = true, .quantised = true},
    Scenario{.name = "gyro-bias",
             .what = "noise, quantisation, gyroscope bias",
             .noise = true,
             .quantised = true,
             .gyro_bias = true},
    Scenario{.name = "accel-bias",
             .what = "noise, quantisation, both biases",
             .noise = true,
             .quantised = true,
             .gyro_bias = true,
             .accel_bias = true},
    Scenario{.name = "narrow",
             .what = "all errors, at 4 g and 500 deg/s: fast turns clip",
             .noise = true,
             .quantised = true,
             .gyro_bias = true,
             .accel_bias = true,
             .scale = true},
    Scenario{.name = "cheap",
             .what = "all errors, at 4 g and 2000 deg/s",
             .noise = true,
             .quantised = true,
             .gyro_range_dps = 2000,
             .gyro_bias = true,
             .accel_bias = true,
             .scale = true},
    Scenario{.name = "calibrated",
             .what = "as cheap; accelerometer bias known to 4 mg, its scale to 0.2 %",
             .noise = true,
             .quantised = true,
             .gyro_range_dps = 2000,
             .gyro_bias = true,
             .accel_bias = true,
             .scale = true,
             .calibrated = true},
};

struct SensorFaults {
  Vec3 gyro_bias_rad_s, accel_bias_m_s2;
  Mat3 gyro_matrix;  // added to the identity
  Vec3 accel_scale;  // added to one
};

using Random = std::mt19937;

// Drawn in one fixed order whatever the scenario uses, so that a scenario with more errors is the
// same sensor with more errors.
SensorFaults draw(Random& random) {
  std::uniform_real_distribution<double> unit(0, 1);
  const auto either_sign = [&](double low, double high) {
    const double sign = unit(random) < 0.5 ? -1 : 1;
    return sign * (low + (high - low) * unit(random));
  };
  SensorFaults faults;
  for (double& b : faults.gyro_bias_rad_s) b = either_sign(1, 3) * kRadPerDeg;
  for (double& b : faults.accel_bias_m_s2) b = either_sign(0.020, 0.040) * kGravity_m_s2;
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      faults.gyro_matrix(row, column) = (row == column ? 0.03 : 0.02) * (unit(random) - 0.5);
    }
  }
  for (double& s : faults.accel_scale) s = 0.03 * (unit(random) - 0.5);
  return faults;
}

// A 16 bit reading; says so when it is at the end of its range.
double quantise(double value, double range, bool& saturated) {
  const double step = range / 32768;
  const double count = std::round(value / step);
  saturated = saturated || count >= 32767 || count <= -32768;
  return std::clamp(count, -32768.0, 32767.0) * step;
}

}  // namespace

std::span<const Scenario> scenarios() { return kScenarios; }

const Scenario* find_scenario(std::string_view name) {
  const auto* found = std::find_if(kScenarios.begin(), kScenarios.end(),
                                   [&](const Scenario& s) { return s.name == name; });
  return found == kScenarios.end() ? nullptr : found;
}

Trial degrade(const Trial& trial, const Scenario& scenario, unsigned seed) {
  const auto number = static_cast<unsigned>(std::atoi(trial.name.c_str()));
  Random random(seed * 7919u + number * 104729u);
  std::normal_distribution<double> normal;
  const SensorFaults faults = draw(random);
  const double gyro_noise_rad_s = 0.005 * kRadPerDeg * std::sqrt(trial.rate_hz / 2);
  const double accel_noise_m_s2 = 400e-6 * kGravity_m_s2 * std::sqrt(trial.rate_hz / 2);

  Random calibration_random(seed * 31u + number);
  Vec3 bias_left, scale_left;
  for (int i = 0; i < 3; ++i) {
    bias_left(i) = kCalibratedBias_m_s2 * normal(calibration_random);
    scale_left(i) = kCalibratedScale * normal(calibration_random);
  }
  normal.reset();

  Trial bad = trial;
  for (std::size_t i = 0; i < trial.size(); ++i) {
    Vec3& gyro = bad.gyro_rad_s[i];
    Vec3& accel = bad.accel_m_s2[i];
    if (scenario.scale) {
      gyro += faults.gyro_matrix * trial.gyro_rad_s[i];
      accel += faults.accel_scale.cwiseProduct(trial.accel_m_s2[i]);
    }
    if (scenario.gyro_bias) gyro += faults.gyro_bias_rad_s;
    if (scenario.accel_bias) accel += faults.accel_bias_m_s2;
    if (scenario.noise) {
      for (int axis = 0; axis < 3; ++axis) {
        gyro(axis) += gyro_noise_rad_s * normal(random);
        accel(axis) += accel_noise_m_s2 * normal(random);
      }
    }
    if (scenario.quantised) {
      bool saturated = false;
      for (int axis = 0; axis < 3; ++axis) {
        gyro(axis) = quantise(gyro(axis), scenario.gyro_range_dps * kRadPerDeg, saturated);
        accel(axis) = quantise(accel(axis), scenario.accel_range_g * kGravity_m_s2, saturated);
      }
      bad.saturated[i] = saturated;
    }
    if (scenario.calibrated) {
      accel -= faults.accel_bias_m_s2 + bias_left;
      accel = accel.cwiseQuotient(Vec3::Ones() + faults.accel_scale + scale_left);
    }
  }
  return bad;
}

}  // namespace postured::accuracy
