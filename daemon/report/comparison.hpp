// Two periods side by side: which differences are larger than chance and error of measurement.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/week_figures.hpp"

namespace postured {

// Thresholds of the domain model, 8.2 row 20: 10 percentage points, 20 % of x50. The other figures
// have none and are never called a change.
inline constexpr double kChange_pp = 10;
inline constexpr double kChangeOfBout = 0.2;

struct ComparedFigure {
  std::string name, unit;
  std::optional<double> before, after;  // nullopt: not enough data
  bool has_threshold = false;
  bool changed = false;  // beyond its threshold
};

struct Comparison {
  IsoWeek before, after;
  bool comparable = true;  // figures of lean from different placements are not compared
  std::string why_not;     // a sentence, when not
  std::vector<ComparedFigure> figures;
};

Comparison compare(const WeekFigures& before, const WeekFigures& after);
// For a terminal, 80 columns.
std::string render_comparison(const Comparison& comparison);
// A line a week, for a month or more; for a terminal.
std::string render_weeks(const std::vector<WeekFigures>& weeks);
// {before, after, comparable, why_not, figures: [{name, unit, before, after, changed or null}]}
std::string render_comparison_json(const Comparison& comparison);

}  // namespace postured
