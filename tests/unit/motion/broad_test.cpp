// The filter on the BROAD benchmark (Laidig, Caruso, Cereatti, Seel 2021, Data 6(7):72; CC BY 4.0),
// by the code of posture-accuracy.
#include <gtest/gtest.h>

#include <fstream>
#include <optional>

#include "accuracy/degrade.hpp"
#include "accuracy/inclination_error.hpp"
#include "motion_helpers.hpp"

namespace postured {
namespace {

using accuracy::InclinationError;
using accuracy::Trial;

// Unoptimised: the first two trials of each folder, which are easier than the mean.
std::vector<Trial> trials(const std::string& folder) {
  std::vector<Trial> out;
  const auto path = testing_motion::recordings() / "broad" / folder;
  if (!std::filesystem::is_directory(path)) return out;
  for (const auto& file : accuracy::trial_files(path)) {
    out.push_back(accuracy::load_trial(file));
    if (!testing_motion::kOptimised && out.size() == 2) break;
  }
  return out;
}

InclinationError mean_error(const std::vector<Trial>& trials, const char* scenario = nullptr) {
  InclinationError mean;
  int n = 0;
  for (unsigned seed = 1; seed <= (scenario != nullptr && testing_motion::kOptimised ? 3 : 1);
       ++seed) {
    for (const Trial& trial : trials) {
      accuracy::RunOptions options;
      InclinationError error;
      if (scenario != nullptr) {
        const accuracy::Scenario& s = *accuracy::find_scenario(scenario);
        options.accelerometer_calibrated = s.calibrated;
        error = run_filter(degrade(trial, s, seed), options);
      } else {
        error = run_filter(trial, options);
      }
      mean.causal_deg += error.causal_deg;
      mean.causal_raw_deg += error.causal_raw_deg;
      mean.lag_deg += error.lag_deg;
      ++n;
    }
  }
  mean.causal_deg /= n;
  mean.causal_raw_deg /= n;
  mean.lag_deg /= n;
  std::printf("  causal %.3f, raw %.3f, lag %.3f deg\n", mean.causal_deg, mean.causal_raw_deg,
              mean.lag_deg);
  return mean;
}

struct Case {
  const char *name, *folder, *scenario;
  double causal_deg, lag_deg;  // limits, some per cent above what was measured
};

class Broad : public testing::TestWithParam<Case> {};

TEST_P(Broad, MeanInclinationErrorIsThatOfAGoodFilter) {
  const std::vector<Trial> these = trials(GetParam().folder);
  if (these.empty()) GTEST_SKIP() << "no BROAD recordings (set POSTURED_DATA)";
  const InclinationError error = mean_error(these, GetParam().scenario);
  EXPECT_LT(error.causal_deg, GetParam().causal_deg);
  EXPECT_LT(error.lag_deg, GetParam().lag_deg);
}

INSTANTIATE_TEST_SUITE_P(Rates, Broad,
                         testing::Values(Case{"AtTheNativeRate", "native", nullptr, 0.41, 0.37},
                                         Case{"At100Hz", "100hz", nullptr, 0.41, 0.37},
                                         Case{"At50Hz", "50hz", nullptr, 0.42, 0.38},
                                         Case{"AsACheapSensor", "100hz", "cheap", 1.18, 1.05},
                                         Case{"AsACheapSensorCalibrated", "100hz", "calibrated",
                                              0.72, 0.56}),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(Degrade, TheSameSeedIsTheSameSensorAndAnotherIsNot) {
  Trial trial;
  trial.name = "07_x";
  trial.rate_hz = 100;
  for (int i = 0; i < 50; ++i) {
    trial.accel_m_s2.emplace_back(0.1 * i, -3, 9);
    trial.gyro_rad_s.emplace_back(0.02 * i, 1, -2);
  }
  trial.saturated.assign(50, false);
  for (const accuracy::Scenario& s : accuracy::scenarios()) {
    const Trial once = degrade(trial, s, 1);
    EXPECT_EQ(once.accel_m_s2, degrade(trial, s, 1).accel_m_s2) << s.name;
    EXPECT_NE(once.accel_m_s2, degrade(trial, s, 2).accel_m_s2) << s.name;
    EXPECT_NE(once.accel_m_s2, trial.accel_m_s2) << s.name;
  }
  EXPECT_EQ(accuracy::find_scenario("none such"), nullptr);
}

TEST(Degrade, BiasesScaleAndRangesAreThoseOfACheapChip) {
  Trial trial;
  trial.name = "07_x";
  trial.rate_hz = 100;
  const Vec3 still(0, 0, kGravity_m_s2), fast(40, 0, 0);
  for (int i = 0; i < 4000; ++i) {
    trial.accel_m_s2.push_back(still);
    trial.gyro_rad_s.push_back(i < 2000 ? Vec3(0, 0, 0) : fast);
  }
  trial.saturated.assign(4000, false);
  const Trial bad = degrade(trial, *accuracy::find_scenario("cheap"), 3);
  Vec3 accel = Vec3::Zero(), gyro = Vec3::Zero();
  for (std::size_t i = 0; i < 2000; ++i) {
    accel += (bad.accel_m_s2[i] - still) / 2000;
    gyro += bad.gyro_rad_s[i] / 2000;
    EXPECT_FALSE(bad.saturated[i]);
  }
  for (int axis = 0; axis < 3; ++axis) {
    const double scale_mg = axis == 2 ? 15 : 0;
    EXPECT_GE(std::abs(accel(axis)), (20 - scale_mg - 1) * 1e-3 * kGravity_m_s2);
    EXPECT_LE(std::abs(accel(axis)), (40 + scale_mg + 1) * 1e-3 * kGravity_m_s2);
    EXPECT_GE(std::abs(gyro(axis)) * kDegPerRad, 0.95);
    EXPECT_LE(std::abs(gyro(axis)) * kDegPerRad, 3.05);
  }
  EXPECT_TRUE(bad.saturated[3000]);  // 2292 deg/s
  EXPECT_LE(bad.gyro_rad_s[3000].x() * kDegPerRad, 2000);
  // A calibration leaves 4 mg.
  const Trial known = degrade(trial, *accuracy::find_scenario("calibrated"), 3);
  Vec3 left = Vec3::Zero();
  for (std::size_t i = 0; i < 2000; ++i) left += (known.accel_m_s2[i] - still) / 2000;
  EXPECT_LT(left.norm(), 0.02 * kGravity_m_s2);
  EXPECT_GT(left.norm(), 1e-4 * kGravity_m_s2);
}

TEST(TrialFile, DamageIsToldWithTheFilesName) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "trials";
  std::filesystem::create_directories(folder / "inner");
  const auto problem = [&](const std::string& bytes) -> std::string {
    std::ofstream(folder / "bad.bin", std::ios::binary) << bytes;
    try {
      accuracy::load_trial(folder / "bad.bin");
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  };
  try {
    accuracy::trial_files(folder);
    ADD_FAILURE() << "an empty folder has no trials";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("give one of: inner"), std::string::npos);
  }
  EXPECT_NE(problem("").find("bad.bin is shorter"), std::string::npos);
  EXPECT_NE(problem("ELF something else entirely").find("does not begin"), std::string::npos);
  std::string header(32, '\0');
  header.replace(0, 6, "BROAD1");
  const double rate_hz = 100;
  header.replace(8, 8, reinterpret_cast<const char*>(&rate_hz), 8);
  EXPECT_NE(problem(header).find("number format"), std::string::npos);
  header[24] = 4;
  EXPECT_EQ(problem(header), "");  // no samples, but well formed
  header[16] = 1;
  EXPECT_NE(problem(header).find("is shorter"), std::string::npos);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace postured
