// Turns by closed formulas of the pose; rates and accelerations are differences of poses.
#include "motion/turn_finder.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "motion/bend_strokes.hpp"
#include "motion/orientation_filter.hpp"
#include "motion_helpers.hpp"

namespace postured {
namespace {

// A trunk (X forward, Y up, Z right) that turns about `axis` by an angle of time, with a clip at
// `place_m` from the hip; a cheap sensor, clipped on in any orientation.
class Turning {
 public:
  explicit Turning(unsigned seed) : random_(seed) {
    sensor_from_trunk_ = testing_motion::random_rotation(random_);
    std::uniform_real_distribution<double> unit(-1, 1);
    for (int i = 0; i < 3; ++i) {
      accel_bias_[i] = 0.3 * unit(random_);
      gyro_bias_[i] = 2 * kRadPerDeg * unit(random_);
      scale_[i] = 1 + 0.015 * unit(random_);
    }
  }
  Vec3 axis = Vec3::UnitX();
  Vec3 place_m{0.1, 0.35, 0};
  std::function<double(double)> angle_deg = [](double) { return 0.0; };

  // Everything that was found until `end_s`.
  std::vector<Turn> play(double end_s, double rate_hz = 50) {
    std::vector<Turn> found;
    OrientationFilter filter;
    TurnFinder finder;
    std::normal_distribution<double> noise(0, 1);
    for (int n = 0; n < end_s * rate_hz; ++n) {
      const double t = n / rate_hz, h = 0.004;
      const Mat3 now = pose(t);
      const Eigen::AngleAxisd turn(Mat3(pose(t - h).transpose() * pose(t + h)));
      const Vec3 acceleration =
          (pose(t + h) * place_m - 2 * (now * place_m) + pose(t - h) * place_m) / (h * h) +
          kGravity_m_s2 * Vec3::UnitY();
      const Vec3 gyro = turn.angle() / (2 * h) * turn.axis();
      ImuSample sample = testing_motion::sample_at(
          t, sensor_from_trunk_ * scale_.cwiseProduct(now.transpose() * acceleration) + accel_bias_,
          sensor_from_trunk_ * scale_.cwiseProduct(gyro) + gyro_bias_);
      for (int i = 0; i < 3; ++i) {
        sample.accel_m_s2[i] += 0.02 * noise(random_);
        sample.gyro_rad_s[i] += 4e-4 * noise(random_);
      }
      if (const auto one = finder.update(sample, filter.update(sample))) found.push_back(*one);
    }
    return found;
  }

 private:
  Mat3 pose(double t) const {
    return Eigen::AngleAxisd(angle_deg(t) * kRadPerDeg, axis).toRotationMatrix();
  }

  std::mt19937 random_;
  Mat3 sensor_from_trunk_;
  Vec3 accel_bias_, gyro_bias_, scale_;
};

double smooth(double x) {
  const double s = std::clamp(x, 0.0, 1.0);
  return s * s * s * (10 + s * (6 * s - 15));
}

TEST(TurnFinder, ATrunkCarriesTheClipAndASlipTurnsItOnTheSpot) {
  const unsigned step = testing_motion::kOptimised ? 1 : 5;
  for (unsigned seed = 0; seed < 20; seed += step) {
    for (const Vec3& axis : {Vec3(1, 0, 0), Vec3(0, 0, 1)}) {
      const double duration_s = 0.7 + 0.04 * seed;
      const double deg = seed % 2 == 0 ? 15 : -15;
      for (const bool slips : {false, true}) {
        Turning clip(seed);
        clip.axis = axis;
        if (slips) clip.place_m.setZero();
        clip.angle_deg = [&](double t) { return deg * smooth((t - 20) / duration_s); };
        const auto turns = clip.play(24);
        ASSERT_EQ(turns.size(), 1U);
        EXPECT_NEAR(turns[0].angle_deg, 15, 1.5);
        EXPECT_LT(turns[0].duration_s(), duration_s + 1);
        if (slips) {
          EXPECT_LT(turns[0].lever_m, 0.1) << seed;
          EXPECT_NEAR(turns[0].height_m, 0, 0.03) << seed;
        } else {
          EXPECT_GT(turns[0].lever_m, 0.2) << seed;
          EXPECT_NEAR(turns[0].height_m, 0.35, 0.1) << seed;
        }
      }
    }
  }
}

TEST(TurnFinder, AnyRateGivesTheSameLever) {
  for (const double rate_hz : {25.0, 100.0, 400.0}) {
    Turning clip(3);
    clip.angle_deg = [](double t) { return 14 * smooth(t - 20); };
    const auto turns = clip.play(24, rate_hz);
    ASSERT_EQ(turns.size(), 1U) << rate_hz;
    EXPECT_NEAR(turns[0].height_m, 0.35, 0.1) << rate_hz;
  }
}

TEST(TurnFinder, SmallAndSlowTurnsAreLeftAlone) {
  Turning small(1), slow(2);
  small.angle_deg = [](double t) { return 5 * smooth(t - 20); };
  slow.angle_deg = [](double t) { return 20 * smooth((t - 20) / 12); };
  EXPECT_TRUE(small.play(25).empty());
  EXPECT_TRUE(slow.play(40).empty());
}

TEST(TurnFinder, WithoutAGyroscopeThereIsNone) {
  TurnFinder finder;
  Inclination inclination;
  inclination.settled = true;
  for (int n = 0; n < 1000; ++n) {
    ImuSample sample = testing_motion::sample_at(0.02 * n, Vec3(0, 0, 9.8), Vec3::Zero());
    sample.has_gyro = false;
    inclination.up_sensor = testing_motion::up_segment(n > 500 ? 20 : 0, 0);
    EXPECT_FALSE(finder.update(sample, inclination));
  }
}

TEST(BendStrokes, EachWayOfAQuickBendIsOneStrokeAboutItsAxis) {
  BendStrokes strokes;
  Inclination inclination;
  inclination.settled = true;
  std::vector<BendStroke> found;
  const Vec3 axis = Vec3(std::sin(0.2), 0, std::cos(0.2));
  for (int n = 0; n < 1000; ++n) {
    const double t = 0.02 * n;
    const double deg = 35 * (smooth((t - 5) / 0.9) - smooth((t - 6) / 1.0)) +  // down and up
                       10 * smooth((t - 12) / 0.5) +                           // too small
                       30 * smooth((t - 16) / 3);                              // too slow
    inclination.up_sensor = Eigen::AngleAxisd(deg * kRadPerDeg, axis) * Vec3::UnitY();
    const auto sample = testing_motion::sample_at(t, Vec3::UnitY(), Vec3::Zero());
    if (const auto stroke = strokes.update(sample, inclination)) found.push_back(*stroke);
  }
  ASSERT_EQ(found.size(), 2U);
  for (const BendStroke& stroke : found) {
    EXPECT_NEAR(std::abs(stroke.axis_sensor.dot(axis)), 1, 1e-6);
    EXPECT_GT(stroke.swing_deg, BendStrokes::kLeast_deg);
  }
}

}  // namespace
}  // namespace postured
