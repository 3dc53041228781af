#include "coach/exercise_log.hpp"

#include <algorithm>

namespace postured {

void ExerciseLog::add(const ExerciseSession& session, const ExerciseLibrary& library,
                      const Now& now) {
  // Of a clock that was set back since, no more is known than that it was before now.
  const auto age = std::max(now.wall.utc - session.start.utc, std::chrono::milliseconds(0));
  const BootTime start = now.boot - age;
  last_at_[session.exercise] = start;
  if (session.outcome == ExerciseOutcome::hurt) {
    hurt_at_[session.exercise] = start + from_seconds(session.duration_s);
    return;
  }
  if (session.outcome != ExerciseOutcome::done) return;
  const Exercise* exercise = library.find(session.exercise);
  const Routine* routine = library.find_routine(session.exercise);
  if (exercise != nullptr && exercise->core)
    core_s_[local_day(session.start)] += session.duration_s;
  if (routine != nullptr && routine->core) core_s_[local_day(session.start)] += kCoreDay_s;
}

bool ExerciseLog::hurt_lately(const std::string& id, const Now& now) const {
  const auto found = hurt_at_.find(id);
  return found != hurt_at_.end() && to_seconds(now.boot - found->second) < kHiddenAfterHurt_s;
}

std::optional<double> ExerciseLog::since_s(const std::string& id, const Now& now) const {
  const auto found = last_at_.find(id);
  if (found == last_at_.end()) return std::nullopt;
  return to_seconds(now.boot - found->second);
}

int ExerciseLog::core_days(const Now& now) const {
  const IsoWeek week = iso_week(local_day(now.wall));
  return static_cast<int>(std::count_if(core_s_.begin(), core_s_.end(), [&week](const auto& day) {
    return iso_week(day.first) == week && day.second >= kCoreDay_s;
  }));
}

std::optional<std::chrono::local_days> ExerciseLog::last_core_day() const {
  std::optional<std::chrono::local_days> last;
  for (const auto& [day, seconds] : core_s_) {
    if (seconds >= kCoreDay_s) last = day;
  }
  return last;
}

}  // namespace postured
