// Rounded back: the curvature between two clips beyond a share of the person's own range, for long
// (domain model 2.3: "SLOUCHED when kappa > 80 % of own range (70-90) for 60 s"). Sitting in an
// office is naturally at 43-79 % of it, so a smaller share means nothing. The rounding of each
// second, and the episodes that follow; forward lean is judged beside it and independent of it.
//
// Seconds that are not comparable (lean not judged, one clip missing, no range taken, not seated)
// have no rounding, and the timer rests; after 5 s of rest, more than 2 s without valid data or a
// jump in time it starts anew: nobody is credited with a curvature that was not seen.
#pragma once

#include <functional>
#include <optional>

#include "posture/episodes.hpp"
#include "posture/held_angle.hpp"

namespace postured {

struct RoundedBackParams {
  double threshold_percent = 80;
  double hysteresis_percent = 10;
  double delay_s = 60;
  double release_hold_s = 5;
  double ignored_dip_s = 3;
};

class RoundedBack {
 public:
  // An episode lasts from rounding (if it became rounded) until none. Its peak is the largest
  // curvature, its dose the integral of max(0, curvature - 10 deg) (domain model 2.5). Called once
  // it is over.
  using OnEpisode = std::function<void(const Episode&)>;
  explicit RoundedBack(RoundedBackParams params, OnEpisode on_episode)
      : params_(params), on_episode_(std::move(on_episode)) {}

  // Fills second.rounding. One call a second, in order, after LeanTracker filled lean_state.
  void update(PostureSecond& second);
  // Ends what is open: a gap, a shutdown.
  void finish(BoutEnd reason);
  void set_params(const RoundedBackParams& params) { params_ = params; }

 private:
  void extend(const PostureSecond& second);
  void finish_episode(BoutEnd reason);

  RoundedBackParams params_;
  OnEpisode on_episode_;
  HeldAngle share_;  // percent, not degrees
  std::optional<Episode> open_;
  bool confirmed_ = false;  // reached rounded
  double rest_s_ = 0;
  double invalid_s_ = 0;
  std::optional<BootTime> last_;
};

}  // namespace postured
