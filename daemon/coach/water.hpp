// Water: when a glass is suggested, and what is said of what was drunk (domain model 5). Pure.
//
// Off until the person has said that nobody told them to limit fluids or salt; "yes" and "unsure"
// keep it off. Then a glass is due when both hold: an interval has passed since the last drink and
// the last suggestion, and less was drunk today than the even pace of the goal over 16 waking
// hours. A day begins when the person is first seen. What was missed is never caught up: the glass
// stays the glass and the interval the interval. Two glasses are an hour apart and a glass is at
// most 250 mL, so that no hour is suggested more than 750 mL whatever is set.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace postured {

// "Has a clinician told you to limit fluids or salt/potassium?"
enum class FluidsLimited { not_asked, no, yes, unsure };
std::string_view to_string(FluidsLimited answer);  // token
std::optional<FluidsLimited> fluids_limited_from_string(std::string_view token);
extern const std::string_view kFluidsQuestion;
// What holds when a setting and an answer differ: the more careful one.
FluidsLimited more_careful(FluidsLimited a, FluidsLimited b);

struct Drink {
  WallTime at{};
  int volume_ml = 0;  // 1..kLargestDrink_ml; all drinks count
};
inline constexpr int kLargestDrink_ml = 2000;
inline constexpr int kMostDrinksAnHour = 60;  // no person logs more

struct WaterParams {
  bool enabled = true;
  FluidsLimited fluids = FluidsLimited::not_asked;
  double goal_ml = 1600;        // 1200..3000
  int glass_ml = 200;           // 150..250
  double interval_s = 90 * 60;  // 60..120 min
};

// Fixed (domain model 5 and 9).
inline constexpr int kLargestGlass_ml = 250;
inline constexpr int kMostSuggestedAnHour_ml = 750;
inline constexpr int kCautionAnHour_ml = 1000;
inline constexpr double kBeforeBed_s = 2 * 3600;
inline constexpr double kWakingDay_s = 16 * 3600;

class Water {
 public:
  // Values outside their ranges are taken as the nearest inside.
  explicit Water(WaterParams params = {}) { set_params(params); }
  void set_params(const WaterParams& params);
  const WaterParams& params() const { return params_; }

  // The person is there: the first time on a local day begins that day's pace.
  void seen(const Now& now);
  // An earlier drink, from the journal.
  void restore(const Drink& drink, const Now& now);
  // Logged now. False: out of range, or more than kMostDrinksAnHour within the hour; nothing
  // happens then.
  bool drink(int volume_ml, const Now& now);
  // A glass was suggested on screen.
  void suggested(const Now& now) { last_suggested_ = now.boot; }

  // Seconds until a glass is due as things are, 0: now; nullopt: none is. `until_bed_s`: until the
  // quiet hours of the night begin, 0 within them, nullopt: none are known ahead. A suggestion that
  // is still open (snoozed) does not count as the last one.
  std::optional<double> due_in_s(const Now& now, std::optional<double> until_bed_s,
                                 bool after_last_suggestion = true) const;

  int today_ml(const Now& now) const;
  int last_hour_ml(const Now& now) const;

  // The words. `reason`: why a glass is due now.
  std::string reason(const Now& now) const;
  // "0.6 of 1.6 L today." Nothing is praised above 120 % of the goal, and there is no goal for
  // those who may not drink to one.
  std::string day_words(const Now& now) const;
  // When more than 1 L was logged within an hour; else empty.
  std::string caution(const Now& now) const;

 private:
  struct Drunk {
    BootTime at{};
    int volume_ml = 0;
  };
  void add(BootTime at, std::chrono::local_days day, int volume_ml);
  bool suggests() const { return params_.enabled && params_.fluids == FluidsLimited::no; }

  WaterParams params_;
  std::deque<Drunk> lately_;  // of the last hour before the last drink
  std::optional<BootTime> last_drink_, last_suggested_;
  std::optional<BootTime> day_began_;  // of `seen_day_`
  std::chrono::local_days seen_day_{};
  std::chrono::local_days drunk_day_{};
  int drunk_ml_ = 0;  // on drunk_day_
};

// What a person may tick; then, and only then, salt is mentioned at all. Empty for those who are
// not known to be free to drink.
enum class SaltLoss { sweat, heat, vomiting, diarrhoea };
std::optional<SaltLoss> salt_loss_from_string(std::string_view token);
std::string electrolyte_words(FluidsLimited fluids, SaltLoss loss);

}  // namespace postured
