// Breaks from sitting and their grades (domain model 3.2), from seconds. Only the body makes one:
// standing, walking or lying. Missing data is neither a break nor the end of one shorter than 2 s.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "posture/posture_second.hpp"

namespace postured {

enum class BreakGrade {
  none,
  micro,        // 30 s off the seat
  short_break,  // 60 s: the sitting bout ends
  full,         // 120 s, with walking in it: half of the spine's creep is gone by then
  long_break,   // 300 s
};
std::string_view to_string(BreakGrade grade);  // "micro", "short", "full", "long"
BreakGrade grade_of_break(double duration_s, double walking_s);

struct Break {
  WallTime start{};
  double duration_s = 0;
  double walking_s = 0;
  BreakGrade grade = BreakGrade::none;
};

class BreakTracker {
 public:
  // A few steps on the spot are not yet walking: as long as a recorded bout of it.
  static constexpr double kWalked_s = 10;

  // Called once a break of at least a micro-break is over: the body sits again, or its end was not
  // seen.
  using OnBreak = std::function<void(const Break&)>;
  explicit BreakTracker(OnBreak on_break = {}) : on_break_(std::move(on_break)) {}

  // An upper trunk sensor cannot see the sitting down: after so long of unknown body the person is
  // taken to be back at the desk (as coach/sitting_clock.hpp does).
  static constexpr double kDeskAfter_s = 60;

  // One second after the other, with its wall label. A break begins when somebody who sat gets up;
  // unknown body between known ones belongs to it.
  void update(const PostureSecond& second);
  void finish();
  const std::optional<Break>& under_way() const { return open_; }

 private:
  OnBreak on_break_;
  std::optional<Break> open_;
  bool sat_ = false;
  double unseen_s_ = 0, unknown_s_ = 0;
  std::optional<BootTime> last_;
};

}  // namespace postured
