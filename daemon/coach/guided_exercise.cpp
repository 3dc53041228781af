#include "coach/guided_exercise.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace postured {
namespace {

using Kind = GuideStep::Kind;

// To read what comes and to get into place; from the desk to the floor it takes longer.
constexpr double kReadyAtDesk_s = 6, kReadyOnFloor_s = 12;
constexpr double kBreathInShare = 0.45;
constexpr double kSlowestBreaths_per_min = 4, kQuickestBreaths_per_min = 8;

double taken(const Amount& amount, double wish) {
  return wish > 0 ? std::clamp(wish, amount.least, amount.most) : amount.start;
}

class Guide {
 public:
  Guide(const Exercise& exercise, const GuideWish& wish) : exercise_(exercise), wish_(wish) {}

  std::vector<GuideStep> steps(bool ready) {
    if (ready) add(Kind::ready, at_desk(exercise_.place) ? kReadyAtDesk_s : kReadyOnFloor_s);
    if (exercise_.breathing) {
      const double for_s = taken(exercise_.duration_s, wish_.amount);
      breathe(std::max(1, static_cast<int>(std::lround(for_s / breath_s()))));
    } else if (exercise_.duration_s.present()) {
      add(Kind::go_on, taken(exercise_.duration_s, wish_.amount));
    } else {
      repeat(static_cast<int>(std::lround(taken(exercise_.repetitions, wish_.amount))));
    }
    return std::move(steps_);
  }

  // Part of a routine: an amount below the range of the exercise alone, such as one breath.
  void take_breaths(int breaths) { breathe(breaths); }
  std::vector<GuideStep> take() { return std::move(steps_); }

  double breath_s() const {
    return 60 /
           std::clamp(wish_.breaths_per_min, kSlowestBreaths_per_min, kQuickestBreaths_per_min);
  }

 private:
  void add(Kind kind, double duration_s, const std::string& side = {}, int repetition = 0,
           int repetitions = 0) {
    steps_.push_back({kind, exercise_.id, side, repetition, repetitions, duration_s});
  }

  void breathe(int times) {
    for (int i = 1; i <= times; ++i) breath(i, times);
  }

  void breath(int i, int times) {
    add(Kind::breathe_in, kBreathInShare * breath_s(), {}, i, times);
    add(Kind::breathe_out, (1 - kBreathInShare) * breath_s(), {}, i, times);
  }

  void repeat(int times) {
    const std::vector<std::string> sides =
        exercise_.sides.empty() ? std::vector<std::string>{""} : exercise_.sides;
    for (int i = 1; i <= times; ++i) {
      for (const std::string& side : sides) {
        if (!exercise_.hold_s.present()) {
          breath(i, times);
          continue;
        }
        add(Kind::hold, taken(exercise_.hold_s, wish_.hold_s), side, i, times);
        const bool last = i == times && side == sides.back();
        if (!last && exercise_.rest_s > 0) add(Kind::rest, exercise_.rest_s, side, i, times);
      }
    }
  }

  const Exercise& exercise_;
  const GuideWish& wish_;
  std::vector<GuideStep> steps_;
};

}  // namespace

std::string_view in_words(GuideStep::Kind kind) {
  constexpr std::array<std::string_view, 6> kWords{"Get ready", "Hold",       "Let go",
                                                   "Keep on",   "Breathe in", "Breathe out"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::vector<GuideStep> make_guide(const Exercise& exercise, const GuideWish& wish) {
  return Guide(exercise, wish).steps(true);
}

std::vector<GuideStep> make_guide(const std::vector<Routine::Part>& parts, int rounds,
                                  const ExerciseLibrary& library, const GuideWish& wish) {
  std::vector<GuideStep> all;
  for (int round = 0; round < rounds; ++round) {
    for (const Routine::Part& part : parts) {
      const Exercise* exercise = library.find(part.exercise);
      if (exercise == nullptr) continue;
      GuideWish own = wish;
      own.amount = part.amount;
      Guide guide(*exercise, own);
      const double least_s = exercise->duration_s.least;
      const bool few_breaths = exercise->breathing && part.amount > 0 && part.amount < least_s;
      if (few_breaths) {
        guide.take_breaths(std::max(1, static_cast<int>(part.amount / guide.breath_s())));
      }
      const std::vector<GuideStep> steps = few_breaths ? guide.take() : guide.steps(true);
      all.insert(all.end(), steps.begin(), steps.end());
    }
  }
  return all;
}

double duration_s(const std::vector<GuideStep>& steps) {
  double sum_s = 0;
  for (const GuideStep& step : steps) sum_s += step.duration_s;
  return sum_s;
}

GuidedExercise::GuidedExercise(std::string id, std::vector<GuideStep> steps, const Now& now,
                               PromptId prompt_id)
    : id_(std::move(id)),
      steps_(std::move(steps)),
      started_(now.wall),
      prompt_id_(prompt_id),
      last_tick_(now.boot) {}

void GuidedExercise::tick(BootTime now) {
  double passed_s = to_seconds(now - last_tick_);
  last_tick_ = std::max(last_tick_, now);
  if (outcome_ || paused_ || passed_s <= 0 || passed_s > kLongestTick_s) return;
  while (passed_s > 0) {
    const double left_s = steps_[index_].duration_s - in_step_s_;
    const double step_s = std::min(passed_s, left_s);
    in_step_s_ += step_s;
    done_s_ += step_s;
    passed_s -= step_s;
    if (step_s < left_s) return;
    if (index_ + 1 == steps_.size()) {
      outcome_ = ExerciseOutcome::done;
      return;
    }
    ++index_;
    in_step_s_ = 0;
  }
}

void GuidedExercise::finish(ExerciseOutcome outcome) {
  if (!outcome_) outcome_ = outcome;
}

GuidedExercise::View GuidedExercise::view() const {
  const GuideStep& step = steps_[index_];
  return {&step, step.duration_s - in_step_s_, duration_s(steps_), done_s_};
}

std::vector<ExerciseSession> GuidedExercise::sessions() const {
  if (!outcome_) return {};
  ExerciseSession whole{started_, id_, done_s_, *outcome_, prompt_id_};
  const std::string& at_hand = steps_[index_].exercise;
  if (*outcome_ != ExerciseOutcome::hurt || at_hand == id_) return {whole};
  ExerciseSession hurt = whole;
  hurt.exercise = at_hand;
  hurt.start.utc += std::chrono::milliseconds(1);  // the journal tells sessions apart by it
  whole.outcome = ExerciseOutcome::stopped;
  return {whole, hurt};
}

std::string count_words(const GuideStep& step) {
  if (step.repetition == 0) return {};
  std::string text = std::to_string(step.repetition) + " of " + std::to_string(step.repetitions);
  return step.side.empty() ? text : text + ", " + step.side;
}

}  // namespace postured
