// What a desktop notices of a simulated person: typing and pauses, reading, windows that change, a
// screen that is locked on leaving, meetings with the microphone open. Follows the activities of
// behaviour.hpp.
#pragma once

#include <functional>
#include <limits>
#include <vector>

#include "coach/desktop_context.hpp"
#include "simulation/behaviour.hpp"

namespace postured {

struct DeskLifeParams {
  std::uint64_t seed = 1;
  double typing_s = 40;         // mean of a stretch of input
  double pause_s = 12;          // mean of what lies between, beyond the 5 s that make it a pause
  double reading_share = 0.08;  // of pauses that last minutes instead
  double locks = 0.6;           // probability of locking the screen on leaving; at lunch always
  int meetings_per_day = 2;     // of 30 min, with the microphone and every other time the camera
};

class DeskLife {
 public:
  explicit DeskLife(const DeskLifeParams& params);

  std::function<void(const DesktopContext&)> on_change;  // may be empty
  std::function<void(Boundary)> on_boundary;             // may be empty

  void begin_day(double t_s);
  void on_activity(Activity::Kind kind, double t_s);
  // Does what is due by t_s. Times must not decrease.
  void advance(double t_s);
  const DesktopContext& context() const { return context_; }

 private:
  static constexpr double kNever = std::numeric_limits<double>::infinity();

  void set_input(Input input, double since_s);
  void leave(Activity::Kind kind, double t_s);

  DeskLifeParams params_;
  Random random_;
  DesktopContext context_;
  bool at_desk_ = false;
  double input_changes_s_ = kNever;
  double window_changes_s_ = kNever;
  std::vector<double> meetings_s_;  // beginnings, next at the back
  double meeting_ends_s_ = kNever;
};

}  // namespace postured
