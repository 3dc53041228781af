// What the pages say: numbers as people read them, names of things, and the summary. Plain text;
// the wording follows the domain model, sections 4.2 and 8.5: choice and reason, no guilt.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/render.hpp"

namespace postured::words {

// "12.3": the same in every locale.
std::string fixed(double value, int decimals);
std::string percent(double share);                                      // 0.234 -> "23 %"
std::string hours(double h);                                            // "6.2 h"
std::string minutes(double min);                                        // "24 min"
std::string count(int n, std::string_view one, std::string_view many);  // "1 day", "3 days"

std::string weekday(std::size_t day);                   // 0 -> "Monday"
std::string short_weekday(std::size_t day);             // 0 -> "Mon"
std::string day_of_month(std::chrono::local_days day);  // "16"
std::string date(const WallTime& t);                    // "22 November", by its own clocks
// "22 November 2026, 20:00" by the clocks of that moment.
std::string moment(const WallTime& t);
std::string title(const WeekFigures& figures);  // "Your week: 16 to 22 November 2026 (week 47)"

// "10 to 20", in degrees of lean; `unit` follows each ("\u00b0" or " deg").
std::string zone_range(std::size_t zone, std::string_view unit);
std::string zone_name(std::size_t zone);   // "forward", "near upright"
std::string prompt_name(PromptKind kind);  // "Stand up and move"

// "stood up", "came back up": what such a prompt asks for, when it was done.
std::string deed(PromptKind kind);

// Belt or lumbar, alone or as the lower of two clips: "chest and belt".
bool is_at_pelvis(const std::string& placement);
// Sitting and standing can only be told apart well by the pelvis (domain model 1.6).
bool sitting_is_estimated(const WeekFigures& figures);

// What the figures rest on: pairs of a name and a sentence.
std::vector<std::pair<std::string, std::string>> data_quality(const WeekFigures& figures,
                                                              std::string_view unit);

// One good thing, one observation, one small suggestion; without enough data it says so.
std::vector<std::string> summary(const WeekFigures& figures);

}  // namespace postured::words
