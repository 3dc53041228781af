#include "motion/reference.hpp"

#include <gtest/gtest.h>

#include "motion_helpers.hpp"

namespace postured {
namespace {

using testing_motion::angle_between_deg;
using testing_motion::random_rotation;
using testing_motion::sample_at;
using testing_motion::up_segment;

Inclination direction(const Vec3& up, const Vec3& gyro_rad_s = Vec3::Zero()) {
  Inclination inclination;
  inclination.up_sensor = up;
  inclination.gyro_rad_s = gyro_rad_s;
  inclination.sigma_deg = 0.5;
  inclination.settled = true;
  return inclination;
}

// `seconds` at 100 Hz; tilt and gyro alternate by +- their SD.
StillReference still(double seconds, double tilt_sd_deg, double gyro_sd_deg_s) {
  StillReference reference;
  const int n = static_cast<int>(std::lround(seconds * 100)) + 1;
  for (int i = 0; i < n; ++i) {
    const double sign = i % 2 == 0 ? 1 : -1;
    reference.add(sample_at(i * 0.01, Vec3::Zero(), Vec3::Zero()),
                  direction(up_segment(sign * tilt_sd_deg, (i / 2 % 2 == 0 ? 1 : -1) * tilt_sd_deg),
                            Vec3::Constant(sign * gyro_sd_deg_s * kRadPerDeg)));
  }
  return reference;
}

TEST(StillReference, GatesHoldExactlyAtTheirLimits) {
  EXPECT_TRUE(still(5, 0.99, 0).gate(5).ok());
  EXPECT_FALSE(still(5, 1.01, 0).gate(5).ok());
  EXPECT_TRUE(still(5, 0, 1.99).gate(5).ok());
  EXPECT_FALSE(still(5, 0, 2.01).gate(5).ok());
  EXPECT_TRUE(still(4.95, 0, 0).gate(5).ok());  // sample times may lose a tenth of a second
  EXPECT_FALSE(still(4.85, 0, 0).gate(5).ok());
  EXPECT_FALSE(StillReference().gate(0).ok());
}

TEST(StillReference, MeansTheDirections) {
  EXPECT_LT(angle_between_deg(still(5, 0.9, 0).up_sensor(), Vec3::UnitY()), 0.02);
  EXPECT_NEAR(still(5, 0.5, 1.5).tilt_sd_deg(), 0.5, 0.01);
  EXPECT_NEAR(still(5, 0.5, 1.5).gyro_sd_deg_s(), 1.5, 0.01);
}

TEST(StillReference, AConstantBiasIsNoMovement) {
  StillReference reference;
  for (int i = 0; i <= 500; ++i) {
    reference.add(sample_at(i * 0.01, Vec3::Zero(), Vec3::Zero()),
                  direction(Vec3::UnitY(), Vec3::Constant(0.1)));
  }
  EXPECT_TRUE(reference.gate(5).ok());
}

struct Bends {
  double depth_deg = 45;
  double side_share = 0;  // of the depth that goes to the side
  double twist_deg = 0;   // turn about the vertical in step with the bend
  bool with_gyro = true;
  bool alternate = false;  // every other bend to the other side
};

// Bends of 4 s each from poses alone; the rate comes from differences of poses.
BendReference bend(const Mat3& sensor_from_segment, int count, const Bends& how) {
  const Mounting upright = mounting_from_up(sensor_from_segment * Vec3::UnitY());
  BendReference reference(upright);
  const auto pose = [&](double t) -> Mat3 {  // world_from_segment (Y up)
    const double s = std::pow(std::sin(std::numbers::pi * t / 4), 2);
    const double way = how.alternate && static_cast<int>(t / 4) % 2 == 1 ? -1 : 1;
    const double depth = way * how.depth_deg * kRadPerDeg * s;
    return (Eigen::AngleAxisd(how.twist_deg * kRadPerDeg * s, Vec3::UnitY()) *
            Eigen::AngleAxisd(how.side_share * depth, Vec3::UnitX()) *
            Eigen::AngleAxisd(-(1 - how.side_share) * depth, Vec3::UnitZ()))
        .toRotationMatrix();
  };
  const double h = 0.001;
  for (double t = 0; t < 4 * count + 0.02; t += 0.01) {
    const Eigen::AngleAxisd turn(Mat3(pose(t - h).transpose() * pose(t + h)));
    const Vec3 rate = sensor_from_segment * turn.axis() * (turn.angle() / (2 * h));
    ImuSample sample = sample_at(t, Vec3::Zero(), rate);
    sample.has_gyro = how.with_gyro;
    reference.add(sample, direction(sensor_from_segment * pose(t).transpose() * Vec3::UnitY(),
                                    how.with_gyro ? rate : Vec3::Zero()));
  }
  return reference;
}

TEST(BendReference, FindsTheRightAxisInAnyMountingWithAndWithoutGyroscope) {
  std::mt19937 random(4);
  for (int i = 0; i < (testing_motion::kOptimised ? 50 : 4); ++i) {
    const Mat3 mounted = random_rotation(random);
    for (bool with_gyro : {true, false}) {
      const BendReference reference = bend(mounted, 3, {.with_gyro = with_gyro});
      EXPECT_EQ(reference.bends(), 3);
      EXPECT_TRUE(reference.gate(3).ok()) << reference.gate(3).problem;
      // Points to the wearer's right, so that these bends are forward.
      EXPECT_LT(angle_between_deg(reference.right_sensor(), mounted * Vec3::UnitZ()), 0.1);
      EXPECT_NEAR(reference.deepest_deg(), 45, 0.1);
    }
  }
}

TEST(BendReference, CountsOnlyBendsOfThirtyDegrees) {
  EXPECT_EQ(bend(Mat3::Identity(), 3, {.depth_deg = 30.1}).bends(), 3);
  const BendReference shallow = bend(Mat3::Identity(), 3, {.depth_deg = 29.9});
  EXPECT_EQ(shallow.bends(), 0);
  EXPECT_EQ(shallow.shallow_bends(), 3);
  EXPECT_NE(shallow.gate(3).problem.find("0 of 3"), std::string::npos);
  EXPECT_EQ(bend(Mat3::Identity(), 3, {.depth_deg = 14}).shallow_bends(), 0);
}

TEST(BendReference, RefusesTwistedBends) {
  EXPECT_TRUE(bend(Mat3::Identity(), 3, {.depth_deg = 45, .twist_deg = 8}).gate(3).ok());
  const GateResult gate = bend(Mat3::Identity(), 3, {.depth_deg = 35, .twist_deg = 60}).gate(3);
  EXPECT_FALSE(gate.ok());
  EXPECT_FALSE(gate.advice.empty());
}

TEST(BendReference, RefusesBendsToTheLeftAndToTheRight) {
  const BendReference reference = bend(Mat3::Identity(), 4, {.side_share = 1, .alternate = true});
  EXPECT_EQ(reference.bends(), 4);
  EXPECT_LT(reference.consistency(), 0.1);
  EXPECT_NE(reference.gate(3).problem.find("different directions"), std::string::npos);
}

TEST(BendReference, GatesHoldExactlyAtTheirLimits) {
  // Rates about Z and, at other times, about Y: the share of variance is set by hand.
  const auto with_share = [](double share) {
    BendReference reference = bend(Mat3::Identity(), 3, {.with_gyro = false});
    for (int i = 0; i < 200; ++i) {
      reference.add(sample_at(100 + i * 0.01, Vec3::Zero(), Vec3::Zero()),
                    direction(Vec3::UnitY(), Vec3(0, 0, std::sqrt(share))));
      reference.add(sample_at(200 + i * 0.01, Vec3::Zero(), Vec3::Zero()),
                    direction(Vec3::UnitY(), Vec3(0, std::sqrt(1 - share), 0)));
    }
    return reference;
  };
  EXPECT_NEAR(with_share(0.76).explained_variance(), 0.76, 1e-9);
  EXPECT_TRUE(with_share(0.751).gate(3).ok());
  EXPECT_FALSE(with_share(0.749).gate(3).ok());

  const auto with_axis_off_by = [](double deg) {
    BendReference reference = bend(Mat3::Identity(), 3, {.with_gyro = false});
    const Vec3 axis(0, std::sin(deg * kRadPerDeg), std::cos(deg * kRadPerDeg));
    for (int i = 0; i < 200; ++i) {
      reference.add(sample_at(100 + i * 0.01, Vec3::Zero(), Vec3::Zero()),
                    direction(Vec3::UnitY(), axis));
    }
    return reference;
  };
  EXPECT_NEAR(with_axis_off_by(7).disagreement_deg(), 7, 1e-6);
  EXPECT_TRUE(with_axis_off_by(9.9).gate(3).ok());
  EXPECT_FALSE(with_axis_off_by(10.1).gate(3).ok());
}

TEST(BendReference, SaysNothingBeforeTheFirstBend) {
  const BendReference reference{Mounting{}};
  EXPECT_TRUE(reference.right_sensor().isZero());
  EXPECT_EQ(reference.explained_variance(), 0);
  EXPECT_FALSE(reference.gate(1).ok());
}

}  // namespace
}  // namespace postured
