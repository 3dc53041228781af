#include "pipeline/journal_play.hpp"

#include <algorithm>
#include <utility>

#include "coach/prompt_reasons.hpp"

namespace postured {
namespace {

using std::chrono::milliseconds;

milliseconds ms(double s) { return std::chrono::floor<milliseconds>(from_seconds(s)); }

// An unpacked second's boot time is its UTC time, and so is every boot time here.
Now at(UtcTime utc, std::chrono::seconds offset) {
  return {BootTime(utc.time_since_epoch()), {utc, offset}};
}

// As the coach words its events (coach.cpp).
std::optional<Answer> given_answer(const PromptEvent& event) {
  const auto says = [&event](std::string_view words) {
    return event.reason.find(words) != std::string::npos;
  };
  if (event.state == PromptState::done) return Answer::done;
  const bool ended = event.state == PromptState::dismissed || event.state == PromptState::cancelled;
  if (ended && says(kNotTodayReason)) return Answer::not_today;
  if (event.state == PromptState::dismissed) return Answer::dismiss;
  if (event.state == PromptState::cancelled) {  // an answer to one that waited
    if (says("done before it came")) return Answer::done;
    if (says("skipped before it came")) return Answer::dismiss;
    return std::nullopt;
  }
  if (event.state != PromptState::snoozed || !says("snoozed")) return std::nullopt;
  if (says(" 30 minutes")) return Answer::snooze_30;
  if (says(" 10 minutes")) return Answer::snooze_10;
  if (says(" 5 minutes")) return Answer::snooze_5;
  return Answer::snooze;
}

Settings settings_before(const RecordedContext& context, UtcTime from) {
  return settings_at(context.settings, from);
}

}  // namespace

JournalPlay::JournalPlay(const RecordedContext& context, UtcTime from, SettingsOf settings_of,
                         CoachingOutputs outputs)
    : settings_of_(std::move(settings_of)),
      context_(context),
      from_(from),
      settings_(settings_of_(settings_before(context, from))),
      coaching_(settings_, listen(std::move(outputs))) {
  plan_settings(context, from);
  for (const QuietSpan& span : context.quiet) plan_quiet(span, from);
  for (const Correction& said : context.corrections) {
    if (said.at.utc < from) continue;
    actions_.push_back(
        {said.at.utc, [this, said](const Now& now) { coaching_.on_correction(said, now); }});
  }
  plan_self_care(context, from);
  std::stable_sort(actions_.begin(), actions_.end(),
                   [](const Action& a, const Action& b) { return a.at < b.at; });
  collect_answers(context.prompts);
}

// What the coach knows of before.
void JournalPlay::restore() {
  CoachHistory history;
  for (const PromptEvent& event : context_.prompts) {
    if (event.at.utc < from_) history.prompts.push_back(event);
  }
  std::vector<Drink> drinks;
  for (const Drink& drink : context_.drinks) {
    if (drink.at.utc < from_) drinks.push_back(drink);
  }
  std::vector<ExerciseSession> exercises;
  for (const ExerciseSession& session : context_.exercises) {
    if (session.start.utc < from_) exercises.push_back(session);
  }
  SelfCare& care = coaching_.care();
  care.set_library(context_.library);
  care.set_choices(context_.choices);
  care.restore(drinks, exercises, history.prompts, now_);
  coaching_.restore(history, now_);
}

void JournalPlay::plan_self_care(const RecordedContext& context, UtcTime from) {
  for (const Drink& drink : context.drinks) {
    if (drink.at.utc < from) continue;
    actions_.push_back({drink.at.utc, [this, drink](const Now& now) {
                          coaching_.care().drink(drink.volume_ml, now);
                        }});
  }
  for (const ExerciseSession& session : context.exercises) {
    if (session.start.utc < from) continue;
    actions_.push_back(
        {session.start.utc + ms(session.duration_s), [this, session](const Now& now) {
           coaching_.care().log_exercise(session.exercise, session.duration_s, session.outcome,
                                         now);
         }});
  }
}

CoachingOutputs JournalPlay::listen(CoachingOutputs outputs) {
  outputs.on_prompt = [this, then = std::move(outputs.on_prompt)](const PromptEvent& event) {
    on_prompt(event);
    if (then) then(event);
  };
  return outputs;
}

void JournalPlay::plan_settings(const RecordedContext& context, UtcTime from) {
  std::optional<UtcTime> planned;
  for (const SettingChange& change : context.settings) {
    const UtcTime when = change.at.utc;
    if (when <= from || when == planned) continue;
    planned = when;
    actions_.push_back({when, [this, recorded = settings_at(context.settings, when)](const Now&) {
                          settings_ = settings_of_(recorded);
                          coaching_.set_settings(settings_);
                        }});
  }
}

void JournalPlay::plan_quiet(const QuietSpan& span, UtcTime from) {
  const UtcTime begin = std::max(span.start.utc, from);
  const UtcTime end = span.start.utc + ms(span.duration_s);
  if (end <= begin) return;
  if (span.reason == "paused") {
    actions_.push_back({begin, [this, end](const Now& now) {
                          coaching_.pause(to_seconds(end - now.wall.utc), now);
                        }});
    return;
  }
  const auto change = [this, reason = span.reason](int by) {
    return [this, reason, by](const Now& now) {
      quiet_[reason] += by;
      show_context(now);
    };
  };
  actions_.push_back({begin, change(1)});
  actions_.push_back({end, change(-1)});
}

void JournalPlay::show_context(const Now& now) {
  DesktopContext context;
  for (const auto& [reason, open] : quiet_) {
    if (reason == "locked") context.locked = open > 0;
    if (const auto quiet = quiet_from_string(reason); quiet && open > 0) {
      context.quiet.insert(*quiet);
    }
  }
  coaching_.on_desktop(context, now);
}

void JournalPlay::collect_answers(const std::vector<PromptEvent>& prompts) {
  std::map<PromptId, std::pair<PromptState, UtcTime>> latest;
  std::map<PromptId, int> times_shown;
  for (const PromptEvent& event : prompts) {
    const bool may_be_answered =
        event.state == PromptState::scheduled || event.state == PromptState::shown;
    if (may_be_answered) latest[event.id] = {event.state, event.at.utc};
    if (event.state == PromptState::shown) ++times_shown[event.id];
    const auto answer = given_answer(event);
    const auto since = latest.find(event.id);
    if (!answer || since == latest.end()) continue;
    const auto [to, at] = since->second;
    answers_.push_back(
        {event.kind, event.id, to, times_shown[event.id], event.at.utc - at, *answer});
    latest.erase(since);
  }
}

void JournalPlay::on_prompt(const PromptEvent& event) {
  int& time = times_shown_[event.id];
  if (event.state == PromptState::shown) ++time;
  for (const GivenAnswer& given : answers_) {
    const bool same_change = given.to == event.state && given.time == time;
    if (given.kind != event.kind || !same_change) continue;
    if (milliseconds(std::abs(given.id - event.id)) > kSamePrompt) continue;
    to_answer_.emplace(event.at.utc + given.delay, std::pair(event.id, given.answer));
    return;
  }
}

void JournalPlay::act_until(const Now& now) {
  while (next_action_ < actions_.size() && actions_[next_action_].at <= now.wall.utc) {
    const Action& action = actions_[next_action_++];
    action.act(at(action.at, now.wall.utc_offset));
  }
  while (!to_answer_.empty() && to_answer_.begin()->first <= now.wall.utc) {
    const auto [id, answer] = to_answer_.begin()->second;
    to_answer_.erase(to_answer_.begin());
    coaching_.on_answer(id, answer, now);
  }
}

// Minutes in which no sensor sent anything are not stored. Where the gap was no suspend, its
// seconds were there, unknown, as long as they can mean anything (SittingClock::kForgotten_s).
void JournalPlay::fill_hole(const PostureSecond& second) {
  if (!latest_) return;
  const UtcTime begin = latest_->wall.utc + std::chrono::seconds(1), end = second.wall.utc;
  if (end - begin <= std::chrono::seconds(2)) return;
  while (next_gap_ < context_.gaps.size() &&
         context_.gaps[next_gap_].start.utc + ms(context_.gaps[next_gap_].duration_s) <= begin) {
    ++next_gap_;
  }
  for (std::size_t i = next_gap_; i < context_.gaps.size() && context_.gaps[i].start.utc < end;
       ++i) {
    const Gap& gap = context_.gaps[i];
    if (gap.reason == "suspend" || gap.reason == "not_running") continue;
    const UtcTime until = std::min(end, gap.start.utc + ms(gap.duration_s));
    PostureSecond missing;
    missing.reason = Unknown::no_sensor;
    missing.wall = {std::max(begin, latest_->wall.utc + std::chrono::seconds(1)),
                    second.wall.utc_offset};
    const UtcTime most = missing.wall.utc + ms(SittingClock::kForgotten_s);
    for (; missing.wall.utc < std::min(until, most); missing.wall.utc += std::chrono::seconds(1)) {
      missing.start = BootTime(missing.wall.utc.time_since_epoch());
      play(missing);
    }
  }
}

void JournalPlay::on_second(const PostureSecond& second) {
  fill_hole(second);
  play(second);
}

void JournalPlay::play(const PostureSecond& second) {
  now_ = at(second.wall.utc + ms(kVerdict_s), second.wall.utc_offset);
  if (!latest_) restore();
  act_until(now_);
  coaching_.on_second(second, now_);
  latest_ = second;
}

void JournalPlay::finish() { coaching_.finish(now_); }

}  // namespace postured
