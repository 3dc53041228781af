// When the coach was asked to keep quiet, and by what: spans for the journal, so that days can be
// played again with their meetings in them.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "coach/desktop_context.hpp"

namespace postured {

struct QuietSpan {
  WallTime start{};
  double duration_s = 0;
  std::string reason;  // token of Quiet, or "locked", "paused"

  bool operator==(const QuietSpan&) const = default;
};

// Tokens of what holds; `paused`: the wearer said "not now", by snooze or pause.
std::set<std::string_view> quiet_reasons(const DesktopContext& context, bool paused);

class QuietSpans {
 public:
  // A span that goes on is told every 5 minutes too, with the same start: a crash loses little.
  static constexpr double kCheckpoint_s = 300;
  using OnSpan = std::function<void(const QuietSpan&)>;
  explicit QuietSpans(OnSpan on_span) : on_span_(std::move(on_span)) {}

  // What holds from now on. Each change, and about once a second while something holds.
  void update(const std::set<std::string_view>& reasons, const Now& now);
  void finish(const Now& now) { update({}, now); }

 private:
  struct Open {
    Now start;
    double told_s = 0;
  };
  void tell(const std::string& reason, const Open& open, double duration_s);

  OnSpan on_span_;
  std::map<std::string, Open, std::less<>> open_;
};

}  // namespace postured
