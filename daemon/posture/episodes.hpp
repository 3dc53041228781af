// Lean episodes. Forward: from leaning (if it became slouched) until upright, walking or a gap.
// Sideways: while the state is side_lean. (Rounded back: posture/rounded_back.hpp.)
#pragma once

#include <functional>
#include <optional>

#include "posture/bouts.hpp"
#include "posture/posture_second.hpp"

namespace postured {

struct Episode {
  enum class Kind { forward_lean, side_lean, rounded_back };
  Kind kind = Kind::forward_lean;
  BootTime boot_start{};
  WallTime start{};
  double duration_s = 0;
  double peak_deg = 0;      // largest lean (or |side|, or curvature)
  double dose_deg_min = 0;  // integral of max(0, lean - 10 deg), domain model 2.5; of curvature
  BoutEnd ended_by = BoutEnd::open;
};
std::string_view to_string(Episode::Kind kind);
Episode::Kind episode_kind_from_string(std::string_view text);  // forward_lean for unknown tokens

class EpisodeTracker {
 public:
  // Called once an episode is over.
  using OnEpisode = std::function<void(const Episode&)>;
  explicit EpisodeTracker(OnEpisode on_episode) : on_episode_(std::move(on_episode)) {}

  // After LeanTracker filled lean_state. More than 2 s invalid or missing is a gap. What is open
  // when the reference comes into doubt was measured with a clip that may have slipped: it is
  // dropped.
  void update(const PostureSecond& second);
  void finish(BoutEnd reason);

 private:
  void extend(const PostureSecond& second);

  OnEpisode on_episode_;
  std::optional<Episode> open_;
  bool confirmed_ = false;  // reached slouched (or side_lean)
  double invalid_s_ = 0;
  double rest_s_ = 0;
  std::optional<BootTime> last_;
};

}  // namespace postured
