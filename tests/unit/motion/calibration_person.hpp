// What the tests of the body's calibration share.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "motion/calibration_wizard.hpp"
#include "motion_helpers.hpp"

namespace postured::testing_motion {

// A person in front of the wizard: poses over time in any mounting; rates from pose differences.
class Calibration : public testing::Test {
 protected:
  void start(CalibrationKind kind = CalibrationKind::full,
             std::optional<Mounting> current = std::nullopt) {
    wizard_.start(kind, current);
  }
  void hold(double seconds, double sway_deg = 0.2) {
    const double theta = theta_, phi = phi_;
    const double begin = t_s_;
    while (t_s_ < begin + seconds) {
      const double sway = sway_deg * std::sin(2 * std::numbers::pi * 0.25 * (t_s_ - begin));
      pose(theta + sway, phi, 0);
    }
    theta_ = theta;
    phi_ = phi;
  }
  void move_to(double theta_deg, double phi_deg, double seconds) {
    const double theta = theta_, phi = phi_;
    const double begin = t_s_;
    while (t_s_ < begin + seconds) {
      const double x = (t_s_ - begin) / seconds;
      const double s = x * x * (3 - 2 * x);
      pose(theta + s * (theta_deg - theta), phi + s * (phi_deg - phi), 0);
    }
    pose(theta_deg, phi_deg, 0);
  }
  void bend(double theta_deg, double phi_deg = 0, double twist_deg = 0) {
    const double theta = theta_, phi = phi_;
    const double begin = t_s_;
    while (t_s_ < begin + 4) {
      const double s = std::pow(std::sin(std::numbers::pi * (t_s_ - begin) / 4), 2);
      pose(theta + s * (theta_deg - theta), phi + s * (phi_deg - phi), s * twist_deg);
    }
    pose(theta, phi, 0);
  }
  void three_bends() {
    for (int i = 0; i < 3; ++i) bend(45);
  }
  // Walks about: the trunk nods and sways at 2 Hz.
  void walk(double seconds) {
    const double begin = t_s_;
    while (t_s_ < begin + seconds) {
      const double w = 4 * std::numbers::pi * (t_s_ - begin);
      pose(5 + 3 * std::sin(w), 3 * std::sin(0.5 * w), 8 * std::sin(0.5 * w));
    }
    pose(0, 0, 0);
  }
  // Steps: the trunk bounces by 2 m/s2 at 2 Hz.
  void walk_off(double seconds) {
    stepping_ = true;
    walk(seconds);
    stepping_ = false;
  }
  void pose(double theta_deg, double phi_deg, double twist_deg) {
    // world_from_segment with Y up; theta forward turns about -Z, phi to the right about +X.
    const Mat3 attitude = (Eigen::AngleAxisd(twist_deg * kRadPerDeg, Vec3::UnitY()) *
                           Eigen::AngleAxisd(phi_deg * kRadPerDeg, Vec3::UnitX()) *
                           Eigen::AngleAxisd(-theta_deg * kRadPerDeg, Vec3::UnitZ()))
                              .toRotationMatrix();
    const Eigen::AngleAxisd turn(Mat3(attitude_.transpose() * attitude));
    Inclination inclination;
    inclination.up_sensor = mounted_ * attitude.transpose() * Vec3::UnitY();
    inclination.gyro_rad_s = mounted_ * turn.axis() * (turn.angle() / 0.02);
    inclination.settled = true;
    inclination.sigma_deg = 0.5;
    const double bounce = stepping_ ? 2 * std::sin(4 * std::numbers::pi * t_s_) : 0;
    wizard_.update(
        sample_at(t_s_, (kGravity_m_s2 + bounce) * inclination.up_sensor, inclination.gyro_rad_s),
        inclination);
    if (!problem().empty() && problem() != last_problem_) told_.push_back(problem());
    last_problem_ = problem();
    attitude_ = attitude;
    theta_ = theta_deg;
    phi_ = phi_deg;
    t_s_ += 0.02;
  }
  CalibrationStep step() const { return wizard_.progress().step; }
  const std::string& problem() const { return wizard_.progress().problem; }
  // How often words were newly told.
  long told(const std::string& words) const {
    return std::count_if(told_.begin(), told_.end(), [&](const std::string& text) {
      return text.find(words) != std::string::npos;
    });
  }
  bool says(const std::string& words) const { return problem().find(words) != std::string::npos; }

  Mat3 mounted_ = Eigen::AngleAxisd(2.2, Vec3(1, -1, 2).normalized()).toRotationMatrix();
  CalibrationWizard wizard_;
  Mat3 attitude_ = Mat3::Identity();
  double theta_ = 0, phi_ = 0, t_s_ = 100;
  bool stepping_ = false;
  std::string last_problem_;
  std::vector<std::string> told_;
};

}  // namespace postured::testing_motion
