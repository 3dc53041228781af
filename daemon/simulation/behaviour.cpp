#include "simulation/behaviour.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "simulation/handling.hpp"

namespace postured {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kMinute_s = 60;
constexpr double kHour_s = 3600;
constexpr double kLeastBout_s = 2 * kMinute_s;

}  // namespace

Behaviour::Behaviour(BehaviourParams params)
    : params_(params),
      random_(params.seed, 1),
      reaction_random_(params.seed, 2),
      next_reaction_s_(kNever) {}

void Behaviour::begin_day(double t_s) {
  queue_.clear();
  reactions_.clear();
  next_reaction_s_ = kNever;
  day_end_s_ = t_s + params_.work_hours * kHour_s;
  lunch_taken_ = false;
  // A whole number of times, right on average.
  const auto times = [&](double per_day) {
    return static_cast<int>(std::floor(per_day + random_.uniform(0, 1)));
  };
  removals_s_.clear();
  for (int i = times(params_.removals_per_day); i > 0; --i) {
    const double share = i == 1 ? random_.uniform(0.34, 0.46) : random_.uniform(0.55, 0.95);
    removals_s_.push_back(t_s + share * params_.work_hours * kHour_s);
  }
  lies_s_.clear();
  for (int i = times(params_.lies_per_day); i > 0; --i) {
    lies_s_.push_back(t_s + random_.uniform(0.1, 0.9) * params_.work_hours * kHour_s);
  }
  std::sort(removals_s_.rbegin(), removals_s_.rend());
  std::sort(lies_s_.rbegin(), lies_s_.rend());

  if (params_.handles_sensor) queue(Activity::Kind::handle, kHandling_s);
  // The hands-free calibration of the domain model 1.2, with the pauses a person makes.
  queue(Activity::Kind::clip_on, 7);
  queue(Activity::Kind::stand_still, 7.5);
  queue_.back().presses_hold = true;
  for (int i = 0; i < 3; ++i) queue(Activity::Kind::bend, random_.uniform(4.2, 4.8));
  queue(Activity::Kind::stand_still, 3.6);
  queue(Activity::Kind::sit_tall, 16);
}

void Behaviour::queue_removal(bool lunch) {
  queue(Activity::Kind::off,
        kMinute_s * (lunch ? random_.uniform(25, 45) : random_.uniform(8, 15)));
  queue(Activity::Kind::clip_on, 7);
  queue_.back().seated = true;
  queue(Activity::Kind::sit_tall, 12);
  queue_.back().presses_tap = true;
}

void Behaviour::queue_break() {
  queue(Activity::Kind::walk, kMinute_s * random_.uniform(1, 5));
  if (random_.chance(0.55)) {
    queue(Activity::Kind::stand, kMinute_s * std::min(25.0, 1.5 + random_.exponential(7)));
    if (random_.chance(0.5)) queue(Activity::Kind::walk, kMinute_s * random_.uniform(1, 3));
  }
}

Activity Behaviour::next(double t_s) {
  if (t_s >= day_end_s_ - 1) {
    queue_.clear();
    Activity off{Activity::Kind::off, 8};
    off.ends_day = true;
    current_ = off.kind;
    return off;
  }
  if (queue_.empty()) {
    if (!removals_s_.empty() && t_s >= removals_s_.back()) {
      removals_s_.pop_back();
      queue_removal(!std::exchange(lunch_taken_, true));
    } else if (!lies_s_.empty() && t_s >= lies_s_.back()) {
      lies_s_.pop_back();
      queue(Activity::Kind::lie, kMinute_s * random_.uniform(8, 15));
      queue(Activity::Kind::stand, 30);
    } else if (current_ == Activity::Kind::sit_work) {
      queue_break();
    } else {
      // Gamma with shape 2: short and very long bouts are both rarer than in an exponential.
      const double mean_s = 0.5 * params_.natural_bout_min * kMinute_s;
      double bout_s = random_.exponential(mean_s) + random_.exponential(mean_s);
      if (!removals_s_.empty()) bout_s = std::min(bout_s, removals_s_.back() - t_s);
      queue(Activity::Kind::sit_work, std::max(kLeastBout_s, bout_s));
    }
  }
  Activity activity = queue_.front();
  queue_.erase(queue_.begin());
  activity.duration_s = std::min(activity.duration_s, day_end_s_ - t_s);
  current_ = activity.kind;
  return activity;
}

void Behaviour::see(PromptKind kind, double t_s) {
  Random& random = reaction_random_;
  const bool lean = kind == PromptKind::lean || kind == PromptKind::side_lean;
  const bool complies =
      random.chance(lean && params_.comply_lean >= 0 ? params_.comply_lean : params_.comply);
  if (complies) {
    Reaction deed;
    deed.prompt = kind;
    if (kind == PromptKind::stand || kind == PromptKind::standing) {
      deed.kind = Reaction::Kind::stand_up;
      deed.at_s = t_s + random.uniform(5, 60);
    } else {
      deed.kind = Reaction::Kind::straighten;
      deed.at_s = t_s + random.uniform(3, 20);
      deed.hold_s = kMinute_s * random.uniform(3, 8);
    }
    reactions_.push_back(deed);
  }
  // Who acts seldom presses anything; who does not act often pushes it away.
  // Usually every third does nothing; press_unheeded shifts that, not what is pressed.
  const double usual = BehaviourParams{}.press_unheeded;
  double pressed = random.uniform(0, 1);
  if (!complies) pressed *= usual / std::max(1e-9, params_.press_unheeded);
  std::optional<Answer> answer;
  if (complies) {
    if (pressed < 0.3) answer = Answer::done;
  } else if (pressed < 0.1) {
    answer = Answer::done;
  } else if (pressed < 0.4) {
    answer = Answer::snooze;
  } else if (pressed < 0.65) {
    answer = Answer::dismiss;
  }
  const double answers_after_s = random.uniform(2, 30);
  if (answer) {
    Reaction press;
    press.kind = Reaction::Kind::answer;
    press.at_s = t_s + answers_after_s;
    press.prompt = kind;
    press.answer = *answer;
    reactions_.push_back(press);
  }
  find_next_reaction();
}

void Behaviour::find_next_reaction() {
  next_reaction_s_ = kNever;
  for (const Reaction& r : reactions_) next_reaction_s_ = std::min(next_reaction_s_, r.at_s);
}

std::optional<Reaction> Behaviour::take_reaction() {
  const auto first =
      std::min_element(reactions_.begin(), reactions_.end(),
                       [](const Reaction& a, const Reaction& b) { return a.at_s < b.at_s; });
  if (first == reactions_.end()) return std::nullopt;
  const Reaction reaction = *first;
  reactions_.erase(first);
  find_next_reaction();
  if (reaction.kind == Reaction::Kind::answer) return reaction;
  const bool stands = current_ == Activity::Kind::stand && reaction.prompt == PromptKind::standing;
  if (current_ != Activity::Kind::sit_work && !stands) return std::nullopt;
  if (reaction.kind == Reaction::Kind::stand_up) {
    // Standing up and sitting down again take some seconds of it.
    queue(Activity::Kind::walk, reaction_random_.uniform(75, 180));
    if (reaction_random_.chance(0.3)) {
      queue(Activity::Kind::stand, reaction_random_.uniform(30, 120));
    }
  }
  return reaction;
}

}  // namespace postured
