// Decides when to speak. A pure function of seconds, answers and time: the same inputs give the
// same prompts, live and in replay.
//
// Stand: the sitting clock passed its limit, and again after each further limit. Held while it
// cannot be shown; cancelled when a break was taken. Lean: the second is `slouched`, and again
// after 10 min of the same lean. Shown only while slouched right now, cancelled when not, or when
// the budget is used up. With two clips a rounded back is such a lean too, and the words are about
// it when it is its cause.
//
// One popup at a time. It closes itself when the body complies (stand: upright or walking >= 60 s;
// lean: below release, or walking, for 10 s; rounded: the share below release), expires after its
// answer window (stand 5 min, lean 60 s; what began within it may finish), and can be snoozed.
// Every prompt ends in exactly one final state.
//
// What is wrong with the clip is told once (clip_notice.hpp), as a popup without an answer, when no
// prompt is on screen or was lately; it is no prompt, and the budget of prompts does not pay for
// it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "coach/budget.hpp"
#include "coach/clip_notice.hpp"
#include "coach/prompt.hpp"
#include "coach/sitting_clock.hpp"

namespace postured {

struct CoachParams {
  bool enabled = true;
  bool lean_enabled = true;  // false: a lean is logged and not mentioned
  double sit_limit_s = 30 * 60;
  double snooze_s = 10 * 60;
  double lean_release_deg = 10;
  double rounded_release_percent = 70;
  BudgetParams budget;
};

struct CoachOutput {
  std::vector<PromptEvent> events;
  std::vector<Popup> popups;
  bool empty() const { return events.empty() && popups.empty(); }
};

struct CoachStatus {
  double sitting_s = 0;                // credited sitting time
  std::optional<double> next_stand_s;  // until the stand prompt is due; nullopt when not sitting
  std::optional<PromptId> shown;
  std::vector<std::string> holds;   // why a due prompt is not shown: a set of reasons
  std::optional<double> snoozed_s;  // what is left of a snooze of everything
};

class Coach {
 public:
  explicit Coach(CoachParams params = {});

  CoachOutput on_second(const PostureSecond& second, const Now& now);
  // Time passed without seconds: suspend, or the daemon was not scheduled.
  CoachOutput on_gap(double duration_s, const Now& now);
  // An answer from a button or a command. Stale ids are ignored.
  CoachOutput on_answer(PromptId id, Answer answer, const Now& now);
  // "Not now": everything is held for `duration_s`; the sitting clock runs on. 0 ends a snooze.
  CoachOutput snooze(double duration_s, const Now& now);
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
    bool rounded = false;  // a lean prompt about a rounded back
    BootTime shown_at{};
    std::optional<BootTime> snoozed_until;  // this prompt alone
    std::optional<BootTime> retry_at;       // after a failed popup
    std::string hold;                       // last reason given for holding
    double complied_for_s = 0;
  };

  void change(Live& prompt, PromptState state, std::string reason, const Now& now,
              CoachOutput& out);
  void drop_finished();
  void follow_second(const PostureSecond& second);
  void schedule_due(const Now& now, CoachOutput& out);
  void schedule(PromptKind kind, std::string reason, const Now& now, CoachOutput& out);
  void cancel_causeless(const Now& now, CoachOutput& out);
  void follow_shown(Live& prompt, const PostureSecond& second, const Now& now, CoachOutput& out);
  void tell_of_clip(const PostureSecond& second, const Now& now, CoachOutput& out);
  void try_show(Live& prompt, const Now& now, CoachOutput& out);
  std::optional<std::string> budget_refusal(const Live& prompt, const Now& now) const;
  std::vector<std::string> holds(const Live& prompt, const Now& now) const;
  std::string cause_gone(const Live& prompt) const;
  bool complies(const Live& prompt, const PostureSecond& second) const;
  Popup words(const Live& prompt) const;
  Live* find(PromptKind kind);

  CoachParams params_;
  SittingClock sitting_;
  Budget budget_;
  std::vector<Live> live_;  // at most one of each kind, stand first
  std::optional<BootTime> snoozed_until_;
  PromptId last_id_ = 0;
  double stand_due_s_ = 0;             // on the sitting clock
  std::optional<BootTime> next_lean_;  // the same lean is not mentioned again before
  PostureSecond latest_;               // its judgement only
  double leaning_s_ = 0;               // of the lean under way
  double rounded_s_ = 0;               // of the rounding under way
  int failed_popups_ = 0;              // in a row
  ClipNotice notice_;
  PromptId notice_id_ = 0;                   // of the last one told
  std::optional<BootTime> retry_notice_at_;  // after it failed
};

}  // namespace postured
