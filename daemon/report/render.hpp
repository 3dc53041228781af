// Figures -> pages. Pure: strings out. Angles are whole degrees; the measurement error (about
// 5 deg) stands beside them; the words follow the domain model, sections 4.2, 6.4 and 8.5.
#pragma once

#include <string>

#include "report/week_figures.hpp"

namespace postured {

struct ReportContext {
  WallTime made_at{};
  std::string version;
};

// One self-contained page: inline SVG, no script, no outside request, light and dark, prints on A4.
std::string render_html(const WeekFigures& figures, const ReportContext& context);
// For a terminal, 80 columns, small bars.
std::string render_text(const WeekFigures& figures, const ReportContext& context);
// Figures for scripts, in full precision; absent figures are null. Stable keys, named as the fields
// of WeekFigures: week, from, to, made_at, version, enough, valid_days, recorded_h, worn_h,
// judged_h, excluded_share, calibrations, zeros, placements[], sitting_estimated, angle_error_deg,
// zones[{from_deg, to_deg, share}], forward_lean{share, episodes_per_hour, longest_episode_min,
// median_episode_min, dose_deg_min_per_hour}, sitting{fields of SittingFigures} or null,
// prompts[{fields of PromptFigures}], days[{fields of DayFigures}], summary[], disclaimer.
std::string render_json(const WeekFigures& figures, const ReportContext& context);

// The fixed disclaimer (domain model 6.4).
extern const char* const kDisclaimer;

}  // namespace postured
