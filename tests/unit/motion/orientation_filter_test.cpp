#include "motion/orientation_filter.hpp"

#include <gtest/gtest.h>

#include "motion/strapdown.hpp"
#include "motion_helpers.hpp"

namespace postured {
namespace {

using testing_motion::angle_between_deg;
using testing_motion::kOptimised;
using testing_motion::random_rotation;
using testing_motion::sample_at;

const Vec3 kUp = Vec3(0.2, 0.9, -0.3).normalized();

// A still sensor for `seconds`.
void hold(OrientationFilter& filter, double& t_s, double seconds, const Vec3& up,
          const Vec3& gyro_rad_s = Vec3::Zero(), double rate_hz = 100) {
  const double end_s = t_s + seconds;
  while (t_s < end_s) {
    filter.update(sample_at(t_s, kGravity_m_s2 * up, gyro_rad_s));
    t_s += 1 / rate_hz;
  }
}

TEST(OrientationFilter, FirstStillSampleIsBelievedAtOnce) {
  for (double g : {0.905, 1.0, 1.095}) {
    OrientationFilter filter;
    const Inclination& out = filter.update(sample_at(0, g * kGravity_m_s2 * kUp, Vec3::Zero()));
    EXPECT_LT(angle_between_deg(out.up_sensor, kUp), 1e-6);
    EXPECT_TRUE(out.settled) << g;
  }
}

TEST(OrientationFilter, AJoltAtTheStartIsNotBelieved) {
  OrientationFilter filter;
  EXPECT_FALSE(filter.update(sample_at(0, 2.5 * kGravity_m_s2 * kUp, Vec3::Zero())).settled);
  double t = 0.01;
  hold(filter, t, 5, kUp);
  EXPECT_TRUE(filter.current().settled);
  EXPECT_LT(angle_between_deg(filter.current().up_sensor, kUp), 0.5);
}

TEST(OrientationFilter, LearnsAGyroscopeBiasOfFiveDegreesASecond) {
  const Vec3 bias = Vec3(5, -5, 5) * kRadPerDeg;
  OrientationFilter filter;
  double t = 0;
  hold(filter, t, 20, kUp, bias);
  EXPECT_LT((filter.gyro_bias_rad_s() - bias).norm() * kDegPerRad, 0.1);
  EXPECT_LT(angle_between_deg(filter.current().up_sensor, kUp), 0.1);
  EXPECT_LT(filter.current().gyro_rad_s.norm() * kDegPerRad, 0.1);
  EXPECT_TRUE(filter.current().at_rest);
}

TEST(OrientationFilter, FollowsABiasThatDriftsWithTemperature) {
  // A chip that warms up: 2 deg/s in five minutes, worn by somebody who rocks every other half
  // minute, four times to and fro.
  OrientationFilter filter;
  const double w = 8 * std::numbers::pi / 30;
  double worst_deg = 0;
  for (int i = 0; i < 30000; ++i) {
    const double t = i / 100.0, phase = w * (std::fmod(t, 60) - 30);
    const double angle = phase > 0 ? 0.2 * (1 - std::cos(phase)) : 0;
    const double rate = phase > 0 ? 0.2 * w * std::sin(phase) : 0;
    const Vec3 up = Eigen::AngleAxisd(-angle, Vec3::UnitX()) * Vec3::UnitZ();
    const Vec3 bias = Vec3(1, -1, 0.5) * (2 * t / 300) * kRadPerDeg;
    filter.update(sample_at(t, kGravity_m_s2 * up, rate * Vec3::UnitX() + bias));
    worst_deg =
        std::max(worst_deg, angle_between_deg(in_reading_terms(filter.current()).up_sensor, up));
  }
  EXPECT_LT(worst_deg, 1);
}

TEST(OrientationFilter, LearnsABiasFromRestWithinSeconds) {
  const Vec3 bias = Vec3(2, -1, 3) * kRadPerDeg;
  OrientationFilter filter;
  double t = 0;
  hold(filter, t, 2.5, kUp, bias);
  EXPECT_TRUE(filter.current().at_rest);
  EXPECT_LT((filter.gyro_bias_rad_s() - bias).norm() * kDegPerRad, 0.2);
}

TEST(OrientationFilter, KeepsTheBiasOverABreak) {
  const Vec3 bias = Vec3(2, -1, 3) * kRadPerDeg;
  OrientationFilter filter;
  double t = 0;
  hold(filter, t, 10, kUp, bias);
  const Vec3 learnt = filter.gyro_bias_rad_s();
  t += 3;  // a gap: the next sample starts the tilt anew, wherever the sensor is then
  const Vec3 elsewhere = Vec3(0.9, -0.1, 0.4).normalized();
  const Inclination& out = filter.update(sample_at(t, kGravity_m_s2 * elsewhere, bias));
  EXPECT_LT(angle_between_deg(out.up_sensor, elsewhere), 0.01);
  EXPECT_TRUE(out.settled);
  EXPECT_EQ(filter.gyro_bias_rad_s(), learnt);

  filter.on_break({.cause = StreamBreak::Cause::device_reset});
  filter.update(sample_at(0, kGravity_m_s2 * kUp, bias));  // the device's time starts anew
  EXPECT_LT(angle_between_deg(filter.current().up_sensor, kUp), 0.01);
  EXPECT_EQ(filter.gyro_bias_rad_s(), learnt);
}

TEST(OrientationFilter, AShortLossIsBridgedByTheGyroscope) {
  OrientationFilter filter;
  double t = 0;
  hold(filter, t, 10, Vec3::UnitZ());
  // 20 deg in 0.4 s about X, of which not one sample arrives but the last.
  const double angle = 20 * kRadPerDeg;
  const Vec3 rate = Vec3::UnitX() * (angle / 0.4);
  filter.update(sample_at(t, kGravity_m_s2 * Vec3::UnitZ(), rate));
  const Vec3 up = Eigen::AngleAxisd(-angle, Vec3::UnitX()) * Vec3::UnitZ();
  filter.update(sample_at(t + 0.4, kGravity_m_s2 * up, rate));
  EXPECT_LT(angle_between_deg(filter.current().up_sensor, up), 3);
  EXPECT_GT(filter.current().sigma_deg, 0.5);
}

// Plain strapdown of a known turning motion by tiny steps, as the independent judge.
TEST(OrientationFilter, FollowsFastTurnsLikeASlowIntegrationByTinySteps) {
  const auto rate_at = [](double t) {
    return Vec3(3 * std::sin(2.1 * t), 2 * std::cos(3.3 * t), 1.5 * std::sin(4.7 * t + 1));
  };
  for (double rate_hz : {25.0, 50.0, 100.0, 400.0}) {
    OrientationFilter filter;
    Mat3 truth = Mat3::Identity();  // world_from_sensor
    const int inner = 20;
    double worst = 0;
    const int n = static_cast<int>((kOptimised ? 20 : 5) * rate_hz);
    for (int i = 0; i < n; ++i) {
      const double t = i / rate_hz;
      const Vec3 up = truth.transpose() * Vec3::UnitZ();
      const Inclination& out = filter.update(sample_at(t, kGravity_m_s2 * up, rate_at(t)));
      worst = std::max(worst, angle_between_deg(out.up_sensor, up));
      for (int k = 0; k < inner; ++k) {
        const double h = 1 / rate_hz / inner;
        const Vec3 w = rate_at(t + (k + 0.5) * h);
        truth = truth * Eigen::AngleAxisd(w.norm() * h, w.normalized());
      }
    }
    EXPECT_LT(worst, rate_hz < 30 ? 0.6 : 0.25) << rate_hz;
  }
}

TEST(OrientationFilter, TurningAboutTheVerticalChangesNeitherThetaNorPhi) {
  Mounting mounting;
  mounting.axis_known = true;
  OrientationFilter filter;
  const Vec3 up = testing_motion::up_segment(25, 10);
  double worst_theta = 0, worst_phi = 0;
  for (int i = 0; i < 12000; ++i) {
    const double t = i / 100.0;
    const double rate = t < 5 ? 0 : 90 * kRadPerDeg * std::sin(0.7 * (t - 5));
    const Inclination& out = filter.update(sample_at(t, kGravity_m_s2 * up, rate * up));
    const TrunkAngles angles = trunk_angles(mounting, out.up_sensor);
    worst_theta = std::max(worst_theta, std::abs(angles.theta_deg - 25));
    worst_phi = std::max(worst_phi, std::abs(angles.phi_deg - 10));
  }
  EXPECT_LT(worst_theta, 0.1);
  EXPECT_LT(worst_phi, 0.1);
}

TEST(OrientationFilter, OrdinaryMovementCancelsOut) {
  // Shaken to and fro by 5 cm at 1 Hz (2 m/s2, 11 deg of apparent tilt) without turning.
  OrientationFilter filter;
  double worst = 0;
  for (int i = 0; i < 6000; ++i) {
    const double t = i / 100.0;
    const double w = 2 * std::numbers::pi;
    const Vec3 push = t < 5 ? Vec3::Zero() : Vec3(-0.05 * w * w * std::sin(w * t), 0, 0);
    const Inclination& out =
        filter.update(sample_at(t, kGravity_m_s2 * Vec3::UnitZ() + push, Vec3::Zero()));
    if (t > 10) worst = std::max(worst, angle_between_deg(out.up_sensor, Vec3::UnitZ()));
  }
  EXPECT_LT(worst, 1.0);
}

TEST(OrientationFilter, SaturationWidensSigma) {
  const auto sigma_after_turn = [](bool saturated) {
    OrientationFilter filter;
    double t = 0;
    hold(filter, t, 10, Vec3::UnitZ());
    for (int i = 0; i < 20; ++i, t += 0.01) {
      ImuSample sample = sample_at(t, kGravity_m_s2 * Vec3::UnitZ(), Vec3(0, 0, 8.7));
      sample.saturated = saturated;
      filter.update(sample);
    }
    return filter.current().sigma_deg;
  };
  EXPECT_GT(sigma_after_turn(true), 5 * sigma_after_turn(false));
}

TEST(OrientationFilter, ComesBackFromASaturatedTurn) {
  OrientationFilter filter;
  double t = 0;
  hold(filter, t, 10, Vec3::UnitZ());
  // The clip is flung by 90 deg in 0.1 s; the gyroscope shows 500 of the 900 deg/s.
  for (int i = 0; i < 10; ++i, t += 0.01) {
    ImuSample sample = sample_at(t, kGravity_m_s2 * Vec3::UnitZ(), Vec3(500 * kRadPerDeg, 0, 0));
    sample.saturated = true;
    filter.update(sample);
  }
  hold(filter, t, 3, Vec3::UnitY());
  EXPECT_LT(angle_between_deg(filter.current().up_sensor, Vec3::UnitY()), 2);
  EXPECT_TRUE(filter.current().settled);
}

TEST(OrientationFilter, StaysFiniteWhateverComes) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> unit(0, 1);
  for (int run = 0; run < (kOptimised ? 20 : 3); ++run) {
    OrientationFilter filter;
    double t = 0;
    for (int i = 0; i < 3000; ++i) {
      const double scale = std::pow(10, 12 * unit(random) - 4);
      ImuSample sample = sample_at(t, scale * Vec3(normal(random), normal(random), normal(random)),
                                   scale * Vec3(normal(random), normal(random), normal(random)));
      sample.saturated = unit(random) < 0.1;
      if (unit(random) < 0.02) sample.accel_m_s2.setConstant(std::nan(""));
      if (unit(random) < 0.02) sample.gyro_rad_s.setConstant(INFINITY);
      if (unit(random) < 0.02) sample.accel_m_s2.setZero();
      sample.has_gyro = unit(random) > 0.05;
      const Inclination& out = filter.update(sample);
      ASSERT_TRUE(out.up_sensor.allFinite());
      ASSERT_NEAR(out.up_sensor.norm(), 1, 1e-6);
      ASSERT_TRUE(out.gyro_rad_s.allFinite());
      ASSERT_GE(out.sigma_deg, 0);
      ASSERT_LE(out.sigma_deg, 180);
      ASSERT_TRUE(filter.gyro_bias_rad_s().allFinite());
      t += unit(random) < 0.01 ? unit(random) * 2 : unit(random) * 0.05 - 0.001;
    }
    // And it comes back once the data is sane.
    t += 1;
    hold(filter, t, 60, kUp);
    EXPECT_LT(angle_between_deg(in_reading_terms(filter.current()).up_sensor, kUp), 1);
  }
}

TEST(OrientationFilter, UnevenStepsGiveTheSameAnswer) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> unit(0.2, 1.8);
  OrientationFilter even, uneven;
  const auto truth_angle = [](double t) { return 0.5 * std::sin(1.7 * t); };
  const auto feed = [&](OrientationFilter& filter, double t) {
    const Vec3 up = Eigen::AngleAxisd(-truth_angle(t), Vec3::UnitX()) * Vec3::UnitZ();
    filter.update(
        sample_at(t, kGravity_m_s2 * up, Vec3::UnitX() * (0.5 * 1.7 * std::cos(1.7 * t))));
    return angle_between_deg(filter.current().up_sensor, up);
  };
  double worst = 0;
  for (double t = 0; t < 30; t += 0.01) worst = std::max(worst, feed(even, t));
  for (double t = 0; t < 30; t += 0.01 * unit(random)) worst = std::max(worst, feed(uneven, t));
  EXPECT_LT(worst, 0.2);
}

TEST(OrientationFilter, RepeatedOrOlderTimesAreIgnored) {
  OrientationFilter filter;
  double t = 0;
  hold(filter, t, 1, kUp);
  const Vec3 before = filter.current().up_sensor;
  filter.update(sample_at(0.5, kGravity_m_s2 * Vec3::UnitX(), Vec3(9, 9, 9)));
  EXPECT_EQ(filter.current().up_sensor, before);
}

TEST(OrientationFilter, WithoutAGyroscopeTheAccelerometerIsAveraged) {
  OrientationFilter filter;
  double worst = 0, worst_sigma = 0;
  for (int i = 0; i < 3000; ++i) {
    const double t = i / 50.0;
    // A walk: 2 Hz, 0.3 g.
    const Vec3 swing = 0.3 * kGravity_m_s2 * std::sin(4 * std::numbers::pi * t) * Vec3::UnitX();
    ImuSample sample =
        sample_at(t, kGravity_m_s2 * Vec3::UnitZ() + (t > 10 ? swing : Vec3::Zero()), Vec3::Zero());
    sample.has_gyro = false;
    const Inclination& out = filter.update(sample);
    if (t == 0.3) {
      EXPECT_TRUE(out.settled);
    }
    worst = std::max(worst, angle_between_deg(out.up_sensor, Vec3::UnitZ()));
    worst_sigma = std::max(worst_sigma, out.sigma_deg);
    EXPECT_EQ(out.gyro_rad_s, Vec3::Zero());
    EXPECT_TRUE(out.settled);
  }
  EXPECT_LT(worst, 2.5);
  EXPECT_GT(worst_sigma, 1.2);
}

TEST(OrientationFilter, SigmaIsHonestOnAverage) {
  // Noise and bias drawn from the priors, slow random turning; the squared error against sigma.
  std::mt19937 random(5);
  std::normal_distribution<double> normal;
  double ratio = 0;
  int n = 0;
  for (int run = 0; run < (kOptimised ? 10 : 2); ++run) {
    OrientationFilter filter;
    const Vec3 bias = 3 * kRadPerDeg * Vec3(normal(random), normal(random), normal(random));
    Mat3 truth = random_rotation(random);
    Vec3 rate = Vec3::Zero();
    for (int i = 0; i < 6000; ++i) {
      const Vec3 up = truth.transpose() * Vec3::UnitZ();
      const Vec3 noise(normal(random), normal(random), normal(random));
      const Inclination& out =
          filter.update(sample_at(i * 0.01, kGravity_m_s2 * up + 0.04 * noise, rate + bias));
      if (i > 1000) {
        ratio += std::pow(angle_between_deg(out.up_sensor, up) / out.sigma_deg, 2) / 2;
        ++n;
      }
      const Vec3 kick(normal(random), normal(random), normal(random));
      const Vec3 next = 0.995 * rate + 0.03 * kick;
      const Vec3 mean = 0.5 * (rate + next);
      truth = truth * Eigen::AngleAxisd(mean.norm() * 0.01, mean.normalized());
      rate = next;
    }
  }
  // Not optimistic. (Without gyroscope scale errors it may well be pessimistic.)
  EXPECT_LT(ratio / n, 1.5);
}

TEST(RotationBetween, IsOfThirdOrderAndSeesConing) {
  // Coning: the classic motion that simple integration gets wrong.
  const double cone = 0.2, w = 20;
  const auto attitude = [&](double t) {
    return Quat(Eigen::AngleAxisd(cone, Vec3(std::cos(w * t), std::sin(w * t), 0)));
  };
  const auto rate = [&](double t) {
    const double h = 1e-5;
    const Eigen::AngleAxisd turn(attitude(t - h).conjugate() * attitude(t + h));
    return Vec3(turn.angle() / (2 * h) * turn.axis());
  };
  for (double jitter : {0.0, 0.3}) {
    double worst[2] = {};
    for (int halving = 0; halving < 2; ++halving) {
      const double dt = 0.01 / (1 + halving);
      for (int i = 2; i < 300; ++i) {
        const double t0 = i * dt, before = t0 - dt * (1 + jitter), after = t0 + dt;
        const Vec3 turn = rotation_between({.before_rad_s = rate(before),
                                            .from_rad_s = rate(t0),
                                            .to_rad_s = rate(after),
                                            .dt_before_s = t0 - before,
                                            .dt_s = after - t0});
        const Quat predicted = attitude(t0) * quaternion_from_rotation(turn);
        worst[halving] = std::max(worst[halving], predicted.angularDistance(attitude(after)));
      }
    }
    EXPECT_LT(worst[0], 3e-4);
    EXPECT_LT(worst[1], worst[0] / 9) << "halving the step should cut the error by about 16";
  }
}

TEST(QuaternionFromRotation, MeetsTheSeriesLimitSmoothly) {
  for (double angle : {0.0, 1e-12, 1e-3, 0.0999, 0.1, 0.1001, 1.0, 3.0, 6.0}) {
    const Vec3 axis = Vec3(1, -2, 3).normalized();
    const Quat expected(Eigen::AngleAxisd(angle, axis));
    EXPECT_LT((quaternion_from_rotation(angle * axis).coeffs() - expected.coeffs()).norm(), 1e-10)
        << angle;
  }
}

}  // namespace
}  // namespace postured
