// Stretches of one body state. A sitting bout ends at upright or walking >= 60 s (shorter
// interruptions are merged), lying, or a gap; walking counts from 10 s, standing and lying from
// 60 s (domain model 3.2). Unknown body seconds of a worn sensor continue the bout.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "posture/posture_second.hpp"

namespace postured {

enum class BoutEnd { open, movement, gap, not_worn, shutdown, crash };
std::string_view to_string(BoutEnd end);
BoutEnd bout_end_from_string(std::string_view token);

struct Bout {
  std::int64_t id = 0;  // unique within a journal once stored; 0 = not stored yet
  BodyState body = BodyState::unknown;
  BootTime boot_start{};
  WallTime start{};
  double duration_s = 0;
  double confidence = 0;  // mean over its seconds
  BoutEnd ended_by = BoutEnd::open;
};

class BoutTracker {
 public:
  // Called when a bout is long enough to be recorded, then once a minute while it lasts
  // (checkpoints, ended_by open), and once when it ends. Same boot_start each time.
  using OnBout = std::function<void(const Bout&)>;
  explicit BoutTracker(OnBout on_bout) : on_bout_(std::move(on_bout)) {}

  void update(const PostureSecond& second);
  // Ends whatever is open at the last good second.
  void finish(BoutEnd reason);

  const Bout& current() const { return current_; }  // body unknown: none

 private:
  void begin(BodyState body, const PostureSecond& second);
  void end_current(BoutEnd reason);
  void checkpoint_if_due();

  OnBout on_bout_;
  Bout current_;
  Bout candidate_;  // a different state that has not lasted long enough yet
  double candidate_other_s_ = 0;
  double confidence_sum_ = 0;
  double candidate_confidence_sum_ = 0;
  double last_checkpoint_s_ = 0;
  double invalid_for_s_ = 0;
};

}  // namespace postured
