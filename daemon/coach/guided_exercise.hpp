// An exercise or routine run step by step: get ready, hold, rest, the other side, breathe in and
// out. Pure: time comes with tick(); the terminal and the popups show the same view.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "coach/exercise_library.hpp"
#include "coach/exercise_session.hpp"

namespace postured {

struct GuideStep {
  enum class Kind { ready, hold, rest, go_on, breathe_in, breathe_out };
  Kind kind = Kind::ready;
  std::string exercise;  // its id
  std::string side;      // "left"; empty: both or none
  int repetition = 0;    // from 1; 0 while getting ready
  int repetitions = 0;
  double duration_s = 0;
};
std::string_view in_words(GuideStep::Kind kind);  // "Hold"

// How a run differs from how the exercise starts; 0: it does not. Taken into the exercise's ranges.
struct GuideWish {
  double amount = 0;  // repetitions, or seconds of something that goes on
  double hold_s = 0;
  double breaths_per_min = 6;  // 4..8
};

// In 45 % of a breath, out 55 %: at 6 a minute 4.5 s and 5.5 s (domain model 7: 4-5 s, 5-6 s).
std::vector<GuideStep> make_guide(const Exercise& exercise, const GuideWish& wish);
// `parts` as allowed_parts() gives them.
std::vector<GuideStep> make_guide(const std::vector<Routine::Part>& parts, int rounds,
                                  const ExerciseLibrary& library, const GuideWish& wish);
double duration_s(const std::vector<GuideStep>& steps);

class GuidedExercise {
 public:
  // Between two ticks no more than this passes for the guide: while a computer sleeps nobody is
  // led.
  static constexpr double kLongestTick_s = 5;

  // `id` of the exercise or routine; `steps` not empty.
  GuidedExercise(std::string id, std::vector<GuideStep> steps, const Now& now,
                 PromptId prompt_id = 0);

  void tick(BootTime now);
  void pause(bool on) { paused_ = on; }
  bool paused() const { return paused_; }
  // Ends it by the person; no effect when it is over.
  void finish(ExerciseOutcome outcome);
  std::optional<ExerciseOutcome> outcome() const { return outcome_; }

  struct View {
    const GuideStep* step;
    double left_s;   // of this step
    double total_s;  // of everything
    double done_s;
  };
  View view() const;  // of the last step when it is over
  const std::string& id() const { return id_; }

  // For the journal, when it is over. What hurt in a routine is the exercise; the routine was
  // stopped.
  std::vector<ExerciseSession> sessions() const;

 private:
  std::string id_;
  std::vector<GuideStep> steps_;
  WallTime started_{};
  PromptId prompt_id_ = 0;
  BootTime last_tick_{};
  std::size_t index_ = 0;
  double in_step_s_ = 0, done_s_ = 0;
  bool paused_ = false;
  std::optional<ExerciseOutcome> outcome_;
};

// "4 of 10, left"; empty while getting ready.
std::string count_words(const GuideStep& step);

}  // namespace postured
