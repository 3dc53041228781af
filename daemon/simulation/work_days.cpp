#include "simulation/work_days.hpp"

#include <algorithm>

namespace postured {

void WorkDays::begin_day(double t_s) {
  behaviour_.begin_day(t_s);
  over_ = last_of_day_ = false;
  activity_ends_s_ = t_s;
  plan();
}

void WorkDays::see(PromptKind kind, double t_s) {
  if (over_) return;
  behaviour_.see(kind, t_s);
  plan();
}

void WorkDays::insist(const Activity& activity, double t_s) {
  if (over_) return;
  behaviour_.insist(activity);
  activity_ends_s_ = t_s;
  plan();
}

void WorkDays::plan() {
  next_s_ = over_ ? std::numeric_limits<double>::infinity()
                  : std::min(activity_ends_s_, behaviour_.next_reaction_s());
}

void WorkDays::run(double t_s, DayListener& listener) {
  while (!over_ && behaviour_.next_reaction_s() <= t_s) {
    const auto reaction = behaviour_.take_reaction();
    if (!reaction) continue;
    switch (reaction->kind) {
      case Reaction::Kind::stand_up:
        activity_ends_s_ = t_s;
        break;
      case Reaction::Kind::straighten:
        listener.on_straighten(reaction->hold_s, t_s);
        break;
      case Reaction::Kind::answer:
        listener.on_answer_pressed(reaction->prompt, reaction->answer);
        break;
    }
  }
  if (t_s >= activity_ends_s_) {
    if (last_of_day_) {
      over_ = true;
    } else {
      const Activity activity = behaviour_.next(t_s);
      activity_ends_s_ = t_s + activity.duration_s;
      last_of_day_ = activity.ends_day;
      listener.on_activity(activity, t_s);
    }
  }
  plan();
}

}  // namespace postured
