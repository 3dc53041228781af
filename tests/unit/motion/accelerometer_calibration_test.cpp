#include "motion/accelerometer_calibration.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <limits>

#include "motion_helpers.hpp"

namespace postured {
namespace {

using testing_motion::random_rotation;

constexpr double kMilliG = 1e-3 * kGravity_m_s2;

// A sensor of the MPU-6050's class: what the fit has to find.
struct Chip {
  Vec3 bias_m_s2 = Vec3::Zero();
  Mat3 matrix = Mat3::Identity();
  Vec3 read(const Vec3& force_m_s2) const { return matrix * force_m_s2 + bias_m_s2; }
};

Chip random_chip(std::mt19937& random, double cross = 0.01) {
  std::uniform_real_distribution<double> unit(-1, 1);
  Chip chip;
  for (int row = 0; row < 3; ++row) {
    const double size = 20 + 10 * (unit(random) + 1);
    chip.bias_m_s2[row] = (unit(random) < 0 ? -1 : 1) * size * kMilliG;
    for (int column = 0; column < 3; ++column) {
      chip.matrix(row, column) = row == column ? 1 + 0.015 * unit(random) : cross * unit(random);
    }
  }
  return chip;
}

// The six faces and six of the twelve edges of a cube, each some degrees off, in any orientation.
std::vector<Vec3> twelve_directions(std::mt19937& random) {
  std::vector<Vec3> directions;
  for (int axis = 0; axis < 3; ++axis) {
    directions.push_back(Vec3::Unit(axis));
    directions.push_back(-Vec3::Unit(axis));
    const double sign = random() % 2 == 0 ? 1 : -1;
    const Vec3 edge = Vec3::Unit(axis) + sign * Vec3::Unit((axis + 1) % 3);
    directions.push_back(edge.normalized());
    directions.push_back((Vec3::Unit(axis) - sign * Vec3::Unit((axis + 1) % 3)).normalized());
  }
  const Mat3 turn = random_rotation(random);
  std::normal_distribution<double> off(0, 6 * kRadPerDeg);
  for (Vec3& d : directions) {
    d = (turn * d + Vec3(off(random), off(random), off(random))).normalized();
  }
  return directions;
}

std::vector<StillPose> hold(const Chip& chip, const std::vector<Vec3>& directions,
                            std::mt19937& random, double noise_m_s2 = 1 * kMilliG) {
  std::normal_distribution<double> noise(0, noise_m_s2);
  std::vector<StillPose> poses;
  for (const Vec3& d : directions) {
    const Vec3 hand(noise(random), noise(random), noise(random));
    poses.push_back({chip.read(kGravity_m_s2 * d + hand), Vec3(0.01, -0.02, 0.03)});
  }
  return poses;
}

// As the wizard does: asks for further directions while those so far are not enough.
AccelerometerFit fit_with_more(const Chip& chip, std::vector<StillPose>& poses,
                               std::mt19937& random) {
  AccelerometerFit fit = fit_accelerometer(poses);
  while (fit.needs_poses && poses.size() < 20) {
    poses.push_back(hold(chip, {random_rotation(random) * Vec3::UnitX()}, random).front());
    fit = fit_accelerometer(poses);
  }
  return fit;
}

double worst_bias_error(const AccelerometerCalibration& c, const Chip& chip) {
  return (c.bias_m_s2 - chip.bias_m_s2).cwiseAbs().maxCoeff();
}
double worst_scale_error(const AccelerometerCalibration& c, const Chip& chip) {
  return (c.scale() - chip.matrix.diagonal()).cwiseAbs().maxCoeff();
}

TEST(AccelerometerCalibration, TwelvePosesGiveBiasToFourMilliGAndScaleToTwoPerMille) {
  std::mt19937 random(1);
  double bias_squares = 0, scale_squares = 0, worst_bias = 0, worst_scale = 0;
  std::size_t most_poses = 0;
  constexpr int kChips = 300;
  for (int i = 0; i < kChips; ++i) {
    const Chip chip = random_chip(random);
    std::vector<StillPose> poses = hold(chip, twelve_directions(random), random);
    const AccelerometerFit fit = fit_with_more(chip, poses, random);
    most_poses = std::max(most_poses, poses.size());
    ASSERT_TRUE(fit.gate.ok()) << fit.gate.problem;
    const double bias = worst_bias_error(fit.calibration, chip);
    const double scale = worst_scale_error(fit.calibration, chip);
    bias_squares += bias * bias / kChips;
    scale_squares += scale * scale / kChips;
    worst_bias = std::max(worst_bias, bias);
    worst_scale = std::max(worst_scale, scale);
    EXPECT_LT(bias, 4 * kMilliG) << i;
    EXPECT_LT(bias, 5 * fit.calibration.bias_sigma_m_s2) << i;
    EXPECT_NEAR((fit.calibration.gyro_bias_rad_s - Vec3(0.01, -0.02, 0.03)).norm(), 0, 1e-9);
  }
  std::printf(
      "%d chips, 12 to %zu poses, worst axis: bias RMS %.2f, worst %.2f mg; scale RMS %.3f, "
      "worst %.3f %%\n",
      kChips, most_poses, std::sqrt(bias_squares) / kMilliG, worst_bias / kMilliG,
      100 * std::sqrt(scale_squares), 100 * worst_scale);
  EXPECT_LT(std::sqrt(bias_squares), 1.5 * kMilliG);
  EXPECT_LT(std::sqrt(scale_squares), 0.0015);
  EXPECT_LT(worst_scale, 0.005);
}

TEST(AccelerometerCalibration, CorrectsTheDirectionOfGravityInNewPoses) {
  std::mt19937 random(2);
  double before = 0, after = 0;
  for (int i = 0; i < 100; ++i) {
    const Chip chip = random_chip(random);
    const AccelerometerFit fit = fit_accelerometer(hold(chip, twelve_directions(random), random));
    // What the fit cannot and need not see: the turn within the chip's matrix.
    const Mat3 turn = 0.5 * (chip.matrix - chip.matrix.transpose());
    const Vec3 up = random_rotation(random) * Vec3::UnitX();
    const Vec3 raw = chip.read(kGravity_m_s2 * up);
    const Vec3 seen = (Mat3::Identity() + turn) * up;
    before = std::max(before, testing_motion::angle_between_deg(raw, seen));
    after = std::max(after, testing_motion::angle_between_deg(fit.calibration.apply(raw), seen));
  }
  EXPECT_GT(before, 2);
  EXPECT_LT(after, 0.4);
}

TEST(AccelerometerCalibration, SixFacesAreNotEnoughForAnObliqueChipAndItSaysSo) {
  std::mt19937 random(3);
  const Chip chip = random_chip(random);
  const Mat3 turn = random_rotation(random);
  std::vector<Vec3> faces;
  for (int i = 0; i < 12; ++i) {
    faces.push_back(turn *
                    (i % 2 == 0 ? Vec3(Vec3::Unit(i / 2 % 3)) : Vec3(-Vec3::Unit(i / 2 % 3))));
  }
  const AccelerometerFit fit = fit_accelerometer(hold(chip, faces, random));
  EXPECT_FALSE(fit.gate.ok());
  EXPECT_TRUE(fit.needs_poses);
  EXPECT_NE(fit.gate.advice.find("edges and corners"), std::string::npos) << fit.gate.advice;
}

TEST(AccelerometerCalibration, OneSideNeverUpIsNotEnough) {
  std::mt19937 random(4);
  const Chip chip = random_chip(random);
  std::vector<Vec3> upper;
  for (const Vec3& d : twelve_directions(random))
    upper.push_back(Vec3(d.x(), d.y(), std::abs(d.z()) + 0.3).normalized());
  const AccelerometerFit fit = fit_accelerometer(hold(chip, upper, random));
  EXPECT_FALSE(fit.gate.ok());
  EXPECT_TRUE(fit.needs_poses);
}

TEST(AccelerometerCalibration, APoseThatMovedIsLeftOutOrTheFitIsRefused) {
  std::mt19937 random(5);
  int refused = 0;
  for (int i = 0; i < 50; ++i) {
    const Chip chip = random_chip(random);
    auto directions = twelve_directions(random);
    directions.push_back(Vec3(1, 1, 1).normalized());
    directions.push_back(Vec3(-1, 1, -1).normalized());
    std::vector<StillPose> poses = hold(chip, directions, random);
    poses[static_cast<std::size_t>(i) % poses.size()].accel_m_s2 *= 1.06;
    const AccelerometerFit fit = fit_with_more(chip, poses, random);
    refused += fit.gate.ok() ? 0 : 1;
    if (!fit.gate.ok()) continue;
    EXPECT_GE(fit.left_out, 1) << i;
    EXPECT_LT(worst_bias_error(fit.calibration, chip), 6 * kMilliG) << i;
  }
  EXPECT_LE(refused, 3);
}

TEST(AccelerometerCalibration, PosesThatDoNotAgreeAreRefusedWithAdvice) {
  std::mt19937 random(6);
  int refused = 0;
  for (int i = 0; i < 20; ++i) {
    const Chip chip = random_chip(random);
    std::vector<Vec3> directions = twelve_directions(random);
    for (int j = 0; j < 6; ++j) directions.push_back(random_rotation(random) * Vec3::UnitX());
    const AccelerometerFit fit = fit_accelerometer(hold(chip, directions, random, 30 * kMilliG));
    refused += fit.gate.ok() ? 0 : 1;
    EXPECT_EQ(fit.gate.ok(), fit.gate.advice.empty());
  }
  EXPECT_EQ(refused, 20);
}

TEST(AccelerometerCalibration, ABrokenSensorIsToldSo) {
  std::mt19937 random(7);
  Chip chip = random_chip(random);
  chip.matrix *= 1.3;
  const AccelerometerFit fit = fit_accelerometer(hold(chip, twelve_directions(random), random));
  EXPECT_FALSE(fit.gate.ok());
  EXPECT_FALSE(fit.needs_poses);
  EXPECT_NE(fit.gate.problem.find("off by more"), std::string::npos) << fit.gate.problem;
}

TEST(AccelerometerCalibration, FewOrSenselessPosesGiveNoCalibrationAndNoNumbersThatAreNone) {
  EXPECT_FALSE(fit_accelerometer({}).gate.ok());
  const double nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<StillPose> poses(20, StillPose{Vec3(nan, 0, 0), Vec3::Zero()});
  poses.resize(25, StillPose{Vec3::Zero(), Vec3::Zero()});
  poses.resize(45, StillPose{Vec3(0, 0, kGravity_m_s2), Vec3::Zero()});
  const AccelerometerFit fit = fit_accelerometer(poses);
  EXPECT_FALSE(fit.gate.ok());
  EXPECT_EQ(fit.calibration.poses, 20);
  EXPECT_TRUE(fit.calibration.bias_m_s2.allFinite());
  EXPECT_TRUE(fit.calibration.correction.allFinite());
  EXPECT_TRUE(std::isfinite(fit.calibration.bias_sigma_m_s2));
}

// What the simple model costs that knows no cross-axis terms: a figure for the documents.
TEST(AccelerometerCalibration, CrossAxisTermsAreWorthTheirThreeUnknowns) {
  std::mt19937 random(8);
  AccelerometerFitParams simple;
  simple.cross_prior = 1e-6;
  simple.outlier_sigmas = 1e9;
  double with = 0, without = 0;
  constexpr int kChips = 200;
  for (int i = 0; i < kChips; ++i) {
    const Chip chip = random_chip(random);
    const auto poses = hold(chip, twelve_directions(random), random);
    with += std::pow(worst_bias_error(fit_accelerometer(poses).calibration, chip), 2) / kChips;
    without +=
        std::pow(worst_bias_error(fit_accelerometer(poses, simple).calibration, chip), 2) / kChips;
  }
  std::printf("bias of the worst axis, RMS: %.2f mg with, %.2f mg without cross-axis terms\n",
              std::sqrt(with) / kMilliG, std::sqrt(without) / kMilliG);
  EXPECT_LT(with, without);
}

}  // namespace
}  // namespace postured
