#include "desktop/token_bucket.hpp"

#include <gtest/gtest.h>

namespace postured {
namespace {

using namespace std::chrono_literals;

TEST(TokenBucket, LetsABurstThroughAndThenTheRate) {
  TokenBucket bucket(20, 5);
  TokenBucket::Time now{1h};
  int taken = 0;
  for (int i = 0; i < 100; ++i) taken += bucket.take(now);
  EXPECT_EQ(taken, 5);
  // Ten seconds of a caller that tries every millisecond.
  taken = 0;
  for (int i = 0; i < 10'000; ++i) taken += bucket.take(now += 1ms);
  EXPECT_NEAR(taken, 200, 2);
}

TEST(TokenBucket, AClockGoingBackGivesNothing) {
  TokenBucket bucket(20, 1);
  EXPECT_TRUE(bucket.take(TokenBucket::Time{1h}));
  EXPECT_FALSE(bucket.take(TokenBucket::Time{1min}));
}

}  // namespace
}  // namespace postured
