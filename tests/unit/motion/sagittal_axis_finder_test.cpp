#include "motion/sagittal_axis_finder.hpp"

#include <gtest/gtest.h>

#include "motion_helpers.hpp"

namespace postured {
namespace {

using testing_motion::angle_between_deg;
using testing_motion::up_segment;

class Finder : public testing::Test {
 protected:
  // An excursion from upright in the direction given (0 = forward, 90 = right), for `seconds`.
  void lean(double peak_deg, double direction_deg, double seconds) {
    for (double t = 0; t < seconds; t += 0.02) {
      const double tilt = peak_deg * std::sin(std::numbers::pi * t / seconds) * kRadPerDeg;
      const double way = direction_deg * kRadPerDeg;
      feed(Vec3(-std::sin(tilt) * std::cos(way), std::cos(tilt), -std::sin(tilt) * std::sin(way)));
    }
    rest(2);
  }
  void rest(double seconds) {
    for (double t = 0; t < seconds; t += 0.02) feed(Vec3::UnitY());
  }
  void feed(const Vec3& up_in_segment) {
    Inclination inclination;
    inclination.up_sensor = sensor_from_segment_ * up_in_segment;
    inclination.settled = true;
    finder_.update(t_s_, inclination);
    t_s_ += 0.02;
  }
  double error_deg() const {
    return angle_between_deg(finder_.right_sensor().value(), sensor_from_segment_ * Vec3::UnitZ());
  }

  Mat3 sensor_from_segment_ = Eigen::AngleAxisd(1.1, Vec3(1, 2, 3).normalized()).toRotationMatrix();
  SagittalAxisFinder finder_{mounting_from_up(sensor_from_segment_ * Vec3::UnitY())};
  double t_s_ = 0;
};

TEST_F(Finder, TwoForwardLeansSettleTheAxis) {
  rest(1);
  lean(35, 5, 4);
  EXPECT_FALSE(finder_.right_sensor());
  lean(25, -5, 3);
  EXPECT_LT(error_deg(), 6);
}

TEST_F(Finder, ALeanToTheSideBetweenThemDoesNotMatter) {
  rest(1);
  lean(40, 0, 4);
  lean(25, 90, 4);
  EXPECT_FALSE(finder_.right_sensor());
  lean(40, 0, 4);
  EXPECT_LT(error_deg(), 1);
  lean(25, -90, 4);
  EXPECT_LT(error_deg(), 1);
}

TEST_F(Finder, StaticTiltsAndShallowOnesDoNotCount) {
  rest(1);
  lean(40, 0, 15);
  lean(40, 0, 15);
  lean(19, 0, 4);
  lean(19, 0, 4);
  EXPECT_FALSE(finder_.right_sensor());
}

TEST_F(Finder, AGapDropsTheExcursionUnderWay) {
  rest(1);
  lean(35, 0, 4);
  for (int i = 0; i < 20; ++i) feed(up_segment(35, 0));
  finder_.on_gap();
  rest(2);
  EXPECT_FALSE(finder_.right_sensor());
  lean(35, 0, 4);
  EXPECT_LT(error_deg(), 1);
}

TEST_F(Finder, BeginningOutsideUprightIsNoExcursion) {
  lean(35, 0, 4);  // its very first sample is upright ...
  EXPECT_FALSE(finder_.right_sensor());
  SagittalAxisFinder fresh(mounting_from_up(sensor_from_segment_ * Vec3::UnitY()));
  Inclination inclination;
  inclination.settled = true;
  for (int i = 0; i < 4; ++i) {  // ... while lying at first, then upright, is not a lean
    inclination.up_sensor = sensor_from_segment_ * up_segment(50, 0);
    fresh.update(i * 2, inclination);
    fresh.on_gap();
    inclination.up_sensor = sensor_from_segment_ * Vec3::UnitY();
    fresh.update(i * 2 + 1, inclination);
    fresh.on_gap();
  }
  EXPECT_FALSE(fresh.right_sensor());
}

}  // namespace
}  // namespace postured
