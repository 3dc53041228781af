// Lean over a simulated day beside what a perfect orientation gives on the same data.
#include <gtest/gtest.h>

#include "accuracy/wearer_lean.hpp"
#include "effort.hpp"

namespace postured {
namespace {

TEST(WearerLean, IsNearlyThatOfAPerfectOrientation) {
  const bool is_long = testing_effort::is_long();
  const double hours = (testing_effort::kOptimised ? 1.5 : 0.2) * (is_long ? 6 : 1);
  for (std::uint64_t seed = 1; seed <= (is_long ? 6U : 1U); ++seed) {
    for (const bool cheap : {false, true}) {
      const accuracy::WearerLean lean = accuracy::run_wearer(seed, 50, hours, cheap);
      std::printf("seed %d, %s sensor: lean RMSE %.2f deg, perfect orientation %.2f, side %.2f\n",
                  static_cast<int>(seed), cheap ? "cheap" : "good", lean.rmse_deg, lean.perfect_deg,
                  lean.side_rmse_deg);
      ASSERT_TRUE(lean.calibrated) << seed;
      EXPECT_GT(lean.seconds, hours * 1200) << seed;
      EXPECT_LE(lean.rmse_deg - lean.perfect_deg, cheap ? 0.35 : 0.05) << seed;
    }
  }
}

}  // namespace
}  // namespace postured
