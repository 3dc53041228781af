#include "base/calendar.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace postured {
namespace {

using std::chrono::days;
using std::chrono::local_days;

// ISO 8601: the week of a day is the week of its Thursday.
local_days thursday_of(local_days day) {
  const std::chrono::weekday weekday{day};
  return day + days(4) - days(weekday.iso_encoding());
}

local_days first_of_january(int year) {
  return local_days(std::chrono::year(year) / std::chrono::January / 1);
}

template <class... Args>
std::string format(const char* pattern, Args... args) {
  std::array<char, 64> text{};
  const int n = std::snprintf(text.data(), text.size(), pattern, args...);
  return {text.data(), static_cast<std::size_t>(n)};
}

}  // namespace

local_days local_day(const WallTime& t) {
  const auto local = t.utc.time_since_epoch() + t.utc_offset;
  return local_days(std::chrono::floor<days>(local));
}

std::chrono::seconds local_time_of_day(const WallTime& t) {
  const auto local = t.utc.time_since_epoch() + t.utc_offset;
  return std::chrono::floor<std::chrono::seconds>(local - std::chrono::floor<days>(local));
}

std::optional<std::chrono::minutes> time_of_day_from_string(std::string_view s) {
  const auto colon = s.find(':');
  if (colon == std::string_view::npos || colon < 1 || colon > 2 || s.size() != colon + 3) {
    return std::nullopt;
  }
  const auto number = [](std::string_view digits) {
    int n = -1;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), n);
    return end.ptr == digits.data() + digits.size() ? n : -1;
  };
  const int hour = number(s.substr(0, colon)), minute = number(s.substr(colon + 1));
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  return std::chrono::minutes(60 * hour + minute);
}

IsoWeek iso_week(local_days day) {
  const local_days thursday = thursday_of(day);
  const int year = static_cast<int>(std::chrono::year_month_day(thursday).year());
  const auto day_of_year = (thursday - first_of_january(year)).count();
  return {year, static_cast<unsigned>(day_of_year / 7) + 1};
}

local_days monday_of(IsoWeek week) {
  // 4 January is always in week 1.
  const local_days thursday_1 = thursday_of(first_of_january(week.year) + days(3));
  return thursday_1 - days(3) + days(7 * (static_cast<int>(week.week) - 1));
}

std::string to_string(IsoWeek week) { return format("%04d-W%02u", week.year, week.week); }

std::optional<IsoWeek> iso_week_from_string(std::string_view s) {
  if (s.size() != 8 || s[4] != '-' || s[5] != 'W') return std::nullopt;
  IsoWeek week;
  const auto year = std::from_chars(s.data(), s.data() + 4, week.year);
  const auto number = std::from_chars(s.data() + 6, s.data() + 8, week.week);
  if (year.ptr != s.data() + 4 || number.ptr != s.data() + 8) return std::nullopt;
  if (week.year < 1970 || week.week < 1 || week.week > 53) return std::nullopt;
  // Week 53 exists only in long years.
  if (iso_week(monday_of(week)) != week) return std::nullopt;
  return week;
}

std::string to_string(local_days day) {
  const std::chrono::year_month_day date(day);
  return format("%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string to_iso8601(const WallTime& t) {
  const auto second = static_cast<int>(local_time_of_day(t).count());
  const auto offset_min = static_cast<int>(t.utc_offset.count() / 60);
  const char sign = offset_min < 0 ? '-' : '+';
  const int magnitude = offset_min < 0 ? -offset_min : offset_min;
  return to_string(local_day(t)) + format("T%02d:%02d:%02d%c%02d:%02d", second / 3600,
                                          second / 60 % 60, second % 60, sign, magnitude / 60,
                                          magnitude % 60);
}

}  // namespace postured
