// Drinks and exercises: from what is seen, logged and asked to causes for the coach, records for
// the journal and the popups of a guided exercise. Pure.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/settings.hpp"
#include "base/week_hours.hpp"
#include "coach/cause.hpp"
#include "coach/choices.hpp"
#include "coach/desk_presence.hpp"
#include "coach/exercise_plan.hpp"
#include "coach/guided_exercise.hpp"
#include "coach/water.hpp"
#include "posture/bouts.hpp"
#include "posture/episodes.hpp"
#include "posture/posture_second.hpp"

namespace postured {

// Callbacks may be empty.
struct SelfCareOutputs {
  std::function<void(const Drink&)> on_drink;
  std::function<void(const ExerciseSession&)> on_exercise;
  std::function<void(const Choices&)> on_choices;  // to be kept
  std::function<void(const Popup&)> on_guide;      // shown in place, closed at its end
  std::function<void(PromptKind, const Now&)>
      on_logged{};  // a prompt of that kind is complied with
};

// What was done, or why not: sentences.
struct SelfCareReply {
  bool done = true;
  std::string words;
};

struct SelfCareStatus {
  int drunk_ml = 0, goal_ml = 0;  // today; goal 0: none may be set
  FluidsLimited fluids = FluidsLimited::not_asked;
  std::optional<double> next_drink_s;  // 0: due
  std::string under_way;               // "chin_tuck"; empty: no exercise is being guided
  int core_days = 0, core_goal = 0;    // this week
};

class SelfCare {
 public:
  // A long sit, and a long lean (domain model 7).
  static constexpr double kLongSitting_s = 2 * 3600;
  static constexpr double kLongLean_s = 20 * 60;
  // A sitting bout of this length is worth a stretch at its end.
  static constexpr double kLongBout_s = 30 * 60;

  SelfCare(const Settings& settings, SelfCareOutputs outputs);

  void set_settings(const Settings& settings);
  void set_library(ExerciseLibrary library);
  void set_choices(const Choices& choices);
  void set_phase(Phase phase) { phase_ = phase; }
  // The days before, from the journal, in order.
  void restore(std::span<const Drink> drinks, std::span<const ExerciseSession> sessions,
               std::span<const PromptEvent> prompts, const Now& now);
  // A second of an earlier run, in order: when the day began.
  void recall(const PostureSecond& second, const Now& now);

  // `causes` of the other trackers in the same second: what they tell may suit an exercise.
  void on_second(const PostureSecond& second, const DeskPresence& desk,
                 std::span<const Cause> causes, const Now& now);
  void on_bout(const Bout& bout, const Now& now);
  void on_episode(const Episode& episode, const Now& now);
  // Of the latest second: water and exercise.
  std::vector<Cause> causes(const Now& now);
  // What became of prompts, all events of a moment.
  void on_prompts(std::span<const PromptEvent> events, const Now& now);

  SelfCareReply drink(int volume_ml, const Now& now);  // 0: a glass
  SelfCareReply answer_fluids(FluidsLimited answer, const Now& now);
  SelfCareReply hide(const std::string& id, bool hidden);
  SelfCareReply log_exercise(const std::string& id, double duration_s, ExerciseOutcome outcome,
                             const Now& now);
  // A guided run by popups: one at a time.
  SelfCareReply start_exercise(const std::string& id, const Now& now, PromptId prompt = 0);
  SelfCareReply finish_exercise(ExerciseOutcome outcome, const Now& now);
  // Once a second: the countdown.
  void tick(const Now& now);
  // A button of the guide's popup; false: not its.
  bool on_answer(PromptId id, Answer answer, const Now& now);

  struct Listed {
    const Exercise* exercise;  // one of both
    const Routine* routine;
    std::string why_not;  // empty: it may be done now
  };
  std::vector<Listed> list(const Now& now) const;
  bool guiding() const { return run_.has_value(); }
  SelfCareStatus status(const Now& now) const;
  const ExerciseLibrary& library() const { return library_; }

 private:
  HurtLately hurt_lately(const Now& now) const;
  std::string why_not(const std::string& id, const Now& now) const;
  void apply_hidden();
  void record(ExerciseSession session, const Now& now);
  void show_guide();
  void end_guide(const Now& now);
  void look_for_bedtime(const Now& now);
  std::optional<double> until_bed_s(const Now& now) const;
  std::string day_reply(const Now& now) const;
  Cause water_cause(const Now& now);
  Cause exercise_cause(const Now& now);

  SelfCareOutputs outputs_;
  Settings settings_;
  Choices choices_;
  ExerciseLibrary as_read_, library_;  // the second with what the person hid
  Phase phase_ = Phase::normal;
  WeekHours quiet_hours_;
  Water water_;
  ExercisePlan plan_;
  ExerciseLog log_;
  bool there_ = false;  // somebody is seen, by the clip or at the desk
  double leaning_s_ = 0, seated_s_ = 0;
  bool static_before_ = false;
  // Prompts that are open.
  PromptId open_water_ = 0, open_exercise_ = 0;
  std::optional<BootTime> water_since_, offer_since_;
  std::optional<ExerciseOffer> offer_;
  std::optional<GuidedExercise> run_;
  PromptId guide_popup_ = 0;
  UtcTime last_record_{};  // the journal tells rows apart by their time
  std::optional<BootTime> bed_at_, bed_looked_at_;
};

}  // namespace postured
