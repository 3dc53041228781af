// The figures of a week, pure: rows in, numbers out. Formulas and inclusion rules of the domain
// model, sections 3.3, 8.1 and 8.2. A figure without enough data is absent, never zero.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "report/week_data.hpp"

namespace postured {

struct DayFigures {
  std::chrono::local_days day{};
  double recorded_h = 0;  // seconds present / 3600
  double worn_h = 0;      // valid seconds / 3600
  double judged_h = 0;
  std::array<double, kZones> zone_h{};
  double sitting_h = 0, standing_h = 0, walking_min = 0;
  bool valid = false;  // worn_h >= 4
};

struct SittingFigures {
  int bouts = 0;
  double total_h = 0, longest_min = 0, median_min = 0;
  double usual_bout_min = 0;    // x50%: half of sitting is in bouts longer than this
  int over_30_min = 0;          // N(>= 30)
  double share_in_over_30 = 0;  // T30 / T, 0..1
  double breaks_per_hour = 0;   // breaks / T
};

struct PromptFigures {
  PromptKind kind = PromptKind::stand;
  int shown = 0, complied = 0, done = 0, snoozed = 0, dismissed = 0, expired = 0, cancelled = 0;
  std::optional<double> response_rate;     // (complied + done) / shown
  std::optional<double> median_latency_s;  // of complied and done
};

struct WeekFigures {
  IsoWeek week;
  std::array<DayFigures, 7> days;  // Monday first
  int valid_days = 0;
  bool enough = false;  // >= 3 valid days
  double recorded_h = 0, worn_h = 0, judged_h = 0;
  double excluded_share = 0;                 // 1 - worn / recorded, 0..1
  std::array<double, kZones> zone_share{};   // of judged time, sums to 1 when judged_h > 0
  std::optional<double> forward_lean_share;  // slouched / judged
  std::optional<double> episodes_per_hour;   // forward lean, per valid hour
  std::optional<double> longest_episode_min, median_episode_min;
  std::optional<double> dose_deg_min_per_hour;
  std::optional<SittingFigures> sitting;
  std::vector<PromptFigures> prompts;  // one a kind, in the order of PromptKind
  int calibrations = 0, zeros = 0;
  std::vector<std::string> placements;
};

WeekFigures week_figures(const WeekData& data);

}  // namespace postured
