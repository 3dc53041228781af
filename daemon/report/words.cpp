#include "report/words.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace postured {

const char* const kDisclaimer =
    "postured gives general wellness information, not medical advice. It does not diagnose, treat "
    "or prevent any condition. If you have any warning sign listed here, or are worried, contact a "
    "doctor or emergency services. Stop anything that makes your pain worse.";

namespace words {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};

std::string month(std::chrono::year_month_day date) {
  return std::string(kMonths.at(static_cast<unsigned>(date.month()) - 1));
}

std::string year(std::chrono::year_month_day date) {
  return std::to_string(static_cast<int>(date.year()));
}

}  // namespace

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return "-";
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::fixed, decimals);
  if (end.ec != std::errc()) return "-";
  const std::string result(text.data(), end.ptr);
  // "-0" and "-0.0" are zero.
  const bool is_zero = result.find_first_not_of("-0.") == std::string::npos;
  return is_zero && result.front() == '-' ? result.substr(1) : result;
}

std::string percent(double share) { return fixed(100 * share, 0) + " %"; }
std::string hours(double h) { return fixed(h, 1) + " h"; }
std::string minutes(double min) { return fixed(min, 0) + " min"; }

std::string count(int n, std::string_view one, std::string_view many) {
  return std::to_string(n) + " " + std::string(n == 1 ? one : many);
}

std::string weekday(std::size_t day) { return std::string(kWeekdays.at(day)); }
std::string short_weekday(std::size_t day) { return weekday(day).substr(0, 3); }

std::string day_of_month(std::chrono::local_days day) {
  return std::to_string(static_cast<unsigned>(std::chrono::year_month_day(day).day()));
}

std::string date(const WallTime& t) {
  const std::chrono::local_days day = local_day(t);
  return day_of_month(day) + " " + month(std::chrono::year_month_day(day));
}

std::string moment(const WallTime& t) {
  const std::chrono::year_month_day date(local_day(t));
  const std::string iso = to_iso8601(t);
  return day_of_month(local_day(t)) + " " + month(date) + " " + year(date) + ", " +
         iso.substr(iso.find('T') + 1, 5);
}

std::string title(const WeekFigures& figures) {
  const std::chrono::local_days monday = figures.days.front().day, sunday = figures.days.back().day;
  const std::chrono::year_month_day first(monday), last(sunday);
  std::string from = day_of_month(monday);
  if (first.month() != last.month()) from += " " + month(first);
  if (first.year() != last.year()) from += " " + year(first);
  return "Your week: " + from + " to " + day_of_month(sunday) + " " + month(last) + " " +
         year(last) + " (week " + std::to_string(figures.week.week) + ")";
}

std::string zone_range(std::size_t zone, std::string_view unit) {
  const auto edge = [unit](std::size_t i) {
    return fixed(kZoneEdges_deg.at(i), 0) + std::string(unit);
  };
  if (zone == 0) return "below " + edge(0);
  if (zone == kZones - 1) return "over " + edge(kZones - 2);
  return edge(zone - 1) + " to " + edge(zone);
}

std::string zone_name(std::size_t zone) {
  if (zone == 0) return "leaning back";
  return zone == 1 ? "near upright" : "forward";
}

std::string prompt_name(PromptKind kind) {
  switch (kind) {
    case PromptKind::stand:
      return "Stand up and move";
    case PromptKind::standing:
      return "Standing for long";
    case PromptKind::lean:
      return "Forward lean";
    case PromptKind::side_lean:
      return "Side lean";
    case PromptKind::static_posture:
      return "Sitting still";
    case PromptKind::water:
      return "Water";
    case PromptKind::exercise:
      return "Exercise";
  }
  return "Reminder";
}

std::string deed(PromptKind kind) {
  switch (kind) {
    case PromptKind::stand:
      return "stood up";
    case PromptKind::standing:
      return "walked or sat down";
    case PromptKind::lean:
    case PromptKind::side_lean:
      return "came back up";
    case PromptKind::static_posture:
      return "moved";
    case PromptKind::water:
      return "logged a drink";
    case PromptKind::exercise:
      return "logged an exercise";
  }
  return "did it";
}

bool is_at_pelvis(const std::string& placement) {
  return placement.ends_with("belt") || placement.ends_with("lumbar");
}

bool sitting_is_estimated(const WeekFigures& figures) {
  return figures.placements.empty() ||
         std::ranges::any_of(figures.placements,
                             [](const std::string& p) { return !is_at_pelvis(p); });
}

std::vector<std::pair<std::string, std::string>> data_quality(const WeekFigures& figures,
                                                              std::string_view unit) {
  std::string worn = hours(figures.worn_h);
  if (figures.recorded_h > 0) {
    worn += " of " + hours(figures.recorded_h) + " recorded; " + percent(figures.excluded_share) +
            " left out (not worn, no reference, readings missing)";
  }
  std::string placement;
  for (std::string name : figures.placements) {
    std::ranges::replace(name, '_', ' ');
    placement += (placement.empty() ? "" : ", ") + name;
  }
  std::vector<std::pair<std::string, std::string>> quality{
      {"Worn time", worn},
      {"Valid days", std::to_string(figures.valid_days) + " of 7 (at least 4 worn hours; " +
                         std::to_string(kEnoughValidDays) + " are needed for a summary)"},
      {"References", count(figures.calibrations, "calibration", "calibrations") + ", " +
                         count(figures.zeros, "zero", "zeros")},
      {"Placement", placement.empty() ? "no calibration this week" : placement},
      {"Lean angles",
       "from comfortable upright sitting; a clip measures them to about 5" + std::string(unit)},
      {"Sitting and standing", sitting_is_estimated(figures)
                                   ? "estimated: worn on the trunk, they are hard to tell apart"
                                   : "from the belt, where the pelvis tells them apart"},
  };
  if (figures.corrections > 0) {
    quality.emplace_back("Put right by you", count(figures.corrections, "stretch", "stretches") +
                                                 ", " + minutes(figures.corrected_min) +
                                                 " in all; what was recorded is kept");
  }
  return quality;
}

}  // namespace words
}  // namespace postured
