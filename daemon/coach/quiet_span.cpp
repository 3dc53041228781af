#include "coach/quiet_span.hpp"

namespace postured {

std::set<std::string_view> quiet_reasons(const DesktopContext& context, bool paused) {
  std::set<std::string_view> reasons;
  for (const Quiet quiet : context.quiet) reasons.insert(to_string(quiet));
  if (context.locked.value_or(false)) reasons.insert("locked");
  if (paused) reasons.insert("paused");
  return reasons;
}

void QuietSpans::tell(const std::string& reason, const Open& open, double duration_s) {
  if (on_span_) on_span_({open.start.wall, duration_s, reason});
}

void QuietSpans::update(const std::set<std::string_view>& reasons, const Now& now) {
  for (auto it = open_.begin(); it != open_.end();) {
    auto& [reason, open] = *it;
    const double duration_s = to_seconds(now.boot - open.start.boot);
    const bool ended = !reasons.contains(reason);
    if (ended || duration_s - open.told_s >= kCheckpoint_s) {
      tell(reason, open, duration_s);
      open.told_s = duration_s;
    }
    it = ended ? open_.erase(it) : std::next(it);
  }
  for (const std::string_view reason : reasons) {
    if (!open_.contains(reason)) open_.emplace(reason, Open{now, 0});
  }
}

}  // namespace postured
