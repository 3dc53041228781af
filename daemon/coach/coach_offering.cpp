// Of class Coach: whether a prompt may be shown now, and with which others.
#include <algorithm>
#include <utility>

#include "coach/coach.hpp"
#include "coach/duration_words.hpp"
#include "coach/popup_words.hpp"
#include "coach/prompt_reasons.hpp"
#include "coach/prompt_rules.hpp"
#include "coach/withholding.hpp"

namespace postured {
namespace {

constexpr double kTogether_s = 10 * 60;  // domain model 4.2: within so long two become one

bool rests(const std::optional<BootTime>& until, const Now& now) {
  return until && now.boot < *until;
}

}  // namespace

std::optional<std::string> Coach::refusal(const LivePrompt& prompt, const Now& now) const {
  if (auto reason = back_off_.refusal(prompt.kind, now)) return reason;
  // A break that is due, or was snoozed, must not find the hour spent on lesser prompts.
  const bool break_waits =
      prompt.kind != PromptKind::stand &&
      std::any_of(live_.begin(), live_.end(), [](const LivePrompt& other) {
        return other.kind == PromptKind::stand && (other.waits() || other.snoozed());
      });
  Budget::Request request;
  request.reserved = break_waits ? 1 : 0;
  request.stretch = back_off_.stretch(prompt.kind);
  return budget_.refusal(prompt.kind, now, request);
}

// Water and exercises come with the break, where one is near.
bool Coach::comes_with_break(const LivePrompt& prompt, const Now& now) const {
  if (!rule_of(prompt.kind).awaits_break || prompt.was_shown) return false;
  for (const LivePrompt& other : live_) {
    if (other.kind != PromptKind::stand) continue;
    return other.snoozed() && other.snoozed_until &&
           to_seconds(*other.snoozed_until - now.boot) <= kTogether_s;
  }
  if (back_off_.refusal(PromptKind::stand, now)) return false;
  const auto in_s = schedule_.comes_in_s(PromptKind::stand);
  return in_s && *in_s <= kTogether_s;
}

// The first is the one that is recorded: those that change from second to second come last.
std::vector<std::string> Coach::why_not(const LivePrompt& prompt, const Now& now) const {
  std::vector<std::string> reasons;
  for (const std::string_view reason : holds_.reasons(now)) reasons.emplace_back(reason);
  if (prompt.snoozed() && rests(prompt.snoozed_until, now)) {
    reasons.emplace_back("this prompt is snoozed");
  }
  if (rests(prompt.retry_at, now)) reasons.emplace_back(kNoServerReason);
  if (screen_ != 0) reasons.emplace_back("another prompt is on screen");
  if (const auto reason = refusal(prompt, now)) reasons.push_back(*reason);
  if (comes_with_break(prompt, now)) reasons.emplace_back("it comes with the break that is near");
  const std::string& not_now = schedule_.cause(prompt.kind).not_now;
  if (!not_now.empty()) reasons.push_back(not_now);
  return reasons;
}

void Coach::offer(LivePrompt& prompt, const Now& now, CoachOutput& out) {
  if (prompt.snoozed() && rests(prompt.snoozed_until, now)) return;
  const Cause& cause = schedule_.cause(prompt.kind);
  if (prompt.snoozed() && !cause.holds) {
    change(prompt, PromptState::cancelled, cause.gone, now, out);
    return;
  }
  const auto hold = [&](std::string reason) {
    if (prompt.state == PromptState::held && prompt.hold == reason) return;
    change(prompt, PromptState::held, std::move(reason), now, out);
  };
  if (std::vector<std::string> reasons = why_not(prompt, now); !reasons.empty()) {
    prompt.free_since.reset();
    // One that waits for the budget would be old news: it ends here and is counted.
    if (rule_of(prompt.kind).old_news && refusal(prompt, now) == reasons.front()) {
      change(prompt, PromptState::cancelled, std::move(reasons.front()), now, out);
    } else {
      hold(std::move(reasons.front()));
    }
    return;
  }
  if (rule_of(prompt.kind).fades && params_.lean_mode == LeanMode::faded && !prompt.was_shown) {
    if (const auto left_out = fading_.leaves_out(prompt.id, now)) {
      change(prompt, PromptState::cancelled, *left_out, now, out);
      return;
    }
  }
  if (!(params_.wait_s > 0)) {
    show(prompt, "nothing speaks against it", now, out);
    return;
  }
  if (const auto moment = moment_.now_is(now)) {
    show(prompt, std::string(*moment), now, out);
    return;
  }
  if (!prompt.free_since) prompt.free_since = now.boot;
  if (to_seconds(now.boot - *prompt.free_since) < params_.wait_s) {
    hold("waiting for a good moment");
    return;
  }
  show(prompt, "no good moment came within " + in_words(params_.wait_s), now, out);
}

void Coach::show(LivePrompt& prompt, std::string because, const Now& now, CoachOutput& out) {
  const PromptRule& rule = rule_of(prompt.kind);
  const bool one_of_many = std::exchange(prompt.one_of_many, false);
  if (!prompt.was_shown && rule.may_withhold && is_withheld(prompt.id, params_.withhold_percent)) {
    change(prompt, PromptState::withheld, "kept back by chance, to learn what prompts do", now,
           out);
  } else {
    if (prompt.snoozed()) because = "the snooze is over and its cause still holds";
    if (!prompt.hold.empty() && !(params_.wait_s > 0)) because = "no longer held: " + prompt.hold;
    change(prompt, PromptState::shown, std::move(because), now, out);
    prompt.popup = screen_ = prompt.id;
    PopupContent content;
    content.skipped_today = back_off_.skipped_today(prompt.kind, now);
    content.stretched = back_off_.stretch(prompt.kind) > 1;
    const PromptKind kind = prompt.kind;
    content.asking = share_popup(prompt, now, out);
    // Others may have been scheduled before it.
    out.popups.push_back(prompt_popup(*find(kind), schedule_.cause(kind), content));
  }
  if (!one_of_many) return;
  for (LivePrompt& other : live_) {
    if (other.waits() && other.one_of_many) drop_as_one_of_many(other, now, out);
  }
}

// Those that wait, or are soon due, and ask for something that goes with it.
std::string Coach::share_popup(LivePrompt& leader, const Now& now, CoachOutput& out) {
  const PromptId popup = leader.id;
  const PromptKind led_by = leader.kind;
  std::string asking = schedule_.cause(led_by).body;
  if (!rule_of(led_by).joins) return asking;
  for (const PromptKind kind : kPromptKinds) {
    const Cause& cause = schedule_.cause(kind);
    if (kind == led_by || !rule_of(kind).joins || !(cause.holds || cause.soon)) continue;
    LivePrompt* prompt = find(kind);
    if (prompt != nullptr && !prompt->waits()) continue;
    if (prompt == nullptr && !(cause.soon || schedule_.due(kind))) continue;
    const Budget::Request request{0, back_off_.stretch(kind), true};
    if (back_off_.refusal(kind, now) || budget_.refusal(kind, now, request)) continue;
    const auto both = asked_together(asking, cause.body);
    if (!both) continue;
    asking = *both;
    if (prompt == nullptr) prompt = &schedule(kind, now, out);
    change(*prompt, PromptState::shown,
           "shares the popup of the " + std::string(to_string(led_by)) + " prompt", now, out);
    prompt->popup = popup;
  }
  return asking;
}

void Coach::tell(const PostureSecond& second, const Now& now, CoachOutput& out) {
  notice_.update(second);
  if (screen_ != 0 || rests(retry_notice_at_, now) || budget_.too_soon(now)) return;
  if (!holds_.reasons(now).empty()) return;
  std::optional<Popup> popup = notice_.due();
  advised_ = false;
  if (popup) {
    notice_.told();
  } else if ((popup = lifting_.due(now.wall))) {
    lifting_.told(now.wall);
    advised_ = true;
  } else if (params_.lean_mode == LeanMode::faded && !params_.lean_learning &&
             fading_.sums_up(now) && !back_off_.not_today(PromptKind::lean, now) &&
             !budget_.refusal(PromptKind::lean, now)) {
    popup = hour_.due();
    if (popup) {
      hour_.told();
      budget_.spend(PromptKind::lean, now);
    }
  }
  if (!popup) return;
  popup->id = notice_id_ = new_id(now);
  out.popups.push_back(std::move(*popup));
}

}  // namespace postured
