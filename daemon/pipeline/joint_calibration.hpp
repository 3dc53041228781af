// One calibration of two clips: the same instruction for both, one step at a time. Each clip's own
// wizard does the work; here the one that is ahead is held until the other has finished the step,
// so that no stillness meant for one is taken for the next step of the other. Both must pass: a
// failure of one ends the run, and says which clip it was. A clip that is not connected is left
// out. With one clip this is its wizard and nothing else.
#pragma once

#include <array>
#include <string>

#include "pipeline/sensing.hpp"
#include "pipeline/spine_pair.hpp"

namespace postured {

class JointCalibration {
 public:
  // `lower` may be null. Both outlive this.
  JointCalibration(Sensing& upper, Sensing* lower) : clips_{&upper, lower} {}

  // On every connected clip. Starts anew when one was running.
  void start(CalibrationKind kind);
  void cancel();
  // After whatever the clips were fed: keeps them in step.
  void update();

  bool running() const;
  // Both took part, and both are done.
  bool both_done() const;
  // The step of the clip that is behind; problems begin with "Upper clip:" or "Lower clip:" when
  // there are two.
  CalibrationProgress progress() const;

 private:
  Sensing* clip(ClipSide side) const { return clips_[static_cast<std::size_t>(side)]; }
  bool takes_part(ClipSide side) const { return takes_part_[static_cast<std::size_t>(side)]; }
  CalibrationStep step(ClipSide side) const { return clip(side)->calibration().step; }
  bool is_running(ClipSide side) const;

  std::array<Sensing*, 2> clips_;
  std::array<bool, 2> takes_part_{};
  CalibrationProgress failure_;  // of the clip that failed first; step idle: none
};

}  // namespace postured
