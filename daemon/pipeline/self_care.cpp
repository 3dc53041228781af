#include "pipeline/self_care.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "coach/bedtime.hpp"
#include "pipeline/guide_words.hpp"

namespace postured {
namespace {

constexpr double kSoon_s = 600;  // domain model 4.2: coalesced within 10 min
constexpr double kBedLook_s = 1800;

WaterParams water_params(const Settings& settings, const Choices& choices) {
  WaterParams params;
  params.enabled = settings.water.enabled;
  const auto set = fluids_limited_from_string(settings.water.fluids_limited);
  params.fluids = more_careful(set.value_or(FluidsLimited::unsure), choices.fluids);
  params.goal_ml = settings.water.goal_l * 1000;
  params.glass_ml = settings.water.glass_ml;
  params.interval_s = settings.water.interval_min * 60;
  return params;
}

ExercisePlanParams plan_params(const Settings& settings) {
  ExercisePlanParams params;
  params.enabled = settings.exercise.enabled;
  params.max_per_day = settings.exercise.max_per_day;
  params.core_per_week = settings.exercise.core_per_week;
  params.core_from_h = settings.exercise.core_from_h;
  return params;
}

// The moment of a label, as seen from now; a clock that was set back since makes it now.
Now moment(const WallTime& at, const Now& now) {
  return {now.boot - std::max(now.wall.utc - at.utc, std::chrono::milliseconds(0)), at};
}

// The exercise that a prompt was about stands at the end of its reason.
std::string exercise_in(const std::string& reason) {
  const auto colon = reason.rfind(": ");
  return colon == std::string::npos ? "" : reason.substr(colon + 2);
}

}  // namespace

SelfCare::SelfCare(const Settings& settings, SelfCareOutputs outputs)
    : outputs_(std::move(outputs)), settings_(settings) {
  set_settings(settings);
}

void SelfCare::set_settings(const Settings& settings) {
  settings_ = settings;
  water_.set_params(water_params(settings_, choices_));
  plan_.set_params(plan_params(settings_));
  quiet_hours_ = WeekHours::parse(settings_.prompts.quiet_hours).value_or(WeekHours());
  bed_looked_at_.reset();
}

void SelfCare::set_library(ExerciseLibrary library) {
  as_read_ = std::move(library);
  apply_hidden();
}

void SelfCare::set_choices(const Choices& choices) {
  choices_ = choices;
  water_.set_params(water_params(settings_, choices_));
  apply_hidden();
}

void SelfCare::apply_hidden() {
  library_ = as_read_;
  for (Exercise& e : library_.exercises) e.hidden = e.hidden || choices_.hidden.contains(e.id);
  for (Routine& r : library_.routines) r.hidden = r.hidden || choices_.hidden.contains(r.id);
}

void SelfCare::restore(std::span<const Drink> drinks, std::span<const ExerciseSession> sessions,
                       std::span<const PromptEvent> prompts, const Now& now) {
  for (const Drink& drink : drinks) water_.restore(drink, now);
  for (const ExerciseSession& session : sessions) log_.add(session, library_, now);
  std::string exercise;
  for (const PromptEvent& event : prompts) {
    if (event.kind == PromptKind::water && event.state == PromptState::shown) {
      water_.suggested(moment(event.at, now));
    }
    if (event.kind != PromptKind::exercise) continue;
    if (event.state == PromptState::scheduled) exercise = exercise_in(event.reason);
    if (event.state != PromptState::shown || exercise.empty()) continue;
    const Routine* routine = library_.find_routine(exercise);
    const bool core = routine != nullptr && routine->core;
    plan_.shown(core ? Trigger::core_day : Trigger::stiff, exercise, event.at, now);
  }
}

void SelfCare::recall(const PostureSecond& second, const Now& now) {
  if (second.valid) water_.seen(moment(second.wall, now));
}

void SelfCare::on_second(const PostureSecond& second, const DeskPresence& desk,
                         std::span<const Cause> causes, const Now& now) {
  there_ = second.valid || desk == DeskPresence::there;
  if (there_) water_.seen(now);
  look_for_bedtime(now);

  const bool leaning =
      second.lean_state == LeanState::leaning || second.lean_state == LeanState::slouched;
  leaning_s_ = leaning ? leaning_s_ + 1 : 0;
  if (leaning_s_ == kLongLean_s) plan_.on_trigger(Trigger::long_lean, now);
  if (second.body == BodyState::sitting) ++seated_s_;
  if (seated_s_ > kLongSitting_s) {
    seated_s_ = 0;
    plan_.on_trigger(Trigger::long_sitting, now);
  }
  const bool is_static = std::any_of(causes.begin(), causes.end(), [](const Cause& cause) {
    return cause.kind == PromptKind::static_posture && cause.holds;
  });
  if (is_static && !static_before_) plan_.on_trigger(Trigger::static_posture, now);
  static_before_ = is_static;
}

void SelfCare::on_bout(const Bout& bout, const Now& now) {
  const bool stood_up = bout.body == BodyState::sitting && bout.ended_by == BoutEnd::movement;
  if (stood_up && bout.duration_s >= kLongBout_s) plan_.on_trigger(Trigger::sit_bout_end, now);
}

void SelfCare::on_episode(const Episode& episode, const Now& now) {
  if (episode.ended_by != BoutEnd::movement) return;
  const bool rounded = episode.kind == Episode::Kind::rounded_back;
  if (rounded || episode.kind == Episode::Kind::forward_lean) {
    const bool was_long = episode.duration_s >= kLongLean_s;
    plan_.on_trigger(rounded || was_long ? Trigger::after_long_lean : Trigger::lean_episode, now);
  }
}

void SelfCare::look_for_bedtime(const Now& now) {
  if (bed_looked_at_ && to_seconds(now.boot - *bed_looked_at_) < kBedLook_s) return;
  bed_looked_at_ = now.boot;
  const auto quiet = [this](const WallTime& t) {
    return quiet_hours_.empty() ? assumed_night(t) : quiet_hours_.contains(t);
  };
  const auto in_s = postured::until_bed_s(quiet, now.wall);
  bed_at_.reset();
  if (in_s) bed_at_ = now.boot + from_seconds(*in_s);
}

std::optional<double> SelfCare::until_bed_s(const Now& now) const {
  if (!bed_at_) return std::nullopt;
  return std::max(0.0, to_seconds(*bed_at_ - now.boot));
}

Cause SelfCare::water_cause(const Now& now) {
  Cause cause;
  cause.kind = PromptKind::water;
  cause.interval_s = water_.params().interval_s;
  const auto due_s = water_.due_in_s(now, until_bed_s(now), open_water_ == 0);
  cause.holds = due_s && *due_s == 0;
  cause.soon = due_s && *due_s <= kSoon_s && !cause.holds;
  if (!cause.holds) water_since_.reset();
  if (cause.holds && !water_since_) water_since_ = now.boot;
  if (water_since_) cause.lasted_s = 1 + to_seconds(now.boot - *water_since_);
  if (!there_) cause.not_now = "nobody is seen";
  cause.gone = "no glass is due any more";
  if (!cause.holds && !cause.soon) return cause;
  cause.reason = water_.reason(now);
  cause.summary = "Something to drink?";
  cause.body = "A glass, " + std::to_string(water_.params().glass_ml) + " mL. All drinks count.";
  return cause;
}

Cause SelfCare::exercise_cause(const Now& now) {
  Cause cause;
  cause.kind = PromptKind::exercise;
  cause.interval_s = 24 * 3600;
  const auto offer =
      there_ || open_exercise_ != 0 ? plan_.offer(library_, log_, phase_, now) : std::nullopt;
  cause.holds = offer.has_value();
  if (offer != offer_) offer_since_.reset();
  offer_ = offer;
  cause.gone = "its moment is over";
  if (!offer) return cause;
  if (!offer_since_) offer_since_ = now.boot;
  cause.lasted_s = 1 + to_seconds(now.boot - *offer_since_);
  cause.reason = offer->reason;
  cause.summary = offer->summary;
  cause.body = offer->body;
  if (!there_) cause.not_now = "nobody is seen";
  return cause;
}

std::vector<Cause> SelfCare::causes(const Now& now) {
  return {water_cause(now), exercise_cause(now)};
}

void SelfCare::on_prompts(std::span<const PromptEvent> events, const Now& now) {
  const auto is_done = [](const PromptEvent& e) { return e.state == PromptState::done; };
  const bool several = std::count_if(events.begin(), events.end(), is_done) > 1;
  for (const PromptEvent& event : events) {
    if (event.kind == PromptKind::water) {
      open_water_ = is_final(event.state) ? 0 : event.id;
      if (event.state == PromptState::shown) water_.suggested(now);
      if (is_done(event)) drink(0, now);
    }
    if (event.kind != PromptKind::exercise) continue;
    open_exercise_ = is_final(event.state) ? 0 : event.id;
    const std::optional<ExerciseOffer> offer = offer_;
    if (event.state == PromptState::shown && offer) {
      plan_.shown(offer->trigger, offer->exercise, now.wall, now);
    }
    if (is_final(event.state)) plan_.closed();
    if (!is_done(event) || !offer) continue;
    // "Start" of its own popup leads through it; "Done" of one about several things says it is
    // done.
    if (several) {
      const GuideWish wish = guide_wish(settings_, offer->exercise, library_);
      record({now.wall, offer->exercise, guide_length_s(library_, offer->exercise, wish),
              ExerciseOutcome::done, event.id},
             now);
    } else {
      start_exercise(offer->exercise, now, event.id);
    }
  }
}

}  // namespace postured
