#include "coach/coach.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "coach/duration_words.hpp"
#include "coach/prompt_reasons.hpp"
#include "coach/prompt_rules.hpp"

namespace postured {
namespace {

constexpr double kRetry_s = 60, kLongestRetry_s = 1800;
constexpr double kSeen_s = 20;

}  // namespace

Coach::Coach(CoachParams params)
    : params_(std::move(params)), holds_(params_.holds), budget_(params_.budget) {}

void Coach::set_params(const CoachParams& params) {
  params_ = params;
  budget_.set_params(params.budget);
  holds_.set_params(params.holds);
}

LivePrompt* Coach::find(PromptKind kind) {
  const auto found = std::find_if(live_.begin(), live_.end(),
                                  [kind](const LivePrompt& p) { return p.kind == kind; });
  return found == live_.end() ? nullptr : &*found;
}

PromptId Coach::new_id(const Now& now) {
  return last_id_ = std::max<PromptId>(now.wall.utc.time_since_epoch().count(), last_id_ + 1);
}

// What limits and fading need to know of an event, live and from the journal.
void Coach::learn(const PromptEvent& event, const Now& at) {
  const bool spends = event.state == PromptState::shown || event.state == PromptState::withheld;
  if (spends) budget_.spend(event.kind, at);
  if (event.state == PromptState::held && event.reason == kNoServerReason) {
    budget_.refund(event.kind);
  }
  back_off_.follow(event, at);
  if (event.kind == PromptKind::lean) fading_.follow(event, at);
}

void Coach::change(LivePrompt& prompt, PromptState state, std::string reason, const Now& now,
                   CoachOutput& out) {
  out.events.push_back(prompt.change(state, std::move(reason), now));
  learn(out.events.back(), now);
  if (screen_ == prompt.id && state != PromptState::shown) close_popup(out);
  if (is_final(state)) schedule_.ended(prompt.kind);
}

void Coach::close_popup(CoachOutput& out) {
  const auto leader = std::find_if(live_.begin(), live_.end(),
                                   [this](const LivePrompt& p) { return p.id == screen_; });
  Popup popup;
  popup.action = Popup::Action::close;
  popup.id = std::exchange(screen_, 0);
  if (leader != live_.end()) popup.kind = leader->kind;
  out.popups.push_back(std::move(popup));
}

void Coach::drop_finished() {
  std::erase_if(live_, [](const LivePrompt& prompt) { return is_final(prompt.state); });
}

void Coach::end_all(std::string_view reason, const Now& now, CoachOutput& out) {
  for (LivePrompt& prompt : live_) {
    change(prompt, prompt.followed() ? PromptState::expired : PromptState::cancelled,
           std::string(reason), now, out);
  }
  live_.clear();
}

LivePrompt& Coach::schedule(PromptKind kind, const Now& now, CoachOutput& out) {
  LivePrompt prompt;
  prompt.id = new_id(now);
  prompt.kind = kind;
  change(prompt, PromptState::scheduled, schedule_.cause(kind).reason, now, out);
  const auto place = std::find_if(live_.begin(), live_.end(), [kind](const LivePrompt& other) {
    return more_important(kind, other.kind);
  });
  return *live_.insert(place, std::move(prompt));
}

void Coach::schedule_due(const Now& now, CoachOutput& out) {
  const bool no_lean = params_.lean_learning || params_.lean_mode == LeanMode::silent;
  for (const PromptKind kind : kPromptKinds) {
    if (!schedule_.due(kind) || find(kind) != nullptr) continue;
    if (back_off_.not_today(kind, now) || (kind == PromptKind::lean && no_lean)) continue;
    schedule(kind, now, out);
  }
}

// Who snoozed a stand prompt and then took the break needs no reminder of it. A snoozed lean is
// judged when its snooze ends.
void Coach::cancel_causeless(const Now& now, CoachOutput& out) {
  for (LivePrompt& prompt : live_) {
    const Cause& cause = schedule_.cause(prompt.kind);
    const bool settled = prompt.snoozed() && !rule_of(prompt.kind).old_news;
    if (cause.holds || cause.soon || !(prompt.waits() || settled)) continue;
    change(prompt, PromptState::cancelled, cause.gone.empty() ? "its cause is gone" : cause.gone,
           now, out);
  }
  drop_finished();
}

void Coach::follow(LivePrompt& prompt, const PostureSecond& second, const Now& now,
                   CoachOutput& out) {
  if (!prompt.followed()) return;
  const PromptRule& rule = rule_of(prompt.kind);
  const bool complying = schedule_.cause(prompt.kind).complying;
  if (second.valid || complying) {
    prompt.complied_for_s = complying ? prompt.complied_for_s + 1 : 0;
  }
  const double shown_s = to_seconds(now.boot - prompt.shown_at);
  if (prompt.complied_for_s >= rule.comply_s) {
    const bool late = shown_s - rule.comply_s > rule.window_s;
    // What such a cause says when it is gone is what was asked for: "no longer rounded".
    const std::string& gone = schedule_.cause(prompt.kind).gone;
    std::string how = rule.old_news && !gone.empty() ? gone : rule.done;
    if (late) how += ", late";
    change(prompt, PromptState::complied, std::move(how), now, out);
    failed_popups_ = 0;
    return;
  }
  const bool finishing = prompt.complied_for_s > 0;
  if (shown_s < rule.window_s || finishing) return;
  if (shown_s >= rule.late_s) {
    change(prompt, PromptState::expired, "not acted on within " + in_words(rule.late_s), now, out);
    failed_popups_ = 0;
  } else if (screen_ == prompt.id) {
    close_popup(out);
  }
}

// Nothing stays on screen while a call begins. What was there long enough to be seen is followed
// on; else it comes again when the hold is over.
void Coach::withdraw(std::string_view reason, const Now& now, CoachOutput& out) {
  if (screen_ == 0) return;
  const PromptId popup = screen_;
  for (LivePrompt& prompt : live_) {
    if (prompt.popup != popup || prompt.state != PromptState::shown) continue;
    if (to_seconds(now.boot - prompt.shown_at) >= kSeen_s) continue;
    change(prompt, PromptState::held, std::string(reason), now, out);
  }
  if (screen_ == popup) close_popup(out);
}

// A hold is over: of all that waited for it the most important one remains, and those that may
// share its popup; what finds no place there ends when it is shown.
void Coach::keep_one(const Now& now, CoachOutput& out) {
  const LivePrompt* first = nullptr;
  for (LivePrompt& prompt : live_) {
    if (!prompt.waits()) continue;
    prompt.one_of_many = true;
    if (first == nullptr) {
      first = &prompt;
    } else if (!rule_of(first->kind).joins || !rule_of(prompt.kind).joins) {
      drop_as_one_of_many(prompt, now, out);
    }
  }
  drop_finished();
}

void Coach::drop_as_one_of_many(LivePrompt& prompt, const Now& now, CoachOutput& out) {
  change(prompt, PromptState::cancelled, "one prompt is enough after: " + prompt.first_hold, now,
         out);
}

CoachOutput Coach::on_second(const PostureSecond& second, std::span<const Cause> causes,
                             const Now& now) {
  CoachOutput out;
  schedule_.take(causes, back_off_, now);
  moment_.on_second(second, now);
  hour_.update(second);
  if (!params_.enabled) {
    end_all(kSwitchedOffReason, now, out);
    return out;
  }
  if (const auto reason = holds_.withdraws(now)) withdraw(*reason, now, out);
  for (LivePrompt& prompt : live_) follow(prompt, second, now, out);
  cancel_causeless(now, out);
  const auto holds = holds_.reasons(now);
  if (!held_back_.empty() && holds.empty()) keep_one(now, out);
  held_back_ = holds.empty() ? "" : std::string(holds.front());
  schedule_due(now, out);
  // Showing one may schedule another that joins it.
  for (std::size_t i = 0; i < live_.size(); ++i) {
    if (live_[i].waits() || live_[i].snoozed()) offer(live_[i], now, out);
  }
  drop_finished();
  tell(second, now, out);
  return out;
}

CoachOutput Coach::on_gap(double duration_s, std::span<const Cause> causes, const Now& now) {
  CoachOutput out;
  if (!(duration_s > 0)) return out;
  schedule_.take(causes, back_off_, now);
  for (LivePrompt& prompt : live_) {
    prompt.complied_for_s = 0;
    prompt.free_since.reset();
    if (!prompt.followed()) continue;
    const PromptRule& rule = rule_of(prompt.kind);
    const bool settled = !rule.old_news && !schedule_.cause(prompt.kind).holds;
    if (settled || to_seconds(now.boot - prompt.shown_at) >= rule.window_s) {
      change(prompt, PromptState::expired, std::string(kNoDataReason), now, out);
    }
  }
  cancel_causeless(now, out);
  if (held_back_.empty()) held_back_ = "the gap";
  return out;
}

CoachOutput Coach::on_desktop(const DesktopContext& context, const Now& now) {
  CoachOutput out;
  moment_.on_desktop(context, now);
  holds_.on_desktop(context, now);
  if (const auto reason = holds_.withdraws(now)) withdraw(*reason, now, out);
  return out;
}

CoachOutput Coach::on_correction(std::span<const Cause> causes, const Now& now) {
  CoachOutput out;
  schedule_.take(causes, back_off_, now);
  cancel_causeless(now, out);
  drop_finished();
  return out;
}

CoachOutput Coach::on_logged(PromptKind kind, const Now& now) {
  CoachOutput out;
  LivePrompt* prompt = find(kind);
  if (prompt == nullptr) return out;
  change(*prompt, prompt->followed() ? PromptState::complied : PromptState::cancelled,
         rule_of(kind).done, now, out);
  drop_finished();
  return out;
}

CoachOutput Coach::pause(double duration_s, const Now& now) {
  CoachOutput out;
  holds_.pause(duration_s, now);
  if (holds_.paused(now)) withdraw("paused", now, out);
  return out;
}

CoachOutput Coach::pause_until_tomorrow(const Now& now) {
  CoachOutput out;
  holds_.pause_until_tomorrow(now);
  withdraw("paused until tomorrow", now, out);
  return out;
}

CoachOutput Coach::on_popup_failed(PromptId id, const Now& now) {
  CoachOutput out;
  if (id == 0) return out;
  if (id == notice_id_) {
    if (advised_) {
      lifting_.failed();
    } else {
      notice_.failed();
    }
    notice_id_ = 0;
    retry_notice_at_ = now.boot + from_seconds(kLongestRetry_s);
  }
  if (id != screen_) return out;
  screen_ = 0;  // there is nothing to close
  failed_popups_ = std::min(failed_popups_ + 1, 16);
  const double retry_s = std::min(kLongestRetry_s, kRetry_s * std::exp2(failed_popups_ - 1));
  for (LivePrompt& prompt : live_) {
    if (prompt.popup != id || prompt.state != PromptState::shown) continue;
    change(prompt, PromptState::held, std::string(kNoServerReason), now, out);
    prompt.retry_at = now.boot + from_seconds(retry_s);
  }
  return out;
}

CoachOutput Coach::finish(const Now& now) {
  CoachOutput out;
  end_all(kStoppedReason, now, out);
  return out;
}

CoachOutput Coach::restore(const CoachHistory& history, const Now& now) {
  CoachOutput out;
  std::map<PromptId, PromptEvent> open;
  for (const PromptEvent& event : history.prompts) {
    // A clock that was ahead then must not make it last from the future.
    const auto ago = std::max(now.wall.utc - event.at.utc, UtcTime::duration::zero());
    learn(event, {now.boot - ago, event.at});
    last_id_ = std::max(last_id_, event.id);
    if (is_final(event.state)) {
      open.erase(event.id);
      schedule_.ended_before(event.kind, now.boot - ago);
    } else {
      open[event.id] = event;
    }
  }
  for (const auto& [id, last] : open) {
    const bool followed = last.state == PromptState::shown || last.state == PromptState::withheld;
    PromptEvent end = last;
    end.state = followed ? PromptState::expired : PromptState::cancelled;
    end.at = now.wall;
    end.latency_s = followed ? std::max(0.0, to_seconds(now.wall.utc - last.at.utc)) : 0;
    end.reason = kCrashedReason;
    out.events.push_back(std::move(end));
  }
  return out;
}

CoachStatus Coach::status(const Now& now) const {
  CoachStatus status;
  status.sitting_s = schedule_.cause(PromptKind::stand).lasted_s;
  status.next_stand_s = schedule_.comes_in_s(PromptKind::stand);
  status.lean_mode = params_.lean_mode;
  status.lean_week = fading_.week(now);
  status.paused_s = holds_.paused_s(now);
  status.paused_until_tomorrow = holds_.paused_until_tomorrow(now);
  for (const std::string_view reason : holds_.reasons(now)) status.quiet.emplace_back(reason);
  if (screen_ != 0) status.shown = screen_;
  for (const LivePrompt& prompt : live_) {
    if (prompt.id == screen_) status.shown_kind = prompt.kind;
  }
  for (const LivePrompt& prompt : live_) {
    if (prompt.followed()) continue;
    if (!status.next_prompt) {
      status.next_prompt = prompt.kind;
      status.next_prompt_id = prompt.id;
    }
    for (std::string& reason : why_not(prompt, now)) {
      if (std::find(status.holds.begin(), status.holds.end(), reason) == status.holds.end()) {
        status.holds.push_back(std::move(reason));
      }
    }
  }
  return status;
}

}  // namespace postured
