// Decides when to speak. A pure function of seconds, causes, the desktop, answers and time: the
// same inputs give the same prompts, live and in replay.
//
// Trackers hand in the causes that hold (cause.hpp); the coach knows of each kind of prompt only
// what prompt_rules.hpp says. A prompt is scheduled when its cause is due, held while anything
// speaks against it, waits for a good moment, is shown, and ends: complied (closes itself), done,
// dismissed, expired, or cancelled when its cause went away before. Every change is an event with
// its reason; every prompt ends in exactly one final state. One popup at a time.
//
// What is wrong with the clip is told once (clip_notice.hpp), as a popup without an answer, when no
// prompt is on screen or was lately; it is no prompt, and the budget of prompts does not pay for
// it.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "coach/budget.hpp"
#include "coach/cause.hpp"
#include "coach/clip_notice.hpp"
#include "coach/coach_history.hpp"
#include "coach/desktop_context.hpp"
#include "coach/prompt.hpp"
#include "posture/posture_second.hpp"

namespace postured {

struct CoachParams {
  bool enabled = true;
  bool lean_enabled = true;  // false: a lean is logged and not mentioned
  double snooze_s = 10 * 60;
  BudgetParams budget;
};

struct CoachOutput {
  std::vector<PromptEvent> events;
  std::vector<Popup> popups;
  bool empty() const { return events.empty() && popups.empty(); }
};

struct CoachStatus {
  double sitting_s = 0;                // credited sitting time; filled in by pipeline/coaching
  std::optional<double> next_stand_s;  // until the stand prompt is due; nullopt when not sitting
  std::optional<PromptId> shown;
  std::vector<std::string> holds;  // why a due prompt is not shown: a set of reasons
  std::vector<std::string> quiet;  // what holds every prompt right now, whether one waits or not
  std::optional<double> paused_s;  // what is left of a pause
  bool paused_until_tomorrow = false;
  std::optional<PromptKind> next_prompt;  // the most important one that waits
};

class Coach {
 public:
  explicit Coach(CoachParams params = {});

  // What was before, once, before the first second. Prompts that a crash left open get their end.
  CoachOutput restore(const CoachHistory& history, const Now& now);

  CoachOutput on_second(const PostureSecond& second, std::span<const Cause> causes, const Now& now);
  // Time passed without seconds: suspend, or the daemon was not scheduled. `causes` after it.
  CoachOutput on_gap(double duration_s, std::span<const Cause> causes, const Now& now);
  // What the desktop knows changed; takes effect with the next second.
  CoachOutput on_desktop(const DesktopContext& context, const Now& now);
  CoachOutput on_boundary(Boundary boundary, const Now& now);
  // A drink or an exercise was logged: an open prompt of that kind is complied with.
  CoachOutput on_logged(PromptKind kind, const Now& now);
  // An answer from a button or a command. Stale ids are ignored.
  CoachOutput on_answer(PromptId id, Answer answer, const Now& now);
  // "Not now": everything is held for `duration_s`; the sitting clock runs on. 0 ends it.
  CoachOutput pause(double duration_s, const Now& now);
  CoachOutput pause_until_tomorrow(const Now& now);
  CoachOutput resume(const Now& now);
  // The popup could not be shown or was lost with its server: it counts as not shown, and is tried
  // again after 1, 2, 4, ... at most 30 min while its cause holds.
  CoachOutput on_popup_failed(PromptId id, const Now& now);
  // A clip says that its battery is low: told with the next second.
  void on_battery_low(double voltage_v) { notice_.on_battery_low(voltage_v); }
  // The daemon ends: an open prompt gets its final state.
  CoachOutput finish(const Now& now);

  CoachStatus status(const Now& now) const;
  // Takes effect with the next second.
  void set_params(const CoachParams& params);

 private:
  struct Live {
    PromptId id = 0;
    PromptKind kind = PromptKind::stand;
    PromptState state = PromptState::scheduled;
    BootTime shown_at{};
    std::optional<BootTime> snoozed_until;  // this prompt alone
    std::optional<BootTime> retry_at;       // after a failed popup
    std::string hold;                       // last reason given for holding
    double complied_for_s = 0;
  };

  void change(Live& prompt, PromptState state, std::string reason, const Now& now,
              CoachOutput& out);
  void drop_finished();
  void take(std::span<const Cause> causes);
  void schedule_due(const Now& now, CoachOutput& out);
  void cancel_causeless(const Now& now, CoachOutput& out);
  void follow_shown(Live& prompt, const PostureSecond& second, const Now& now, CoachOutput& out);
  void tell_of_clip(const PostureSecond& second, const Now& now, CoachOutput& out);
  void try_show(Live& prompt, const Now& now, CoachOutput& out);
  std::optional<std::string> budget_refusal(const Live& prompt, const Now& now) const;
  std::vector<std::string> holds(const Live& prompt, const Now& now) const;
  bool paused(const Now& now) const;
  const Cause& cause_of(PromptKind kind) const;

  CoachParams params_;
  Budget budget_;
  std::map<PromptKind, Cause> causes_;  // the latest
  std::map<PromptKind, double> due_s_;  // when it is mentioned next, by Cause::lasted_s
  std::vector<Live> live_;              // at most one of each kind, the most important first
  DesktopContext desktop_;
  std::optional<BootTime> paused_until_;
  std::optional<std::chrono::local_days> paused_day_;
  PromptId last_id_ = 0;
  int failed_popups_ = 0;  // in a row
  ClipNotice notice_;
  PromptId notice_id_ = 0;                   // of the last one told
  std::optional<BootTime> retry_notice_at_;  // after it failed
};

}  // namespace postured
