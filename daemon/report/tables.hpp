// The figures as HTML tables, beside the charts that show them.
#pragma once

#include <string>

#include "report/week_figures.hpp"

namespace postured::tables {

std::string days(const WeekFigures& figures);
std::string zones(const WeekFigures& figures);
std::string forward_lean(const WeekFigures& figures);
std::string rounded_back(const RoundedFigures& rounded);
std::string sitting(const SittingFigures& sitting);
std::string prompts(const WeekFigures& figures);

}  // namespace postured::tables
