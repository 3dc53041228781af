#include "sensor/host_timeline.hpp"

#include <gtest/gtest.h>

#include <random>

namespace postured {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

DeviceTime device(std::int64_t us) { return DeviceTime(microseconds(us)); }
BootTime boot(std::int64_t us) { return BootTime(microseconds(us)); }

TEST(HostTimeline, PlacesSamplesBehindTheirTransportDelay) {
  HostTimeline timeline;
  EXPECT_EQ(timeline.place(device(1'000'000), boot(50'000'000)), boot(50'000'000));
  // This one was faster by 20 ms, so the first one must have been delayed.
  EXPECT_EQ(timeline.place(device(1'100'000), boot(50'080'000)), boot(50'080'000));
  // A late arrival changes nothing (but for the leak of 0.5 ms).
  const BootTime placed = timeline.place(device(1'200'000), boot(50'400'000));
  EXPECT_NEAR(to_seconds(placed - boot(50'180'000)), 0, 0.0006);
}

TEST(HostTimeline, NeverGoesBackAndNeverRunsAheadOfArrivalWhateverTheJitter) {
  std::mt19937_64 random(5);
  std::exponential_distribution<double> delay_s(1 / 0.02);
  for (const double drift : {-0.003, 0.0, 0.003}) {
    HostTimeline timeline;
    BootTime last = BootTime::min(), arrival{};
    for (int frame = 0; frame < 36'000; ++frame) {  // an hour
      const double true_s = frame * 0.1;
      arrival = std::max(arrival, boot(1'000'000) + from_seconds(true_s + delay_s(random)));
      for (int i = 9; i >= 0; --i) {
        const double taken_s = true_s - i * 0.01;
        const BootTime placed =
            timeline.place(DeviceTime(from_seconds(taken_s * (1 + drift))), arrival);
        ASSERT_GE(placed, last);
        ASSERT_LE(placed, arrival);
        last = placed;
        if (frame > 100) {
          ASSERT_NEAR(to_seconds(placed.time_since_epoch()) - 1, taken_s, 0.08);
        }
      }
    }
  }
}

TEST(HostTimeline, PlacesABurstAfterAStallInThePast) {
  HostTimeline timeline;
  for (int i = 0; i < 100; ++i) timeline.place(device(i * 10'000), boot(i * 10'000));
  // The host was busy for 4 s; then everything arrives at once.
  for (int i = 100; i < 500; ++i) {
    const BootTime placed = timeline.place(device(i * 10'000), boot(5'000'000));
    EXPECT_NEAR(to_seconds(placed.time_since_epoch()), i * 0.01, 0.025);
  }
}

TEST(HostTimeline, BelievesTheHostWhenTheDeviceClockStoodStill) {
  HostTimeline timeline;
  timeline.place(device(0), boot(0));
  // The device slept for eight hours with its clock stopped.
  const BootTime arrival = boot(0) + std::chrono::hours(8);
  EXPECT_EQ(timeline.place(device(10'000), arrival), arrival);
  EXPECT_NEAR(to_seconds(timeline.place(device(20'000), arrival + milliseconds(10)) - arrival),
              0.01, 0.001);
}

TEST(HostTimeline, StartsAnewAfterAReset) {
  HostTimeline timeline;
  timeline.place(device(3'600'000'000), boot(100));
  timeline.reset();
  EXPECT_EQ(timeline.place(device(500'000), boot(2'000'000)), boot(2'000'000));
  EXPECT_EQ(timeline.place(device(600'000), boot(2'100'000)), boot(2'100'000));
}

}  // namespace
}  // namespace postured
