#include "simulation/smooth.hpp"

#include <gtest/gtest.h>

namespace postured {
namespace {

TEST(Glide, StaysAtItsTargetBeforeAndAfter) {
  Glide glide(3);
  EXPECT_EQ(glide.at(5).x, 3);
  glide.to(10, 8, 2);
  EXPECT_NEAR(glide.at(10).x, 3, 1e-12);
  EXPECT_NEAR(glide.at(11).x, 5.5, 1e-12);
  EXPECT_EQ(glide.at(12).x, 8);
  EXPECT_EQ(glide.at(12).v, 0);
  EXPECT_EQ(glide.target(), 8);
}

TEST(Glide, PeaksAtTheMinimumJerkVelocity) {
  Glide glide(0);
  glide.to(0, 1, 1);
  EXPECT_NEAR(glide.at(0.5).v, 1.875, 1e-12);
}

TEST(Glide, JoinsValueRateAndAccelerationWhenRedirectedOnTheWay) {
  Glide glide(0);
  glide.to(0, 40, 1);
  const Jet before = glide.at(0.37);
  glide.to(0.37, -5, 0.8);
  const Jet after = glide.at(0.37);
  EXPECT_NEAR(after.x, before.x, 1e-9);
  EXPECT_NEAR(after.v, before.v, 1e-9);
  EXPECT_NEAR(after.a, before.a, 1e-9);
  const Jet end = glide.at(0.37 + 0.8 - 1e-9);
  EXPECT_NEAR(end.x, -5, 1e-6);
  EXPECT_NEAR(end.v, 0, 1e-5);
  EXPECT_NEAR(end.a, 0, 1e-3);
}

TEST(Glide, DerivativesAreThoseOfTheValue) {
  Glide glide(2);
  glide.to(0, 40, 1.3);
  glide.to(0.5, 10, 1.1);
  const double h = 1e-5;
  for (double t = 0.51; t < 1.59; t += 0.02) {
    EXPECT_NEAR(glide.at(t).v, (glide.at(t + h).x - glide.at(t - h).x) / (2 * h), 1e-5);
    EXPECT_NEAR(glide.at(t).a, (glide.at(t + h).v - glide.at(t - h).v) / (2 * h), 1e-5);
  }
}

TEST(Jet, ProductsFollowTheProductRule) {
  const auto p = [](double t) { return Jet{t * t, 2 * t, 2}; };
  const auto q = [](double t) { return Jet{t * t * t, 3 * t * t, 6 * t}; };
  const Jet pq = p(2) * q(2);  // t^5
  EXPECT_DOUBLE_EQ(pq.x, 32);
  EXPECT_DOUBLE_EQ(pq.v, 80);
  EXPECT_DOUBLE_EQ(pq.a, 160);
}

TEST(Wander, HasUnitVarianceAndTheStatedRate) {
  Wander wander(5, 1);
  double sum = 0, squares = 0, rate_squares = 0;
  const int n = 200000;
  for (int i = 0; i < n; ++i) {
    wander.advance(0.05 * i);
    for (const int channel : {0, 7}) {
      const Jet w = wander[channel];
      sum += w.x;
      squares += w.x * w.x;
      rate_squares += w.v * w.v;
    }
  }
  EXPECT_NEAR(sum / (2 * n), 0, 0.05);
  EXPECT_NEAR(squares / (2 * n), 1, 0.06);
  EXPECT_NEAR(std::sqrt(rate_squares / (2 * n)), 1.18, 0.05);
}

TEST(Wander, DerivativesAreThoseOfTheValueAcrossKnots) {
  const double h = 1e-4;
  Wander wander(5, 0.7);
  Jet before, now;
  for (int i = 0; i < 50000; ++i) {
    wander.advance(h * i);
    const Jet after = wander[3];
    if (i > 1) {
      ASSERT_NEAR(now.v, (after.x - before.x) / (2 * h), 1e-4) << i;
      ASSERT_NEAR(now.a, (after.v - before.v) / (2 * h), 1e-2) << i;
    }
    before = now;
    now = after;
  }
}

TEST(Random, NormalHasMeanZeroAndUnitVariance) {
  Random random(9);
  double sum = 0, squares = 0;
  const int n = 1000000;
  for (int i = 0; i < n; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / n, 0, 0.004);
  EXPECT_NEAR(squares / n, 1, 0.005);
}

TEST(Random, StreamsOfOneSeedDiffer) {
  Random a(1, 1), b(1, 2), c(1, 1);
  const double x = a.uniform(0, 1);
  EXPECT_NE(x, b.uniform(0, 1));
  EXPECT_EQ(x, c.uniform(0, 1));
}

}  // namespace
}  // namespace postured
