// The hands-free calibration of the sensor itself: hold the clip still, turn it, hold it still, and
// so on through a dozen orientations. A state machine over raw samples: it waits for the hand and
// not for keys, says which side is missing, and times out with words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "motion/accelerometer_calibration.hpp"
#include "motion/calibration_progress.hpp"
#include "motion/rest_detector.hpp"
#include "sensor/sensor_events.hpp"

namespace postured {

class SensorCalibrationWizard {
 public:
  static constexpr int kPoses = 12;       // held, at least
  static constexpr int kMostPoses = 20;   // then the best fit has to do
  static constexpr double kHold_s = 1.2;  // after the rest was noticed
  static constexpr double kApart_deg = 25;
  static constexpr double kTimeout_s = 60;  // without a new position; of device time

  void start();
  void cancel() { *this = {}; }
  // As the sensor reads, not corrected by an earlier calibration.
  void update(const ImuSample& raw);
  // Lost samples begin a hold again; a sensor that restarted ends the run.
  void on_break(const StreamBreak& what);

  bool running() const { return is_under_way(progress_.step); }
  const CalibrationProgress& progress() const { return progress_; }
  // After done.
  const AccelerometerCalibration& calibration() const { return calibration_; }

 private:
  // The readings of one hold.
  struct Hold {
    int samples = 0;
    double duration_s = 0;
    Vec3 accel_m_s2 = Vec3::Zero(), gyro_rad_s = Vec3::Zero();  // sums
    double accel_squared = 0;
    Vec3 mean_accel() const { return accel_m_s2 / samples; }
    double accel_sd() const;  // of all axes together
  };

  void rest(const ImuSample& raw, double dt_s);
  void moved();
  void take(const Hold& hold);
  void finish();
  void fail(const GateResult& gate);
  void ask_for_next();
  double nearest_deg(const Vec3& direction) const;  // of the positions held; 180 without any
  bool is_new(const Vec3& direction) const { return nearest_deg(direction) >= kApart_deg; }
  bool a_side_is_free(const Vec3& up) const;

  CalibrationProgress progress_;
  AccelerometerCalibration calibration_;
  RestDetector rest_;
  std::optional<DeviceTime> last_time_;
  std::vector<StillPose> poses_;
  Hold hold_;
  bool turned_ = false;  // away from the last position
  bool judged_ = false;  // this rest: it was taken, or the person was told why not
  double since_new_s_ = 0;
};

}  // namespace postured
