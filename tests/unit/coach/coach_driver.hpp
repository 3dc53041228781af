// Drives a coach through seconds and keeps what it said.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "coach/causes.hpp"
#include "coach/coach.hpp"
#include "unit/posture/posture_seconds.hpp"

namespace postured::test {

class CoachDriver {
 public:
  // Breaks and leans alone: bodies here never move, and their states of lean are told, not counted.
  static CauseParams breaks_and_leans() {
    CauseParams params;
    params.lean.due_deg_min = 0.1;
    params.static_limit_s = params.standing_limit_s = 1e9;
    return params;
  }
  explicit CoachDriver(CoachParams params = {}, CauseParams causes = breaks_and_leans())
      : causes_(causes), coach_(params) {}

  CoachDriver& feed(PostureSecond s) {
    const PostureSecond here = second_at(t_++);
    s.start = here.start;
    s.wall = now().wall;
    causes_.update(s, desk, now());
    take(coach_.on_second(s, all_causes(), now()));
    return *this;
  }
  CoachDriver& body(BodyState body, int seconds) {
    for (int i = 0; i < seconds; ++i) feed(second_at(0, body));
    return *this;
  }
  CoachDriver& sit(int seconds) { return body(BodyState::sitting, seconds); }
  CoachDriver& stand(int seconds) { return body(BodyState::standing, seconds); }
  // Seated with this lean state.
  CoachDriver& lean(LeanState state, int seconds, double lean_deg) {
    for (int i = 0; i < seconds; ++i) {
      PostureSecond s = second_at(0, BodyState::sitting, lean_deg);
      s.lean_state = state;
      feed(s);
    }
    return *this;
  }
  CoachDriver& slouch(int seconds) { return lean(LeanState::slouched, seconds, 25); }
  CoachDriver& invalid(int seconds) {
    for (int i = 0; i < seconds; ++i) feed(invalid_at(0));
    return *this;
  }
  CoachDriver& gap(int seconds) {
    t_ += seconds;
    causes_.on_gap(seconds);
    take(coach_.on_gap(seconds, all_causes(), now()));
    return *this;
  }
  CoachDriver& answer(Answer answer) {
    take(coach_.on_answer(on_screen_, answer, now()));
    return *this;
  }
  CoachDriver& pause(double duration_s) {
    take(coach_.pause(duration_s, now()));
    return *this;
  }
  CoachDriver& pause_until_tomorrow() {
    take(coach_.pause_until_tomorrow(now()));
    return *this;
  }
  CoachDriver& log(PromptKind kind) {
    take(coach_.on_logged(kind, now()));
    return *this;
  }
  CoachDriver& desktop(const DesktopContext& told) {
    take(coach_.on_desktop(told, now()));
    return *this;
  }
  CoachDriver& quiet(const std::set<Quiet>& reasons) {
    context.quiet = reasons;
    return desktop(context);
  }
  CoachDriver& restore(const CoachHistory& history) {
    take(coach_.restore(history, now()));
    return *this;
  }
  // Killed, and started again with what the journal has; its popup went with it.
  CoachDriver& restart(const CoachParams& params) {
    Popup gone;
    gone.action = Popup::Action::close;
    gone.id = on_screen_;
    if (on_screen_ != 0) popups_.push_back(gone);
    on_screen_ = 0;
    coach_ = Coach(params);
    CoachHistory history;
    history.prompts = events_;
    return restore(history);
  }
  CoachDriver& fail_popup() {
    const PromptId failed = std::exchange(on_screen_, 0);
    take(coach_.on_popup_failed(failed, now()));
    return *this;
  }
  CoachDriver& finish() {
    take(coach_.finish(now()));
    return *this;
  }

  Coach& coach() { return coach_; }
  Causes& causes() { return causes_; }
  CoachStatus status() const { return coach_.status(now()); }
  Now now() const {
    Now now = now_at(second_at(t_));
    now.wall.utc += std::chrono::seconds(wall_shift_s);
    now.wall.utc_offset = utc_offset;
    return now;
  }
  int t() const { return t_; }
  // To 07:30 local of that day after the first, as a night passes.
  CoachDriver& night(int day) {
    const int to = 86400 * day - 5400;
    return to > t_ ? gap(to - t_) : *this;
  }

  // The clock on the wall: stepped, and its offset from UTC.
  int wall_shift_s = 0;
  std::chrono::seconds utc_offset = std::chrono::hours(1);
  DesktopContext context;
  DeskPresence desk = DeskPresence::unknown;
  std::vector<Cause> extra;  // of these kinds, in place of the trackers'

  const std::vector<PromptEvent>& events() const { return events_; }
  const std::vector<Popup>& popups() const { return popups_; }
  int count(PromptState state) const {
    int n = 0;
    for (const PromptEvent& e : events_) n += e.state == state;
    return n;
  }
  // "scheduled shown complied": the states of all prompts, in order.
  std::string story() const {
    std::string text;
    for (const PromptEvent& e : events_)
      text += (text.empty() ? "" : " ") + std::string(to_string(e.state));
    return text;
  }
  bool on_screen() const { return on_screen_ != 0; }

 private:
  std::vector<Cause> all_causes() const {
<<<<<<< HEAD
    std::vector<Cause> all = extra;  // in the place of the body's own of their kinds
    for (const Cause& cause : causes_.all()) {
      const bool replaced = std::any_of(extra.begin(), extra.end(), [&cause](const Cause& other) {
        return other.kind == cause.kind;
      });
      if (!replaced) all.push_back(cause);
=======
    std::vector<Cause> all = extra;
    for (const Cause& cause : causes_.all()) {
      const bool given = std::any_of(extra.begin(), extra.end(), [&cause](const Cause& other) {
        return other.kind == cause.kind;
      });
      if (!given) all.push_back(cause);
>>>>>>> e73a1b56e1183daeb1b40927090cbca0cd6bfdbd
    }
    return all;
  }
  void take(const CoachOutput& out) {
    events_.insert(events_.end(), out.events.begin(), out.events.end());
    for (const Popup& popup : out.popups) {
      if (popup.notice) continue;
      on_screen_ = popup.action == Popup::Action::show ? popup.id : 0;
    }
    popups_.insert(popups_.end(), out.popups.begin(), out.popups.end());
  }
  Causes causes_;
  Coach coach_;
  std::vector<PromptEvent> events_;
  std::vector<Popup> popups_;
  PromptId on_screen_ = 0;
  int t_ = 0;
};

}  // namespace postured::test
