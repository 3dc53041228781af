// Which exercise would suit now: what happened lately (a lean, a long sit, nothing moved) and the
// core goal of the week. Pure. It offers; when and whether to speak is the coach's affair.
//
// An offer lasts 10 min after what caused it. Between two offers lies an hour and more, and there
// are few a day: an exercise is the least urgent of all prompts. Of those that suit, the one that
// was offered or done longest ago is taken. Core: so many days a week, never two in a row, from an
// hour of the day on, offered once a day at most.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "coach/exercise_library.hpp"
#include "coach/exercise_log.hpp"

namespace postured {

struct ExercisePlanParams {
  bool enabled = true;
  int max_per_day = 4;    // offers
  int core_per_week = 3;  // 2..5 days
  int core_from_h = 16;   // of the local day
};

struct ExerciseOffer {
  std::string exercise;  // id of an exercise or routine
  Trigger trigger = Trigger::lean_episode;
  std::string reason;         // why now: "sat for more than 2 h"
  std::string summary, body;  // the words; the body shows contraindications and the stop rule too

  bool operator==(const ExerciseOffer&) const = default;
};

class ExercisePlan {
 public:
  static constexpr double kOfferFor_s = 600;
  static constexpr double kBetweenOffers_s = 3600;

  explicit ExercisePlan(ExercisePlanParams params = {}) : params_(params) {}
  void set_params(const ExercisePlanParams& params) { params_ = params; }

  // Something happened that an exercise suits.
  void on_trigger(Trigger trigger, const Now& now);
  // What would suit now. Once shown, it stays the same until closed(); else until kOfferFor_s after
  // its cause (core: as long as it is due today), or until it is no longer allowed.
  std::optional<ExerciseOffer> offer(const ExerciseLibrary& library, const ExerciseLog& log,
                                     Phase phase, const Now& now);
  // The offer came on screen, also in an earlier run of the daemon.
  void shown(Trigger trigger, const std::string& exercise, const WallTime& at, const Now& now);
  // Its prompt ended, however.
  void closed() { offer_.reset(); }

  // Whether core exercises are due today, whatever the hour.
  bool core_due(const ExerciseLog& log, const Now& now) const;

 private:
  struct Fresh {
    Trigger trigger;
    BootTime at;
  };
  struct Offered {
    ExerciseOffer offer;
    BootTime cause_at;
    std::chrono::local_days day;
    bool shown = false;
  };
  std::optional<std::string> choose(Trigger trigger, const ExerciseLibrary& library,
                                    const ExerciseLog& log, Phase phase, const Now& now) const;
  bool may_offer(const Now& now) const;

  ExercisePlanParams params_;
  std::optional<Fresh> fresh_;
  std::optional<Offered> offer_;
  std::map<std::string, BootTime> shown_at_;  // by exercise
  std::optional<BootTime> last_shown_;
  std::chrono::local_days shown_day_{}, core_day_{};
  int shown_today_ = 0;  // on shown_day_
};

// What stands in the prompt: at most 12 words of asking, then when it is not for somebody, then the
// stop rule.
ExerciseOffer make_offer(Trigger trigger, const std::string& id, const ExerciseLibrary& library);

}  // namespace postured
