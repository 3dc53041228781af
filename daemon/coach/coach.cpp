#include "coach/coach.hpp"

#include <algorithm>
#include <cmath>

#include "base/calendar.hpp"
#include "coach/duration_words.hpp"
#include "coach/prompt_rules.hpp"

namespace postured {

namespace {

constexpr double kRetry_s = 60, kLongestRetry_s = 1800;

BootTime after(const Now& now, double s) { return now.boot + from_seconds(s); }

double snooze_duration_s(Answer answer, double usual_s) {
  if (answer == Answer::snooze_5) return 5 * 60;
  if (answer == Answer::snooze_10) return 10 * 60;
  if (answer == Answer::snooze_30) return 30 * 60;
  return usual_s;
}

bool waiting(PromptState state) {
  return state == PromptState::scheduled || state == PromptState::held;
}

}  // namespace

Coach::Coach(CoachParams params) : params_(params), budget_(params.budget) {}

void Coach::set_params(const CoachParams& params) {
  params_ = params;
  budget_.set_params(params.budget);
}

const Cause& Coach::cause_of(PromptKind kind) const {
  static const Cause kNone;
  const auto found = causes_.find(kind);
  return found == causes_.end() ? kNone : found->second;
}

void Coach::change(Live& prompt, PromptState state, std::string reason, const Now& now,
                   CoachOutput& out) {
  const bool was_shown = prompt.state == PromptState::shown;
  if (state == PromptState::shown) {
    prompt.shown_at = now.boot;
    prompt.complied_for_s = 0;
    prompt.snoozed_until.reset();
    prompt.retry_at.reset();
  }
  const bool known_shown = was_shown || state == PromptState::shown;
  const double latency_s = known_shown ? to_seconds(now.boot - prompt.shown_at) : 0;
  prompt.state = state;
  prompt.hold = state == PromptState::held ? reason : "";
  out.events.push_back({prompt.id, prompt.kind, state, now.wall, latency_s, std::move(reason)});
  if (state == PromptState::shown) {
    const Cause& cause = cause_of(prompt.kind);
    Popup popup{Popup::Action::show, prompt.id, prompt.kind, cause.summary, cause.body};
    popup.answers = {Answer::done, Answer::snooze, Answer::dismiss, Answer::not_today, Answer::why};
    popup.window_s = rule_of(prompt.kind).window_s;
    out.popups.push_back(std::move(popup));
  }
  if (was_shown) out.popups.push_back({Popup::Action::close, prompt.id, prompt.kind, "", ""});
  if (!is_final(state)) return;
  const Cause& cause = cause_of(prompt.kind);
  due_s_[prompt.kind] = cause.lasted_s + cause.interval_s;
}

void Coach::drop_finished() {
  std::erase_if(live_, [](const Live& prompt) { return is_final(prompt.state); });
}

void Coach::take(std::span<const Cause> causes) {
  causes_.clear();
  for (const Cause& cause : causes) {
    const bool is_new =
        rule_of(cause.kind).waits ? cause.lasted_s < cause.interval_s : cause.lasted_s == 0;
    if (is_new) due_s_.erase(cause.kind);
    causes_.emplace(cause.kind, cause);
  }
}

void Coach::schedule_due(const Now& now, CoachOutput& out) {
  for (const auto& [kind, cause] : causes_) {
    if (!cause.holds || !cause.not_now.empty()) continue;
    if (kind == PromptKind::lean && !params_.lean_enabled) continue;
    const auto due = due_s_.find(kind);
    if (due != due_s_.end() && cause.lasted_s < due->second) continue;
    if (std::any_of(live_.begin(), live_.end(),
                    [kind = kind](const Live& other) { return other.kind == kind; })) {
      continue;
    }
    last_id_ = std::max<PromptId>(now.wall.utc.time_since_epoch().count(), last_id_ + 1);
    Live prompt;
    prompt.id = last_id_;
    prompt.kind = kind;
    change(prompt, PromptState::scheduled, cause.reason, now, out);
    const auto place = std::find_if(live_.begin(), live_.end(), [kind = kind](const Live& other) {
      return more_important(kind, other.kind);
    });
    live_.insert(place, std::move(prompt));
  }
}

void Coach::cancel_causeless(const Now& now, CoachOutput& out) {
  for (Live& prompt : live_) {
    // Who snoozed a stand prompt and then took the break needs no reminder of it. A snoozed lean
    // is judged when its snooze ends.
    const bool snoozed = prompt.state == PromptState::snoozed && !rule_of(prompt.kind).old_news;
    const Cause& cause = cause_of(prompt.kind);
    if ((waiting(prompt.state) || snoozed) && !cause.holds) {
      change(prompt, PromptState::cancelled, cause.gone, now, out);
    }
  }
  drop_finished();
}

// A break that is due, or was snoozed, must not find the hour spent on lean prompts.
std::optional<std::string> Coach::budget_refusal(const Live& prompt, const Now& now) const {
  const bool break_waits =
      prompt.kind == PromptKind::lean &&
      std::any_of(live_.begin(), live_.end(), [](const Live& other) {
        return other.kind == PromptKind::stand && other.state != PromptState::shown;
      });
  return budget_.refusal(prompt.kind, now, break_waits ? 1 : 0);
}

std::vector<std::string> Coach::holds(const Live& prompt, const Now& now) const {
  std::vector<std::string> reasons;
  if (paused(now)) reasons.emplace_back("paused");
  if (prompt.snoozed_until && now.boot < *prompt.snoozed_until) {
    reasons.emplace_back("this prompt is snoozed");
  }
  if (prompt.retry_at && now.boot < *prompt.retry_at) {
    reasons.emplace_back("no notification server");
  }
  for (const Live& other : live_) {
    if (other.state == PromptState::shown) reasons.emplace_back("another prompt is on screen");
  }
  if (const auto refusal = budget_refusal(prompt, now)) reasons.push_back(*refusal);
  // Last, because these change from second to second and the first reason is the one recorded.
  const std::string& not_now = cause_of(prompt.kind).not_now;
  if (!not_now.empty()) reasons.push_back(not_now);
  return reasons;
}

void Coach::try_show(Live& prompt, const Now& now, CoachOutput& out) {
  const bool snoozed = prompt.state == PromptState::snoozed;
  if (snoozed && prompt.snoozed_until && now.boot < *prompt.snoozed_until) return;
  if (snoozed && !cause_of(prompt.kind).holds) {
    change(prompt, PromptState::cancelled, cause_of(prompt.kind).gone, now, out);
    return;
  }
  const std::vector<std::string> reasons = holds(prompt, now);
  if (reasons.empty()) {
    std::string reason = "nothing speaks against it";
    if (snoozed) reason = "the snooze is over and its cause still holds";
    if (!prompt.hold.empty()) reason = "no longer held: " + prompt.hold;
    change(prompt, PromptState::shown, std::move(reason), now, out);
    budget_.spend(prompt.kind, now);
    return;
  }
  // A lean that waits for the budget would be old news: it ends here and is counted.
  if (rule_of(prompt.kind).old_news && budget_refusal(prompt, now) == reasons.front()) {
    change(prompt, PromptState::cancelled, reasons.front(), now, out);
    return;
  }
  if (prompt.state != PromptState::held || prompt.hold != reasons.front()) {
    change(prompt, PromptState::held, reasons.front(), now, out);
  }
}

void Coach::follow_shown(Live& prompt, const PostureSecond& second, const Now& now,
                         CoachOutput& out) {
  if (prompt.state != PromptState::shown) return;
  const PromptRule& rule = rule_of(prompt.kind);
  const Cause& cause = cause_of(prompt.kind);
  if (second.valid || cause.complying) {
    prompt.complied_for_s = cause.complying ? prompt.complied_for_s + 1 : 0;
  }
  if (prompt.complied_for_s >= rule.comply_s) {
    change(prompt, PromptState::complied, rule.done, now, out);
    failed_popups_ = 0;
    return;
  }
  const bool finishing = prompt.complied_for_s > 0;
  if (to_seconds(now.boot - prompt.shown_at) >= rule.window_s && !finishing) {
    change(prompt, PromptState::expired, "not acted on within " + in_words(rule.window_s), now,
           out);
    failed_popups_ = 0;
  }
}

CoachOutput Coach::on_second(const PostureSecond& second, std::span<const Cause> causes,
                             const Now& now) {
  CoachOutput out;
  take(causes);
  if (!params_.enabled) {
    for (Live& prompt : live_) {
      change(prompt,
             prompt.state == PromptState::shown ? PromptState::expired : PromptState::cancelled,
             "prompts were switched off", now, out);
    }
    live_.clear();
    return out;
  }
  for (Live& prompt : live_) follow_shown(prompt, second, now, out);
  cancel_causeless(now, out);
  schedule_due(now, out);
  for (Live& prompt : live_) {
    if (prompt.state != PromptState::shown) try_show(prompt, now, out);
  }
  drop_finished();
  tell_of_clip(second, now, out);
  return out;
}

void Coach::tell_of_clip(const PostureSecond& second, const Now& now, CoachOutput& out) {
  notice_.update(second);
  const bool shown = std::any_of(live_.begin(), live_.end(), [](const Live& prompt) {
    return prompt.state == PromptState::shown;
  });
  const bool failed_lately = retry_notice_at_ && now.boot < *retry_notice_at_;
  if (shown || paused(now) || failed_lately || budget_.too_soon(now)) return;
  std::optional<Popup> popup = notice_.due();
  if (!popup) return;
  last_id_ = std::max<PromptId>(now.wall.utc.time_since_epoch().count(), last_id_ + 1);
  popup->id = notice_id_ = last_id_;
  out.popups.push_back(std::move(*popup));
  notice_.told();
}

CoachOutput Coach::on_gap(double duration_s, std::span<const Cause> causes, const Now& now) {
  CoachOutput out;
  if (!(duration_s > 0)) return out;
  take(causes);
  for (Live& prompt : live_) {
    prompt.complied_for_s = 0;
    if (prompt.state != PromptState::shown) continue;
    const bool settled = !rule_of(prompt.kind).old_news && !cause_of(prompt.kind).holds;
    if (settled || to_seconds(now.boot - prompt.shown_at) >= rule_of(prompt.kind).window_s) {
      change(prompt, PromptState::expired, "time passed without posture data", now, out);
    }
  }
  cancel_causeless(now, out);
  return out;
}

CoachOutput Coach::on_desktop(const DesktopContext& context, const Now&) {
  desktop_ = context;
  return {};
}

CoachOutput Coach::on_boundary(Boundary, const Now&) { return {}; }

CoachOutput Coach::on_logged(PromptKind kind, const Now& now) {
  CoachOutput out;
  for (Live& prompt : live_) {
    if (prompt.kind != kind) continue;
    const bool shown = prompt.state == PromptState::shown;
    change(prompt, shown ? PromptState::complied : PromptState::cancelled, rule_of(kind).done, now,
           out);
  }
  drop_finished();
  return out;
}

CoachOutput Coach::restore(const CoachHistory& history, const Now&) {
  for (const PromptEvent& event : history.prompts) last_id_ = std::max(last_id_, event.id);
  return {};
}

CoachOutput Coach::on_answer(PromptId id, Answer answer, const Now& now) {
  CoachOutput out;
  for (Live& prompt : live_) {
    if (prompt.id != id || prompt.state != PromptState::shown) continue;
    failed_popups_ = 0;
    switch (answer) {
      case Answer::done:
        change(prompt, PromptState::done, "Done was pressed", now, out);
        break;
      case Answer::why:
        break;
      case Answer::dismiss:
      case Answer::not_today:
        change(prompt, PromptState::dismissed, "closed by the person", now, out);
        break;
      case Answer::snooze:
      case Answer::snooze_5:
      case Answer::snooze_10:
      case Answer::snooze_30: {
        const double snooze_s = snooze_duration_s(answer, params_.snooze_s);
        prompt.snoozed_until = after(now, snooze_s);
        change(prompt, PromptState::snoozed, "snoozed for " + in_words(snooze_s), now, out);
        break;
      }
    }
  }
  drop_finished();
  return out;
}

bool Coach::paused(const Now& now) const {
  return (paused_until_ && now.boot < *paused_until_) ||
         (paused_day_ && local_day(now.wall) == *paused_day_);
}

CoachOutput Coach::pause(double duration_s, const Now& now) {
  CoachOutput out = resume(now);
  if (!(duration_s > 0)) return out;
  constexpr double kLongest_s = 7 * 24 * 3600;
  paused_until_ = after(now, std::min(duration_s, kLongest_s));
  for (Live& prompt : live_) {
    if (prompt.state != PromptState::shown) continue;
    prompt.snoozed_until = paused_until_;
    change(prompt, PromptState::snoozed, "paused for " + in_words(duration_s), now, out);
  }
  return out;
}

CoachOutput Coach::pause_until_tomorrow(const Now& now) {
  CoachOutput out = pause(36 * 3600, now);
  paused_until_.reset();
  paused_day_ = local_day(now.wall);
  for (Live& prompt : live_) prompt.snoozed_until.reset();
  return out;
}

CoachOutput Coach::resume(const Now&) {
  paused_until_.reset();
  paused_day_.reset();
  return {};
}

CoachOutput Coach::on_popup_failed(PromptId id, const Now& now) {
  CoachOutput out;
  if (id != 0 && id == notice_id_) {
    notice_.failed();
    notice_id_ = 0;
    retry_notice_at_ = after(now, kLongestRetry_s);
  }
  for (Live& prompt : live_) {
    if (prompt.id != id || prompt.state != PromptState::shown) continue;
    budget_.refund(prompt.kind);
    failed_popups_ = std::min(failed_popups_ + 1, 16);
    prompt.retry_at =
        after(now, std::min(kLongestRetry_s, kRetry_s * std::exp2(failed_popups_ - 1)));
    change(prompt, PromptState::held, "no notification server", now, out);
    out.popups.clear();  // there is nothing to close
  }
  return out;
}

CoachOutput Coach::finish(const Now& now) {
  CoachOutput out;
  for (Live& prompt : live_) {
    change(prompt,
           prompt.state == PromptState::shown ? PromptState::expired : PromptState::cancelled,
           "postured stopped", now, out);
  }
  live_.clear();
  return out;
}

CoachStatus Coach::status(const Now& now) const {
  CoachStatus status;
  const Cause& stand = cause_of(PromptKind::stand);
  status.sitting_s = stand.lasted_s;
  const auto due = due_s_.find(PromptKind::stand);
  const double due_s = due == due_s_.end() ? stand.interval_s : due->second;
  status.next_stand_s = std::max(0.0, due_s - stand.lasted_s);
  if (paused(now)) status.quiet.emplace_back("paused");
  if (paused_until_ && now.boot < *paused_until_) {
    status.paused_s = to_seconds(*paused_until_ - now.boot);
  }
  status.paused_until_tomorrow = paused_day_ && local_day(now.wall) == *paused_day_;
  for (const Live& prompt : live_) {
    if (prompt.state == PromptState::shown) {
      status.shown = prompt.id;
      continue;
    }
    if (!status.next_prompt) status.next_prompt = prompt.kind;
    for (std::string& reason : holds(prompt, now)) {
      if (std::find(status.holds.begin(), status.holds.end(), reason) == status.holds.end()) {
        status.holds.push_back(std::move(reason));
      }
    }
  }
  return status;
}

}  // namespace postured
