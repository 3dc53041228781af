// Decides when to speak. A pure function of seconds, causes, the desktop, answers and time: the
// same inputs give the same prompts, live and in replay.
//
// Trackers hand in the causes that hold (cause.hpp); the coach knows of each kind of prompt only
// what prompt_rules.hpp says. A prompt
//   is scheduled when its cause is due (schedule.hpp),
//   is held while anything speaks against it: holds.hpp, budget.hpp, back_off.hpp, another popup,
//   waits for a good moment (moment.hpp), not long,
//   is shown, alone or together with others, or withheld by chance (withholding.hpp),
//   and ends: complied (closes itself), done, dismissed, expired, or cancelled before it was shown.
// live_prompt.hpp has the states. Every change is an event with its reason; every prompt ends in
// exactly one final state. One popup at a time; it is closed when its prompt ends, is put off, or
// has been on screen for its window.
//
// After a hold, however long, at most one popup: the most important prompt, with those that may
// share it; others end with a reason.
//
// Notices are popups without an answer, and no prompts: what is wrong with the clip
// (clip_notice.hpp) and advice on lifting (lifting_advice.hpp), for which the budget does not pay,
// and an hour's lean once prompts about it have faded (hour_summary.hpp), for which it does.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "coach/back_off.hpp"
#include "coach/budget.hpp"
#include "coach/cause.hpp"
#include "coach/clip_notice.hpp"
#include "coach/coach_history.hpp"
#include "coach/fading.hpp"
#include "coach/holds.hpp"
#include "coach/hour_summary.hpp"
#include "coach/lifting_advice.hpp"
#include "coach/live_prompt.hpp"
#include "coach/moment.hpp"
#include "coach/schedule.hpp"
#include "posture/posture_second.hpp"

namespace postured {

// By itself: speaks at once and of everything. What a person usually has is in base/settings.hpp.
struct CoachParams {
  bool enabled = true;
  bool lean_learning = false;  // the silent days in which the person's own spread is learnt
  LeanMode lean_mode = LeanMode::training;
  double snooze_s = 10 * 60;
  double wait_s = 0;            // for a good moment, at most
  double withhold_percent = 0;  // 0..20
  BudgetParams budget;
  HoldParams holds;
};

struct CoachOutput {
  std::vector<PromptEvent> events;
  std::vector<Popup> popups;
  bool empty() const { return events.empty() && popups.empty(); }
};

struct CoachStatus {
  double sitting_s = 0;                // credited sitting time
  std::optional<double> next_stand_s;  // until the stand prompt is due; nullopt when not sitting
  std::optional<PromptId> shown;       // on screen
  std::optional<PromptKind> shown_kind;
  std::vector<std::string> holds;  // why a due prompt is not shown: a set of reasons
  std::vector<std::string> quiet;  // what holds every prompt right now, whether one waits or not
  std::optional<double> paused_s;  // what is left of a pause
  bool paused_until_tomorrow = false;
  std::optional<PromptKind> next_prompt;  // the most important one that waits
  std::optional<PromptId> next_prompt_id;
  LeanMode lean_mode = LeanMode::faded;  // how prompts about lean come
  int lean_week = 1;                     // of fading
};

class Coach {
 public:
  explicit Coach(CoachParams params = {});

  // What was before, once, before the first second. Prompts that a crash left open get their end.
  CoachOutput restore(const CoachHistory& history, const Now& now);

  CoachOutput on_second(const PostureSecond& second, std::span<const Cause> causes, const Now& now);
  // Time passed without seconds: suspend, or the daemon was not scheduled. `causes` after it.
  CoachOutput on_gap(double duration_s, std::span<const Cause> causes, const Now& now);
  // What the desktop knows changed. A popup is taken off at once when a call begins; all else takes
  // effect with the next second.
  CoachOutput on_desktop(const DesktopContext& context, const Now& now);
  void on_boundary(Boundary boundary, const Now& now) { moment_.on_boundary(boundary, now); }
  // What was before has been put right: the causes as they are now. One that waited without a cause
  // ends.
  CoachOutput on_correction(std::span<const Cause> causes, const Now& now);
  // A drink or an exercise was logged: an open prompt of that kind is complied with.
  CoachOutput on_logged(PromptKind kind, const Now& now);
  // From a button or a command. To the prompt whose popup it is, and to those that share it; also
  // to one that waits, before it comes. Stale ids are ignored.
  CoachOutput on_answer(PromptId id, Answer answer, const Now& now);
  // "Not now": everything is held for `duration_s`; the sitting clock runs on. 0 ends it.
  CoachOutput pause(double duration_s, const Now& now);
  CoachOutput pause_until_tomorrow(const Now& now);
  void resume() { holds_.resume(); }
  // The popup could not be shown or was lost with its server: it counts as not shown, and is tried
  // again after 1, 2, 4, ... at most 30 min while its cause holds.
  CoachOutput on_popup_failed(PromptId id, const Now& now);
  // A clip says that its battery is low: told with the next second.
  void on_battery_low(double voltage_v) { notice_.on_battery_low(voltage_v); }
  // A deep bend of a standing person is over.
  void on_bend(const Bend& bend) { lifting_.on_bend(bend); }
  // The daemon ends: an open prompt gets its final state.
  CoachOutput finish(const Now& now);

  CoachStatus status(const Now& now) const;
  bool paused(const Now& now) const { return holds_.paused(now); }
  // Takes effect with the next second.
  void set_params(const CoachParams& params);

 private:
  void change(LivePrompt& prompt, PromptState state, std::string reason, const Now& now,
              CoachOutput& out);
  void learn(const PromptEvent& event, const Now& at);
  void end_all(std::string_view reason, const Now& now, CoachOutput& out);
  void drop_finished();
  LivePrompt* find(PromptKind kind);
  PromptId new_id(const Now& now);

  void schedule_due(const Now& now, CoachOutput& out);
  LivePrompt& schedule(PromptKind kind, const Now& now, CoachOutput& out);
  void cancel_causeless(const Now& now, CoachOutput& out);
  void follow(LivePrompt& prompt, const PostureSecond& second, const Now& now, CoachOutput& out);
  void close_popup(CoachOutput& out);
  void withdraw(std::string_view reason, const Now& now, CoachOutput& out);
  void keep_one(const Now& now, CoachOutput& out);
  void drop_as_one_of_many(LivePrompt& prompt, const Now& now, CoachOutput& out);
  void answer_one(LivePrompt& prompt, Answer answer, const Now& now, CoachOutput& out);
  void answer_waiting(LivePrompt& prompt, Answer answer, const Now& now, CoachOutput& out);

  // coach_offering.cpp: may it be shown, and with whom.
  void offer(LivePrompt& prompt, const Now& now, CoachOutput& out);
  void show(LivePrompt& prompt, std::string because, const Now& now, CoachOutput& out);
  std::string share_popup(LivePrompt& leader, const Now& now, CoachOutput& out);
  std::vector<std::string> why_not(const LivePrompt& prompt, const Now& now) const;
  std::optional<std::string> refusal(const LivePrompt& prompt, const Now& now) const;
  bool comes_with_break(const LivePrompt& prompt, const Now& now) const;
  void tell(const PostureSecond& second, const Now& now, CoachOutput& out);

  CoachParams params_;
  Schedule schedule_;
  Holds holds_;
  Moment moment_;
  Budget budget_;
  BackOff back_off_;
  Fading fading_;
  HourSummary hour_;
  ClipNotice notice_;
  LiftingAdvice lifting_;
  bool advised_ = false;  // the last notice told was its

  std::vector<LivePrompt> live_;  // at most one of each kind, the most important first
  PromptId screen_ = 0;           // whose popup is on screen; 0: none
  PromptId last_id_ = 0;
  std::string held_back_;   // the first hold of the second before; empty: there was none
  int failed_popups_ = 0;   // in a row
  PromptId notice_id_ = 0;  // of the last one told
  std::optional<BootTime> retry_notice_at_;  // after it failed
};

}  // namespace postured
