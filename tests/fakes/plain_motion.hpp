// A second, small generator of trunk movement with a cheap sensor, written without looking at the
// simulated wearer, so that simulator and filter cannot share a mistake. Angles are closed formulas
// of time; rates and accelerations come from differences of poses, never from a derivation.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <random>

#include "base/vector.hpp"
#include "sensor/sensor_events.hpp"

namespace postured::fakes {

class PlainMotion {
 public:
  // What the wearer does before the day: stand, three bends, return, sit down, sit.
  static constexpr double kBendsAt_s = 17, kSitAt_s = 38, kDayAt_s = 65;
  static constexpr double kSit_deg = 6;  // trunk angle of comfortable sitting

  PlainMotion(unsigned seed, double rate_hz, double wobble_deg = 1)
      : random_(seed), rate_hz_(rate_hz), wobble_deg_(wobble_deg) {
    std::uniform_real_distribution<double> unit(0, 1);
    for (double& p : phase_) p = 2 * std::numbers::pi * unit(random_);
    std::normal_distribution<double> normal;
    segment_from_sensor_ = Quat(normal(random_), normal(random_), normal(random_), normal(random_))
                               .normalized()
                               .toRotationMatrix();
    for (int i = 0; i < 3; ++i) {
      gyro_bias_[i] = sign() * (1 + 2 * unit(random_)) * kRadPerDeg;
      accel_bias_[i] = sign() * (0.02 + 0.02 * unit(random_)) * kGravity_m_s2;
      gyro_scale_[i] = 1 + 0.015 * (2 * unit(random_) - 1);
      accel_scale_[i] = 1 + 0.015 * (2 * unit(random_) - 1);
    }
  }

  // Forward angle of the trunk from standing, and to the right: the truth.
  double theta_deg(double t) const {
    const double sway = 0.3 * wave(t, 0.21, 0);
    if (t < kBendsAt_s) return sway;
    if (t < kBendsAt_s + 12) return sway + 45 * hump((t - kBendsAt_s) / 4);
    if (t < kSitAt_s) return sway;
    const double seated = sway + kSit_deg * smooth((t - kSitAt_s) / 3);
    if (t < kDayAt_s) return seated + 30 * (t < kSitAt_s + 3 ? hump((t - kSitAt_s) / 3) : 0);
    // The day: slow shifts, a slump that builds up over eight minutes and is undone in ten seconds,
    // and a reach forward every 97 s.
    const double day = t - kDayAt_s;
    const double in_slump = std::fmod(day, 490);
    const double slump = 14 * (smooth(in_slump / 480) - smooth((in_slump - 480) / 10));
    const double in_reach = std::fmod(day, 97);
    return seated + slump + (in_reach < 4 ? 25 * hump(in_reach / 4) : 0) +
           smooth(day / 10) * (3 * wave(t, 0.011, 1) + 2 * wave(t, 0.067, 2) +
                               0.6 * wave(t, 0.31, 3) + 0.25 * wave(t, 1.13, 4));
  }
  double lean_deg(double t) const { return theta_deg(t) - kSit_deg; }
  double phi_deg(double t) const {
    return 0.3 * wave(t, 0.17, 5) +
           smooth((t - kDayAt_s) / 10) * (4 * wave(t, 0.009, 5) + 1.5 * wave(t, 0.12, 6));
  }

  ImuSample next() {
    const double t = static_cast<double>(n_++) / rate_hz_;
    const double h = 0.004;
    const Mat3 before = world_from_sensor(t - h), now = world_from_sensor(t);
    const Mat3 after = world_from_sensor(t + h);
    const Eigen::AngleAxisd turn(Mat3(before.transpose() * after));
    const Vec3 acceleration =
        (place(t + h) - 2 * place(t) + place(t - h)) / (h * h) + kGravity_m_s2 * Vec3::UnitZ();
    ImuSample sample;
    sample.time = DeviceTime(std::chrono::microseconds(std::llround(t * 1e6)));
    sample.gyro_rad_s = measured(turn.angle() / (2 * h) * turn.axis(), gyro_scale_, gyro_bias_,
                                 0.005 * kRadPerDeg, 500 * kRadPerDeg);
    sample.accel_m_s2 = measured(now.transpose() * acceleration, accel_scale_, accel_bias_,
                                 400e-6 * kGravity_m_s2, 4 * kGravity_m_s2);
    return sample;
  }

 private:
  double wave(double t, double hz, std::size_t i) const {
    return std::sin(2 * std::numbers::pi * hz * t + phase_.at(i));
  }
  double sign() { return random_() % 2 == 0 ? 1 : -1; }
  // From 0 to 1 and from 0 over 1 to 0, without corners: a corner would be a knock.
  static double smooth(double x) {
    const double s = std::clamp(x, 0.0, 1.0);
    return s * s * (3 - 2 * s);
  }
  static double hump(double x) { return std::pow(std::sin(std::numbers::pi * x), 2); }

  // Segment (X forward, Y up, Z right) in a world with z up: about the vertical, then to the side,
  // then forward.
  Mat3 world_from_segment(double t) const {
    const double turning = smooth((t - kDayAt_s) / 10);  // on the chair, by day
    const double yaw = turning * (0.4 * wave(t, 0.013, 7) + 0.1 * wave(t, 0.19, 8));
    Mat3 base;  // columns: where X, Y and Z of an upright trunk point
    base << 1, 0, 0, 0, 0, -1, 0, 1, 0;
    return Eigen::AngleAxisd(yaw, Vec3::UnitZ()) * base *
           Eigen::AngleAxisd(phi_deg(t) * kRadPerDeg, Vec3::UnitX()) *
           Eigen::AngleAxisd(-theta_deg(t) * kRadPerDeg, Vec3::UnitZ());
  }
  Mat3 world_from_sensor(double t) const {
    // Cloth: the sky direction moves by wobble_deg RMS (half of its variance on each of the two
    // tilt axes), slowly and without ever repeating.
    Vec3 cloth;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      cloth[static_cast<int>(axis)] =
          wobble_deg_ * kRadPerDeg * std::sqrt(1.0 / 3) *
          (wave(t, 0.071, 9 + axis) + wave(t, 0.1873, 12 + axis) + wave(t, 0.4391, 15 + axis));
    }
    const double angle = cloth.norm();
    const Mat3 wobble = angle > 0 ? Eigen::AngleAxisd(angle, cloth / angle).toRotationMatrix()
                                  : Mat3(Mat3::Identity());
    return world_from_segment(t) * wobble * segment_from_sensor_;
  }
  // The sensor sits on the chest, the trunk turns about the hip.
  Vec3 place(double t) const { return world_from_segment(t) * Vec3(0.12, 0.42, 0.05); }

  Vec3 measured(const Vec3& truth, const Vec3& scale, const Vec3& bias, double noise_density,
                double range) {
    std::normal_distribution<double> noise(0, noise_density * std::sqrt(rate_hz_ / 2));
    const double step = range / 32768;
    Vec3 value;
    for (int i = 0; i < 3; ++i) {
      const double v = truth[i] * scale[i] + bias[i] + noise(random_);
      value[i] = step * std::round(std::clamp(v / step, -32768.0, 32767.0));
    }
    return value;
  }

  std::mt19937 random_;
  double rate_hz_;
  double wobble_deg_;
  std::array<double, 18> phase_{};
  Mat3 segment_from_sensor_ = Mat3::Identity();
  Vec3 gyro_bias_, accel_bias_, gyro_scale_, accel_scale_;
  long n_ = 0;
};

}  // namespace postured::fakes
