// The filter on the BROAD benchmark (Laidig, Caruso, Cereatti, Seel 2021, Data 6(7):72; CC BY 4.0):
// inclination RMSE against optical motion capture, by the definition of its example code: angle
// between estimated and true vertical over the samples flagged as movement.
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <sstream>
#include <vector>

#include "motion/orientation_filter.hpp"
#include "motion_helpers.hpp"

namespace postured {
namespace {

struct Trial {
  double rate_hz = 0;
  std::uint64_t n = 0;
  std::vector<float> gyro_rad_s, accel_m_s2, quaternion;
  std::vector<std::uint8_t> movement;
};

template <class T>
void read(std::istream& in, T* out, std::size_t n) {
  in.read(reinterpret_cast<char*>(out), static_cast<std::streamsize>(n * sizeof(T)));
}

bool load(const std::filesystem::path& file, Trial& trial) {
  std::ifstream in(file, std::ios::binary);
  char magic[8];
  std::uint32_t bytes_per_real = 0, zero = 0;
  read(in, magic, 8);
  read(in, &trial.rate_hz, 1);
  read(in, &trial.n, 1);
  read(in, &bytes_per_real, 1);
  read(in, &zero, 1);
  if (!in || std::memcmp(magic, "BROAD1", 6) != 0 || bytes_per_real != 4) return false;
  trial.gyro_rad_s.resize(3 * trial.n);
  trial.accel_m_s2.resize(3 * trial.n);
  trial.quaternion.resize(4 * trial.n);
  trial.movement.resize(trial.n);
  read(in, trial.gyro_rad_s.data(), 3 * trial.n);
  read(in, trial.accel_m_s2.data(), 3 * trial.n);
  read(in, trial.quaternion.data(), 4 * trial.n);
  read(in, trial.movement.data(), trial.n);
  return static_cast<bool>(in);
}

struct Errors {
  double plain_deg = 0;
  double with_lead_deg = 0;  // the 4.2 ms between the optical and the inertial stream of this data
                             // set compensated by turning the answer on with the present rate
};

Errors rmse(const Trial& trial) {
  OrientationFilter filter;
  double sum = 0, sum_with_lead = 0;
  std::size_t n = 0;
  for (std::size_t i = 0; i < trial.n; ++i) {
    const Vec3 accel = Eigen::Map<const Eigen::Vector3f>(&trial.accel_m_s2[3 * i]).cast<double>();
    const Vec3 gyro = Eigen::Map<const Eigen::Vector3f>(&trial.gyro_rad_s[3 * i]).cast<double>();
    const Inclination& out = filter.update(
        testing_motion::sample_at(static_cast<double>(i) / trial.rate_hz, accel, gyro));
    const float* q = &trial.quaternion[4 * i];
    if (trial.movement[i] == 0 || std::isnan(q[0])) continue;
    const Vec3 truth = Quat(q[0], q[1], q[2], q[3]).normalized().conjugate() * Vec3::UnitZ();
    const Vec3 later = out.up_sensor - 0.0042 * out.gyro_rad_s.cross(out.up_sensor);
    sum += std::pow(testing_motion::angle_between_deg(out.up_sensor, truth), 2);
    sum_with_lead += std::pow(testing_motion::angle_between_deg(later, truth), 2);
    ++n;
  }
  const auto count = static_cast<double>(n);
  return {std::sqrt(sum / count), std::sqrt(sum_with_lead / count)};
}

struct Case {
  const char* folder;
  double limit_deg, limit_with_lead_deg;
};

class Broad : public testing::TestWithParam<Case> {};

TEST_P(Broad, MeanInclinationErrorIsThatOfAGoodFilter) {
  const auto root = testing_motion::recordings() / "broad";
  std::ifstream trials(root / "trials.txt");
  if (!trials) GTEST_SKIP() << "no BROAD recordings in " << root << " (set POSTURED_DATA)";
  double sum = 0, sum_with_lead = 0;
  int n = 0;
  std::string line;
  // Unoptimised: the first three, which are easier than the mean.
  while ((testing_motion::kOptimised || n < 3) && std::getline(trials, line)) {
    std::string name;
    std::istringstream(line) >> name;
    Trial trial;
    ASSERT_TRUE(load(root / GetParam().folder / (name + ".bin"), trial)) << name;
    const Errors errors = rmse(trial);
    std::printf("  %-6s %-45s %.3f deg, 4.2 ms compensated %.3f\n", GetParam().folder, name.c_str(),
                errors.plain_deg, errors.with_lead_deg);
    sum += errors.plain_deg;
    sum_with_lead += errors.with_lead_deg;
    ++n;
  }
  ASSERT_GT(n, 0);
  std::printf("  %-6s %-45s %.3f deg, 4.2 ms compensated %.3f\n", GetParam().folder,
              "mean of the trials", sum / n, sum_with_lead / n);
  EXPECT_LT(sum / n, GetParam().limit_deg);
  EXPECT_LT(sum_with_lead / n, GetParam().limit_with_lead_deg);
}

INSTANTIATE_TEST_SUITE_P(Rates, Broad,
                         testing::Values(Case{"100hz", 0.95, 0.6}, Case{"50hz", 0.95, 0.6},
                                         Case{"native", 0.95, 0.6}),
                         [](const auto& tested) {
                           return std::string("At") + tested.param.folder;
                         });

}  // namespace
}  // namespace postured
