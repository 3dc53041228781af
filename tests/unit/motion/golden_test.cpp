// The filter's answers as they were when somebody last looked at them: a change of them is meant.
// After one that is, once: POSTURED_UPDATE_GOLDENS=1 build/bin/motion_test
// --gtest_filter='Golden.*'
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "fakes/plain_motion.hpp"
#include "motion/orientation_filter.hpp"
#include "motion_helpers.hpp"

namespace postured {
namespace {

// One row a second: up_sensor x y z, sigma_deg. Compilers differ in the last digits.
TEST(Golden, TheFilterSaysWhatItSaid) {
  const std::string path = POSTURED_SOURCE_DIR "/tests/golden/orientation_filter.txt";
  fakes::PlainMotion motion(1, 50, 1);
  OrientationFilter filter;
  std::vector<Eigen::Vector4d> rows;
  for (int i = 0; i < 90 * 50; ++i) {
    const Inclination& out = filter.update(motion.next());
    if (i % 50 == 49)
      rows.emplace_back(out.up_sensor.x(), out.up_sensor.y(), out.up_sensor.z(), out.sigma_deg);
  }
  if (std::getenv("POSTURED_UPDATE_GOLDENS") != nullptr) {
    std::ofstream out(path);
    out.precision(8);
    for (const auto& row : rows) out << row.transpose() << '\n';
    GTEST_SKIP() << "written: " << path;
  }
  std::ifstream in(path);
  ASSERT_TRUE(in) << path;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Eigen::Vector4d golden;
    ASSERT_TRUE(in >> golden(0) >> golden(1) >> golden(2) >> golden(3)) << "row " << i;
    EXPECT_LT(testing_motion::angle_between_deg(golden.head<3>(), rows[i].head<3>()), 1e-3) << i;
    EXPECT_NEAR(golden(3), rows[i](3), 1e-3) << i;
  }
}

}  // namespace
}  // namespace postured
