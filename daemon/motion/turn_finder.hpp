// Was the clip carried through a turn, or did it turn on the spot? A trunk that leans carries a
// chest clip along an arc about the hip, a lever of some 0.3 m; a clip that slips on the clothes
// turns about itself. Gyroscope and accelerometer together tell the lever: over a turn from quiet
// to quiet the clip's velocity is rate x lever, and the accelerometer's integral is that velocity.
//
// Model, in the frame at the beginning: the velocity from the accelerometer (gravity taken off
// along the gyroscope's attitude) = rate x lever + a + b t + c s(t), where s integrates the angle
// turned so far. The last three take up what errors of the start, of bias and of scale do to the
// velocity; least squares. Asked twice: for any lever, and for one along the trunk (the sky
// direction before it), which is one number instead of three and so much better known.
#pragma once

#include <deque>
#include <optional>

#include "motion/inclination.hpp"
#include "sensor/sensor_events.hpp"

namespace postured {

// One turn from quiet to quiet.
struct Turn {
  DeviceTime from{}, to{};
  Vec3 up_before = Vec3::UnitZ();  // sky direction, sensor frame
  Vec3 up_after = Vec3::UnitZ();
  double angle_deg = 0;  // between the two
  double lever_m = 0;    // length of the lever, in whatever direction
  double height_m = 0;   // of the clip above the axis, when the lever lies along the trunk
  double fit_m_s = 0;    // RMS of the velocity that the first model does not explain
  double duration_s() const { return to_seconds(to - from); }  // with 0.8 s of quiet about it
};

class TurnFinder {
 public:
  static constexpr double kLeast_deg = 7;    // smaller turns are not looked at
  static constexpr double kLongest_s = 4;    // nor slower ones
  static constexpr double kQuiet_deg_s = 6;  // the rate, over 0.2 s, before and after
  static constexpr double kQuietFor_s = 0.4;

  // Samples in order. Returns a turn once it is over (0.4 s after it). Without a gyroscope, while
  // unsettled or across a break there is none.
  std::optional<Turn> update(const ImuSample& sample, const Inclination& inclination);
  void on_break();

 private:
  static constexpr double kBin_s = 0.04;

  struct Bin {
    DeviceTime start{};
    int n = 0;
    Vec3 gyro_rad_s = Vec3::Zero(), accel_m_s2 = Vec3::Zero(), up = Vec3::Zero();
  };

  std::optional<Turn> close_bin();
  std::optional<Turn> look_at(std::size_t first) const;

  Bin open_;
  std::deque<Bin> bins_;  // means, oldest first
  double quiet_s_ = 0;    // of the present quiet; 0 = turning
  double turning_s_ = 0;  // of the turn under way
};

}  // namespace postured
