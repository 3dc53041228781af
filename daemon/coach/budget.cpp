#include "coach/budget.hpp"

#include <algorithm>

#include "base/calendar.hpp"

namespace postured {

bool Budget::Spent::has(PromptKind kind) const {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

std::optional<std::string> Budget::refusal(PromptKind kind, const Now& now,
                                           const Request& request) const {
  const std::chrono::local_days today = local_day(now.wall);
  int hour = 0, lean_hour = 0, lean_day = 0;
  for (const Spent& spent : spent_) {
    const double ago_s = to_seconds(now.boot - spent.boot);
    const bool lean = spent.has(PromptKind::lean);
    if (!request.joins && ago_s < params_.gap_any_s) return "too soon after the previous prompt";
    if (spent.has(kind) && ago_s < params_.gap_same_kind_s * request.stretch) {
      return "too soon after the previous " + std::string(to_string(kind)) + " prompt";
    }
    if (ago_s < 3600) {
      ++hour;
      lean_hour += lean;
    }
    lean_day += lean && spent.day == today;
  }
  if (request.joins) return std::nullopt;
  if (hour >= params_.max_per_hour) {
    return "the hourly limit of " + std::to_string(params_.max_per_hour) + " prompts is reached";
  }
  if (hour + request.reserved >= params_.max_per_hour) {
    return "what is left of the hourly limit is kept for a break that is due";
  }
  if (kind != PromptKind::lean) return std::nullopt;
  if (lean_hour >= params_.lean_max_per_hour) {
    return "the hourly limit of " + std::to_string(params_.lean_max_per_hour) +
           " lean prompts is reached";
  }
  if (lean_day >= params_.lean_max_per_day) {
    return "the daily limit of " + std::to_string(params_.lean_max_per_day) +
           " lean prompts is reached";
  }
  return std::nullopt;
}

bool Budget::too_soon(const Now& now) const {
  return !spent_.empty() && to_seconds(now.boot - spent_.back().boot) < params_.gap_any_s;
}

void Budget::spend(PromptKind kind, const Now& now) {
  if (!spent_.empty() && spent_.back().boot == now.boot) {
    spent_.back().kinds.push_back(kind);
    return;
  }
  spent_.push_back({{kind}, now.boot, local_day(now.wall)});
  // A local day has at most 25 hours, a traveller's at most 50.
  while (now.boot - spent_.front().boot > std::chrono::hours(50)) spent_.pop_front();
}

void Budget::refund(PromptKind kind) {
  const auto latest = std::find_if(spent_.rbegin(), spent_.rend(),
                                   [kind](const Spent& spent) { return spent.has(kind); });
  if (latest == spent_.rend()) return;
  std::erase(latest->kinds, kind);
  if (latest->kinds.empty()) spent_.erase(std::next(latest).base());
}

}  // namespace postured
