#include "coach/holds.hpp"

#include <algorithm>

#include "base/calendar.hpp"

namespace postured {

void Holds::on_desktop(const DesktopContext& context, const Now& now) {
  for (const Quiet quiet : desktop_.quiet) {
    if (!context.quiet.contains(quiet)) ended_[quiet] = now.boot;
  }
  for (const Quiet quiet : context.quiet) ended_.erase(quiet);
  desktop_ = context;
}

void Holds::pause(double duration_s, const Now& now) {
  constexpr double kLongest_s = 7 * 24 * 3600;
  resume();
  if (duration_s > 0) paused_until_ = now.boot + from_seconds(std::min(duration_s, kLongest_s));
}

void Holds::pause_until_tomorrow(const Now& now) {
  resume();
  paused_day_ = local_day(now.wall);
}

void Holds::resume() {
  paused_until_.reset();
  paused_day_.reset();
}

std::optional<double> Holds::paused_s(const Now& now) const {
  if (!paused_until_ || now.boot >= *paused_until_) return std::nullopt;
  return to_seconds(*paused_until_ - now.boot);
}

bool Holds::paused_until_tomorrow(const Now& now) const {
  return paused_day_ && local_day(now.wall) == *paused_day_;
}

bool Holds::paused(const Now& now) const { return paused_s(now) || paused_until_tomorrow(now); }

void Holds::add_desktop(std::vector<std::string_view>& reasons, const Now& now) const {
  for (const Quiet quiet : params_.hold_for) {
    const auto ended = ended_.find(quiet);
    const bool lately = ended != ended_.end() && to_seconds(now.boot - ended->second) < kSettle_s;
    if (lately || desktop_.quiet.contains(quiet)) reasons.push_back(in_words(quiet));
  }
}

std::vector<std::string_view> Holds::reasons(const Now& now) const {
  std::vector<std::string_view> reasons;
  if (paused_s(now)) reasons.emplace_back("paused");
  if (paused_until_tomorrow(now)) reasons.emplace_back("paused until tomorrow");
  if (params_.quiet_hours.contains(now.wall)) reasons.emplace_back("quiet hours");
  if (!params_.working_hours.empty() && !params_.working_hours.contains(now.wall)) {
    reasons.emplace_back("outside the working hours");
  }
  if (desktop_.locked.value_or(false)) reasons.emplace_back("the screen is locked");
  add_desktop(reasons, now);
  return reasons;
}

std::optional<std::string_view> Holds::withdraws(const Now& now) const {
  if (paused(now)) return "paused";
  if (desktop_.quiet.empty()) return std::nullopt;
  std::vector<std::string_view> reasons;
  add_desktop(reasons, now);
  if (reasons.empty()) return std::nullopt;
  return reasons.front();
}

}  // namespace postured
