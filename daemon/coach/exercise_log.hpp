// What was done lately, as far as it decides what may be offered: what hurt within 48 h, and the
// days of this week that had core exercises. Pure.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/calendar.hpp"
#include "coach/exercise_library.hpp"
#include "coach/exercise_session.hpp"

namespace postured {

class ExerciseLog {
 public:
  // A movement that hurt is hidden for so long (domain model 6.3).
  static constexpr double kHiddenAfterHurt_s = 48 * 3600;
  // Core exercises that make a core day without the routine.
  static constexpr double kCoreDay_s = 600;

  // In order of time; `now` is the moment of the call, later than the session's start.
  void add(const ExerciseSession& session, const ExerciseLibrary& library, const Now& now);

  // Of an exercise, or of any part of a routine.
  bool hurt_lately(const std::string& id, const Now& now) const;
  // Since it was last begun, finished or not; nullopt: not lately.
  std::optional<double> since_s(const std::string& id, const Now& now) const;
  // Days of the ISO week of `now` on which the core routine, or 10 min of core exercises, was done.
  int core_days(const Now& now) const;
  std::optional<std::chrono::local_days> last_core_day() const;

 private:
  std::map<std::string, BootTime> hurt_at_, last_at_;
  std::map<std::chrono::local_days, double> core_s_;
};

}  // namespace postured
