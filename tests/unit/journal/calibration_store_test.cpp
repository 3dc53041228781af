// What was calibrated once and is loaded at each start: the sensor itself, and the profiles.
#include <vector>

#include "unit/journal/journal_fixture.hpp"

namespace postured::testing {
namespace {

using namespace std::chrono_literals;
using CalibrationStoreTest = JournalTest;

TEST_F(CalibrationStoreTest, ReturnsTheLatestCalibrationOfASensor) {
  SensorCalibrationRecord first;
  first.at = wall(9h, 1h);
  first.sensor_serial = "00112233445566ff";
  first.calibration.bias_m_s2 = Vec3(0.1, -0.2, 0.3);
  first.calibration.correction << 1.01, 0.001, 0.002, 0.001, 0.99, 0.003, 0.002, 0.003, 1.02;
  first.calibration.gyro_bias_rad_s = Vec3(0.01, 0.02, -0.03);
  first.calibration.bias_sigma_m_s2 = 0.011;
  first.calibration.scale_sigma = 0.0012;
  first.calibration.residual_m_s2 = 0.013;
  first.calibration.poses = 12;
  SensorCalibrationRecord second = first;
  second.at = wall(8h, 1h);  // stored later, though the clock says earlier
  second.calibration.poses = 14;
  JournalStore store = open_to_write();
  EXPECT_FALSE(store.latest_sensor_calibration(first.sensor_serial));
  store.append(std::vector<JournalRecord>{first});
  const auto read = store.latest_sensor_calibration(first.sensor_serial);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->at, first.at);
  EXPECT_EQ(read->sensor_serial, first.sensor_serial);
  EXPECT_EQ(read->calibration.bias_m_s2, first.calibration.bias_m_s2);
  EXPECT_EQ(read->calibration.correction, first.calibration.correction);
  EXPECT_EQ(read->calibration.gyro_bias_rad_s, first.calibration.gyro_bias_rad_s);
  EXPECT_EQ(read->calibration.bias_sigma_m_s2, 0.011);
  EXPECT_EQ(read->calibration.scale_sigma, 0.0012);
  EXPECT_EQ(read->calibration.residual_m_s2, 0.013);
  EXPECT_EQ(read->calibration.poses, 12);
  store.append(std::vector<JournalRecord>{second});
  EXPECT_EQ(store.latest_sensor_calibration(first.sensor_serial)->calibration.poses, 14);
  EXPECT_FALSE(store.latest_sensor_calibration(""));
  EXPECT_FALSE(store.latest_sensor_calibration("ff"));
}

TEST_F(CalibrationStoreTest, ReturnsTheLatestProfilesOfAPlacement) {
  ProfileRecord record;
  record.at = wall(9h, 1h);
  record.placement = "chest";
  record.profiles.chosen = Profile::sofa;
  record.profiles.of(Profile::chair) = 6.25;
  record.profiles.of(Profile::sofa) = -12.5;
  JournalStore store = open_to_write();
  EXPECT_FALSE(store.latest_profiles("chest"));
  store.append(std::vector<JournalRecord>{record});
  ASSERT_TRUE(store.latest_profiles("chest"));
  EXPECT_EQ(store.latest_profiles("chest")->profiles, record.profiles);
  EXPECT_EQ(store.latest_profiles("chest")->at, record.at);
  record.profiles.chosen = Profile::chair;
  store.append(std::vector<JournalRecord>{record});
  EXPECT_EQ(store.latest_profiles("chest")->profiles.chosen, Profile::chair);
  EXPECT_FALSE(store.latest_profiles("belt"));
}

}  // namespace
}  // namespace postured::testing
