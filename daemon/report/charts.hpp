// The charts of the page, each one SVG element. Colours and patterns are classes of the page's
// style (page_style.hpp).
#pragma once

#include <string>

#include "report/week_figures.hpp"

namespace postured::charts {

// Hours a day by lean zone, stacked; above them what was worn but not judged, and what was left
// out.
std::string zones_by_day(const WeekFigures& figures);
// The key to its colours, as an HTML list.
std::string zones_legend();
// Hours of sitting by length of the bout, with the lines at 20, 30 and 60 min and the usual bout.
std::string bout_lengths(const SittingFigures& sitting);
// What became of the prompts of one kind.
std::string prompt_answers(const PromptFigures& prompts);

// An axis step that gives at most five steps up to `largest`: 1, 2 or 5 times a power of ten.
double nice_step(double largest);

}  // namespace postured::charts
