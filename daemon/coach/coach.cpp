#include "coach/coach.hpp"

#include <algorithm>
#include <cmath>

#include "posture/minute.hpp"

namespace postured {

namespace {

constexpr double kStandWindow_s = 300, kLeanWindow_s = 60;  // domain model 4.3
constexpr double kStandComply_s = 60, kLeanComply_s = 10;   // the same
constexpr double kRetry_s = 60, kLongestRetry_s = 1800;

BootTime after(const Now& now, double s) { return now.boot + from_seconds(s); }

const char* no_longer(bool rounded) {
  return rounded ? "no longer rounded" : "no longer leaning forward";
}

double snooze_duration_s(Answer answer, double usual_s) {
  if (answer == Answer::snooze_5) return 5 * 60;
  if (answer == Answer::snooze_10) return 10 * 60;
  if (answer == Answer::snooze_30) return 30 * 60;
  return usual_s;
}

// "30 minutes", "1 minute", "45 seconds".
std::string in_words(double duration_s) {
  const bool minutes = duration_s >= 55;
  const long n = std::max(1L, std::lround(minutes ? duration_s / 60 : duration_s));
  return std::to_string(n) + (minutes ? " minute" : " second") + (n == 1 ? "" : "s");
}

}  // namespace

Coach::Coach(CoachParams params)
    : params_(params), budget_(params.budget), stand_due_s_(params.sit_limit_s) {}

void Coach::set_params(const CoachParams& params) {
  // A prompt that was already given for this sitting stays given.
  stand_due_s_ += params.sit_limit_s - params_.sit_limit_s;
  params_ = params;
  budget_.set_params(params.budget);
}

Coach::Live* Coach::find(PromptKind kind) {
  for (Live& prompt : live_) {
    if (prompt.kind == kind) return &prompt;
  }
  return nullptr;
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
  if (state == PromptState::shown) out.popups.push_back(words(prompt));
  if (was_shown) out.popups.push_back({Popup::Action::close, prompt.id, prompt.kind, "", ""});

  if (!is_final(state)) return;
  if (prompt.kind == PromptKind::stand) {
    stand_due_s_ = sitting_.sitting_s() + params_.sit_limit_s;
  } else {
    next_lean_ = after(now, params_.budget.gap_same_kind_s);
  }
}

void Coach::drop_finished() {
  std::erase_if(live_, [](const Live& prompt) { return is_final(prompt.state); });
}

Popup Coach::words(const Live& prompt) const {
  Popup popup{Popup::Action::show, prompt.id, prompt.kind, "", ""};
  if (prompt.kind == PromptKind::stand) {
    popup.summary =
        in_words(sitting_.sitting_s()) + (sitting_.estimated() ? " at the desk" : " sitting");
    popup.body = "Two minutes' walk?";
  } else {
    const std::string duration = in_words(prompt.rounded ? rounded_s_ : leaning_s_);
    popup.summary = (prompt.rounded ? "Rounded back for " : "Leaning forward for ") +
                    (duration == "1 minute" ? "a minute" : duration);
    popup.body = "Sit back or change position?";
  }
  return popup;
}

void Coach::follow_second(const PostureSecond& second) {
  sitting_.update(second);
  latest_ = second;
  // A break brings the limit back; what was prompted before it is settled.
  if (sitting_.sitting_s() < params_.sit_limit_s) stand_due_s_ = params_.sit_limit_s;

  switch (second.lean_state) {
    case LeanState::leaning:
    case LeanState::slouched:
      leaning_s_ += 1;
      break;
    case LeanState::unknown:
    case LeanState::not_judged:
      break;
    case LeanState::upright:
    case LeanState::reclined:
    case LeanState::side_lean:
      leaning_s_ = 0;
      if (second.rounding == Rounding::none) next_lean_.reset();
      break;
  }
  const bool known = is_judged(second) && std::isfinite(curvature_percent(second));
  if (known) rounded_s_ = second.rounding == Rounding::none ? 0 : rounded_s_ + 1;
}

void Coach::schedule(PromptKind kind, std::string reason, const Now& now, CoachOutput& out) {
  last_id_ = std::max<PromptId>(now.wall.utc.time_since_epoch().count(), last_id_ + 1);
  Live prompt;
  prompt.id = last_id_;
  prompt.kind = kind;
  prompt.rounded = kind == PromptKind::lean && latest_.rounding == Rounding::rounded;
  change(prompt, PromptState::scheduled, std::move(reason), now, out);
  live_.insert(kind == PromptKind::stand ? live_.begin() : live_.end(), std::move(prompt));
}

void Coach::schedule_due(const Now& now, CoachOutput& out) {
  if (!params_.enabled) return;
  if (!find(PromptKind::stand) && sitting_.sitting() && sitting_.sitting_s() >= stand_due_s_) {
    schedule(PromptKind::stand,
             (sitting_.estimated() ? "at the desk for " : "sat for ") +
                 in_words(sitting_.sitting_s()) + " without a full break",
             now, out);
  }
  if (!params_.lean_enabled || find(PromptKind::lean) || (next_lean_ && now.boot < *next_lean_))
    return;
  const auto now_at = [](double x, const char* unit) {
    return ", now " + std::to_string(std::lround(x)) + unit;
  };
  if (latest_.rounding == Rounding::rounded) {
    const std::string share = now_at(curvature_percent(latest_), " % of the range");
    schedule(PromptKind::lean, "rounded back for " + in_words(rounded_s_) + share, now, out);
  } else if (latest_.lean_state == LeanState::slouched) {
    const std::string lean = now_at(latest_.lean_deg, " deg");
    schedule(PromptKind::lean, "leaning forward for " + in_words(leaning_s_) + lean, now, out);
  }
}

std::string Coach::cause_gone(const Live& prompt) const {
  if (prompt.kind == PromptKind::stand) {
    return sitting_.sitting_s() < params_.sit_limit_s ? "a break was taken" : "";
  }
  if (prompt.rounded) {
    if (latest_.rounding == Rounding::rounded) return "";
    return std::isfinite(curvature_percent(latest_)) ? no_longer(true)
                                                     : "the curvature is not known right now";
  }
  return latest_.lean_state == LeanState::slouched ? "" : no_longer(false);
}

bool Coach::complies(const Live& prompt, const PostureSecond& second) const {
  if (second.body == BodyState::walking) return true;
  if (prompt.kind == PromptKind::stand) return second.body == BodyState::standing;
  return prompt.rounded ? curvature_percent(second) < params_.rounded_release_percent
                        : second.lean_deg < params_.lean_release_deg;
}

void Coach::cancel_causeless(const Now& now, CoachOutput& out) {
  for (Live& prompt : live_) {
    const bool waits = prompt.state == PromptState::scheduled || prompt.state == PromptState::held;
    // Who snoozed a stand prompt and then took the break needs no reminder of it. A snoozed lean
    // is judged when its snooze ends.
    const bool snoozed_stand =
        prompt.state == PromptState::snoozed && prompt.kind == PromptKind::stand;
    const std::string gone = cause_gone(prompt);
    if (waits || snoozed_stand) {
      if (!gone.empty()) change(prompt, PromptState::cancelled, gone, now, out);
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
  if (snoozed_until_ && now.boot < *snoozed_until_) reasons.emplace_back("snoozed");
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
  if (prompt.kind == PromptKind::stand) {
    if (!latest_.valid) {
      reasons.emplace_back("the posture is not known right now");
    } else if (!sitting_.sitting()) {
      reasons.emplace_back("not sitting right now");
    }
  }
  return reasons;
}

void Coach::try_show(Live& prompt, const Now& now, CoachOutput& out) {
  const bool snoozed = prompt.state == PromptState::snoozed;
  if (snoozed && prompt.snoozed_until && now.boot < *prompt.snoozed_until) return;
  if (snoozed) {
    if (const std::string gone = cause_gone(prompt); !gone.empty()) {
      change(prompt, PromptState::cancelled, gone, now, out);
      return;
    }
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
  if (prompt.kind == PromptKind::lean && budget_refusal(prompt, now) == reasons.front()) {
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
  const bool stand = prompt.kind == PromptKind::stand;
  if (second.valid) {
    prompt.complied_for_s = complies(prompt, second) ? prompt.complied_for_s + 1 : 0;
  }
  if (prompt.complied_for_s >= (stand ? kStandComply_s : kLeanComply_s)) {
    change(prompt, PromptState::complied,
           stand ? "upright or walking for a minute" : no_longer(prompt.rounded), now, out);
    failed_popups_ = 0;
    return;
  }
  const double window_s = stand ? kStandWindow_s : kLeanWindow_s;
  const double shown_s = to_seconds(now.boot - prompt.shown_at);
  const bool finishing = second.valid && prompt.complied_for_s > 0;
  if (shown_s >= window_s && !finishing) {
    change(prompt, PromptState::expired, "not acted on within " + in_words(window_s), now, out);
    failed_popups_ = 0;
  }
}

CoachOutput Coach::on_second(const PostureSecond& second, const Now& now) {
  CoachOutput out;
  follow_second(second);
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
  const bool snoozed = snoozed_until_ && now.boot < *snoozed_until_;
  const bool failed_lately = retry_notice_at_ && now.boot < *retry_notice_at_;
  if (shown || snoozed || failed_lately || budget_.too_soon(now)) return;
  std::optional<Popup> popup = notice_.due();
  if (!popup) return;
  last_id_ = std::max<PromptId>(now.wall.utc.time_since_epoch().count(), last_id_ + 1);
  popup->id = notice_id_ = last_id_;
  out.popups.push_back(std::move(*popup));
  notice_.told();
}

CoachOutput Coach::on_gap(double duration_s, const Now& now) {
  CoachOutput out;
  if (!(duration_s > 0)) return out;
  sitting_.on_gap(duration_s);
  if (sitting_.sitting_s() < params_.sit_limit_s) stand_due_s_ = params_.sit_limit_s;
  latest_.valid = false;
  latest_.lean_state = LeanState::unknown;
  latest_.rounding = Rounding::none;
  leaning_s_ = rounded_s_ = 0;
  next_lean_.reset();
  for (Live& prompt : live_) {
    prompt.complied_for_s = 0;
    if (prompt.state != PromptState::shown) continue;
    const double window_s = prompt.kind == PromptKind::stand ? kStandWindow_s : kLeanWindow_s;
    const bool settled = prompt.kind == PromptKind::stand && !cause_gone(prompt).empty();
    if (settled || to_seconds(now.boot - prompt.shown_at) >= window_s) {
      change(prompt, PromptState::expired, "time passed without posture data", now, out);
    }
  }
  cancel_causeless(now, out);
  return out;
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

CoachOutput Coach::snooze(double duration_s, const Now& now) {
  CoachOutput out;
  if (!(duration_s > 0)) {
    snoozed_until_.reset();
    return out;
  }
  constexpr double kLongest_s = 7 * 24 * 3600;
  snoozed_until_ = after(now, std::min(duration_s, kLongest_s));
  for (Live& prompt : live_) {
    if (prompt.state != PromptState::shown) continue;
    prompt.snoozed_until = snoozed_until_;
    change(prompt, PromptState::snoozed, "everything is snoozed for " + in_words(duration_s), now,
           out);
  }
  return out;
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
  status.sitting_s = sitting_.sitting_s();
  if (sitting_.sitting()) {
    status.next_stand_s = std::max(0.0, stand_due_s_ - sitting_.sitting_s());
  }
  if (snoozed_until_ && now.boot < *snoozed_until_) {
    status.snoozed_s = to_seconds(*snoozed_until_ - now.boot);
  }
  for (const Live& prompt : live_) {
    if (prompt.state == PromptState::shown) {
      status.shown = prompt.id;
      continue;
    }
    for (std::string& reason : holds(prompt, now)) {
      if (std::find(status.holds.begin(), status.holds.end(), reason) == status.holds.end()) {
        status.holds.push_back(std::move(reason));
      }
    }
  }
  return status;
}

}  // namespace postured
