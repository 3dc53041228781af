// A day in a few lines: for the terminal, any time.
#pragma once

#include <string>

#include "report/week_figures.hpp"

namespace postured {

// Keeps of a week's rows those of one local day.
WeekData only_day(WeekData week, std::chrono::local_days day);
// `of_day`: week_figures(only_day(...)). Figures that are not known are not mentioned.
std::string render_day(const WeekFigures& of_day, std::chrono::local_days day);
std::string render_day_json(const WeekFigures& of_day, std::chrono::local_days day);

}  // namespace postured
