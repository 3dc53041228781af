// The figures of a week, pure: rows in, numbers out. Formulas and inclusion rules of the domain
// model, sections 3.3, 8.1 and 8.2. A figure without enough data is absent, never zero.
//
// All valid time of the week counts, also that of days too short to be valid days; denominators
// are always valid (or judged) time, never calendar time. `enough` says whether the week may be
// summed up in words.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "report/week_data.hpp"

namespace postured {

inline constexpr double kValidDay_h = 4;  // domain model 8.1
inline constexpr int kEnoughValidDays = 3;

struct DayFigures {
  std::chrono::local_days day{};
  double recorded_h = 0;  // seconds present / 3600
  double worn_h = 0;      // valid seconds / 3600
  double judged_h = 0;
  std::array<double, kZones> zone_h{};
  double forward_lean_h = 0;  // slouched seconds / 3600
  double sitting_h = 0, standing_h = 0, walking_min = 0;
  bool valid = false;  // worn_h >= 4
};

// x_i = lengths of the sitting bouts, T = their sum.
struct SittingFigures {
  int bouts = 0;
  double total_h = 0, longest_min = 0, median_min = 0;
  double usual_bout_min = 0;        // x50%: half of sitting is in bouts longer than this
  int over_20_min = 0;              // N(>= 20)
  int over_30_min = 0;              // N(>= 30)
  int over_60_min = 0;              // N(>= 60)
  double share_in_over_30 = 0;      // T30 / T, 0..1
  int breaks = 0;                   // standing or walking between two sitting bouts of one day
  double breaks_per_hour = 0;       // breaks / T
  std::vector<double> lengths_min;  // every x_i, shortest first
};

// Each prompt counts once, however often it was shown again after a snooze. A popup that could not
// be shown does not count. The answers are those to the prompts in `shown`. Those kept back by
// chance were never seen; how many of them were complied with all the same is what prompts add to
// (domain model 8.2, row 15).
struct PromptFigures {
  PromptKind kind = PromptKind::stand;
  int shown = 0, complied = 0, done = 0, snoozed = 0, dismissed = 0, expired = 0;
  int cancelled = 0;  // its cause went away before it was shown
  int withheld = 0, complied_withheld = 0;
  std::optional<double> response_rate;     // (complied + done) / shown
  std::optional<double> median_latency_s;  // of complied and done
};

// From two clips, over the time with a known share of the person's own range.
struct RoundedFigures {
  double judged_h = 0;
  double rounded_min = 0;
  double rounded_share = 0;   // of judged_h, 0..1
  double median_percent = 0;  // of the range: of minutes, each by its known seconds
  int episodes = 0;
  std::optional<double> longest_episode_min;
};

struct WeekFigures {
  IsoWeek week;
  std::array<DayFigures, 7> days;  // Monday first
  int valid_days = 0;
  bool enough = false;  // >= 3 valid days
  double recorded_h = 0, worn_h = 0, judged_h = 0;
  double excluded_share = 0;                 // 1 - worn / recorded, 0..1; 0 without recording
  std::array<double, kZones> zone_share{};   // of judged time, sums to 1 when judged_h > 0
  std::optional<double> forward_lean_share;  // slouched / judged
  std::optional<double> episodes_per_hour;   // forward lean, per valid hour
  std::optional<double> longest_episode_min, median_episode_min;
  std::optional<double> dose_deg_min_per_hour;  // of the forward-lean episodes, per valid hour
  std::optional<RoundedFigures> rounded;        // nullopt: there were no two clips with a range
  std::optional<SittingFigures> sitting;
  // Standing up and leaning always, the other kinds where there was one; in the order of
  // PromptKind.
  std::vector<PromptFigures> prompts;
  int calibrations = 0, zeros = 0;
  int corrections = 0;  // what the wearer put right, and of how much time
  double corrected_min = 0;
  // Of this week's calibrations, each once; two clips calibrated together are "chest and belt" and
  // count as one calibration.
  std::vector<std::string> placements;
};

// Rows whose local day is not in recorded.week are left out; its corrections are applied.
WeekFigures week_figures(const WeekData& recorded);

// The parts of it that have a file of their own.
std::optional<SittingFigures> sitting_figures(const std::vector<Bout>& bouts);
std::optional<RoundedFigures> rounded_figures(const std::vector<Minute>& minutes,
                                              const std::vector<Episode>& episodes);
std::vector<PromptFigures> prompt_figures(const std::vector<PromptEvent>& events);

// The middle of sorted values (type 7: the mean of the two middle ones); nullopt for none.
std::optional<double> median(std::vector<double> values);

}  // namespace postured
