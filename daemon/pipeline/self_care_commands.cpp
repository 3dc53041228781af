// What a person says and asks: drinks, answers, exercises logged and guided.
#include <algorithm>
#include <cmath>
#include <utility>

#include "pipeline/guide_words.hpp"
#include "pipeline/self_care.hpp"

namespace postured {
namespace {

constexpr double kLongestLogged_s = 4 * 3600;

SelfCareReply refused(std::string words) { return {false, std::move(words)}; }

}  // namespace

std::string SelfCare::day_reply(const Now& now) const {
  const std::string caution = water_.caution(now);
  return water_.day_words(now) + (caution.empty() ? "" : " " + caution);
}

SelfCareReply SelfCare::drink(int volume_ml, const Now& now) {
  const int ml = volume_ml == 0 ? water_.params().glass_ml : volume_ml;
  if (ml < 0 || ml > kLargestDrink_ml) {
    return refused("A drink has 1 to " + std::to_string(kLargestDrink_ml) + " mL.");
  }
  if (!water_.drink(ml, now)) {
    return refused("More than " + std::to_string(kMostDrinksAnHour) +
                   " drinks within an hour are not logged.");
  }
  Drink drink{now.wall, ml};
  drink.at.utc = last_record_ = std::max(drink.at.utc, last_record_ + std::chrono::milliseconds(1));
  if (outputs_.on_drink) outputs_.on_drink(drink);
  if (outputs_.on_logged) outputs_.on_logged(PromptKind::water, now);
  return {true, std::to_string(ml) + " mL logged. " + day_reply(now)};
}

SelfCareReply SelfCare::answer_fluids(FluidsLimited answer, const Now& now) {
  const auto set = fluids_limited_from_string(settings_.water.fluids_limited);
  Choices choices = choices_;
  choices.fluids = answer;
  set_choices(choices);
  if (outputs_.on_choices) outputs_.on_choices(choices_);
  const FluidsLimited in_force = water_.params().fluids;
  if (in_force != answer && set == in_force) {
    return {true, "water.fluids_limited in the settings file says \"" +
                      std::string(to_string(in_force)) +
                      "\", and the more careful answer holds: change it there."};
  }
  switch (in_force) {
    case FluidsLimited::no:
      return {true, "A glass is suggested when you are behind an even pace. " + day_reply(now)};
    case FluidsLimited::yes:
      return {true, "Nothing will be suggested to drink. What your clinician said holds."};
    case FluidsLimited::unsure:
      return {true,
              "Nothing will be suggested to drink. A doctor or pharmacist can tell whether it "
              "should be."};
    case FluidsLimited::not_asked:
      return {true, "Nothing will be suggested to drink until the question is answered."};
  }
  return {};
}

SelfCareReply SelfCare::hide(const std::string& id, bool hidden) {
  const Exercise* exercise = library_.find(id);
  const Routine* routine = library_.find_routine(id);
  if (exercise == nullptr && routine == nullptr) return refused(no_such_exercise(id));
  if (hidden && choices_.hidden.size() >= Choices::kMostHidden) {
    return refused("So many are hidden already that no more can be.");
  }
  if (hidden) choices_.hidden.insert(id);
  if (!hidden) choices_.hidden.erase(id);
  apply_hidden();
  if (outputs_.on_choices) outputs_.on_choices(choices_);
  const Exercise* after = library_.find(id);
  const Routine* routine_after = library_.find_routine(id);
  const bool still = after != nullptr ? after->hidden : routine_after->hidden;
  const std::string name = after != nullptr ? after->name : routine_after->name;
  if (!hidden && still) return refused(name + " is hidden in exercises.toml: change it there.");
  return {true, name + (hidden ? " stays out of sight." : " is shown again.")};
}

HurtLately SelfCare::hurt_lately(const Now& now) const {
  return [this, now](const std::string& id) { return log_.hurt_lately(id, now); };
}

std::string SelfCare::why_not(const std::string& id, const Now& now) const {
  if (const Exercise* exercise = library_.find(id)) {
    return postured::why_not(*exercise, phase_, hurt_lately(now));
  }
  const Routine* routine = library_.find_routine(id);
  if (routine == nullptr) return no_such_exercise(id);
  if (routine->hidden) return routine->name + " is hidden, as you chose.";
  if (allowed(*routine, library_, phase_, hurt_lately(now))) return {};
  return "Nothing of " + routine->name + " is allowed now.";
}

void SelfCare::record(ExerciseSession session, const Now& now) {
  session.start.utc = last_record_ =
      std::max(session.start.utc, last_record_ + std::chrono::milliseconds(1));
  log_.add(session, library_, now);
  if (outputs_.on_exercise) outputs_.on_exercise(session);
  if (outputs_.on_logged) outputs_.on_logged(PromptKind::exercise, now);
}

SelfCareReply SelfCare::log_exercise(const std::string& id, double duration_s,
                                     ExerciseOutcome outcome, const Now& now) {
  const Exercise* exercise = library_.find(id);
  const Routine* routine = library_.find_routine(id);
  if (exercise == nullptr && routine == nullptr) return refused(no_such_exercise(id));
  if (!(duration_s >= 0 && duration_s <= kLongestLogged_s)) {
    return refused("An exercise lasts at most 4 hours.");
  }
  if (duration_s == 0 && outcome == ExerciseOutcome::done) {
    duration_s = guide_length_s(library_, id, guide_wish(settings_, id, library_));
  }
  WallTime start = now.wall;
  start.utc -= std::chrono::milliseconds(std::lround(duration_s * 1000));
  record({start, id, duration_s, outcome, open_exercise_}, now);
  const std::string name = exercise != nullptr ? exercise->name : routine->name;
  std::string words = name + " logged: " + std::string(to_string(outcome)) + ".";
  if (outcome == ExerciseOutcome::hurt) {
    words += " It stays out of sight for 48 hours. If it does not ease, ask a doctor or physio.";
  }
  return {true, words};
}

SelfCareReply SelfCare::start_exercise(const std::string& id, const Now& now, PromptId prompt) {
  if (run_) return refused("An exercise is under way: finish it first.");
  if (const std::string why = why_not(id, now); !why.empty()) return refused(why);
  std::vector<GuideStep> steps =
      guide_of(library_, id, guide_wish(settings_, id, library_), phase_, hurt_lately(now));
  if (steps.empty()) return refused("Nothing of it can be guided.");
  const double length_s = duration_s(steps);
  run_.emplace(id, std::move(steps), now, prompt != 0 ? prompt : open_exercise_);
  guide_popup_ = std::max<PromptId>(guide_popup_ + 1, now.wall.utc.time_since_epoch().count());
  if (outputs_.on_logged) outputs_.on_logged(PromptKind::exercise, now);
  show_guide();
  return {true,
          guide_name(library_, id) + ", " + length_words(length_s) + ". " + std::string(kStopRule)};
}

SelfCareReply SelfCare::finish_exercise(ExerciseOutcome outcome, const Now& now) {
  if (!run_) return refused("No exercise is under way.");
  run_->tick(now.boot);
  run_->finish(outcome);
  const std::string name = guide_name(library_, run_->id());
  end_guide(now);
  return {true, name + ": " + std::string(to_string(outcome)) + "."};
}

void SelfCare::tick(const Now& now) {
  if (!run_) return;
  run_->tick(now.boot);
  if (run_->outcome()) {
    end_guide(now);
  } else {
    show_guide();
  }
}

void SelfCare::show_guide() {
  if (!outputs_.on_guide) return;
  Popup popup = guide_popup(*run_, library_, phase_);
  popup.id = guide_popup_;
  outputs_.on_guide(popup);
}

void SelfCare::end_guide(const Now& now) {
  const std::vector<ExerciseSession> sessions = run_->sessions();
  run_.reset();
  if (outputs_.on_guide) {
    Popup close;
    close.action = Popup::Action::close;
    close.id = guide_popup_;
    close.kind = PromptKind::exercise;
    outputs_.on_guide(close);
  }
  for (const ExerciseSession& session : sessions) record(session, now);
}

bool SelfCare::on_answer(PromptId id, Answer answer, const Now& now) {
  if (id == 0 || id != guide_popup_) return false;
  if (!run_) return true;
  if (answer == Answer::done) finish_exercise(ExerciseOutcome::done, now);
  if (answer == Answer::dismiss) finish_exercise(ExerciseOutcome::stopped, now);
  return true;
}

std::vector<SelfCare::Listed> SelfCare::list(const Now& now) const {
  std::vector<Listed> all;
  for (const Exercise& e : library_.exercises) all.push_back({&e, nullptr, why_not(e.id, now)});
  for (const Routine& r : library_.routines) all.push_back({nullptr, &r, why_not(r.id, now)});
  return all;
}

SelfCareStatus SelfCare::status(const Now& now) const {
  SelfCareStatus status;
  status.drunk_ml = water_.today_ml(now);
  status.fluids = water_.params().fluids;
  if (status.fluids == FluidsLimited::no) {
    status.goal_ml = static_cast<int>(std::lround(water_.params().goal_ml));
  }
  status.next_drink_s = water_.due_in_s(now, until_bed_s(now));
  if (run_) status.under_way = run_->id();
  status.core_days = log_.core_days(now);
  status.core_goal = settings_.exercise.core_per_week;
  return status;
}

}  // namespace postured
