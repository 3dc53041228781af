// Drives a coach through seconds and keeps what it said.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "coach/causes.hpp"
#include "coach/coach.hpp"
#include "unit/posture/posture_seconds.hpp"

namespace postured::test {

class CoachDriver {
 public:
  explicit CoachDriver(CoachParams params = {}, CauseParams causes = {})
      : causes_(causes), coach_(params) {}

  CoachDriver& feed(PostureSecond s) {
    const PostureSecond here = second_at(t_++);
    s.start = here.start;
    s.wall = here.wall;
    causes_.update(s, DeskPresence::unknown, now());
    take(coach_.on_second(s, causes_.all(), now()));
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
    take(coach_.on_gap(seconds, causes_.all(), now()));
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
  Now now() const { return now_at(second_at(t_)); }
  int t() const { return t_; }

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
