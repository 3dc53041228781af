// Posture seconds and time -> lean states, bouts, episodes, minutes, prompts. The second half of
// the core; it also runs alone over the journal's own seconds.
//
// Everything is judged as the journal keeps it (angles to 0.25 deg), so that the journal's seconds,
// run through here again with the same settings, give the same prompts.
#pragma once

#include <functional>

#include "base/settings.hpp"
#include "coach/causes.hpp"
#include "coach/coach.hpp"
#include "coach/quiet_span.hpp"
#include "pipeline/gap.hpp"
#include "pipeline/self_care.hpp"
#include "posture/bend_counter.hpp"
#include "posture/bouts.hpp"
#include "posture/break_tracker.hpp"
#include "posture/correction.hpp"
#include "posture/episodes.hpp"
#include "posture/lean_habit.hpp"
#include "posture/lean_tracker.hpp"
#include "posture/minute.hpp"
#include "posture/rounded_back.hpp"

namespace postured {

// Everything the core decides, in order. Callbacks may be empty.
struct CoachingOutputs {
  std::function<void(const PostureSecond&)> on_second;
  std::function<void(const Minute&)> on_minute;
  std::function<void(const Bout&)> on_bout;
  std::function<void(const Episode&)> on_episode;
  std::function<void(const Gap&)> on_gap;  // when it is over
  std::function<void(const PromptEvent&)> on_prompt;
  std::function<void(const Popup&)> on_popup;
  std::function<void(const QuietSpan&)> on_quiet{};  // again every 5 min while it lasts
  std::function<void(const Drink&)> on_drink{};
  std::function<void(const ExerciseSession&)> on_exercise{};
  std::function<void(const Choices&)> on_choices{};  // to be kept
  std::function<void(const Popup&)> on_guide{};  // of a guided exercise: in place, once a second
  std::function<void(const Bend&)> on_bend{};    // a deep one
  std::function<void(const Break&)> on_break{};  // from sitting, of at least 30 s; when it is over
};

class Coaching {
 public:
  Coaching(const Settings& settings, CoachingOutputs outputs);
  Coaching(const Coaching&) = delete;  // its parts call back
  Coaching& operator=(const Coaching&) = delete;

  // Seconds in order; one that is not later than the last is ignored. Its wall label is filled from
  // `now`. A jump of more than 2 s since the last one is a gap ("suspend"), more than 2 s without
  // valid data another (its reason; "locked" where the screen is locked and nobody at it).
  void on_second(PostureSecond second, const Now& now);
  void on_answer(PromptId id, Answer answer, const Now& now);
  void on_desktop(const DesktopContext& context, const Now& now);
  void on_boundary(Boundary boundary, const Now& now);
  // Drinks and exercises: what a person says and asks. What is logged there reaches the coach.
  SelfCare& care() { return care_; }
  const SelfCare& care() const { return care_; }
  // Once a second, with seconds or without: a guided exercise goes on.
  void tick(const Now& now);
  // A clip says so: told once a day.
  void on_battery_low(double voltage_v) { coach_.on_battery_low(voltage_v); }
  // Everything is held; the sitting clock runs on. 0 s ends it.
  void pause(double duration_s, const Now& now);
  void pause_until_tomorrow(const Now& now);
  void resume() { coach_.resume(); }
  // "I was standing": the sitting clock is put right. What was recorded stays.
  void on_correction(const Correction& correction, const Now& now);
  void on_popup_failed(PromptId id, const Now& now);
  // Ends what is open (shutdown, end of a file).
  void finish(const Now& now);
  void set_settings(const Settings& settings);
  // A second of an earlier day, from the journal, in order and before any on_second(): the person's
  // own spread of lean is not learnt anew after every start.
  void recall(const PostureSecond& second);
  // The prompts and the sitting of before, once, before any on_second().
  void restore(const CoachHistory& history, const Now& now);

  // From where on a lean counts today. While learning, prompts about lean are silent and everything
  // else goes on.
  struct LeanRule {
    double threshold_deg = 15;
    bool personal = false;  // learnt rather than set
    int learning_day = 0;   // 1 or 2 of kSilentDays while learning, else 0
  };
  LeanRule lean_rule() const;
  CoachStatus status(const Now& now) const { return coach_.status(now); }
  const std::optional<PostureSecond>& latest() const { return latest_; }
  const Bout& current_bout() const { return bouts_.current(); }

 private:
  void apply_settings();
  void emit(const CoachOutput& output);
  std::vector<Cause> all_causes(const Now& now);
  SelfCareOutputs care_outputs();
  void on_jump(double duration_s, const Now& now);
  void track_gap(const PostureSecond& second, const DeskPresence& desk);
  void count_bends(const PostureSecond& second);
  void end_gap();
  void track_quiet(const Now& now);

  CoachingOutputs outputs_;
  Settings settings_;
  Now now_;  // of the latest input
  LeanHabit habit_;
  LeanTracker lean_;
  RoundedBack rounded_;
  BoutTracker bouts_;
  EpisodeTracker episodes_;
  MinuteBuilder minutes_;
  BreakTracker breaks_;
  BendCounter bends_;
  Causes causes_;
  Coach coach_;
  SelfCare care_;
  DesktopContext desktop_;
  QuietSpans quiet_;
  std::optional<PostureSecond> latest_;
  std::optional<Gap> open_gap_;
};

}  // namespace postured
