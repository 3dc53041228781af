// Stretches of one body state. A bout begins with the first second of its state and is recorded
// once it lasted 60 s (walking: 10 s). A sitting bout ends at upright or lying for 60 s; shorter
// interruptions are merged (domain model 3.2). Other bouts end when another state lasted long
// enough to be recorded. Every bout ends at a gap. Unknown body seconds of a worn sensor continue
// the bout.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "posture/posture_second.hpp"

namespace postured {

enum class BoutEnd { open, movement, gap, not_worn, shutdown, crash };
std::string_view to_string(BoutEnd end);
BoutEnd bout_end_from_string(std::string_view text);

struct Bout {
  std::int64_t id = 0;  // unique within a journal once stored; 0 = not stored yet
  BodyState body = BodyState::unknown;
  BootTime boot_start{};
  WallTime start{};
  double duration_s = 0;
  double confidence = 0;  // mean over the seconds of its state
  BoutEnd ended_by = BoutEnd::open;
};

class BoutTracker {
 public:
  // Called when a bout is long enough to be recorded, then every 30 s while it lasts
  // (checkpoints, ended_by open), and once when it ends. Same boot_start each time.
  using OnBout = std::function<void(const Bout&)>;
  explicit BoutTracker(OnBout on_bout) : on_bout_(std::move(on_bout)) {}

  // Seconds in order. More than 2 s invalid or missing is a gap.
  void update(const PostureSecond& second);
  // Ends whatever is open at the last second of its state.
  void finish(BoutEnd reason);

  const Bout& current() const { return current_; }  // body unknown: none

 private:
  void add(const PostureSecond& second);
  void begin(const PostureSecond& second);
  void extend(const PostureSecond& second);
  void interrupt(const PostureSecond& second);
  bool interruption_ends_bout() const;
  void end_current(BoutEnd reason);
  void report_if_due();

  OnBout on_bout_;
  Bout current_;
  double confidence_sum_ = 0, confidence_n_ = 0;
  double reported_s_ = 0;  // duration when it was last reported; 0 = not yet
  // Seconds of other states since the last one of the current state.
  std::vector<PostureSecond> interruption_;
  double invalid_s_ = 0;
  bool not_worn_ = false;  // within the invalid stretch
  std::optional<BootTime> last_;
};

}  // namespace postured
