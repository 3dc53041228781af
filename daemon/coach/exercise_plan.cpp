#include "coach/exercise_plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "coach/guided_exercise.hpp"

namespace postured {
namespace {

struct TriggerWords {
  Trigger trigger;
  std::string_view reason, summary;
};

constexpr auto kWords = std::to_array<TriggerWords>({
    {Trigger::sit_limit, "sat for long", "A while of sitting"},
    {Trigger::sit_bout_end, "stood up from a long sit", "Up from the chair"},
    {Trigger::long_sitting, "sat for more than 2 hours", "Two hours of sitting"},
    {Trigger::no_walk, "a walk is not possible now", "No walk now?"},
    {Trigger::lean_episode, "a forward lean came to its end", "After a lean"},
    {Trigger::long_lean, "leaned forward for more than 20 minutes", "20 minutes of forward lean"},
    {Trigger::after_long_lean, "a long forward lean came to its end", "After a long lean"},
    {Trigger::static_posture, "hardly moved for 20 minutes", "20 minutes without a shift"},
    {Trigger::core_day, "core exercises are due this week", "Time for the core?"},
    {Trigger::morning, "the day begins", "Good morning"},
    {Trigger::after_work, "work is over", "After work"},
    {Trigger::evening, "the evening begins", "This evening"},
    {Trigger::stiff, "stiff", "Stiff?"},
    {Trigger::stress, "a tense day", "A tense moment"},
    {Trigger::flare_up, "a flare-up", "Gentle movement"},
    {Trigger::acute_pain, "pain", "Gentle movement"},
});

const TriggerWords& words_of(Trigger trigger) {
  return *std::find_if(kWords.begin(), kWords.end(),
                       [trigger](const TriggerWords& w) { return w.trigger == trigger; });
}

std::string minutes_words(double seconds) {
  if (seconds < 90) return "about " + std::to_string(10 * std::lround(seconds / 10)) + " s";
  return "about " + std::to_string(std::lround(seconds / 60)) + " min";
}

}  // namespace

ExerciseOffer make_offer(Trigger trigger, const std::string& id, const ExerciseLibrary& library) {
  ExerciseOffer offer;
  offer.exercise = id;
  offer.trigger = trigger;
  const TriggerWords& words = words_of(trigger);
  offer.summary = words.summary;
  offer.reason = std::string(words.reason) + ": " + id;
  std::string not_if;
  if (const Exercise* exercise = library.find(id)) {
    offer.body = short_dose(*exercise) + "?";
    not_if = exercise->not_if;
  } else if (const Routine* routine = library.find_routine(id)) {
    const auto steps = make_guide(routine->parts, routine->rounds, library, {});
    offer.body = routine->name + ", " + minutes_words(duration_s(steps)) + "?";
    not_if = "see 'posturectl exercise show " + id + "'";
  }
  if (!not_if.empty()) offer.body += "\nNot if: " + not_if + ".";
  offer.body += "\n" + std::string(kStopRule);
  return offer;
}

void ExercisePlan::on_trigger(Trigger trigger, const Now& now) {
  fresh_ = Fresh{trigger, now.boot};
}

bool ExercisePlan::may_offer(const Now& now) const {
  if (!params_.enabled) return false;
  if (last_shown_ && to_seconds(now.boot - *last_shown_) < kBetweenOffers_s) return false;
  return shown_day_ != local_day(now.wall) || shown_today_ < params_.max_per_day;
}

bool ExercisePlan::core_due(const ExerciseLog& log, const Now& now) const {
  if (log.core_days(now) >= params_.core_per_week) return false;
  const auto today = local_day(now.wall);
  const auto last = log.last_core_day();
  if (!last) return true;
  // A day of rest between, unless the goal leaves none: 3 a week and fewer are spread further.
  const auto rest = std::chrono::days(params_.core_per_week <= 3 ? 2 : 1);
  return today - *last >= rest;
}

std::optional<std::string> ExercisePlan::choose(Trigger trigger, const ExerciseLibrary& library,
                                                const ExerciseLog& log, Phase phase,
                                                const Now& now) const {
  const HurtLately hurt = [&](const std::string& id) { return log.hurt_lately(id, now); };
  // Seconds since it was last shown or begun.
  const auto rest_s = [&](const std::string& id) {
    double since_s = log.since_s(id, now).value_or(std::numeric_limits<double>::infinity());
    const auto shown = shown_at_.find(id);
    if (shown != shown_at_.end()) since_s = std::min(since_s, to_seconds(now.boot - shown->second));
    return since_s;
  };
  std::optional<std::string> best;
  double best_s = -1;
  const auto consider = [&](const std::string& id) {
    if (rest_s(id) <= best_s) return;
    best = id;
    best_s = rest_s(id);
  };
  for (const Exercise& exercise : library.exercises) {
    if (!exercise.suits(trigger) || !at_desk(exercise.place)) continue;
    if (!allowed(exercise, phase, hurt) || rest_s(exercise.id) < exercise.gap_min * 60) continue;
    consider(exercise.id);
  }
  for (const Routine& routine : library.routines) {
    if (routine.suits(trigger) && allowed(routine, library, phase, hurt)) consider(routine.id);
  }
  return best;
}

std::optional<ExerciseOffer> ExercisePlan::offer(const ExerciseLibrary& library,
                                                 const ExerciseLog& log, Phase phase,
                                                 const Now& now) {
  if (offer_) {
    const HurtLately hurt = [&](const std::string& id) { return log.hurt_lately(id, now); };
    const Exercise* exercise = library.find(offer_->offer.exercise);
    const Routine* routine = library.find_routine(offer_->offer.exercise);
    const bool still_allowed = (exercise != nullptr && allowed(*exercise, phase, hurt)) ||
                               (routine != nullptr && allowed(*routine, library, phase, hurt));
    const bool core = offer_->offer.trigger == Trigger::core_day;
    const bool lapsed = core ? offer_->day != local_day(now.wall) || !core_due(log, now)
                             : to_seconds(now.boot - offer_->cause_at) >= kOfferFor_s;
    const bool over = !params_.enabled || (lapsed && !offer_->shown);
    if (still_allowed && !over) return offer_->offer;
    offer_.reset();
  }
  if (!may_offer(now)) return std::nullopt;
  std::optional<Fresh> cause = fresh_;
  if (cause && to_seconds(now.boot - cause->at) >= kOfferFor_s) cause.reset();
  std::optional<std::string> id;
  if (cause) id = choose(cause->trigger, library, log, phase, now);
  if (!id) {
    const auto hour = std::chrono::floor<std::chrono::hours>(local_time_of_day(now.wall)).count();
    const bool core =
        hour >= params_.core_from_h && core_day_ != local_day(now.wall) && core_due(log, now);
    if (!core) return std::nullopt;
    cause = Fresh{Trigger::core_day, now.boot};
    id = choose(Trigger::core_day, library, log, phase, now);
  }
  if (!id) return std::nullopt;
  fresh_.reset();
  offer_ = Offered{make_offer(cause->trigger, *id, library), cause->at, local_day(now.wall), false};
  return offer_->offer;
}

void ExercisePlan::shown(Trigger trigger, const std::string& exercise, const WallTime& at,
                         const Now& now) {
  const auto age = std::max(now.wall.utc - at.utc, std::chrono::milliseconds(0));
  const auto day = local_day(at);
  if (offer_ && offer_->offer.exercise == exercise) {
    if (offer_->shown) return;  // again, after a snooze
    offer_->shown = true;
  }
  last_shown_ = now.boot - age;
  shown_at_[exercise] = *last_shown_;
  if (trigger == Trigger::core_day) core_day_ = day;
  if (day != shown_day_) shown_today_ = 0;
  shown_day_ = day;
  ++shown_today_;
}

}  // namespace postured
