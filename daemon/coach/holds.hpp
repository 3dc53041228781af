// Why nothing is said right now, as a set: a pause, hours, a locked screen, and what the desktop
// reports. When one ends the others still hold. They defer prompts and never touch the sitting
// clock.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "base/week_hours.hpp"
#include "coach/desktop_context.hpp"

namespace postured {

struct HoldParams {
  WeekHours quiet_hours;    // empty: never
  WeekHours working_hours;  // empty: always
  std::set<Quiet> hold_for{Quiet::do_not_disturb, Quiet::screen_shared, Quiet::microphone,
                           Quiet::camera, Quiet::full_screen};
};

class Holds {
 public:
  // What the desktop reports still holds so long after it ended: between two calls, or while a
  // program opens the microphone anew, is no moment.
  static constexpr double kSettle_s = 5;

  explicit Holds(HoldParams params = {}) : params_(std::move(params)) {}
  void set_params(const HoldParams& params) { params_ = params; }

  void on_desktop(const DesktopContext& context, const Now& now);
  // From now on; replaces the pause before. Longest: a week.
  void pause(double duration_s, const Now& now);
  // Until the local day is another one: 23 or 25 h where clocks change.
  void pause_until_tomorrow(const Now& now);
  void resume();

  bool paused(const Now& now) const;
  std::optional<double> paused_s(const Now& now) const;  // nullopt: none, or until tomorrow
  bool paused_until_tomorrow(const Now& now) const;

  // All that hold now, in words: "quiet hours", "the microphone is in use".
  std::vector<std::string_view> reasons(const Now& now) const;
  // The first of those for which a popup that is on screen is taken off: a pause, a call, a shared
  // screen. Not for hours that begin or a screen that locks.
  std::optional<std::string_view> withdraws(const Now& now) const;

 private:
  void add_desktop(std::vector<std::string_view>& reasons, const Now& now) const;

  HoldParams params_;
  DesktopContext desktop_;
  std::map<Quiet, BootTime> ended_;  // those that went away lately
  std::optional<BootTime> paused_until_;
  std::optional<std::chrono::local_days> paused_day_;
};

}  // namespace postured
