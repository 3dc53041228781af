#include "coach/fading.hpp"

#include <algorithm>

#include "base/calendar.hpp"
#include "coach/withholding.hpp"

namespace postured {
namespace {

constexpr std::uint64_t kFadingSeed = 0x666164696e67;

bool is_drawn(PromptId id, int week) {
  const double share = week == 1   ? 1
                       : week == 2 ? Fading::kShareInWeek2
                       : week == 3 ? Fading::kShareInWeek3
                                   : 0;
  return chance(id, kFadingSeed) < share;
}

}  // namespace

LeanMode lean_mode_from_string(std::string_view text) {
  if (text == "training") return LeanMode::training;
  if (text == "silent") return LeanMode::silent;
  return LeanMode::faded;
}

void Fading::follow(const PromptEvent& event, const Now& at) {
  const auto day = local_day(at.wall);
  // A clock that was wrong once does not move the beginning forward.
  if (!first_ || day < *first_) first_ = day;
  const bool mentioned = event.state == PromptState::shown || event.state == PromptState::withheld;
  const bool left_out = event.state == PromptState::cancelled && !is_drawn(event.id, week(at)) &&
                        !between_sessions(at);
  if (!mentioned && !left_out) return;
  const bool in_session =
      !sessions_.empty() && to_seconds(at.boot - sessions_.back().start) < kSession_s;
  if (in_session) return;
  sessions_.push_back({at.boot, day});
  if (sessions_.size() > kSessionsADay) sessions_.pop_front();
}

int Fading::week(const Now& now) const {
  if (!first_) return 1;
  return 1 +
         static_cast<int>(std::max<std::int64_t>(0, (local_day(now.wall) - *first_).count()) / 7);
}

std::optional<std::string> Fading::leaves_out(PromptId id, const Now& now) const {
  const int week = this->week(now);
  if (week >= 4) return "summed up at the end of the hour instead";
  if (auto between = between_sessions(now)) return between;
  if (is_drawn(id, week)) return std::nullopt;
  return week == 2 ? "left out: in the second week two of three are mentioned"
                   : "left out: in the third week one of three is mentioned";
}

std::optional<std::string> Fading::between_sessions(const Now& now) const {
  if (sessions_.empty()) return std::nullopt;
  const double ago_s = to_seconds(now.boot - sessions_.back().start);
  if (ago_s < kSession_s) return std::nullopt;
  const auto today = local_day(now.wall);
  const auto held_today = std::count_if(sessions_.begin(), sessions_.end(),
                                        [today](const Session& s) { return s.day == today; });
  if (held_today >= kSessionsADay) return "left out: both training sessions of today are over";
  if (ago_s < kBetweenSessions_s) return "left out: between the training sessions of today";
  return std::nullopt;
}

}  // namespace postured
