// The calibration of the sensor through Sensing: the simulated wearer turns a cheap clip in the
// hand, then wears it.
#include <gtest/gtest.h>

#include <cstdio>
#include <vector>

#include "pipeline/sensing.hpp"
#include "simulation/handling.hpp"
#include "simulation/wearer.hpp"

namespace postured {
namespace {

constexpr double kMilliG = 1e-3 * kGravity_m_s2;

WearerParams handling_wearer(std::uint64_t seed, bool cheap = true) {
  WearerParams params;
  params.seed = seed;
  params.rate_hz = 50;
  params.behaviour.handles_sensor = true;
  params.imu.cheap = cheap;
  return params;
}

// Wearer, Sensing and what came out of it, second by second.
class Handled {
 public:
  explicit Handled(const WearerParams& params)
      : wearer_(params), sensing_(Placement::chest, outputs()) {
    sensing_.on_link_opened();
    wearer_.begin_day();
  }
  void play_to(double t_s) {
    while (t_s_ < t_s) {
      t_s_ += 1;
      bytes_.clear();
      wearer_.advance_to(t_s_, bytes_);
      const BootTime now{from_seconds(t_s_)};
      sensing_.on_bytes(now, bytes_);
      sensing_.tick(now);
    }
  }
  Sensing& sensing() { return sensing_; }
  std::vector<SensorCalibrationOutcome> calibrated;
  std::vector<CalibrationOutcome> references;
  std::vector<PostureSecond> seconds;

 private:
  SensingOutputs outputs() {
    SensingOutputs o;
    o.on_sensor_calibrated = [this](const SensorCalibrationOutcome& c) { calibrated.push_back(c); };
    o.on_calibrated = [this](const CalibrationOutcome& c) { references.push_back(c); };
    o.on_second = [this](const PostureSecond& second) { seconds.push_back(second); };
    return o;
  }
  Wearer wearer_;
  Sensing sensing_;
  std::vector<std::uint8_t> bytes_;
  double t_s_ = 0;
};

// What a chip of this seed truly does, from a long look at it: the wearer hides its model.
struct Truth {
  Vec3 bias_m_s2;
  Mat3 matrix;
};
Truth truth_of(const WearerParams& params) {
  ImuModelParams imu = params.imu;
  imu.seed = Random::mix(params.seed, imu.seed);
  ImuModel chip(imu, params.rate_hz);
  const auto mean = [&chip](const Vec3& force) {
    Vec3 sum = Vec3::Zero();
    constexpr int kReadings = 20000;
    for (int i = 0; i < kReadings; ++i) sum += chip.read({}, force, Vec3::Zero()).accel_m_s2;
    return Vec3(sum / kReadings);
  };
  Truth truth;
  truth.bias_m_s2 = mean(Vec3::Zero());
  Mat3 of_clip;
  for (int i = 0; i < 3; ++i) {
    of_clip.col(i) = (mean(kGravity_m_s2 * Vec3::Unit(i)) - truth.bias_m_s2) / kGravity_m_s2;
  }
  truth.matrix = of_clip * chip.sensor_from_clip().transpose();
  return truth;
}

TEST(SensorCalibrationInSensing, TurningTheClipInTheHandFindsBiasAndScale) {
  double worst_bias = 0, worst_scale = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const WearerParams params = handling_wearer(seed);
    const Truth truth = truth_of(params);
    Handled run(params);
    run.sensing().start_sensor_calibration();
    run.play_to(kHandling_s);
    ASSERT_EQ(run.calibrated.size(), 1U)
        << run.sensing().calibration().instruction << " " << run.sensing().calibration().problem;
    const AccelerometerCalibration& c = run.calibrated.front().calibration;
    const double bias = (c.bias_m_s2 - truth.bias_m_s2).cwiseAbs().maxCoeff();
    const double scale = (c.scale() - truth.matrix.diagonal()).cwiseAbs().maxCoeff();
    worst_bias = std::max(worst_bias, bias);
    worst_scale = std::max(worst_scale, scale);
    EXPECT_LT(bias, 4 * kMilliG) << seed;
    EXPECT_LT(scale, 0.003) << seed;
    EXPECT_TRUE(run.sensing().accelerometer_calibration());
    EXPECT_EQ(run.sensing().calibration().step, CalibrationStep::done);
  }
  std::printf("six handled clips, worst axis: bias %.2f mg, scale %.3f %%\n", worst_bias / kMilliG,
              100 * worst_scale);
}

TEST(SensorCalibrationInSensing, NothingIsJudgedMeanwhileAndTheBodyIsCalibratedAfterIt) {
  Handled run(handling_wearer(2));
  run.sensing().start_sensor_calibration();
  run.play_to(kHandling_s + 80);
  ASSERT_EQ(run.calibrated.size(), 1U);
  ASSERT_EQ(run.references.size(), 1U) << run.sensing().calibration().problem;
  for (const PostureSecond& second : run.seconds) {
    if (second.start < run.references.front().at - std::chrono::seconds(2)) {
      EXPECT_FALSE(second.valid);
    }
  }
  EXPECT_TRUE(run.seconds.back().valid) << to_string(run.seconds.back().reason);
}

// The wizard of the body is strict with the clumsy; nobody else may hear a word of it.
TEST(SensorCalibrationInSensing, EveryoneWhoDoesAsTheyAreToldPassesTheBodysWizardWithoutARemark) {
  double worst_sit_ref_deg = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    WearerParams params;
    params.seed = seed;
    Handled run(params);
    for (int t_s = 1; t_s < 70 && run.references.empty(); ++t_s) {
      run.play_to(t_s);
      EXPECT_TRUE(run.sensing().calibration().problem.empty())
          << seed << ": " << run.sensing().calibration().problem;
    }
    ASSERT_EQ(run.references.size(), 1U) << seed;
    const double error =
        run.references.front().mounting.sit_ref_deg - params.kinematics.sit_tilt_deg;
    worst_sit_ref_deg = std::max(worst_sit_ref_deg, std::abs(error));
  }
  std::printf("40 wearers: sitting reference at worst %.1f deg off\n", worst_sit_ref_deg);
  EXPECT_LT(worst_sit_ref_deg, 3);
}

TEST(SensorCalibrationInSensing, AFoundCalibrationMakesAReferenceSuspectUntilAZero) {
  WearerParams params = handling_wearer(3);
  Handled run(params);
  run.sensing().set_mounting(mounting_from_up(Vec3::UnitX()));
  run.sensing().start_sensor_calibration();
  run.play_to(kHandling_s + 5);
  ASSERT_EQ(run.calibrated.size(), 1U);
  EXPECT_EQ(run.seconds.back().reason, Unknown::reference_suspect);
}

TEST(SensorCalibrationInSensing, TheOtherCalibrationAndCancellingEndIt) {
  Handled run(handling_wearer(4));
  run.sensing().start_sensor_calibration();
  EXPECT_EQ(run.sensing().calibration().step, CalibrationStep::handling);
  run.sensing().start_calibration(CalibrationKind::full);
  EXPECT_EQ(run.sensing().calibration().step, CalibrationStep::standing);
  run.sensing().start_sensor_calibration();
  run.sensing().cancel_calibration();
  EXPECT_EQ(run.sensing().calibration().step, CalibrationStep::idle);
  run.play_to(30);
  EXPECT_TRUE(run.calibrated.empty());
}

}  // namespace
}  // namespace postured
