#include "pipeline/coaching.hpp"

#include <cmath>
#include <utility>

#include "posture/continuity.hpp"

namespace postured {

namespace {

LeanParams lean_params(const Settings& settings, const Coaching::LeanRule& rule) {
  LeanParams params;
  params.threshold_deg = rule.threshold_deg;
  params.delay_s = settings.lean.delay_s;
  return params;
}

RoundedBackParams rounded_params(const Settings& settings) {
  RoundedBackParams params;
  params.threshold_percent = settings.lean.rounded_percent;
  params.delay_s = settings.lean.delay_s;
  return params;
}

CauseParams cause_params(const Settings& settings, const Coaching::LeanRule& rule) {
  CauseParams params;
  params.sit_limit_s = settings.sitting.limit_min * 60;
  params.standing_limit_s = settings.standing.limit_min * 60;
  params.static_limit_s = settings.still.limit_min * 60;
  params.side_lean = settings.side_lean.enabled;
  params.lean.due_deg_min = settings.lean.dose_deg_min;
  params.lean.release_deg = rule.threshold_deg - LeanParams{}.hysteresis_deg;
  params.lean.rounded_release_percent =
      settings.lean.rounded_percent - RoundedBackParams{}.hysteresis_percent;
  return params;
}

CoachParams coach_params(const Settings& settings, const Coaching::LeanRule& rule) {
  CoachParams params;
  params.enabled = settings.prompts.enabled;
  params.snooze_s = settings.prompts.snooze_min * 60.0;
  params.lean_learning = rule.learning_day != 0;
  params.lean_mode = lean_mode_from_string(settings.lean.mode);
  params.wait_s = settings.prompts.wait_min * 60;
  params.withhold_percent = settings.prompts.withhold_percent;
  // The table of settings lets only what can be read pass.
  params.holds.quiet_hours = WeekHours::parse(settings.prompts.quiet_hours).value_or(WeekHours{});
  params.holds.working_hours =
      WeekHours::parse(settings.prompts.working_hours).value_or(WeekHours{});
  params.holds.hold_for.clear();
  for (const std::string& word : words_of_list(settings.prompts.hold_for)) {
    if (const auto quiet = quiet_from_string(word)) params.holds.hold_for.insert(*quiet);
  }
  params.budget.max_per_hour = settings.prompts.max_per_hour;
  params.budget.lean_max_per_hour = settings.prompts.lean_max_per_hour;
  params.budget.lean_max_per_day = settings.prompts.lean_max_per_day;
  return params;
}

}  // namespace

Coaching::Coaching(const Settings& settings, CoachingOutputs outputs)
    : outputs_(std::move(outputs)),
      settings_(settings),
      lean_(lean_params(settings, lean_rule())),
      rounded_(rounded_params(settings),
               [this](const Episode& episode) {
                 if (outputs_.on_episode) outputs_.on_episode(episode);
                 care_.on_episode(episode, now_);
               }),
      bouts_([this](const Bout& bout) {
        if (outputs_.on_bout) outputs_.on_bout(bout);
        care_.on_bout(bout, now_);
      }),
      episodes_([this](const Episode& episode) {
        if (outputs_.on_episode) outputs_.on_episode(episode);
        care_.on_episode(episode, now_);
      }),
      minutes_(outputs_.on_minute),
      breaks_(outputs_.on_break),
      causes_(cause_params(settings, lean_rule())),
      coach_(coach_params(settings, lean_rule())),
      care_(settings, care_outputs()),
      quiet_(outputs_.on_quiet) {}

SelfCareOutputs Coaching::care_outputs() {
  SelfCareOutputs outputs{
      outputs_.on_drink, outputs_.on_exercise, outputs_.on_choices, outputs_.on_guide, {}};
  outputs.on_logged = [this](PromptKind kind, const Now& now) {
    emit(coach_.on_logged(kind, now));
  };
  return outputs;
}

void Coaching::set_settings(const Settings& settings) {
  settings_ = settings;
  apply_settings();
}

void Coaching::apply_settings() {
  lean_.set_params(lean_params(settings_, lean_rule()));
  rounded_.set_params(rounded_params(settings_));
  causes_.set_params(cause_params(settings_, lean_rule()));
  coach_.set_params(coach_params(settings_, lean_rule()));
  care_.set_settings(settings_);
}

void Coaching::recall(const PostureSecond& second) {
  if (habit_.add(second)) apply_settings();
}

Coaching::LeanRule Coaching::lean_rule() const {
  LeanRule rule;
  rule.threshold_deg = settings_.lean.threshold_deg;
  if (!settings_.lean.personal) return rule;
  const auto own_deg = habit_.threshold_deg();
  rule.personal = own_deg.has_value();
  if (own_deg) rule.threshold_deg = *own_deg;
  if (!own_deg) rule.learning_day = habit_.days_known() + 1;
  return rule;
}

void Coaching::emit(const CoachOutput& output) {
  for (const PromptEvent& event : output.events) {
    if (outputs_.on_prompt) outputs_.on_prompt(event);
  }
  for (const Popup& popup : output.popups) {
    if (outputs_.on_popup) outputs_.on_popup(popup);
  }
  care_.on_prompts(output.events, now_);
}

std::vector<Cause> Coaching::all_causes(const Now& now) {
  std::vector<Cause> all = causes_.all();
  for (Cause& cause : care_.causes(now)) all.push_back(std::move(cause));
  if (care_.guiding()) {
    for (Cause& cause : all) cause.not_now = "an exercise is under way";
  }
  return all;
}

void Coaching::tick(const Now& now) {
  now_ = now;
  care_.tick(now);
}

void Coaching::on_second(PostureSecond second, const Now& now) {
  now_ = now;
  second.wall = wall_at(now, second.start);
  if (latest_) {
    if (second.start <= latest_->start) return;
    const double jump_s = missing_s(latest_->start, second.start);
    if (jump_s > kIgnoredGap_s) on_jump(jump_s, now);
  }

  PostureSecond judged = as_stored(second);
  lean_.update(judged);
  rounded_.update(judged);
  if (habit_.add(judged)) apply_settings();
  second.lean_state = judged.lean_state;
  second.rounding = judged.rounding;
  latest_ = second;

  const DeskPresence desk = desk_presence(desktop_, now.boot);
  track_gap(second, desk);
  bouts_.update(second);
  episodes_.update(judged);
  minutes_.update(second);
  breaks_.update(judged);
  count_bends(second);
  if (outputs_.on_second) outputs_.on_second(second);
  causes_.update(judged, desk, now, on_the_phone(desktop_));
  care_.on_second(judged, desk, causes_.all(), now);
  emit(coach_.on_second(judged, all_causes(now), now));
  track_quiet(now);
}

void Coaching::on_jump(double duration_s, const Now& now) {
  end_gap();
  const WallTime start{latest_->wall.utc + std::chrono::seconds(1), latest_->wall.utc_offset};
  if (outputs_.on_gap) outputs_.on_gap({start, duration_s, "suspend"});
  lean_.reset();
  bouts_.finish(BoutEnd::gap);
  episodes_.finish(BoutEnd::gap);
  rounded_.finish(BoutEnd::gap);
  causes_.on_gap(duration_s);
  emit(coach_.on_gap(duration_s, all_causes(now), now));
}

// By the second as it came: what it turned about the vertical is not kept in the journal.
void Coaching::count_bends(const PostureSecond& second) {
  const std::optional<Bend> bend = bends_.update(second);
  if (!bend) return;
  if (outputs_.on_bend) outputs_.on_bend(*bend);
  coach_.on_bend(*bend);
}

void Coaching::track_gap(const PostureSecond& second, const DeskPresence& desk) {
  if (second.valid) {
    end_gap();
    return;
  }
  const bool locked = desk == DeskPresence::away && desk.locked;
  const std::string reason(locked ? "locked" : to_string(second.reason));
  if (open_gap_ && open_gap_->reason != reason) {
    if (open_gap_->duration_s > kIgnoredGap_s) {
      end_gap();
    } else {
      open_gap_->reason = reason;  // a moment of something else at its beginning
    }
  }
  // A doubt that reaches back names the seconds before it too, though they are stored as judged.
  if (!open_gap_) {
    const WallTime start{second.wall.utc - std::chrono::seconds(std::lround(second.doubted_s)),
                         second.wall.utc_offset};
    open_gap_ = Gap{start, std::round(second.doubted_s), reason};
  }
  open_gap_->duration_s += 1;
}

void Coaching::end_gap() {
  const std::optional<Gap> ended = std::exchange(open_gap_, std::nullopt);
  if (ended && ended->duration_s > kIgnoredGap_s && outputs_.on_gap) outputs_.on_gap(*ended);
}

void Coaching::on_answer(PromptId id, Answer answer, const Now& now) {
  now_ = now;
  if (care_.on_answer(id, answer, now)) return;
  emit(coach_.on_answer(id, answer, now));
}

void Coaching::on_desktop(const DesktopContext& context, const Now& now) {
  desktop_ = context;
  emit(coach_.on_desktop(context, now));
  track_quiet(now);
}

void Coaching::on_boundary(Boundary boundary, const Now& now) { coach_.on_boundary(boundary, now); }

void Coaching::pause(double duration_s, const Now& now) {
  emit(coach_.pause(duration_s, now));
  track_quiet(now);
}

void Coaching::pause_until_tomorrow(const Now& now) {
  emit(coach_.pause_until_tomorrow(now));
  track_quiet(now);
}

void Coaching::track_quiet(const Now& now) {
  quiet_.update(quiet_reasons(desktop_, coach_.paused(now)), now);
}

void Coaching::on_correction(const Correction& correction, const Now& now) {
  const BootTime from = now.boot - (now.wall.utc - correction.from.utc);
  causes_.correct(from, correction.duration_s, correction.body);
  emit(coach_.on_correction(all_causes(now), now));
}

void Coaching::restore(const CoachHistory& history, const Now& now) {
  if (const auto& before = history.sitting) {
    const double away_s = to_seconds(now.wall.utc - before->until.utc);
    causes_.restore_sitting(before->sitting_s, away_s);
  }
  emit(coach_.restore(history, now));
}

void Coaching::on_popup_failed(PromptId id, const Now& now) {
  emit(coach_.on_popup_failed(id, now));
}

void Coaching::finish(const Now& now) {
  end_gap();
  bouts_.finish(BoutEnd::shutdown);
  episodes_.finish(BoutEnd::shutdown);
  rounded_.finish(BoutEnd::shutdown);
  minutes_.flush();
  breaks_.finish();
  emit(coach_.finish(now));
  quiet_.finish(now);
}

}  // namespace postured
