// The fuzz targets without a fuzzer: their seeds as they are, and damaged in every simple way.
#include <gtest/gtest.h>

#include <random>

#include "fuzz/fuzz_targets.hpp"

namespace postured::fuzz {
namespace {

TEST(FuzzSeeds, AreSurvivedWholeCutAndDamaged) {
  for (const Target& target : targets()) {
    ASSERT_FALSE(target.seeds.empty()) << target.name;
    std::mt19937 random(1);
    for (const Bytes& seed : target.seeds) {
      target.run(target, seed);
      for (int round = 0; round < 12; ++round) {
        Bytes damaged = seed;
        for (int i = 0; i < 1 + round; ++i) {
          damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
        }
        target.run(target, damaged);
        damaged.resize(random() % damaged.size());
        target.run(target, damaged);
        const auto middle = static_cast<std::ptrdiff_t>(random() % seed.size());
        Bytes doubled(seed.begin(), seed.begin() + middle);
        doubled.insert(doubled.end(), seed.begin(), seed.end());
        target.run(target, doubled);
      }
    }
    target.run(target, {});
  }
}

TEST(FuzzSeeds, EveryTargetHasItsName) {
  for (const Target& target : targets()) EXPECT_EQ(target_named(target.name), &target);
  EXPECT_EQ(target_named("nothing"), nullptr);
}

}  // namespace
}  // namespace postured::fuzz
