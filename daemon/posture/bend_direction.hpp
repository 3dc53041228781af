// Do sitting down and standing up still bend straight forward, as the calibration says? When the
// clip has turned about the vertical, gravity does not show it, but the bends go aside.
//
// The middle of the last kStrokes strokes is compared with the person's own usual direction. Domain
// model 1.5 names 15 deg for a single principal axis; the middle of five is steadier, and a turn of
// 15 deg must not be missed by half.
#pragma once

#include <deque>

namespace postured {

class BendDirection {
 public:
  static constexpr std::size_t kStrokes = 5;
  static constexpr double kTurned_deg = 9.5;
  static constexpr double kSagittal_deg = 45;  // beyond: a bend to the side, no measure of forward
  // How far a person's own direction may lie off the axis: of a calibration with bends, or after
  // the clip was put on again or the axis found in silence.
  static constexpr double kOwnCalibrated_deg = 6, kOwnOther_deg = 20;

  // An axis was taken with bends (calibrated), or the clip was put on anew since.
  void restart(bool calibrated);
  // The direction of one stroke, seen from the mounting's right axis, either sign; deg.
  void add(double direction_deg);
  bool turned() const { return turned_; }
  double off_deg() const { return off_deg_; }  // of the last five from the usual ones

 private:
  double most_own_deg_ = kOwnCalibrated_deg;
  bool own_known_ = false;
  double own_deg_ = 0;
  std::deque<double> last_deg_;
  bool turned_ = false;
  double off_deg_ = 0;
};

}  // namespace postured
