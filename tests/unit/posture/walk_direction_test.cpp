#include "posture/walk_direction.hpp"

#include <gtest/gtest.h>

#include <random>

namespace postured {
namespace {

class Walks : public testing::Test {
 protected:
  static Vec3 ahead(double deg) {
    return {0.4 * std::cos(deg * kRadPerDeg), 0, 0.4 * std::sin(deg * kRadPerDeg)};
  }
  void rest(int n = 10) {
    for (int i = 0; i < n; ++i) direction_.update(Vec3::Zero(), false);
  }
  void walk(double deg, int n = 20) {
    std::normal_distribution<double> noise(0, 8);  // from second to second
    for (int i = 0; i < n; ++i) direction_.update(ahead(deg + noise(random_)), true);
    rest();
  }
  // Walks as people's differ from walk to walk.
  void days(int walks, double deg) {
    std::normal_distribution<double> spread(0, 4);
    for (int i = 0; i < walks; ++i) walk(deg + spread(random_));
  }

  WalkDirection direction_;
  std::mt19937 random_{5};
};

TEST_F(Walks, TwoThatGoAsideTheSameWayTellATurn) {
  for (const double deg : {15.0, -15.0}) {
    direction_.restart();
    for (int i = 0; i < 5; ++i) walk(-20);  // whatever a person's usual direction is
    walk(-20 + deg);
    EXPECT_FALSE(direction_.turned());
    walk(-20 + deg);
    EXPECT_TRUE(direction_.turned());
    days(5, -20);
    EXPECT_TRUE(direction_.turned()) << "only a new axis settles it";
  }
}

TEST_F(Walks, MonthsOfOrdinaryOnesDoNot) {
  days(300, 5);
  EXPECT_FALSE(direction_.turned());
}

TEST_F(Walks, OneAsideOrTwoToDifferentSidesDoNot) {
  walk(0);
  for (int i = 0; i < 20; ++i) {
    walk(25);
    walk(0);
    walk(25);
    walk(-25);
    walk(0);
  }
  EXPECT_FALSE(direction_.turned());
}

TEST_F(Walks, ShortOnesAndStairsSayNothing) {
  walk(0);
  for (int i = 0; i < 10; ++i) walk(40, 12);
  for (int i = 0; i < 10; ++i) {
    for (int s = 0; s < 60; ++s) direction_.update(s % 10 ? Vec3::Zero() : ahead(180), true);
    rest();
  }
  EXPECT_FALSE(direction_.turned());
}

TEST_F(Walks, WalkedAStretchWithAShortPauseIsOneWalk) {
  walk(0);
  for (int i = 0; i < 2; ++i) {
    for (int s = 0; s < 60; ++s) direction_.update(ahead(20), true);
    rest(2);
    for (int s = 0; s < 60; ++s) direction_.update(ahead(20), true);
    EXPECT_EQ(direction_.turned(), i == 1);
    rest();
  }
}

TEST_F(Walks, TheUsualDirectionDoesNotFollowAClipThatCreeps) {
  days(20, 0);
  for (double deg = 0; deg < 15 && !direction_.turned(); deg += 0.5) walk(deg);
  walk(15);
  EXPECT_TRUE(direction_.turned());
}

}  // namespace
}  // namespace postured
