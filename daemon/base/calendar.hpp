// Local days and ISO 8601 weeks of wall-clock labels. Pure: the offset is in the label.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace postured {

// An ISO 8601 week: weeks start on Monday, week 1 holds the year's first Thursday.
struct IsoWeek {
  int year = 1970;
  unsigned week = 1;

  auto operator<=>(const IsoWeek&) const = default;
};

std::chrono::local_days local_day(const WallTime& t);
// Seconds since local midnight as the clocks on the wall showed, 0..86399.
std::chrono::seconds local_time_of_day(const WallTime& t);
// "9:05", "14:10" since local midnight; nullopt unless there is such a time.
std::optional<std::chrono::minutes> time_of_day_from_string(std::string_view s);
IsoWeek iso_week(std::chrono::local_days day);
std::chrono::local_days monday_of(IsoWeek week);

std::string to_string(IsoWeek week);  // "2026-W47"
std::optional<IsoWeek> iso_week_from_string(
    std::string_view s);                             // nullopt unless such a week exists
std::string to_string(std::chrono::local_days day);  // "2026-11-21"
// "2026-11-21T09:05:00+01:00"
std::string to_iso8601(const WallTime& t);

}  // namespace postured
